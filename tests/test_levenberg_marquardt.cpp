// Levenberg-Marquardt: first steps by hand, MINPACK's counts, published minima, odd shapes, bad input.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/levenberg_marquardt.hpp>
#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

#include <support/more_squares.hpp>
#include <support/saved_state.hpp>

namespace thalweg::optim {
namespace {

using arrays::In;
using arrays::Objective;
using arrays::Out;
using arrays::Vector;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Report solve(const Objective& f, const Vector& start, const LevenbergMarquardtOptions& options = {},
             const MinimizeOptions& loop = {}) {
  return arrays::minimize(f, start, options, loop);
}

Vector scaled(Vector x, double factor) {
  for (double& v : x) v *= factor;
  return x;
}

/// A r - b with constant A (m, n).
Objective linear(std::int64_t m, const Vector& a, const Vector& b) {
  Objective f;
  f.residual_count = m;
  f.residuals = [a, b](In x, Out r) {
    for (std::size_t i = 0; i < r.size(); ++i) r[i] = arrays::dot(In(a).subspan(i * x.size(), x.size()), x) - b[i];
  };
  f.jacobian = [a](In, Out j) { std::copy(a.begin(), a.end(), j.begin()); };
  return f;
}

TEST_CASE("levenberg-marquardt: the first steps of a linear problem are those worked out by hand") {
  // r = x - 3 from 1, D = 1, radius 0.1 |D x| = 0.1. |p| = 2 / (1 + par) = 0.1 at par = 19; the model is exact, ratio
  // 1: radius 0.2, par 9.5. At this par |p| = 1.9 / 10.5, within a tenth of the radius: taken. Radius 3.8 / 10.5,
  // par 4.75.
  const Objective f = linear(1, {1}, {3});
  arrays::LevenbergMarquardt method({.factor = 0.1});
  Vector x = {1};
  CHECK(arrays::run(f, x, method, {.max_iterations = 1}).last_value == doctest::Approx(1.9 * 1.9).epsilon(1e-14));
  CHECK(x[0] == doctest::Approx(1.1).epsilon(1e-14));
  test::SavedState state = test::saved(method);
  CHECK(state.numbers["radius"] == doctest::Approx(0.2).epsilon(1e-12));
  CHECK(state.numbers["par"] == doctest::Approx(9.5).epsilon(1e-12));
  arrays::run(f, x, method, {.max_iterations = 1});
  CHECK(x[0] == doctest::Approx(1.1 + 1.9 / 10.5).epsilon(1e-14));
  state = test::saved(method);
  CHECK(state.numbers["radius"] == doctest::Approx(3.8 / 10.5).epsilon(1e-12));
  CHECK(state.numbers["par"] == doctest::Approx(4.75).epsilon(1e-12));
  CHECK(state.counts["accepted"] == 2);
  CHECK(state.vectors["scale"] == Vector{1});

  // Within the radius the step is the whole one.
  const Report whole = solve(f, {1});
  CHECK(whole.x == Vector{3});
  CHECK(whole.iterations == 1);
  CHECK(whole.reason == "the largest entry of the gradient, 0, is within the tolerance 1e-05");
}

TEST_CASE("levenberg-marquardt: Rosenbrock takes MINPACK's 21 residuals and 16 Jacobians") {
  const test::Squares problem = test::squares("rosenbrock");
  for (const double tolerance : {0.0, 1.49012e-8}) {
    const Report report = solve(residuals_of(problem), problem.start, {.ftol = tolerance, .xtol = tolerance});
    CHECK(report.evaluations.f == 21);
    CHECK(report.evaluations.g == 16);
    CHECK(report.iterations == 15);
    CHECK(report.value == 0);
    CHECK(report.x == Vector{1, 1});
    CHECK(report.converged());
  }
}

TEST_CASE("levenberg-marquardt: Rosenbrock from ten and a hundred times the start takes scipy's counts") {
  const test::Squares problem = test::squares("rosenbrock");
  const MinimizeOptions loop{.gradient_tolerance = 1e-14};
  const Report ten = solve(residuals_of(problem), scaled(problem.start, 10), {}, loop);
  CHECK(ten.converged());
  CHECK(ten.evaluations.f == 8);
  const Report hundred = solve(residuals_of(problem), scaled(problem.start, 100), {}, loop);
  CHECK(hundred.converged());
  CHECK(hundred.evaluations.f == 6);
}

TEST_CASE("levenberg-marquardt: other problems take the counts of scipy.optimize.leastsq") {
  // Recorded with scipy 1.10.1, exact Jacobians, ftol = xtol = 1.49012e-8. Where one of these two ended the run MINPACK
  // does not evaluate the last Jacobian.
  struct Row {
    const char* name;
    double factor;
    std::int64_t residuals, jacobians;
  };
  const std::vector<Row> rows = {
      {"freudenstein-roth", 1, 14, 8},
      {"powell-badly-scaled", 1, 19, 17},
      {"brown-badly-scaled", 1, 16, 15},
      {"beale", 1, 9, 7},
      {"jennrich-sampson", 1, 21, 12},
      {"helical-valley", 1, 11, 8},
      {"bard", 1, 6, 5},
      {"meyer", 1, 126, 116},
      {"box", 1, 7, 6},
      {"wood", 1, 70, 64},
      {"kowalik-osborne", 1, 18, 16},
      {"brown-dennis", 1, 254, 236},
      {"osborne-1", 1, 18, 15},
      {"biggs-exp6", 1, 44, 31},
      {"helical-valley", 10, 20, 15},
      {"brown-dennis", 10, 53, 42},
      {"osborne-1", 10, 86, 73},
      {"kowalik-osborne", 10, 78, 70},
      {"wood", 100, 82, 73},
      {"bard", 10, 37, 36},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CAPTURE(row.factor);
    const test::Squares problem = test::squares(row.name);
    const Report report = solve(residuals_of(problem), scaled(problem.start, row.factor),
                                {.ftol = 1.49012e-8, .xtol = 1.49012e-8}, {.gradient_tolerance = 0});
    CHECK(report.evaluations.f == row.residuals);
    CHECK(report.iterations == row.jacobians);
    CHECK(report.evaluations.g <= row.jacobians + 1);
    CHECK(report.evaluations.g >= row.jacobians);
    CHECK((report.status == Status::stalled || report.gradient_norm == 0));
  }
}

TEST_CASE("levenberg-marquardt: every problem ends at a published minimum") {
  for (const test::Squares& problem : test::more_squares()) {
    // With ten residuals MINPACK, too, ends at 2.6e-5, far out.
    if (problem.name == "gulf") continue;
    CAPTURE(problem.name);
    const Report report = solve(residuals_of(problem), problem.start, {}, {.gradient_tolerance = 1e-13});
    CAPTURE(report.value);
    CHECK(problem.solved_by(report.value));
    const bool ended = report.status == Status::converged || report.status == Status::stalled;
    CHECK(ended);
    CHECK(report.value == report.last_value);
  }
}

TEST_CASE("levenberg-marquardt: scaling the unknowns changes the path by rounding alone") {
  const test::Squares problem = test::squares("wood");
  const Objective plain = residuals_of(problem);
  const Vector unit = {8, 0.25, 1, 1024};
  Objective stretched = plain;
  const auto shrunk = [unit](In x) {
    Vector y(x.begin(), x.end());
    for (std::size_t k = 0; k < y.size(); ++k) y[k] /= unit[k];
    return y;
  };
  stretched.residuals = [=](In x, Out r) { plain.residuals(shrunk(x), r); };
  stretched.jacobian = [=](In x, Out j) {
    plain.jacobian(shrunk(x), j);
    for (std::size_t i = 0; i < j.size(); ++i) j[i] /= unit[i % 4];
  };
  Vector start = problem.start;
  for (std::size_t k = 0; k < 4; ++k) start[k] *= unit[k];
  const MinimizeOptions loop{.max_iterations = 20, .gradient_tolerance = 0, .trajectory = true};
  const Report a = solve(plain, problem.start, {}, loop), b = solve(stretched, start, {}, loop);
  REQUIRE(a.trajectory.size() == 21);
  for (std::size_t t = 0; t < a.trajectory.size(); ++t) {
    const Vector x = shrunk(b.trajectory[t].x);
    for (std::size_t k = 0; k < 4; ++k) CHECK(x[k] == doctest::Approx(a.trajectory[t].x[k]).epsilon(1e-7));
  }
}

TEST_CASE("levenberg-marquardt: dependent columns, columns of zeros and fewer residuals than unknowns are solved") {
  const Report twice = solve(linear(3, {1, 2, 1, 2, 1, 2}, {1, 2, 6}), {1, 1});
  CHECK(twice.converged());
  CHECK(twice.value == doctest::Approx(14.0));  // the mean of 1, 2, 6 is 3
  const Report unused = solve(linear(2, {1, 0, 2, 0}, {1, 2}), {5, 7});
  CHECK(unused.converged());
  CHECK(unused.x == Vector{1, 7});
  const Report wide = solve(linear(1, {3, 4, 0}, {25}), {1, 1, 1});
  CHECK(wide.converged());
  CHECK(wide.value == doctest::Approx(0).epsilon(1e-20));
  CHECK(3 * wide.x[0] + 4 * wide.x[1] == doctest::Approx(25));
  CHECK(wide.x[2] == 1);
}

TEST_CASE("levenberg-marquardt: a step solves the damped equations and has the length of the radius") {
  const auto solves = [](const arrays::TriangularSystem& system, double radius) {
    const std::size_t n = system.b.size();
    Vector y(n), dy(n), ry(n);
    const double par = arrays::levenberg_marquardt_parameter(system, radius, 0, y);
    for (std::size_t k = 0; k < n; ++k) {
      dy[k] = system.d[k] * y[k];
      ry[k] = -system.b[k];
      for (std::size_t l = k; l < n; ++l) ry[k] += system.r[k * n + l] * y[l];
    }
    for (std::size_t k = 0; k < n; ++k) {
      double balance = par * system.d[k] * dy[k];
      for (std::size_t i = 0; i <= k; ++i) balance += system.r[i * n + k] * ry[i];
      CHECK(balance == doctest::Approx(0).epsilon(1e-9));
    }
    CHECK(arrays::norm(dy) <= 1.1 * radius);
    if (par > 0) CHECK(arrays::norm(dy) >= 0.9 * radius);
    return par;
  };
  const arrays::TriangularSystem regular{{4, 1, -2, 0, 3, 1, 0, 0, 0.5}, {1, -2, 3}, {1, 2, 0.5}};
  CHECK(solves(regular, 100) == 0);
  CHECK(solves(regular, 1) > 0);
  CHECK(solves(regular, 1e-6) > 0);
  const arrays::TriangularSystem singular{{4, 1, -2, 0, 3, 1, 0, 0, 0}, {1, -2, 0}, {1, 2, 0.5}};
  CHECK(solves(singular, 100) == 0);
  CHECK(solves(singular, 0.1) > 0);
}

TEST_CASE("levenberg-marquardt: a run that is saved and loaded walks on as if unbroken") {
  const test::Squares problem = test::squares("helical-valley");
  const Objective f = residuals_of(problem);
  const LevenbergMarquardtOptions options;
  const Vector whole = test::end_of_run(f, problem.start, options, 3, 3, false);
  CHECK(whole != test::end_of_run(f, problem.start, options, 3, 0, false));
  CHECK(test::end_of_run(f, problem.start, options, 3, 3, true) == whole);
}

TEST_CASE("levenberg-marquardt: each tolerance ends a run with its own sentence") {
  const test::Squares bard = test::squares("bard");
  const MinimizeOptions loop{.gradient_tolerance = 0};
  const Report f = solve(residuals_of(bard), bard.start, {.ftol = 1e-3}, loop);
  CHECK(f.status == Status::stalled);
  CHECK(f.reason.find("f falls by a fraction of ") == 0);
  CHECK(f.reason.find(", within ftol 0.001") != std::string::npos);
  const Report x = solve(residuals_of(bard), bard.start, {.xtol = 1}, loop);
  CHECK(x.status == Status::stalled);
  CHECK(x.reason.find(" is within xtol 1 of |D x| = ") != std::string::npos);
  const Report g = solve(residuals_of(bard), bard.start, {.gtol = 1e-3}, loop);
  CHECK(g.status == Status::converged);
  CHECK(g.reason.find("the largest cosine between the residuals and a column of the Jacobian, ") == 0);
  CHECK(g.reason.find(", is within gtol 0.001") != std::string::npos);
  const Report none = solve(residuals_of(bard), bard.start, {}, loop);
  CHECK(none.status == Status::stalled);
}

TEST_CASE("levenberg-marquardt: a trial that is not finite is too long") {
  // log(x) from 2.9: the full step leads to -0.19, where the logarithm is not defined.
  for (const double wall : {nan, infinity, -infinity}) {
    Objective f;
    f.residual_count = 1;
    f.residuals = [=](In x, Out r) { r[0] = x[0] > 0 ? std::log(x[0]) : wall; };
    f.jacobian = [](In x, Out j) { j[0] = 1 / x[0]; };
    const Report report = solve(f, {2.9});
    CHECK(report.converged());
    CHECK(report.x[0] == doctest::Approx(1));
    CHECK(report.evaluations.f > report.iterations + 1);
  }
}

TEST_CASE("levenberg-marquardt: runs that cannot go on end with a status") {
  Objective f = linear(1, {1}, {3});
  CHECK(solve(f, {1}, {}, {.max_iterations = 0}).status == Status::max_iterations);
  CHECK(solve(f, {3}).iterations == 0);
  CHECK(solve(f, {3}).converged());
  CHECK(solve(f, {1e200}).reason == "f is inf at the start");

  f.jacobian = [](In, Out j) { j[0] = nan; };
  Report report = solve(f, {1});
  CHECK(report.status == Status::not_finite);
  CHECK(report.reason == "g[0] is nan at the start");
  CHECK(report.not_finite_at == 0);

  // A gradient of the wrong sign: no step is good.
  f.jacobian = [](In, Out j) { j[0] = -1; };
  report = solve(f, {1});
  CHECK(report.status == Status::stalled);
  CHECK(report.x == Vector{1});
  CHECK(report.evaluations.f < 100);

  const Report constant = solve(linear(2, {0, 0}, {1, 2}), {4});
  CHECK(constant.converged());
  CHECK(constant.value == 5);

  // The cosine, 1e-330, rounds to zero; the gradient, 2e-50, does not.
  const Report steep = solve(linear(2, {1e150, 0}, {1e-200, 1e130}), {0}, {}, {.gradient_tolerance = 0});
  CHECK(steep.gradient_norm > 0);
  CHECK(steep.status == Status::stalled);

  // Without end: 1 / x falls for ever.
  f.residuals = [](In x, Out r) { r[0] = 1 / x[0]; };
  f.jacobian = [](In x, Out j) { j[0] = -1 / (x[0] * x[0]); };
  CHECK(solve(f, {1}, {}, {.max_iterations = 40, .gradient_tolerance = 0}).status == Status::max_iterations);

  // A slope that is almost nothing asks for a step beyond all numbers.
  f = linear(1, {1e-320}, {1});
  report = solve(f, {1}, {}, {.gradient_tolerance = 0});
  CHECK(report.status == Status::stalled);
  CHECK(report.x == Vector{1});
}

TEST_CASE("levenberg-marquardt: differences whose step vanishes are no proof of a minimum") {
  Objective f;
  f.residual_count = 1;
  f.residuals = [](In x, Out r) { r[0] = x[0]; };
  f.difference_step = 1e-8;
  CHECK(solve(f, {1}).converged());
  for (const double tolerance : {1e-5, 0.0}) {
    const Report report = solve(f, {1e12}, {}, {.gradient_tolerance = tolerance});
    CHECK(report.status == Status::stalled);
    CHECK(report.x == Vector{1e12});
  }
}

TEST_CASE("levenberg-marquardt: every trial goes through project") {
  const test::Squares problem = test::squares("rosenbrock");
  Objective f = residuals_of(problem);
  f.project = [](Out x) {
    for (double& v : x) v = static_cast<float>(v);
  };
  const auto inner = f.residuals;
  f.residuals = [inner](In x, Out r) {
    for (const double v : x) CHECK(v == static_cast<float>(v));
    inner(x, r);
  };
  const Report report = solve(f, problem.start);
  CHECK(report.value < 1e-10);
}

TEST_CASE("levenberg-marquardt: exceptions of the residuals pass through") {
  Objective f = linear(1, {1}, {3});
  f.residuals = [](In x, Out r) {
    if (x[0] != 1) throw std::runtime_error("out of coffee");
    r[0] = 2;
  };
  CHECK_THROWS_WITH_AS(solve(f, {1}), "out of coffee", std::runtime_error);
}

TEST_CASE("levenberg-marquardt: bad input gets one sentence") {
  const Objective f = linear(1, {1}, {3});
  const auto refuse = [&](const LevenbergMarquardtOptions& options, const char* sentence) {
    CHECK_THROWS_WITH_AS(solve(f, {1}, options), sentence, std::invalid_argument);
  };
  refuse({.factor = 0}, "levenberg-marquardt: factor must be a finite number above 0, got 0");
  refuse({.factor = infinity}, "levenberg-marquardt: factor must be a finite number above 0, got inf");
  refuse({.ftol = -1}, "levenberg-marquardt: ftol must be a finite number not below 0, got -1");
  refuse({.xtol = nan}, "levenberg-marquardt: xtol must be a finite number not below 0, got nan");
  refuse({.gtol = -2}, "levenberg-marquardt: gtol must be a finite number not below 0, got -2");

  CHECK_THROWS_WITH_AS(solve(f, {}), "minimize: needs at least one parameter, got an empty start",
                       std::invalid_argument);
  Objective value;
  value.value = [](In x) { return x[0]; };
  CHECK_THROWS_WITH_AS(
      solve(value, {1}),
      "minimize: the method needs a sum of squares; set residuals and residual_count (for tensors: call "
      "least_squares)",
      std::invalid_argument);
  Objective uncounted = f;
  uncounted.residual_count = 0;
  CHECK_THROWS_WITH_AS(solve(uncounted, {1}), "minimize: residuals need residual_count >= 1, got 0",
                       std::invalid_argument);
  Objective too_many = f;
  too_many.residual_count = 2;
  too_many.residuals = [](In, Out r) { r[0] = 1; };
  CHECK(solve(too_many, {1}).reason == "f is nan at the start");
  Objective without = f;
  without.jacobian = nullptr;
  CHECK_THROWS_WITH_AS(solve(without, {1}),
                       "minimize: the method needs the Jacobian of the residuals and the objective has none; set "
                       "jacobian, or difference_step (1e-6, say) for central differences",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      solve(f, {1}, {}, {.lower = {0}, .upper = {2}}),
      "minimize: levenberg-marquardt cannot be kept within bounds; first-order methods and nelder-mead "
      "can",
      std::invalid_argument);
}

}  // namespace
}  // namespace thalweg::optim
