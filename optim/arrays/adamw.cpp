// AdamW on arrays: one pass over the parameters.
#include <thalweg/optim/arrays/adamw.hpp>

#include <cmath>

#include <thalweg/optim/arrays/bias_correction.hpp>
#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/places.hpp>
#include <thalweg/tensor/math_root.hpp>

namespace thalweg::optim {

void validate(const AdamWOptions& options) {
  check_not_negative("adamw", "lr", options.lr);
  check_rate("adamw", "beta1", options.beta1);
  check_rate("adamw", "beta2", options.beta2);
  check_positive("adamw", "eps", options.eps);
  check_not_negative("adamw", "weight_decay", options.weight_decay);
}

namespace arrays {
namespace {

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> m, std::span<T> v, std::int64_t t,
            const AdamWOptions& options) {
  validate(options);
  check_step("adamw", t);
  check_size("adamw", "the gradient", g.size(), p.size());
  check_size("adamw", "m", m.size(), p.size());
  check_size("adamw", "v", v.size(), p.size());
  const T step = static_cast<T>(options.lr / bias_correction(options.beta1, t));
  const math::RootOver<T> root_over(static_cast<T>(std::sqrt(bias_correction(options.beta2, t))));
  const T beta1 = static_cast<T>(options.beta1), rest1 = static_cast<T>(1 - options.beta1);
  const T beta2 = static_cast<T>(options.beta2), rest2 = static_cast<T>(1 - options.beta2);
  const T eps = static_cast<T>(options.eps), kept = static_cast<T>(1 - options.lr * options.weight_decay);
  for_each_place<T>(p.size(), [=](auto at) {
    const auto d = at.of(g);
    const auto new_m = without_subnormals(beta1 * at.of(m) + rest1 * d);
    const auto new_v = beta2 * at.of(v) + rest2 * (d * d);
    at.set(m, new_m);
    at.set(v, new_v);
    at.set(p, kept * at.of(p) - step * new_m / (root_over(new_v) + eps));
  });
}

}  // namespace

void adamw(std::span<double> p, std::span<const double> g, std::span<double> m, std::span<double> v, std::int64_t t,
           const AdamWOptions& options) {
  update(p, g, m, v, t, options);
}

void adamw(std::span<float> p, std::span<const float> g, std::span<float> m, std::span<float> v, std::int64_t t,
           const AdamWOptions& options) {
  update(p, g, m, v, t, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
