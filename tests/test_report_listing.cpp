// The natural-gradient listing of the report "Adam (and beyond)", as printed: what it computes, and what it does not.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <utility>
#include <vector>

#include <support/smooth.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/in_place.hpp>
#include <thalweg/autograd/indexing.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/mode.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/arrays/natural_gradient.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg {
namespace {

using Numbers = std::vector<double>;

doctest::Approx near(double x) { return doctest::Approx(x).epsilon(1e-13); }

/// The matrix of the listing: Hess[i, j] = grad(h1[j], xu)[j] + 1e-9 with h1 = grad(grad[i], xu).
Tensor printed_matrix(const Tensor& gradient, const Tensor& xu) {
  const std::int64_t n = xu.shape()[0];
  Tensor hess = zeros({n, n});
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j) {
      const Tensor h1 = grad(gradient[i], xu, {.create_graph = true});
      fill_(hess[i][j], grad(h1[j], xu)[j].item() + 1e-9);
    }
  return hess;
}

/// opt_NGDT, line by line. `matrix` receives the last matrix.
Tensor opt_ngdt(const TensorFunction& f, const Tensor& xi, int nitr, double eta, Tensor& matrix) {
  const Tensor xu = clone(xi).requires_grad_();
  for (int it = 0; it < nitr; ++it) {
    const Tensor y = f(xu);
    const Tensor gradient = grad(y, xu, {.create_graph = true});
    matrix = printed_matrix(gradient, xu);
    const Tensor sv = matmul(matrix, gradient.detach());
    no_grad([&] { xu -= eta * sv; });
  }
  return xu.detach();
}

/// x^3 y^2 + 2 x y^3 + x^2 y
Tensor polynomial(const Tensor& p) {
  const Tensor x = p[0], y = p[1];
  return x * x * x * y * y + 2 * x * y * y * y + x * x * y;
}
Numbers polynomial_gradient(double x, double y) {
  return {3 * x * x * y * y + 2 * y * y * y + 2 * x * y, 2 * x * x * x * y + 6 * x * y * y + x * x};
}
/// d3f / dx_i dx_j dx_j: xxx, xyy; yxx, yyy.
Numbers polynomial_third(double x, double y) { return {6 * y * y, 6 * x * x + 12 * y, 12 * x * y + 2, 12 * x}; }
Numbers polynomial_hessian(double x, double y) {
  const double xy = 6 * x * x * y + 6 * y * y + 2 * x;
  return {6 * x * y * y + 2 * y, xy, xy, 2 * x * x * x + 12 * x * y};
}

TEST_CASE("report listing: its matrix holds third derivatives, and 1e-9 in every entry") {
  for (const auto& [x, y] : {std::pair{0.5, -1.5}, std::pair{2.0, 1.0}, std::pair{-1.0, 0.25}}) {
    Tensor matrix;
    opt_ngdt(polynomial, tensor({x, y}), 1, 1e-3, matrix);
    const Numbers third = polynomial_third(x, y), second = polynomial_hessian(x, y);
    const Tensor hess = hessian(polynomial, tensor({x, y}));
    for (std::int64_t i = 0; i < 2; ++i)
      for (std::int64_t j = 0; j < 2; ++j) {
        const double entry = matrix[i][j].item();
        CHECK(entry == near(third[2 * i + j] + 1e-9));
        CHECK(std::abs(entry - third[2 * i + j]) > 0.9e-9);
        // Nothing like the Hessian, which autograd has all the same.
        CHECK(hess[i][j].item() == near(second[2 * i + j]));
        CHECK(std::abs(entry - second[2 * i + j]) > 0.1);
      }
    CHECK(std::abs(matrix[0][1].item() - matrix[1][0].item()) > 0.1);
  }
}

TEST_CASE("report listing: it steps along the matrix times the gradient, not along the inverse") {
  const double x = 0.5, y = -1.5, eta = 1e-3;
  Tensor matrix;
  const Tensor next = opt_ngdt(polynomial, tensor({x, y}), 1, eta, matrix);
  const Numbers g = polynomial_gradient(x, y), m = polynomial_third(x, y);
  CHECK(next[0].item() == near(x - eta * (m[0] * g[0] + m[1] * g[1] + 1e-9 * (g[0] + g[1]))));
  CHECK(next[1].item() == near(y - eta * (m[2] * g[0] + m[3] * g[1] + 1e-9 * (g[0] + g[1]))));
}

TEST_CASE("report listing: from where natural gradient goes down, it goes up") {
  // f = (x - 3)^4 / 12 + y^4 / 12 at (1, 1): the third derivatives 2 (x - 3) and 2 y have the signs of the point, not
  // of a metric.
  const TensorFunction f = [](const Tensor& p) {
    const Tensor a = square(p[0] - 3), b = square(p[1]);
    return (a * a + b * b) / 12;
  };
  const Tensor start = tensor({1.0, 1.0});
  Tensor matrix;
  const Tensor listing = opt_ngdt(f, start, 10, 1e-2, matrix);
  CHECK(f(listing).item() > f(start).item());

  optim::arrays::Objective objective;
  objective.value_and_gradient = [](optim::arrays::In x, optim::arrays::Out g) {
    const double a = x[0] - 3, b = x[1];
    g[0] = a * a * a / 3;
    g[1] = b * b * b / 3;
    return (a * a * a * a + b * b * b * b) / 12;
  };
  objective.hessian = [](optim::arrays::In x, optim::arrays::Out h) {
    h[0] = (x[0] - 3) * (x[0] - 3);
    h[1] = h[2] = 0;
    h[3] = x[1] * x[1];
  };
  const optim::Report natural = optim::arrays::minimize(
      objective, Numbers{1, 1}, optim::NaturalGradientOptions{.lr = 1e-2}, {.max_iterations = 10});
  CHECK(natural.value < f(start).item());
}

}  // namespace
}  // namespace thalweg
