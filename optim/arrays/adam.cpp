// Adam on arrays: one pass over the parameters.
#include <thalweg/optim/arrays/adam.hpp>

#include <cmath>

#include <thalweg/optim/arrays/bias_correction.hpp>
#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/places.hpp>
#include <thalweg/tensor/math_root.hpp>

namespace thalweg::optim {

void validate(const AdamOptions& options) {
  check_not_negative("adam", "lr", options.lr);
  check_rate("adam", "beta1", options.beta1);
  check_rate("adam", "beta2", options.beta2);
  check_positive("adam", "eps", options.eps);
  check_not_negative("adam", "weight_decay", options.weight_decay);
}

namespace arrays {
namespace {

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> m, std::span<T> v, std::int64_t t,
            const AdamOptions& options) {
  validate(options);
  check_step("adam", t);
  check_size("adam", "the gradient", g.size(), p.size());
  check_size("adam", "m", m.size(), p.size());
  check_size("adam", "v", v.size(), p.size());
  const double c1 = bias_correction(options.beta1, t);
  const double c2 = bias_correction(options.beta2, t);
  const T step = static_cast<T>(options.lr / c1);
  const math::RootOver<T> root_over(static_cast<T>(std::sqrt(c2)));
  const T beta1 = static_cast<T>(options.beta1), rest1 = static_cast<T>(1 - options.beta1);
  const T beta2 = static_cast<T>(options.beta2), rest2 = static_cast<T>(1 - options.beta2);
  const T eps = static_cast<T>(options.eps), decay = static_cast<T>(options.weight_decay);
  for_each_place<T>(p.size(), [=](auto at) {
    const auto d = with_decay(at.of(g), at.of(p), decay);
    const auto new_m = without_subnormals(beta1 * at.of(m) + rest1 * d);
    const auto new_v = beta2 * at.of(v) + rest2 * (d * d);
    at.set(m, new_m);
    at.set(v, new_v);
    at.set(p, at.of(p) - step * new_m / (root_over(new_v) + eps));
  });
}

}  // namespace

void adam(std::span<double> p, std::span<const double> g, std::span<double> m, std::span<double> v, std::int64_t t,
          const AdamOptions& options) {
  update(p, g, m, v, t, options);
}

void adam(std::span<float> p, std::span<const float> g, std::span<float> m, std::span<float> v, std::int64_t t,
          const AdamOptions& options) {
  update(p, g, m, v, t, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
