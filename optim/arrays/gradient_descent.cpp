// Gradient descent on arrays.
#include <thalweg/optim/arrays/gradient_descent.hpp>

#include <cstddef>

#include <thalweg/optim/arrays/checks.hpp>

namespace thalweg::optim {

void validate(const GradientDescentOptions& options) {
  check_not_negative("gradient_descent", "lr", options.lr);
  check_not_negative("gradient_descent", "weight_decay", options.weight_decay);
}

namespace arrays {
namespace {

template <class T>
void update(std::span<T> p, std::span<const T> g, const GradientDescentOptions& options) {
  validate(options);
  check_size("gradient_descent", "the gradient", g.size(), p.size());
  const T lr = static_cast<T>(options.lr), decay = static_cast<T>(options.weight_decay);
  for (std::size_t i = 0; i < p.size(); ++i) p[i] -= lr * with_decay(g[i], p[i], decay);
}

}  // namespace

void gradient_descent(std::span<double> p, std::span<const double> g, const GradientDescentOptions& options) {
  update(p, g, options);
}

void gradient_descent(std::span<float> p, std::span<const float> g, const GradientDescentOptions& options) {
  update(p, g, options);
}

}  // namespace arrays
}  // namespace thalweg::optim
