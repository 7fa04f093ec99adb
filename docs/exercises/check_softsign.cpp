// Checks an answer to the exercise of chapter 11, the value first, then both derivatives.
#include <cmath>
#include <cstdio>
#include <iostream>
#include <thalweg/thalweg.hpp>

namespace thalweg {

Tensor softsign(const Tensor& x);

namespace {

int not_yet(const std::string& sentence) {
  std::cout << "softsign: not yet: " << sentence << "\n";
  return 1;
}

int check_answer() {
  for (const double x : {3.0, -1.0, 0.25, 0.0}) {
    const double y = softsign(tensor(x)).item(), right = x / (1 + std::abs(x));
    if (!(std::abs(y - right) < 1e-12)) {
      char text[120];
      std::snprintf(text, sizeof text, "at x = %g the value is %g, and x / (1 + |x|) is %g. Start with the value.", x,
                    y, right);
      return not_yet(text);
    }
  }
  Tensor x = tensor({-3.0, -0.5, 0.25, 1.0}).requires_grad_();
  const Tensor slope = grad(sum(softsign(x)), x);
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    const double at = x.at({i}), right = 1 / ((1 + std::abs(at)) * (1 + std::abs(at)));
    if (!(std::abs(slope.at({i}) - right) < 1e-12)) {
      char text[160];
      std::snprintf(text, sizeof text,
                    "the value is right; at x = %g the derivative is %g, and 1 / (1 + |x|)^2 is %g. Now the gradient.",
                    at, slope.at({i}), right);
      return not_yet(text);
    }
  }
  const GradcheckReport first = gradcheck(softsign, x), second = gradgradcheck(softsign, x);
  if (!first) return not_yet("the gradient does not follow the value: " + first.message);
  if (!second)
    return not_yet("the second derivative is wrong; write the gradient with differentiable operations. " +
                   second.message);
  if (softsign(tensor({1.0}, {.dtype = float32})).dtype() != float32) return not_yet("float32 went in, and not out");
  std::cout << "softsign: solved, value and derivatives of first and second order\n";
  return 0;
}

}  // namespace
}  // namespace thalweg

int main() { return thalweg::check_answer(); }
