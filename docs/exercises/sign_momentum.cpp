// Exercise of chapter 12: sign descent with momentum. As it stands it is plain gradient descent and accepts any
// options: make it m <- beta m + (1 - beta) g;  p <- p - lr sign(m), the sign of 0 being 0; then check the options.
// docs/exercises/check_sign_momentum.cpp tells how far you are.
#include "sign_momentum.hpp"

namespace thalweg::optim {

void validate(const SignMomentumOptions&) {}

namespace arrays {
namespace {

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T>, const SignMomentumOptions& options) {
  const T lr = static_cast<T>(options.lr);
  for (std::size_t i = 0; i < p.size(); ++i) p[i] -= lr * g[i];
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
