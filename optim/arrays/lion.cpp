// Lion on arrays: one pass over the parameters.
#include <thalweg/optim/arrays/lion.hpp>

#include <cstddef>

#include <thalweg/optim/arrays/checks.hpp>

namespace thalweg::optim {

void validate(const LionOptions& options) {
  check_not_negative("lion", "lr", options.lr);
  check_rate("lion", "beta1", options.beta1);
  check_rate("lion", "beta2", options.beta2);
  check_not_negative("lion", "weight_decay", options.weight_decay);
}

namespace arrays {
namespace {

/// -1, 0 or 1; a NaN stays one.
template <class T>
T sign(T x) {
  return x > 0 ? T(1) : x < 0 ? T(-1) : x;
}

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> m, const LionOptions& options) {
  validate(options);
  check_size("lion", "the gradient", g.size(), p.size());
  check_size("lion", "m", m.size(), p.size());
  const T lr = static_cast<T>(options.lr), decay = static_cast<T>(options.weight_decay);
  const T beta1 = static_cast<T>(options.beta1), rest1 = static_cast<T>(1 - options.beta1);
  const T beta2 = static_cast<T>(options.beta2), rest2 = static_cast<T>(1 - options.beta2);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const T u = sign(beta1 * m[i] + rest1 * g[i]);
    m[i] = beta2 * m[i] + rest2 * g[i];
    p[i] -= lr * with_decay(u, p[i], decay);
  }
}

}  // namespace

void lion(std::span<double> p, std::span<const double> g, std::span<double> m, const LionOptions& options) {
  update(p, g, m, options);
}

void lion(std::span<float> p, std::span<const float> g, std::span<float> m, const LionOptions& options) {
  update(p, g, m, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
