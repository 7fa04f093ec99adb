// A solution of the exercise of chapter 11.
#include <thalweg/autograd/pointwise.hpp>
#include <thalweg/thalweg.hpp>

namespace thalweg {

/// y = x / (1 + |x|),  dy/dx = 1 / (1 + |x|)^2
Tensor softsign(const Tensor& x) {
  return unary(
      "softsign", x, [](auto v) { return v / (1 + math::abs(v)); },
      [](const Tensor& g, First x) { return g / square(1 + abs(x)); });
}

}  // namespace thalweg
