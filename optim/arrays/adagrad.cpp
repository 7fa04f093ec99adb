// Adagrad on arrays: one pass over the parameters.
#include <thalweg/optim/arrays/adagrad.hpp>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/places.hpp>
#include <thalweg/tensor/math_root.hpp>

namespace thalweg::optim {

void validate(const AdagradOptions& options) {
  check_not_negative("adagrad", "lr", options.lr);
  check_not_negative("adagrad", "lr_decay", options.lr_decay);
  check_positive("adagrad", "eps", options.eps);
  check_not_negative("adagrad", "weight_decay", options.weight_decay);
}

namespace arrays {
namespace {

template <class T>
void update(std::span<T> p, std::span<const T> g, std::span<T> s, std::int64_t t, const AdagradOptions& options) {
  validate(options);
  check_step("adagrad", t);
  check_size("adagrad", "the gradient", g.size(), p.size());
  check_size("adagrad", "s", s.size(), p.size());
  const T lr = static_cast<T>(options.lr / (1 + static_cast<double>(t - 1) * options.lr_decay));
  const T eps = static_cast<T>(options.eps), decay = static_cast<T>(options.weight_decay);
  for_each_place<T>(p.size(), [=](auto at) {
    const auto d = with_decay(at.of(g), at.of(p), decay);
    const auto new_s = at.of(s) + d * d;
    at.set(s, new_s);
    at.set(p, at.of(p) - lr * d / (math::sqrt(new_s) + eps));
  });
}

}  // namespace

void adagrad(std::span<double> p, std::span<const double> g, std::span<double> s, std::int64_t t,
             const AdagradOptions& options) {
  update(p, g, s, t, options);
}

void adagrad(std::span<float> p, std::span<const float> g, std::span<float> s, std::int64_t t,
             const AdagradOptions& options) {
  update(p, g, s, t, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
