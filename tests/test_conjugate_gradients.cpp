// Nonlinear conjugate gradients: each formula by hand, bowls, restarts, saved state, errors.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <support/saved_state.hpp>
#include <support/valleys.hpp>
#include <thalweg/optim/arrays/conjugate_gradients.hpp>
#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim::arrays {
namespace {

using test::bowl;
using test::end_of_run;
using test::rosenbrock;

constexpr double inf = std::numeric_limits<double>::infinity();

const std::vector<ConjugateFormula> formulas{ConjugateFormula::polak_ribiere, ConjugateFormula::fletcher_reeves,
                                             ConjugateFormula::hestenes_stiefel, ConjugateFormula::dai_yuan};

/// The points of a run, the start first.
std::vector<Vector> path(const Objective& f, const Vector& x0, const ConjugateGradientsOptions& options,
                         std::int64_t iterations) {
  std::vector<Vector> points;
  const Report report =
      minimize(f, x0, options, {.max_iterations = iterations, .gradient_tolerance = 0, .trajectory = true});
  for (const TrajectoryPoint& point : report.trajectory) points.push_back(point.x);
  return points;
}

double cross(const Vector& a, const Vector& b) { return a[0] * b[1] - a[1] * b[0]; }

TEST_CASE("cg: the first step is 1 / |g|_1 along the steepest descent") {
  const Report report = minimize(bowl({1, 10}), Vector{1, 1}, ConjugateGradientsOptions{.line_search = {.c2 = 0.9}},
                                 {.max_iterations = 1});
  CHECK(report.evaluations.f == 2);
  CHECK(report.last_x[0] == 1 - 2 * (1.0 / 22));
  CHECK(report.last_x[1] == 1 - 20 * (1.0 / 22));
}

TEST_CASE("cg: the second direction is -g + beta d with the beta of each formula") {
  const Objective f = bowl({1, 10});
  for (const ConjugateFormula formula : formulas) {
    const std::vector<Vector> x =
        path(f, {1, 1}, {.formula = formula, .restart_orthogonality = inf, .line_search = {.c2 = 0.9}}, 2);
    const Vector g0{2, 20}, g1{2 * x[1][0], 20 * x[1][1]}, d{-2, -20}, y{g1[0] - g0[0], g1[1] - g0[1]};
    double beta = 0;
    if (formula == ConjugateFormula::polak_ribiere) beta = dot(g1, y) / dot(g0, g0);
    if (formula == ConjugateFormula::fletcher_reeves) beta = dot(g1, g1) / dot(g0, g0);
    if (formula == ConjugateFormula::hestenes_stiefel) beta = dot(g1, y) / dot(d, y);
    if (formula == ConjugateFormula::dai_yuan) beta = dot(g1, g1) / dot(d, y);
    const Vector expected{-g1[0] + std::max(0.0, beta) * d[0], -g1[1] + std::max(0.0, beta) * d[1]};
    const Vector moved{x[2][0] - x[1][0], x[2][1] - x[1][1]};
    CAPTURE(beta);
    CHECK(dot(expected, moved) > 0);
    CHECK(std::abs(cross(expected, moved)) <= 1e-12 * norm(expected) * norm(moved));
    // With a beta of 0 it would be the steepest descent.
    if (beta > 0) CHECK(std::abs(cross(g1, moved)) > 1e-4 * norm(g1) * norm(moved));
  }
}

TEST_CASE("cg: nearly exact line searches end on a bowl after about as many iterations as there are curvatures") {
  Vector weights, x0;
  for (int i = 0; i < 30; ++i) {
    weights.push_back(1 + i % 6);
    x0.push_back(1 + 0.1 * i);
  }
  for (const ConjugateFormula formula : formulas) {
    const Report report =
        minimize(bowl(weights), x0, ConjugateGradientsOptions{.formula = formula, .line_search = {.c2 = 1e-3}},
                 {.gradient_tolerance = 1e-6});
    CHECK(report.converged());
    CHECK(report.iterations <= 8);
  }
}

TEST_CASE("cg: restarting after every iteration is steepest descent") {
  const ConjugateGradientsOptions every{.restart_every = 1};
  const Objective f = bowl({1, 10});
  const std::vector<Vector> x = path(f, {1, 1}, every, 4);
  for (std::size_t k = 0; k + 1 < x.size(); ++k) {
    const Vector g{2 * x[k][0], 20 * x[k][1]}, moved{x[k + 1][0] - x[k][0], x[k + 1][1] - x[k][1]};
    CHECK(std::abs(cross(g, moved)) <= 1e-12 * norm(g) * norm(moved));
    CHECK(dot(g, moved) < 0);
  }
  // Successive gradients are never orthogonal to the last digit, so that the smallest bound does the same.
  CHECK(path(f, {1, 1}, {.restart_orthogonality = 1e-300}, 4) == x);
  CHECK(path(f, {1, 1}, {}, 4) != x);
}

TEST_CASE("cg: Rosenbrock from the usual start, ten and a hundred times as far, with every formula") {
  for (const ConjugateFormula formula : formulas)
    for (const double scale : {1.0, 10.0, 100.0}) {
      long calls = 0;
      const Report report = minimize(rosenbrock(&calls), Vector{-1.2 * scale, scale},
                                     ConjugateGradientsOptions{.formula = formula}, {.gradient_tolerance = 1e-8});
      CHECK(report.converged());
      CHECK(report.method == std::string("cg"));
      CHECK(report.iterations <= 150);
      CHECK(report.evaluations.f == calls);
      CHECK(report.x[0] == doctest::Approx(1).epsilon(1e-7));
    }
}

TEST_CASE("cg: ten thousand dimensions") {
  const std::size_t n = 10000;
  Vector weights(n), x0(n);
  for (std::size_t i = 0; i < n; ++i) {
    weights[i] = 1 + static_cast<double>(i % 100);
    x0[i] = std::sin(static_cast<double>(i));
  }
  const Report report = minimize(bowl(weights), x0, ConjugateGradientsOptions{});
  CHECK(report.converged());
  CHECK(report.iterations < 100);
}

TEST_CASE("cg: a state that is saved and loaded goes on bit for bit") {
  const Vector x0{-1.2, 1, -1.2, 1, 0.5};
  for (const ConjugateFormula formula : formulas)
    for (const std::int64_t first : {0, 1, 7, 14})
      CHECK(end_of_run(rosenbrock(), x0, ConjugateGradientsOptions{.formula = formula}, first, 8, true) ==
            end_of_run(rosenbrock(), x0, ConjugateGradientsOptions{.formula = formula}, first, 8, false));
}

TEST_CASE("cg: a state that does not fit is refused") {
  test::SavedState state;
  state.counts["since_restart"] = 2;
  state.numbers["first_trial"] = 0.5;
  state.vectors["direction"] = {1, 2};
  ConjugateGradients method;
  test::Load load(state);
  method.visit(load);
  Vector x{1, 2, 3};
  CHECK_THROWS_WITH_AS(run(bowl({1, 1, 1}), x, method),
                       "cg: the state is that of 2 parameters, x has 3; use a fresh minimizer", std::invalid_argument);
  state.numbers["first_trial"] = -1;
  CHECK_THROWS_WITH_AS(method.visit(load), "cg: the state has since_restart 2 and first_trial -1",
                       std::invalid_argument);
}

TEST_CASE("cg: options out of range are refused") {
  CHECK_THROWS_WITH_AS(Method(ConjugateGradientsOptions{.restart_every = -1}),
                       "cg: restart_every must be 0 (never) or more, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(Method(ConjugateGradientsOptions{.restart_orthogonality = 0}),
                       "cg: restart_orthogonality must be above 0, got 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(Method(ConjugateGradientsOptions{.line_search = {.step = -1}}),
                       "cg: step must be a finite number above 0, got -1", std::invalid_argument);
}

}  // namespace
}  // namespace thalweg::optim::arrays
