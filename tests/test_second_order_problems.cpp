// Second-order methods on the test problems: each ends in a published minimum, from the standard start.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/arrays/natural_gradient.hpp>
#include <thalweg/optim/arrays/newton.hpp>
#include <thalweg/optim/arrays/newton_cg.hpp>
#include <thalweg/optim/arrays/trust_region.hpp>
#include <thalweg/optim/problems/registry.hpp>

namespace thalweg::optim {
namespace {

/// To 1e-4 of it, and to 1e-8 where it is zero.
bool published(const Problem& problem, double value) {
  return std::any_of(problem.minima.begin(), problem.minima.end(), [&](const Minimum& minimum) {
    return std::abs(value - minimum.value) <= (minimum.value == 0 ? 1e-8 : 1e-4 * std::abs(minimum.value));
  });
}

/// These have more local minima than anybody has listed.
bool many_minima(const std::string& name) {
  return name == "ackley" || name == "griewank" || name == "levy" || name == "rastrigin";
}

struct Solver {
  const char* label;
  arrays::Method method;
};

std::vector<Solver> solvers() {
  return {{"newton", NewtonOptions{}},
          {"newton, absolute eigenvalues", NewtonOptions{.indefinite = Indefinite::absolute}},
          {"newton, backtracking", NewtonOptions{.line_search = {.kind = LineSearchKind::backtracking}}},
          {"newton-cg", NewtonCgOptions{}},
          {"trust-region", TrustRegionOptions{}},
          {"trust-region, Steihaug's test", TrustRegionOptions{.gain_tolerance = 0}}};
}

TEST_CASE("second order: every method ends in a published minimum of every problem that has few") {
  for (const std::string& name : problem_names()) {
    const Problem p = problem(name);
    for (const Solver& solver : solvers()) {
      CAPTURE(name);
      CAPTURE(solver.label);
      const Report report = arrays::minimize(p.arrays, p.start, solver.method, {.gradient_tolerance = 1e-8});
      CHECK(report.status == Status::converged);
      CHECK(report.gradient_norm <= 1e-8);
      if (!many_minima(name)) CHECK(published(p, report.value));
      CHECK(report.evaluations.f == report.evaluations.g);
      CHECK(report.iterations <= 200);
    }
  }
}

TEST_CASE("second order: a hundred parameters, where the function has any number") {
  for (const std::string& name : problem_names()) {
    if (!has_size(name, 100)) continue;
    const Problem p = problem(name, 100);
    for (const Solver& solver : solvers()) {
      CAPTURE(name);
      CAPTURE(solver.label);
      const Report report = arrays::minimize(p.arrays, p.start, solver.method);
      CHECK(report.status == Status::converged);
      Report start = arrays::minimize(p.arrays, p.start, solver.method, {.max_iterations = 0});
      CHECK(report.value < start.value);
    }
  }
}

TEST_CASE("second order: natural gradient by the Hessian ends in a stationary point below the start") {
  // Without a line search: whole steps where f is nearly a parabola.
  for (const char* name : {"booth", "brown_dennis", "freudenstein_roth", "himmelblau", "matyas", "paraboloid",
                           "powell_singular", "rosenbrock", "spherical", "styblinski_tang", "wood"}) {
    CAPTURE(name);
    const Problem p = problem(name);
    const Report report = arrays::minimize(p.arrays, p.start, NaturalGradientOptions{.lr = 1});
    CHECK(report.status == Status::converged);
    CHECK(published(p, report.value));
  }
}

}  // namespace
}  // namespace thalweg::optim
