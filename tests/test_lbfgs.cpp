// L-BFGS: the first step and the two-loop recursion against dense formulas, pairs, counts, saved state, errors.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <support/saved_state.hpp>
#include <support/valleys.hpp>
#include <thalweg/optim/arrays/lbfgs.hpp>
#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim::arrays {
namespace {

using test::bowl;
using test::end_of_run;
using test::rosenbrock;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A pair of step k: y = A s for a positive definite A, so that s'y > 0.
struct Pair {
  Vector s, y;
};

Pair pair(std::size_t n, int k) {
  Pair p{Vector(n), Vector(n)};
  for (std::size_t i = 0; i < n; ++i) p.s[i] = std::sin(1.0 + 3.7 * k + 1.3 * static_cast<double>(i * i + i));
  const double sum = sum_of(n, [&](std::size_t i) { return p.s[i]; });
  for (std::size_t i = 0; i < n; ++i) p.y[i] = (1 + static_cast<double>(i)) * p.s[i] + 0.1 * sum;
  return p;
}

void remember(Lbfgs& method, const Pair& p) {
  const std::size_t n = p.s.size();
  method.remember({Vector(n), 0, Vector(n)}, {p.s, 0, p.y});
}

Lbfgs started(std::size_t n, std::int64_t history = 10) {
  Lbfgs method({.history = history});
  Iterate at{Vector(n), 0, Vector(n)};
  const Objective f = bowl(Vector(n, 1.0));
  Evaluator evaluator(f, n);
  method.begin(evaluator, at);
  return method;
}

/// H <- (I - rho s y') H (I - rho y s') + rho s s'
void update(Vector& h, const Pair& p) {
  const std::size_t n = p.s.size();
  const double rho = 1 / dot(p.s, p.y);
  Vector left(n * n), next(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) left[i * n + j] = (i == j) - rho * p.s[i] * p.y[j];
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j) {
      double sum = rho * p.s[i] * p.s[j];
      for (std::size_t k = 0; k < n; ++k)
        for (std::size_t l = 0; l < n; ++l) sum += left[i * n + k] * h[k * n + l] * left[j * n + l];
      next[i * n + j] = sum;
    }
  h = next;
}

TEST_CASE("l-bfgs: the first step is 1 / |g|_1 along the steepest descent where |g|_1 > 1, else 1") {
  const Objective f = bowl({1, 10});
  // g = (2, 20), |g|_1 = 22.
  const Report far = minimize(f, Vector{1, 1}, LbfgsOptions{}, {.max_iterations = 1});
  CHECK(far.evaluations.f == 2);
  CHECK(far.last_x[0] == 1 - 2 * (1.0 / 22));
  CHECK(far.last_x[1] == 1 - 20 * (1.0 / 22));
  // g = (0.02, 0).
  const Report near = minimize(bowl({0.25, 10}), Vector{0.04, 0}, LbfgsOptions{}, {.max_iterations = 1});
  CHECK(near.last_x[0] == 0.04 - 0.02);
}

TEST_CASE("l-bfgs: the second step of a bowl is worked out by hand") {
  // From 1 on x^2: x1 = 1 - 2 / 2 = 0 would end it, so 3 x^2 / 2: g = 3, x1 = 1 - 3 / 3 = 0 too; take x^2 / 2 from 4:
  // g = 4, t = 1/4, x1 = 3, s = -1, y = -1, gamma = 1: d = -3 to 0.
  const Report report = minimize(bowl({0.5}), Vector{4}, LbfgsOptions{}, {.max_iterations = 2, .trajectory = true});
  CHECK(report.trajectory[1].x[0] == 3);
  CHECK(report.trajectory[2].x[0] == 0);
  CHECK(report.evaluations.f == 3);
}

