// AdaMax on arrays: one pass over the parameters.
#include <thalweg/optim/arrays/adamax.hpp>

#include <cmath>
#include <cstddef>

#include <thalweg/optim/arrays/bias_correction.hpp>
#include <thalweg/optim/arrays/checks.hpp>

namespace thalweg::optim {

void validate(const AdamaxOptions& options) {
  check_not_negative("adamax", "lr", options.lr);
  check_rate("adamax", "beta1", options.beta1);
  check_rate("adamax", "beta2", options.beta2);
  check_not_negative("adamax", "eps", options.eps);
  check_not_negative("adamax", "weight_decay", options.weight_decay);
}

namespace arrays {
namespace {

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> m, std::span<T> u, std::int64_t t,
            const AdamaxOptions& options) {
  validate(options);
  check_step("adamax", t);
  check_size("adamax", "the gradient", g.size(), p.size());
  check_size("adamax", "m", m.size(), p.size());
  check_size("adamax", "u", u.size(), p.size());
  const double c1 = bias_correction(options.beta1, t);
  const T step = static_cast<T>(options.lr / c1);
  const T beta1 = static_cast<T>(options.beta1), rest1 = static_cast<T>(1 - options.beta1);
  const T beta2 = static_cast<T>(options.beta2), eps = static_cast<T>(options.eps);
  const T decay = static_cast<T>(options.weight_decay);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const T d = with_decay(g[i], p[i], decay);
    m[i] = beta1 * m[i] + rest1 * d;
    const T faded = beta2 * u[i], fresh = std::abs(d) + eps;
    u[i] = faded >= fresh ? faded : fresh;  // a NaN gradient wins
    p[i] -= u[i] == 0 ? T(0) : step * m[i] / u[i];
  }
}

}  // namespace

void adamax(std::span<double> p, std::span<const double> g, std::span<double> m, std::span<double> u, std::int64_t t,
            const AdamaxOptions& options) {
  update(p, g, m, u, t, options);
}

void adamax(std::span<float> p, std::span<const float> g, std::span<float> m, std::span<float> u, std::int64_t t,
            const AdamaxOptions& options) {
  update(p, g, m, u, t, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
