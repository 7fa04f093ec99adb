// AMSGrad on arrays: one pass over the parameters.
#include <thalweg/optim/arrays/amsgrad.hpp>

#include <cmath>
#include <cstddef>

#include <thalweg/optim/arrays/bias_correction.hpp>
#include <thalweg/optim/arrays/checks.hpp>

namespace thalweg::optim {

void validate(const AmsgradOptions& options) {
  check_not_negative("amsgrad", "lr", options.lr);
  check_rate("amsgrad", "beta1", options.beta1);
  check_rate("amsgrad", "beta2", options.beta2);
  check_positive("amsgrad", "eps", options.eps);
  check_not_negative("amsgrad", "weight_decay", options.weight_decay);
}

namespace arrays {
namespace {

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> m, std::span<T> v, std::span<T> vmax, std::int64_t t,
            const AmsgradOptions& options) {
  validate(options);
  check_step("amsgrad", t);
  check_size("amsgrad", "the gradient", g.size(), p.size());
  check_size("amsgrad", "m", m.size(), p.size());
  check_size("amsgrad", "v", v.size(), p.size());
  check_size("amsgrad", "vmax", vmax.size(), p.size());
  const T step = static_cast<T>(options.lr / bias_correction(options.beta1, t));
  const T root_c2 = static_cast<T>(std::sqrt(bias_correction(options.beta2, t)));
  const T beta1 = static_cast<T>(options.beta1), rest1 = static_cast<T>(1 - options.beta1);
  const T beta2 = static_cast<T>(options.beta2), rest2 = static_cast<T>(1 - options.beta2);
  const T eps = static_cast<T>(options.eps), decay = static_cast<T>(options.weight_decay);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const T d = with_decay(g[i], p[i], decay);
    m[i] = beta1 * m[i] + rest1 * d;
    v[i] = beta2 * v[i] + rest2 * (d * d);
    vmax[i] = vmax[i] >= v[i] ? vmax[i] : v[i];  // a NaN gradient wins
    p[i] -= step * m[i] / (std::sqrt(vmax[i]) / root_c2 + eps);
  }
}

}  // namespace

void amsgrad(std::span<double> p, std::span<const double> g, std::span<double> m, std::span<double> v,
             std::span<double> vmax, std::int64_t t, const AmsgradOptions& options) {
  update(p, g, m, v, vmax, t, options);
}

void amsgrad(std::span<float> p, std::span<const float> g, std::span<float> m, std::span<float> v,
             std::span<float> vmax, std::int64_t t, const AmsgradOptions& options) {
  update(p, g, m, v, vmax, t, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
