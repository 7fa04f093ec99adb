// RAdam on arrays: the length of the average, then one pass over the parameters.
#include <thalweg/optim/arrays/radam.hpp>

#include <cmath>

#include <thalweg/optim/arrays/bias_correction.hpp>
#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/places.hpp>
#include <thalweg/tensor/math_root.hpp>

namespace thalweg::optim {

void validate(const RadamOptions& options) {
  check_not_negative("radam", "lr", options.lr);
  check_rate("radam", "beta1", options.beta1);
  check_rate("radam", "beta2", options.beta2);
  check_positive("radam", "eps", options.eps);
  check_not_negative("radam", "weight_decay", options.weight_decay);
}

namespace arrays {
namespace {

/// r sqrt(c2), or 0 while the average is too short to divide by.
double rectification(double beta2, std::int64_t t) {
  const double steps = static_cast<double>(t), faded = std::pow(beta2, steps), c2 = 1 - faded;
  const double r_inf = 2 / (1 - beta2) - 1, r_t = r_inf - 2 * steps * faded / c2;
  if (!(r_t > 5)) return 0;
  return std::sqrt((r_t - 4) * (r_t - 2) * r_inf / ((r_inf - 4) * (r_inf - 2) * r_t) * c2);
}

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> m, std::span<T> v, std::int64_t t,
            const RadamOptions& options) {
  validate(options);
  check_step("radam", t);
  check_size("radam", "the gradient", g.size(), p.size());
  check_size("radam", "m", m.size(), p.size());
  check_size("radam", "v", v.size(), p.size());
  const double rectified = rectification(options.beta2, t);
  const double step = options.lr / bias_correction(options.beta1, t);
  const T plain = static_cast<T>(step), adaptive = static_cast<T>(step * rectified);
  const T beta1 = static_cast<T>(options.beta1), rest1 = static_cast<T>(1 - options.beta1);
  const T beta2 = static_cast<T>(options.beta2), rest2 = static_cast<T>(1 - options.beta2);
  const T eps = static_cast<T>(options.eps), decay = static_cast<T>(options.weight_decay);
  for_each_place<T>(p.size(), [=](auto at) {
    const auto d = with_decay(at.of(g), at.of(p), decay);
    const auto new_m = beta1 * at.of(m) + rest1 * d;
    const auto new_v = beta2 * at.of(v) + rest2 * (d * d);
    at.set(m, new_m);
    at.set(v, new_v);
    at.set(p, at.of(p) - (rectified == 0 ? plain * new_m : adaptive * new_m / (math::sqrt(new_v) + eps)));
  });
}

}  // namespace

void radam(std::span<double> p, std::span<const double> g, std::span<double> m, std::span<double> v, std::int64_t t,
           const RadamOptions& options) {
  update(p, g, m, v, t, options);
}

void radam(std::span<float> p, std::span<const float> g, std::span<float> m, std::span<float> v, std::int64_t t,
           const RadamOptions& options) {
  update(p, g, m, v, t, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
