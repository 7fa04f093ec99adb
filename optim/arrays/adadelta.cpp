// Adadelta on arrays: one pass over the parameters.
#include <thalweg/optim/arrays/adadelta.hpp>

#include <cmath>
#include <cstddef>

#include <thalweg/optim/arrays/checks.hpp>

namespace thalweg::optim {

void validate(const AdadeltaOptions& options) {
  check_not_negative("adadelta", "lr", options.lr);
  check_rate("adadelta", "rho", options.rho);
  check_positive("adadelta", "eps", options.eps);
  check_not_negative("adadelta", "weight_decay", options.weight_decay);
}

namespace arrays {
namespace {

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> v, std::span<T> a, const AdadeltaOptions& options) {
  validate(options);
  check_size("adadelta", "the gradient", g.size(), p.size());
  check_size("adadelta", "v", v.size(), p.size());
  check_size("adadelta", "a", a.size(), p.size());
  const T rho = static_cast<T>(options.rho), rest = static_cast<T>(1 - options.rho);
  const T lr = static_cast<T>(options.lr);
  const T eps = static_cast<T>(options.eps), decay = static_cast<T>(options.weight_decay);
  for (std::size_t i = 0; i < p.size(); ++i) {
    const T slope = with_decay(g[i], p[i], decay);
    v[i] = rho * v[i] + rest * (slope * slope);
    const T d = std::sqrt(a[i] + eps) / std::sqrt(v[i] + eps) * slope;
    a[i] = rho * a[i] + rest * (d * d);
    p[i] -= lr * d;
  }
}

}  // namespace

void adadelta(std::span<double> p, std::span<const double> g, std::span<double> v, std::span<double> a,
              const AdadeltaOptions& options) {
  update(p, g, v, a, options);
}

void adadelta(std::span<float> p, std::span<const float> g, std::span<float> v, std::span<float> a,
              const AdadeltaOptions& options) {
  update(p, g, v, a, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
