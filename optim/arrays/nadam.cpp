// NAdam on arrays: the momenta of this step and the next, then one pass over the parameters.
#include <thalweg/optim/arrays/nadam.hpp>

#include <thalweg/optim/arrays/bias_correction.hpp>
#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/places.hpp>
#include <thalweg/tensor/math_root.hpp>

namespace thalweg::optim {

void validate(const NadamOptions& options) {
  check_not_negative("nadam", "lr", options.lr);
  check_rate("nadam", "beta1", options.beta1);
  check_rate("nadam", "beta2", options.beta2);
  check_positive("nadam", "eps", options.eps);
  check_not_negative("nadam", "weight_decay", options.weight_decay);
  check_not_negative("nadam", "momentum_decay", options.momentum_decay);
}

namespace arrays {
namespace {

/// mu_t; an exponential takes half the time of a power.
double momentum(const NadamOptions& options, double t) {
  constexpr double ln_096 = -0.040821994520255166;
  return options.beta1 * (1 - 0.5 * std::exp(ln_096 * options.momentum_decay * t));
}

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> m, std::span<T> v, double& mu_product, std::int64_t t,
            const NadamOptions& options) {
  validate(options);
  check_step("nadam", t);
  check_size("nadam", "the gradient", g.size(), p.size());
  check_size("nadam", "m", m.size(), p.size());
  check_size("nadam", "v", v.size(), p.size());
  check(mu_product >= 0 && mu_product <= 1 && (t > 1 || mu_product == 1), "nadam",
        "mu_product must be 1 before the first step and lie in [0, 1] later, got ", mu_product, " at t = ", t);
  const double mu = momentum(options, static_cast<double>(t)), next = momentum(options, static_cast<double>(t) + 1);
  mu_product *= mu;
  if (mu_product < 0x1p-1000) mu_product = 0;  // 1 - P has long been 1; subnormal numbers are slow
  const T along_g = static_cast<T>(options.lr * (1 - mu) / (1 - mu_product));
  const T along_m = static_cast<T>(options.lr * next / (1 - mu_product * next));
  const T c2 = static_cast<T>(bias_correction(options.beta2, t));
  const T beta1 = static_cast<T>(options.beta1), rest1 = static_cast<T>(1 - options.beta1);
  const T beta2 = static_cast<T>(options.beta2), rest2 = static_cast<T>(1 - options.beta2);
  const T eps = static_cast<T>(options.eps), decay = static_cast<T>(options.weight_decay);
  for_each_place<T>(p.size(), [=](auto at) {
    const auto d = with_decay(at.of(g), at.of(p), decay);
    const auto new_m = beta1 * at.of(m) + rest1 * d;
    const auto new_v = beta2 * at.of(v) + rest2 * (d * d);
    at.set(m, new_m);
    at.set(v, new_v);
    at.set(p, at.of(p) - (along_g * d + along_m * new_m) / (math::sqrt(new_v / c2) + eps));
  });
}

}  // namespace

void nadam(std::span<double> p, std::span<const double> g, std::span<double> m, std::span<double> v, double& mu_product,
           std::int64_t t, const NadamOptions& options) {
  update(p, g, m, v, mu_product, t, options);
}

void nadam(std::span<float> p, std::span<const float> g, std::span<float> m, std::span<float> v, double& mu_product,
           std::int64_t t, const NadamOptions& options) {
  update(p, g, m, v, mu_product, t, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
