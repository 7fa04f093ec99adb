// Gauss-Newton: first steps by hand, ranks and shapes, line search, published minima, bad input.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/gauss_newton.hpp>
#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/arrays/shortest_solution.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

#include <support/more_squares.hpp>

namespace thalweg::optim {
namespace {

using arrays::In;
using arrays::Objective;
using arrays::Out;
using arrays::Vector;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Report solve(const Objective& f, const Vector& start, const GaussNewtonOptions& options = {},
             const MinimizeOptions& loop = {}) {
  return arrays::minimize(f, start, options, loop);
}

/// One residual r(x) of one unknown with its derivative.
Objective curve(std::function<double(double)> r, std::function<double(double)> slope) {
  Objective f;
  f.residual_count = 1;
  f.residuals = [r](In x, Out out) { out[0] = r(x[0]); };
  f.jacobian = [slope](In x, Out out) { out[0] = slope(x[0]); };
  return f;
}

Objective square_root_of_two() {
  return curve([](double x) { return x * x - 2; }, [](double x) { return 2 * x; });
}

TEST_CASE("gauss-newton: one residual of one unknown gives Newton's steps to its root") {
  const Report two = solve(square_root_of_two(), {1}, {}, {.max_iterations = 2, .trajectory = true});
  CHECK(two.trajectory[1].x[0] == doctest::Approx(1.5).epsilon(1e-15));
  CHECK(two.trajectory[2].x[0] == doctest::Approx(17.0 / 12).epsilon(1e-15));
  CHECK(two.trajectory[1].value == doctest::Approx(0.0625));
  CHECK(two.trajectory[1].gradient_norm == doctest::Approx(2 * 3 * 0.25));
  CHECK(two.evaluations.f == 3);
  CHECK(two.evaluations.g == 3);
  const Report all = solve(square_root_of_two(), {1});
  CHECK(all.converged());
  CHECK(all.x[0] == doctest::Approx(std::sqrt(2.0)).epsilon(1e-9));
}

TEST_CASE("gauss-newton: lr and damping shorten the step by the factors worked out by hand") {
  // r = -1 and J = 2 at 1: the full step is 1/2, the damped one 2 / (4 + damping).
  const MinimizeOptions once{.max_iterations = 1};
  CHECK(solve(square_root_of_two(), {1}, {.lr = 0.5}, once).last_x[0] == doctest::Approx(1.25).epsilon(1e-15));
  CHECK(solve(square_root_of_two(), {1}, {.damping = 1}, once).last_x[0] == doctest::Approx(1.4).epsilon(1e-15));
  MinimizeOptions halved = once;
  halved.lr_factor = [](std::int64_t) { return 0.5; };
  CHECK(solve(square_root_of_two(), {1}, {}, halved).last_x[0] == doctest::Approx(1.25).epsilon(1e-15));
}

TEST_CASE("gauss-newton: a step that overshoots is halved until f falls enough, or taken where the search is off") {
  // atan(3) = 1.249, slope 1/10: the full step leads to -9.49, a half to -3.245, a quarter to -0.1227.
  const Objective f = curve([](double x) { return std::atan(x); }, [](double x) { return 1 / (1 + x * x); });
  const double full = -10 * std::atan(3.0);
  const MinimizeOptions once{.max_iterations = 1};
  const Report searched = solve(f, {3}, {}, once);
  CHECK(searched.last_x[0] == doctest::Approx(3 + full / 4));
  CHECK(searched.evaluations.f == 4);
  CHECK(searched.evaluations.g == 2);
  CHECK(solve(f, {3}, {.line_search = false}, once).last_x[0] == doctest::Approx(3 + full));
  CHECK(solve(f, {3}).value < 1e-10);
  CHECK(solve(f, {3}, {.line_search = false}).value > 1);
}

TEST_CASE("gauss-newton: problems with small residuals end at their published minima") {
  for (const char* name :
       {"rosenbrock", "powell-badly-scaled", "brown-badly-scaled", "beale", "helical-valley", "bard", "gaussian", "box",
        "powell-singular", "wood", "kowalik-osborne", "osborne-1", "osborne-2", "watson-9", "chebyquad (7)",
        "brown-almost-linear", "linear, full rank", "linear, rank one"}) {
    CAPTURE(std::string(name));
    const test::Squares problem = test::squares(name);
    const Report report = solve(residuals_of(problem), problem.start);
    CHECK(report.converged());
    const double minimum = problem.minima[0];
    CHECK(std::abs(report.value - minimum) <= (minimum == 0 ? 1e-8 : 1e-4 * minimum));
  }
  const test::Squares rosenbrock = test::squares("rosenbrock");
  const Report plain = solve(residuals_of(rosenbrock), rosenbrock.start, {.line_search = false});
  CHECK(plain.converged());
  CHECK(plain.iterations == 2);
}

TEST_CASE("gauss-newton: the solution is the shortest one for any rank and shape") {
  Vector x(2);
  // x + y = 2, thrice.
  CHECK(arrays::shortest_solution(Vector{1, 1, 1, 1, 1, 1}, Vector{1, 2, 3}, 0, x) == 1);
  CHECK(x[0] == doctest::Approx(1));
  CHECK(x[1] == doctest::Approx(1));
  // One equation, 3 x + 4 y = 25: (3, 4).
  CHECK(arrays::shortest_solution(Vector{3, 4}, Vector{25}, 0, x) == 1);
  CHECK(x[0] == doctest::Approx(3));
  CHECK(x[1] == doctest::Approx(4));
  CHECK(arrays::shortest_solution(Vector{0, 0}, Vector{25}, 0, x) == 0);
  CHECK(x == Vector{0, 0});
  // Damped by d: (A'A + d I) x = A'b, x = 25 / (25 + d) (3, 4).
  CHECK(arrays::shortest_solution(Vector{3, 4}, Vector{25}, 25, x) == 2);
  CHECK(x[0] == doctest::Approx(1.5));
  CHECK(x[1] == doctest::Approx(2));
  CHECK(arrays::shortest_solution(Vector{2, 1, 0, 3, 0, 0}, Vector{5, 6, 7}, 0, x) == 2);
  CHECK(x[0] == doctest::Approx(1.5));
  CHECK(x[1] == doctest::Approx(2));

  // Rank 2 of 4 unknowns: A'(A x - b) = 0, and x is orthogonal to the null space.
  const Vector a = {1, 2, 3, 4, 2, 4, 1, -1, 3, 6, 4, 3, 0, 0, 5, 9}, b = {1, -1, 2, 5};
  Vector y(4), residual(4);
  CHECK(arrays::shortest_solution(a, b, 0, y) == 2);
  for (std::size_t i = 0; i < 4; ++i) residual[i] = arrays::dot(In(a).subspan(4 * i, 4), y) - b[i];
  for (std::size_t k = 0; k < 4; ++k) {
    double normal = 0;
    for (std::size_t i = 0; i < 4; ++i) normal += a[4 * i + k] * residual[i];
    CHECK(normal == doctest::Approx(0).epsilon(1e-12));
  }
  // The null space: (-2, 1, 0, 0) and (1.4, 0, -1.8, 1).
  CHECK(-2 * y[0] + y[1] == doctest::Approx(0).epsilon(1e-12));
  CHECK(1.4 * y[0] - 1.8 * y[2] + y[3] == doctest::Approx(0).epsilon(1e-12));
}

TEST_CASE("gauss-newton: runs that cannot go on end with a status") {
  const Objective f = square_root_of_two();
  CHECK(solve(f, {1}, {}, {.max_iterations = 0}).status == Status::max_iterations);
  CHECK(solve(f, {0}).converged());  // a maximum of f, where its gradient is zero: as every gradient method

  const Objective uphill = curve([](double x) { return x - 3; }, [](double) { return -1.0; });
  const Report failed = solve(uphill, {1});
  CHECK(failed.status == Status::line_search_failed);
  CHECK(failed.reason == "f does not fall along the step, nor along -g");
  CHECK(failed.x == Vector{1});

  const Objective constant = curve([](double) { return 2.0; }, [](double) { return 0.0; });
  CHECK(solve(constant, {1}).converged());
  CHECK(solve(constant, {1}, {}, {.gradient_tolerance = 0}).reason == "the step is too short to change x");

  const Objective broken = curve([](double x) { return x; }, [](double) { return nan; });
  const Report report = solve(broken, {1});
  CHECK(report.status == Status::not_finite);
  CHECK(report.reason == "g[0] is nan at the start");

  const Objective wall = curve([](double x) { return x > 0 ? std::log(x) : nan; }, [](double x) { return 1 / x; });
  CHECK(solve(wall, {2.9}).converged());
  const Report through = solve(wall, {2.9}, {.line_search = false});
  CHECK(through.status == Status::not_finite);
  CHECK(through.not_finite_at == 1);
  CHECK(through.x == Vector{2.9});

  const Objective bomb = curve(
      [](double x) -> double {
        if (x != 1) throw std::runtime_error("out of tea");
        return 1;
      },
      [](double) { return 1.0; });
  CHECK_THROWS_WITH_AS(solve(bomb, {1}), "out of tea", std::runtime_error);
}

TEST_CASE("gauss-newton: bad input gets one sentence") {
  const auto refuse = [&](const GaussNewtonOptions& options, const char* sentence) {
    CHECK_THROWS_WITH_AS(solve(square_root_of_two(), {1}, options), sentence, std::invalid_argument);
  };
  refuse({.lr = 0}, "gauss-newton: lr must be a finite number above 0, got 0");
  refuse({.damping = -1}, "gauss-newton: damping must be a finite number not below 0, got -1");
  refuse({.c1 = 1}, "gauss-newton: c1 must lie in (0, 1), got 1");
  refuse({.c1 = nan}, "gauss-newton: c1 must lie in (0, 1), got nan");
  refuse({.max_trials = 0}, "gauss-newton: max_trials must be at least 1, got 0");
  Objective value;
  value.value = [](In x) { return x[0]; };
  CHECK_THROWS_WITH_AS(
      solve(value, {1}),
      "minimize: the method needs a sum of squares; set residuals and residual_count (for tensors: call "
      "least_squares)",
      std::invalid_argument);
}

}  // namespace
}  // namespace thalweg::optim