TEST_CASE("l-bfgs: the two-loop recursion is the product with the dense matrix of the same pairs") {
  for (const std::size_t n : {1, 2, 3, 4, 5, 7, 16, 37})
    for (const int pairs : {1, 2, 5, 10, 25}) {
      CAPTURE(n);
      CAPTURE(pairs);
      Lbfgs method = started(n);
      for (int k = 0; k < pairs; ++k) remember(method, pair(n, k));
      CHECK(method.pairs() == static_cast<std::size_t>(std::min(pairs, 10)));
      const Pair newest = pair(n, pairs - 1);
      Vector h(n * n), g(n), d(n);
      for (std::size_t i = 0; i < n; ++i) h[i * n + i] = dot(newest.s, newest.y) / dot(newest.y, newest.y);
      for (int k = std::max(0, pairs - 10); k < pairs; ++k) update(h, pair(n, k));
      for (std::size_t i = 0; i < n; ++i) g[i] = std::cos(static_cast<double>(i));
      method.direction(g, d);
      for (std::size_t i = 0; i < n; ++i) {
        double expected = 0;
        for (std::size_t j = 0; j < n; ++j) expected -= h[i * n + j] * g[j];
        CHECK(d[i] == doctest::Approx(expected).epsilon(1e-9));
      }
      // The secant equation: H y = s.
      method.direction(newest.y, d);
      for (std::size_t i = 0; i < n; ++i) CHECK(-d[i] == doctest::Approx(newest.s[i]).epsilon(1e-9));
    }
}

TEST_CASE("l-bfgs: a history of one keeps the newest pair only") {
  Lbfgs long_memory = started(3, 10), short_memory = started(3, 1);
  for (int k = 0; k < 4; ++k) remember(short_memory, pair(3, k));
  remember(long_memory, pair(3, 3));
  CHECK(short_memory.pairs() == 1);
  Vector a(3), b(3), g{1, 2, 3};
  long_memory.direction(g, a);
  short_memory.direction(g, b);
  CHECK(a == b);
}

TEST_CASE("l-bfgs: pairs without enough curvature, or that are not finite, are not kept") {
  Lbfgs method = started(2);
  remember(method, {{1, 0}, {1e10, 0}});  // s'y = 1e-10 y'y exactly
  CHECK(method.pairs() == 0);
  remember(method, {{1, 0}, {-1, 0}});
  remember(method, {{1, 0}, {0, 0}});
  remember(method, {{1, 0}, {nan, 0}});
  remember(method, {{1e300, 0}, {1e300, 0}});
  CHECK(method.pairs() == 0);
  remember(method, {{1, 0}, {0.99e10, 0}});
  CHECK(method.pairs() == 1);
}

TEST_CASE("l-bfgs: Rosenbrock takes at most a tenth more than 36 iterations and 44 evaluations, all counted") {
  long calls = 0;
  const Report report = minimize(rosenbrock(&calls), Vector{-1.2, 1}, LbfgsOptions{});
  CHECK(report.converged());
  CHECK(report.method == std::string("l-bfgs"));
  CHECK(report.iterations <= 39);
  CHECK(report.evaluations.f <= 48);
  CHECK(report.evaluations.f == calls);
  CHECK(report.evaluations.g == calls);
  CHECK(report.x[0] == doctest::Approx(1).epsilon(1e-5));
}

TEST_CASE("l-bfgs: Rosenbrock converges from ten and a hundred times the usual start") {
  for (const double scale : {10.0, 100.0}) {
    const Report report =
        minimize(rosenbrock(), Vector{-1.2 * scale, scale}, LbfgsOptions{}, {.gradient_tolerance = 1e-8});
    CHECK(report.converged());
    CHECK(report.iterations <= 120);
    CHECK(report.x[0] == doctest::Approx(1).epsilon(1e-7));
    CHECK(report.x[1] == doctest::Approx(1).epsilon(1e-7));
  }
}

TEST_CASE("l-bfgs: ten thousand dimensions") {
  const std::size_t n = 10000;
  Vector weights(n), x0(n);
  for (std::size_t i = 0; i < n; ++i) {
    weights[i] = 1 + static_cast<double>(i % 100);
    x0[i] = std::sin(static_cast<double>(i));
  }
  const Report report = minimize(bowl(weights), x0, LbfgsOptions{});
  CHECK(report.converged());
  CHECK(report.iterations < 100);
  CHECK(report.value < 1e-8);
}

