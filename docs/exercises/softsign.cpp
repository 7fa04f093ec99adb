// Exercise of chapter 11: softsign, y = x / (1 + |x|). As it stands it is the identity: make it the function it is
// named after, then its derivative, dy/dx = 1 / (1 + |x|)^2. docs/exercises/check_softsign.cpp tells how far you are.
#include <thalweg/autograd/pointwise.hpp>
#include <thalweg/thalweg.hpp>

namespace thalweg {

Tensor softsign(const Tensor& x) {
  return unary(
      "softsign", x, [](auto v) { return v; },  // the value of one number; |v| is math::abs(v)
      [](const Tensor& g) { return g; });       // the gradient of x from g, that of y; ask for x by `First x`
}

}  // namespace thalweg
