// Momentum on arrays, in the form of a moving average of gradients.
#include <thalweg/optim/arrays/momentum.hpp>

#include <cstddef>

#include <thalweg/optim/arrays/checks.hpp>

namespace thalweg::optim {

void validate(const MomentumOptions& options) {
  check_not_negative("momentum", "lr", options.lr);
  check_rate("momentum", "alpha", options.alpha);
  check_not_negative("momentum", "weight_decay", options.weight_decay);
}

namespace arrays {
namespace {

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> v, const MomentumOptions& options) {
  validate(options);
  check_size("momentum", "the gradient", g.size(), p.size());
  check_size("momentum", "v", v.size(), p.size());
  const T lr = static_cast<T>(options.lr), decay = static_cast<T>(options.weight_decay);
  const T alpha = static_cast<T>(options.alpha), rest = static_cast<T>(1 - options.alpha);
  for (std::size_t i = 0; i < p.size(); ++i) {
    v[i] = alpha * v[i] + rest * with_decay(g[i], p[i], decay);
    p[i] -= lr * v[i];
  }
}

}  // namespace

void momentum(std::span<double> p, std::span<const double> g, std::span<double> v, const MomentumOptions& options) {
  update(p, g, v, options);
}

void momentum(std::span<float> p, std::span<const float> g, std::span<float> v, const MomentumOptions& options) {
  update(p, g, v, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