TEST_CASE("l-bfgs: backtracking and fixed steps also lead down a bowl") {
  for (const LineSearchKind kind : {LineSearchKind::backtracking, LineSearchKind::fixed}) {
    const Report report = minimize(bowl({1, 3, 9}), Vector{1, -1, 1}, LbfgsOptions{.line_search = {.kind = kind}});
    CHECK(report.converged());
    CHECK(report.iterations < 30);
    if (kind == LineSearchKind::fixed) CHECK(report.evaluations.f == report.iterations + 1);
  }
}

TEST_CASE("l-bfgs: a state that is saved and loaded goes on bit for bit") {
  const Vector x0{-1.2, 1, -1.2, 1, 0.5};
  for (const std::int64_t first : {0, 1, 7, 14}) {
    CAPTURE(first);
    const Vector through = end_of_run(rosenbrock(), x0, LbfgsOptions{}, first, 8, true);
    CHECK(through == end_of_run(rosenbrock(), x0, LbfgsOptions{}, first, 8, false));
  }
  // Not by chance: without the state the run goes elsewhere.
  CHECK(end_of_run(rosenbrock(), x0, LbfgsOptions{}, 14, 8, true) !=
        end_of_run(rosenbrock(), end_of_run(rosenbrock(), x0, LbfgsOptions{}, 14, 0, false), LbfgsOptions{}, 0, 8,
                   false));
}

TEST_CASE("l-bfgs: the state names its pairs from the oldest on, and looking at it changes nothing") {
  Lbfgs method = started(3, 2);
  for (int k = 0; k < 3; ++k) remember(method, pair(3, k));
  const test::SavedState state = test::saved(method);
  CHECK(state.counts.at("pairs") == 2);
  CHECK(state.vectors.size() == 4);
  CHECK(state.vectors.at("s0") == pair(3, 1).s);
  CHECK(state.vectors.at("y1") == pair(3, 2).y);
  CHECK(test::saved(method).vectors == state.vectors);
}

TEST_CASE("l-bfgs: a state that does not fit is refused") {
  test::SavedState state;
  state.counts["pairs"] = 3;
  Lbfgs method({.history = 2});
  test::Load load(state);
  CHECK_THROWS_WITH_AS(method.visit(load), "l-bfgs: the state has 3 pairs, the history is 2", std::invalid_argument);
  state.counts["pairs"] = 1;
  state.vectors["s0"] = {1, 2};
  state.vectors["y0"] = {1, 2, 3};
  CHECK_THROWS_WITH_AS(method.visit(load), "l-bfgs: y of the state has 3 elements, the parameters have 2",
                       std::invalid_argument);
  state.vectors["y0"] = {1, 2};
  method.visit(load);
  Vector x{1, 2, 3};
  CHECK_THROWS_WITH_AS(run(bowl({1, 1, 1}), x, method),
                       "l-bfgs: the state is that of 2 parameters, x has 3; use a fresh minimizer",
                       std::invalid_argument);
}

TEST_CASE("l-bfgs: options out of range are refused") {
  CHECK_THROWS_WITH_AS(validate(LbfgsOptions{.history = 0}), "l-bfgs: history must be at least 1, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Method(LbfgsOptions{.history = -5}), "l-bfgs: history must be at least 1, got -5",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(LbfgsOptions{.line_search = {.c2 = 2}}),
                       "l-bfgs: the line search needs 0 < c1 < c2 < 1, got c1 = 0.0001 and c2 = 2",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      minimize(bowl({1, 1}), Vector{1, 1}, LbfgsOptions{.history = std::numeric_limits<std::int64_t>::max()}),
      "l-bfgs: a history of 9223372036854775807 steps of 2 parameters does not fit into memory", std::invalid_argument);
}

}  // namespace
}  // namespace thalweg::optim::arrays
