// Chapter 11: an operation of one's own.
// [begin]
#include <iostream>
#include <thalweg/autograd/pointwise.hpp>
#include <thalweg/thalweg.hpp>

using namespace thalweg;
// [/begin]

// [cube]
/// y = x^3,  dy/dx = 3 x^2
Tensor cube(const Tensor& x) {
  return unary(
      "cube", x, [](auto v) { return v * v * v; }, [](const Tensor& g, First x) { return g * (3 * square(x)); });
}
// [/cube]

// [logistic]
/// y = 1 / (1 + e^-x),  dy/dx = y (1 - y)
Tensor logistic(const Tensor& x) {
  return unary(
      "logistic", x, [](auto v) { return 1 / (1 + math::exp(-v)); },
      [](const Tensor& g, Output y) { return g * (y * (1 - y)); });
}
// [/logistic]

// [huber]
/// y = x^2 / 2 where |x| <= 1, else |x| - 1/2;  dy/dx = x, kept within -1 and 1
Tensor huber(const Tensor& x) {
  return unary(
      "huber", x,
      [](auto v) {
        const auto size = math::abs(v);
        return select(size > 1, size - 0.5, 0.5 * v * v);
      },
      [](const Tensor& g, First x) { return g * clamp(x, -1, 1); });
}
// [/huber]

// [hypotenuse]
/// y = sqrt(a^2 + b^2),  dy/da = a / y,  dy/db = b / y
Tensor hypotenuse(const Tensor& a, const Tensor& b) {
  return binary(
      "hypotenuse", a, b, [](auto u, auto v) { return math::sqrt(u * u + v * v); },
      [](const Tensor& g, First a, Output y) { return g * (a / y); },
      [](const Tensor& g, Second b, Output y) { return g * (b / y); });
}
// [/hypotenuse]

// [diagonal_sum]
/// y = sum of the diagonal,  dy/dx = identity
Tensor diagonal_sum(const Tensor& x) {
  check(x.rank() == 2 && x.size(0) == x.size(1), "diagonal_sum", "needs a square matrix, got shape ", x.shape());
  Tensor value = no_grad([&] { return sum(diagonal(x)); });
  return record("diagonal_sum", value, inputs(x),
                [n = x.size(0), type = x.dtype()](const Tensor& g) { return g * eye(n, n, {.dtype = type}); });
}
// [/diagonal_sum]

// [wrong]
/// y = x^3 with a slip in its derivative: 2 x^2.
Tensor wrong_cube(const Tensor& x) {
  return unary(
      "wrong_cube", x, [](auto v) { return v * v * v; }, [](const Tensor& g, First x) { return g * (2 * square(x)); });
}
// [/wrong]

int main() {
  std::cout << std::boolalpha;
  std::cout << "# cube\n";
  // [use-cube]
  Tensor x = tensor({0.5, 1.0, 3.0}).requires_grad_();
  std::cout << "value    " << cube(x).detach() << "\n";
  std::cout << "gradient " << grad(sum(cube(x)), x) << "\n";
  std::cout << "Hessian of the sum\n" << hessian([](const Tensor& p) { return sum(cube(p)); }, x) << "\n";
  // [/use-cube]

  std::cout << "# check\n";
  // [check]
  const Tensor points = tensor({-1.5, -0.3, 0.8, 2.0});
  std::cout << "cube: " << gradcheck(cube, points).ok << " " << gradgradcheck(cube, points).ok << "\n";
  std::cout << "logistic: " << gradcheck(logistic, points).ok << " " << gradgradcheck(logistic, points).ok << "\n";
  std::cout << "huber: " << gradcheck(huber, points).ok << " " << gradgradcheck(huber, points).ok << "\n";
  const auto two = [](const std::vector<Tensor>& xs) { return hypotenuse(xs[0], xs[1]); };
  const std::vector<Tensor> pair{points, tensor({{1.0}, {2.0}})};  // (4) and (2, 1) broadcast to (2, 4)
  std::cout << "hypotenuse: " << gradcheck(two, pair).ok << " " << gradgradcheck(two, pair).ok << "\n";
  std::cout << "diagonal_sum: " << gradcheck(diagonal_sum, tensor({{1, 2}, {3, 4}})).ok << "\n";
  // [/check]

  std::cout << "# wrong\n";
  // [use-wrong]
  std::cout << gradcheck(wrong_cube, points).message << "\n";
  // [/use-wrong]

  std::cout << "# error\n";
  // [error]
  try {
    diagonal_sum(ones({2, 3}));
  } catch (const std::invalid_argument& error) {
    std::cout << error.what() << "\n";
  }
  // [/error]
}
