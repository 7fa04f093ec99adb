// A solution of the exercise of chapter 12.
#include "sign_momentum.hpp"

namespace thalweg::optim {

void validate(const SignMomentumOptions& options) {
  check_not_negative("sign_momentum", "lr", options.lr);
  check_rate("sign_momentum", "beta", options.beta);
}

namespace arrays {
namespace {

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> m, const SignMomentumOptions& options) {
  validate(options);
  check_size("sign_momentum", "the gradient", g.size(), p.size());
  check_size("sign_momentum", "m", m.size(), p.size());
  const T lr = static_cast<T>(options.lr);
  const T beta = static_cast<T>(options.beta), rest = static_cast<T>(1 - options.beta);
  for (std::size_t i = 0; i < p.size(); ++i) {
    m[i] = beta * m[i] + rest * g[i];
    p[i] -= m[i] > 0 ? lr : m[i] < 0 ? -lr : lr * m[i];  // a NaN stays one
  }
}

}  // namespace

void sign_momentum(std::span<double> p, std::span<const double> g, std::span<double> m,
                   const SignMomentumOptions& options) {
  update(p, g, m, options);
}

void sign_momentum(std::span<float> p, std::span<const float> g, std::span<float> m,
                   const SignMomentumOptions& options) {
  update(p, g, m, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
