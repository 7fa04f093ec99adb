// Test problems: the two forms of every one agree, and derivatives by hand agree with autograd's and with differences.
#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/optim/problems/registry.hpp>

#include <tests/support/numbers.hpp>
#include <tests/support/problem_points.hpp>

namespace thalweg::optim {

namespace {

using Vector = std::vector<double>;

/// Calls `test(problem, x)` for every problem in several sizes, at its start and at random points of its box.
template <class F>
void for_all(F test, int points = 8) {
  for (const Problem& p : all_problems())
    for (const Vector& x : points_of(p, points)) {
      CAPTURE(p.name);
      CAPTURE(p.n);
      CAPTURE(tensor_of(x));
      test(p, x);
    }
}

Vector gradient(const Problem& p, const Vector& x) {
  Vector g(x.size(), std::numeric_limits<double>::quiet_NaN());
  p.arrays.value_and_gradient(x, g);
  return g;
}

Vector hessian_of(const Problem& p, const Vector& x) {
  Vector h(x.size() * x.size(), std::numeric_limits<double>::quiet_NaN());
  p.arrays.hessian(x, h);
  return h;
}

/// (f(x + h) - f(x - h)) / 2h in every coordinate.
Vector central(const Problem& p, Vector x) {
  Vector g(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double at = x[i], h = 1e-6 * std::max(1.0, std::abs(at));
    x[i] = at + h;
    const double above = p.arrays.value(x);
    x[i] = at - h;
    g[i] = (above - p.arrays.value(x)) / (2 * h);
    x[i] = at;
  }
  return g;
}

}  // namespace

TEST_CASE("problems: every one has a name, a start inside its box and all the functions it promises") {
  for (const Problem& p : all_problems()) {
    CAPTURE(p.name);
    const auto n = static_cast<std::size_t>(p.n);
    REQUIRE(p.start.size() == n);
    REQUIRE(p.lower.size() == n);
    REQUIRE(p.upper.size() == n);
    for (std::size_t i = 0; i < n; ++i) CHECK((p.lower[i] <= p.start[i] && p.start[i] <= p.upper[i]));
    CHECK(p.arrays.value);
    CHECK(p.arrays.value_and_gradient);
    CHECK(p.arrays.hessian);
    CHECK((p.arrays.hessian_product || n <= 4));
    CHECK(p.tensor);
    CHECK(bool(p.arrays.residuals) == bool(p.residuals));
    CHECK(bool(p.arrays.jacobian) == bool(p.residuals));
    CHECK((p.arrays.residual_count > 0) == bool(p.residuals));
  }
}

TEST_CASE("problems: the value is the same on spans and tensors, with and without the gradient") {
  for_all([](const Problem& p, const Vector& x) {
    const double value = p.arrays.value(x);
    Vector g(x.size());
    CHECK(p.arrays.value_and_gradient(x, g) == value);
    CHECK(p.tensor(tensor_of(x)).shape() == Shape{});
    CHECK(relative_distance(value, p.tensor(tensor_of(x)).item()) <= 1e-13);
  });
}

TEST_CASE("problems: the gradient by hand is autograd's and that of central differences") {
  for_all([](const Problem& p, const Vector& x) {
    const Vector g = gradient(p, x);
    CHECK(relative_distance(numbers(value_and_grad(p.tensor, tensor_of(x)).grad), g) <= 1e-12);
    CHECK(relative_distance(central(p, x), g) <= 1e-6);
  });
}

TEST_CASE("problems: the Hessian by hand is symmetric and autograd's") {
  for_all(
      [](const Problem& p, const Vector& x) {
        const Vector h = hessian_of(p, x);
        CHECK(relative_distance(numbers(hessian(p.tensor, tensor_of(x))), h) <= 1e-12);
        for (std::size_t i = 0; i < x.size(); ++i)
          for (std::size_t j = 0; j < i; ++j) CHECK(h[i * x.size() + j] == h[j * x.size() + i]);
      },
      4);
}

TEST_CASE("problems: Hessian times vector is the product with the Hessian") {
  for_all([](const Problem& p, const Vector& x) {
    if (!p.arrays.hessian_product) return;
    const std::size_t n = x.size();
    const Vector h = hessian_of(p, x);
    Vector v(n), expected(n), hv(n, std::numeric_limits<double>::quiet_NaN());
    for (std::size_t i = 0; i < n; ++i) v[i] = 1.5 - static_cast<double>(i);
    for (std::size_t i = 0; i < n; ++i) expected[i] = arrays::dot(std::span(h).subspan(i * n, n), v);
    p.arrays.hessian_product(x, v, hv);
    CHECK(relative_distance(hv, expected) <= 1e-13);
  });
}

TEST_CASE("problems: the squares of the residuals sum to the value, in both forms") {
  for_all([](const Problem& p, const Vector& x) {
    if (!p.residuals) return;
    Vector r(static_cast<std::size_t>(p.arrays.residual_count), std::numeric_limits<double>::quiet_NaN());
    p.arrays.residuals(x, r);
    CHECK(relative_distance(arrays::dot(r, r), p.arrays.value(x)) <= 1e-13);
    CHECK(relative_distance(numbers(p.residuals(tensor_of(x))), r) <= 1e-13);
  });
}

TEST_CASE("problems: the Jacobian by hand is autograd's") {
  for_all(
      [](const Problem& p, const Vector& x) {
        if (!p.residuals) return;
        Vector j(static_cast<std::size_t>(p.arrays.residual_count) * x.size(),
                 std::numeric_limits<double>::quiet_NaN());
        p.arrays.jacobian(x, j);
        CHECK(relative_distance(numbers(jacobian(p.residuals, tensor_of(x))), j) <= 1e-12);
      },
      4);
}

TEST_CASE("problems: the tensor form works in float32, too") {
  for (const Problem& p : all_problems()) {
    CAPTURE(p.name);
    const Tensor x = tensor_of(p.start).to(float32);
    const ValueAndGrad result = value_and_grad(p.tensor, x);
    CHECK(result.value.dtype() == float32);
    CHECK(result.grad.dtype() == float32);
    CHECK(relative_distance(result.value.item(), p.arrays.value(p.start)) <= 1e-4);
    CHECK(relative_distance(numbers(result.grad), gradient(p, p.start)) <= 1e-4);
    if (p.residuals) CHECK(p.residuals(x).dtype() == float32);
  }
}

TEST_CASE("problems: equal coordinates of symmetric functions have gradients equal bit for bit") {
  for (const char* name : {"ackley", "rastrigin", "spherical"})
    for (const std::int64_t n : {2, 3, 20})
      for (const double at : {-5.0, -1.0, -0.3, 1e-9, 0.7, 3.983}) {
        CAPTURE(name);
        CAPTURE(at);
        const Problem p = problem(name, n);
        const Vector x(static_cast<std::size_t>(n), at), g = gradient(p, x);
        const Vector by_tensor = numbers(value_and_grad(p.tensor, tensor_of(x)).grad);
        for (std::size_t i = 1; i < g.size(); ++i) {
          CHECK(g[i] == g[0]);
          CHECK(by_tensor[i] == by_tensor[0]);
        }
      }
}

TEST_CASE("problems: ten thousand parameters, where there may be any number") {
  for (const std::string& name : problem_names()) {
    if (!has_size(name, 10000)) continue;
    CAPTURE(name);
    const Problem p = problem(name, 10000);
    const ValueAndGrad result = value_and_grad(p.tensor, tensor_of(p.start));
    CHECK(relative_distance(result.value.item(), p.arrays.value(p.start)) <= 1e-12);
    CHECK(relative_distance(numbers(result.grad), gradient(p, p.start)) <= 1e-11);
    const Vector v(p.start.size(), 1.0);
    Vector hv(v.size(), std::numeric_limits<double>::quiet_NaN());
    p.arrays.hessian_product(p.start, v, hv);
    CHECK(relative_distance(numbers(hvp(p.tensor, tensor_of(p.start), tensor_of(v))), hv) <= 1e-11);
  }
}

TEST_CASE("problems: x of another size is an error in every function") {
  const Problem p = problem("rosenbrock", 3);
  const Vector x(2);
  Vector g(3), h(9), r(4), j(12);
  const char* message = "rosenbrock: takes 3 parameters, got 2";
  CHECK_THROWS_WITH_AS(p.arrays.value(x), message, std::invalid_argument);
  CHECK_THROWS_WITH_AS(p.arrays.value_and_gradient(x, g), message, std::invalid_argument);
  CHECK_THROWS_WITH_AS(p.arrays.hessian(x, h), message, std::invalid_argument);
  CHECK_THROWS_WITH_AS(p.arrays.hessian_product(x, x, g), message, std::invalid_argument);
  CHECK_THROWS_WITH_AS(p.arrays.residuals(x, r), message, std::invalid_argument);
  CHECK_THROWS_WITH_AS(p.arrays.jacobian(x, j), message, std::invalid_argument);
  CHECK_THROWS_WITH_AS(p.tensor(tensor_of(x)), "rosenbrock: takes a tensor of shape (3,), got (2,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(p.residuals(ones({3, 1})), "rosenbrock: takes a tensor of shape (3,), got (3, 1)",
                       std::invalid_argument);
}

}  // namespace thalweg::optim
