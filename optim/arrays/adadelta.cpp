// Adadelta on arrays: one pass over the parameters.
#include <thalweg/optim/arrays/adadelta.hpp>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/places.hpp>
#include <thalweg/tensor/math_root.hpp>

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
  for_each_place<T>(p.size(), [=](auto at) {
    const auto slope = with_decay(at.of(g), at.of(p), decay);
    const auto new_v = rho * at.of(v) + rest * (slope * slope);
    const auto d = math::sqrt(at.of(a) + eps) / math::sqrt(new_v + eps) * slope;
    at.set(v, new_v);
    at.set(a, rho * at.of(a) + rest * (d * d));
    at.set(p, at.of(p) - lr * d);
  });
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
