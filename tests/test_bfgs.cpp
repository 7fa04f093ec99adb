// BFGS: the update by hand, the secant equation, counts, saved state, errors.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <support/saved_state.hpp>
#include <support/valleys.hpp>
#include <thalweg/optim/arrays/bfgs.hpp>
#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/tensor/linalg/symmetric_eigen.hpp>

namespace thalweg::optim::arrays {
namespace {

using test::bowl;
using test::end_of_run;
using test::rosenbrock;

Bfgs started(std::size_t n, const BfgsOptions& options = {}) {
  Bfgs method(options);
  Iterate at{Vector(n), 0, Vector(n)};
  const Objective f = bowl(Vector(n, 1.0));
  Evaluator evaluator(f, n);
  method.begin(evaluator, at);
  return method;
}

void update(Bfgs& method, const Vector& s, const Vector& y) {
  const std::size_t n = s.size();
  method.update({Vector(n), 0, Vector(n)}, {s, 0, y});
}

Vector inverse_hessian(const Bfgs& method) {
  const In h = method.inverse_hessian();
  return {h.begin(), h.end()};
}

TEST_CASE("bfgs: the first step is 1 / |g|_1 along the steepest descent where |g|_1 > 1, else 1") {
  const Report far = minimize(bowl({1, 10}), Vector{1, 1}, BfgsOptions{}, {.max_iterations = 1});
  CHECK(far.evaluations.f == 2);
  CHECK(far.last_x[0] == 1 - 2 * (1.0 / 22));
  CHECK(far.last_x[1] == 1 - 20 * (1.0 / 22));
  const Report near = minimize(bowl({0.25, 10}), Vector{0.04, 0}, BfgsOptions{}, {.max_iterations = 1});
  CHECK(near.last_x[0] == 0.04 - 0.02);
}

TEST_CASE("bfgs: the update of the matrix, worked out by hand") {
  // s = (1, 0), y = (2, 1), rho = 1/2, from H = I:
  //   I - rho s y' = (0, -1/2; 0, 1), times its transpose = (1/4, -1/2; -1/2, 1), plus rho s s' = (3/4, -1/2; -1/2, 1).
  Bfgs method = started(2);
  update(method, {1, 0}, {2, 1});
  CHECK(inverse_hessian(method) == Vector{0.75, -0.5, -0.5, 1});
  Vector d(2);
  method.direction(Vector{2, 1}, d);
  CHECK(d == Vector{-1, 0});
  // Scaled first: s'y / y'y = 2/5 times I gives (1/10, -1/5; -1/5, 2/5) plus (1/2, 0; 0, 0).
  Bfgs scaled = started(2, {.scale_first = true});
  update(scaled, {1, 0}, {2, 1});
  const Vector expected{0.6, -0.2, -0.2, 0.4};
  for (std::size_t i = 0; i < 4; ++i) CHECK(inverse_hessian(scaled)[i] == doctest::Approx(expected[i]).epsilon(1e-15));
}

TEST_CASE("bfgs: the matrix fulfils the secant equation, is symmetric to the bit and positive definite") {
  const std::size_t n = 7;
  Bfgs method = started(n);
  for (int k = 0; k < 30; ++k) {
    Vector s(n), y(n), d(n);
    for (std::size_t i = 0; i < n; ++i) s[i] = std::sin(1.0 + 3.7 * k + 1.3 * static_cast<double>(i * i + i));
    for (std::size_t i = 0; i < n; ++i) y[i] = (1 + static_cast<double>(i)) * s[i] + 0.3 * s[(i + 1) % n];
    update(method, s, y);
    method.direction(y, d);
    for (std::size_t i = 0; i < n; ++i) CHECK(-d[i] == doctest::Approx(s[i]).epsilon(1e-12));
  }
  Vector h = inverse_hessian(method), values(n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) CHECK(h[i * n + j] == h[j * n + i]);
  linalg::symmetric_eigen(linalg::matrix(std::span(h), 7, 7), std::span(values));
  CHECK(values[0] > 0.05);
  CHECK(values[6] < 5);
}

TEST_CASE("bfgs: a step along which the gradient does not grow leaves the matrix alone") {
  Bfgs method = started(2);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  update(method, {1, 0}, {-1, 0});
  update(method, {1, 0}, {0, 1});
  update(method, {1, 0}, {nan, 0});
  update(method, {0, 0}, {0, 0});
  CHECK(inverse_hessian(method) == Vector{1, 0, 0, 1});
}

TEST_CASE("bfgs: on a bowl the matrix becomes the inverse Hessian") {
  Bfgs method({.line_search = {.c2 = 1e-3}});
  Vector x{1, -2, 0.5};
  const Report report = run(bowl({0.5, 2, 4}), x, method, {.gradient_tolerance = 1e-12});
  CHECK(report.converged());
  CHECK(report.iterations <= 5);
  const Vector h = inverse_hessian(method);
  CHECK(h[0] == doctest::Approx(1).epsilon(1e-6));
  CHECK(h[4] == doctest::Approx(0.25).epsilon(1e-6));
  CHECK(h[8] == doctest::Approx(0.125).epsilon(1e-6));
}

TEST_CASE("bfgs: Rosenbrock takes at most a tenth more iterations and evaluations than the reference") {
  struct Bound {
    double tolerance;
    bool scale_first;
    std::int64_t iterations, evaluations;
  };
  for (const Bound& bound :
       {Bound{1e-5, false, 35, 42}, {1e-8, false, 37, 45}, {1e-5, true, 40, 48}, {1e-8, true, 42, 51}}) {
    long calls = 0;
    const Report report = minimize(rosenbrock(&calls), Vector{-1.2, 1}, BfgsOptions{.scale_first = bound.scale_first},
                                   {.gradient_tolerance = bound.tolerance});
    CHECK(report.converged());
    CHECK(report.iterations <= bound.iterations);
    CHECK(report.evaluations.f <= bound.evaluations);
    CHECK(report.evaluations.f == calls);
    CHECK(report.evaluations.g == calls);
  }
}

TEST_CASE("bfgs: Rosenbrock converges from ten times the usual start; scaling the first matrix helps it from afar") {
  for (const double scale : {10.0, 100.0}) {
    Report reports[2];
    for (const bool scaled : {false, true}) {
      Report& report = reports[scaled];
      report = minimize(rosenbrock(), Vector{-1.2 * scale, scale}, BfgsOptions{.scale_first = scaled},
                        {.max_iterations = 1000, .gradient_tolerance = 1e-8});
      CHECK(report.converged());
      CHECK(report.x[0] == doctest::Approx(1).epsilon(1e-7));
    }
    CHECK(reports[true].iterations < reports[false].iterations);
  }
}

TEST_CASE("bfgs: a state that is saved and loaded goes on bit for bit") {
  const Vector x0{-1.2, 1, -1.2, 1, 0.5};
  for (const std::int64_t first : {0, 1, 7, 14})
    CHECK(end_of_run(rosenbrock(), x0, BfgsOptions{}, first, 8, true) ==
          end_of_run(rosenbrock(), x0, BfgsOptions{}, first, 8, false));
  Bfgs method = started(2);
  CHECK(test::saved(method).matrices.empty());
  update(method, {1, 0}, {2, 1});
  const test::SavedState state = test::saved(method);
  CHECK(state.counts.at("updates") == 1);
  CHECK(state.matrices.at("inverse_hessian") == Vector{0.75, -0.5, -0.5, 1});
}

TEST_CASE("bfgs: a state that does not fit is refused") {
  test::SavedState state;
  state.counts["updates"] = 4;
  state.matrices["inverse_hessian"] = {1, 0, 0};
  Bfgs method;
  test::Load load(state);
  CHECK_THROWS_WITH_AS(method.visit(load), "bfgs: the inverse Hessian of the state has 3 entries, no square",
                       std::invalid_argument);
  state.matrices["inverse_hessian"] = {1, 0, 0, 1};
  method.visit(load);
  Vector x{1, 2, 3};
  CHECK_THROWS_WITH_AS(run(bowl({1, 1, 1}), x, method),
                       "bfgs: the state is that of 2 parameters, x has 3; use a fresh minimizer",
                       std::invalid_argument);
  state.counts["updates"] = -1;
  CHECK_THROWS_WITH_AS(method.visit(load), "bfgs: the state has -1 updates", std::invalid_argument);
}

TEST_CASE("bfgs: options out of range and too many parameters are refused") {
  CHECK_THROWS_WITH_AS(Method(BfgsOptions{.line_search = {.c1 = 0.95}}),
                       "bfgs: the line search needs 0 < c1 < c2 < 1, got c1 = 0.95 and c2 = 0.9",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(minimize(bowl(Vector(40000, 1.0)), Vector(40000, 1.0), BfgsOptions{}),
                       "bfgs: keeps a matrix of n x n numbers, too many for n = 40000; use l-bfgs",
                       std::invalid_argument);
}

}  // namespace
}  // namespace thalweg::optim::arrays
