// Nelder-Mead: the first steps by hand, scipy's counts, ties, boxes, restarts, bad input.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/arrays/nelder_mead.hpp>

#include <support/saved_state.hpp>

namespace thalweg::optim {
namespace {

using arrays::In;
using arrays::Objective;
using arrays::Out;
using arrays::Vector;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Objective of(std::function<double(In)> value) {
  Objective f;
  f.value = std::move(value);
  return f;
}

double square(double x) { return x * x; }

Objective rosenbrock() {
  return of([](In x) { return 100 * square(x[1] - square(x[0])) + square(1 - x[0]); });
}

/// sum (k + 1) (x_k - 1)^2
Objective bowl() {
  return of([](In x) {
    double sum = 0;
    for (std::size_t k = 0; k < x.size(); ++k) sum += static_cast<double>(k + 1) * square(x[k] - 1);
    return sum;
  });
}

Report solve(const Objective& f, const Vector& start, const NelderMeadOptions& options = {},
             const MinimizeOptions& loop = {}) {
  return arrays::minimize(f, start, options, loop);
}

/// The points at which f was asked, in one dimension.
Vector asked(const std::function<double(double)>& value, double start, std::int64_t iterations) {
  Vector points;
  const Objective f = of([&](In x) {
    points.push_back(x[0]);
    return value(x[0]);
  });
  solve(f, {start}, {}, {.max_iterations = iterations});
  return points;
}

TEST_CASE("nelder-mead: each move asks for the points worked out by hand") {
  const auto check_points = [](const Vector& points, const Vector& expected) {
    REQUIRE(points.size() == expected.size());
    for (std::size_t i = 0; i < points.size(); ++i) CHECK(points[i] == doctest::Approx(expected[i]).epsilon(1e-14));
  };
  // The simplex {20, 21}. f = -x: reflect 20 about 21 to 22, expand to 23.
  check_points(asked([](double x) { return -x; }, 20, 2), {20, 21, 22, 23});
  // Best at 20: reflect 21 to 19, which is as bad as 21: contract inside to 20.5.
  check_points(asked([](double x) { return square(x - 20); }, 20, 2), {20, 21, 19, 20.5});
  // 19 is better than 21, not than 20: contract outside to 19.5.
  check_points(asked([](double x) { return square(x - 19.9); }, 20, 2), {20, 21, 19, 19.5});
  // 19.5 is as good as 19, which is enough.
  check_points(asked([](double x) { return x == 20 ? 0.0 : x < 20 ? 1.0 : 2.0; }, 20, 2), {20, 21, 19, 19.5});
  // All but 20 are equally bad: the inner contraction fails too, and 21 shrinks to 20.5.
  check_points(asked([](double x) { return x == 20 ? 0.0 : 1.0; }, 20, 2), {20, 21, 19, 20.5, 20.5});
  // From 0 the second vertex is 0.00025.
  check_points(asked([](double x) { return x; }, 0, 1), {0, 0.00025});
}

TEST_CASE("nelder-mead: Rosenbrock takes scipy's iterations and evaluations") {
  struct Row {
    double factor, tolerance;
    std::int64_t iterations, evaluations;
    double value;
  };
  // Recorded with scipy 1.10.1, limits lifted.
  for (const Row& row : std::vector<Row>{{1, 1e-4, 85, 159, 8.177661197416674e-10},
                                         {1, 1e-8, 117, 219, 1.0990889519195732e-18},
                                         {10, 1e-4, 173, 325, 4.338793501694329e-10},
                                         {10, 1e-8, 203, 382, 7.725974478487176e-18},
                                         {100, 1e-4, 286, 522, 4.325137492820202e-10},
                                         {100, 1e-8, 316, 580, 5.940951419356485e-18}}) {
    CAPTURE(row.factor);
    const Report report = solve(rosenbrock(), {-1.2 * row.factor, row.factor},
                                {.x_tolerance = row.tolerance, .f_tolerance = row.tolerance});
    CHECK(report.converged());
    CHECK(report.iterations == row.iterations);
    CHECK(report.evaluations.f == row.evaluations);
    CHECK(report.evaluations.g == 0);
    CHECK(report.value == doctest::Approx(row.value).epsilon(1e-6));
    CHECK(std::isnan(report.gradient_norm));
  }
}

TEST_CASE("nelder-mead: the plain and the adaptive variant take scipy's counts in one to ten dimensions") {
  struct Row {
    std::size_t n;
    bool adaptive;
    std::int64_t iterations, evaluations;
  };
  for (const Row& row : std::vector<Row>{{1, false, 18, 36},
                                         {1, true, 12, 24},
                                         {3, false, 76, 141},
                                         {3, true, 87, 161},
                                         {6, false, 258, 432},
                                         {6, true, 301, 508},
                                         {10, false, 942, 1331},
                                         {10, true, 635, 1051}}) {
    CAPTURE(row.n);
    CAPTURE(row.adaptive);
    const Report report = solve(bowl(), Vector(row.n, 3.0), {.adaptive = row.adaptive});
    CHECK(report.iterations == row.iterations);
    CHECK(report.evaluations.f == row.evaluations);
    CHECK(report.converged());
    for (const double x : report.x) CHECK(x == doctest::Approx(1).epsilon(1e-3));
  }
}

TEST_CASE("nelder-mead: the limit is 200 n iterations unless another is set") {
  const Report report = solve(of([](In x) { return -x[0]; }), {1});
  CHECK(report.status == Status::max_iterations);
  CHECK(report.reason == "the limit of 200 iterations is reached");
  const Report on = solve(of([](In x) { return -x[0]; }), {1}, {}, {.max_iterations = 100'000});
  CHECK(on.status == Status::not_finite);
  CHECK(on.iterations < 2000);
}

TEST_CASE("nelder-mead: NaN and infinite values are only high") {
  for (const double high : {nan, infinity}) {
    const Report report =
        solve(of([=](In x) { return x[0] < 0.5 ? high : square(x[0] - 0.5) + square(x[1]); }), {3, 2});
    CHECK(report.converged());
    CHECK(report.x[0] == doctest::Approx(0.5).epsilon(1e-3));
  }
  const Report start = solve(of([](In) { return nan; }), {1});
  CHECK(start.status == Status::not_finite);
  CHECK(start.reason == "f is nan at the start");
  CHECK(start.evaluations.f == 1);
  const Report alone = solve(of([](In x) { return x[0] == 1 ? 1 : nan; }), {1}, {}, {.max_iterations = 30});
  CHECK(alone.status == Status::max_iterations);
  CHECK(alone.x == Vector{1});
  const Report hole = solve(of([](In x) { return x[0] < 0 ? -infinity : x[0]; }), {1});
  CHECK(hole.status == Status::not_finite);
}

TEST_CASE("nelder-mead: it stays in a box, also from a corner of it") {
  Objective f = bowl();
  const auto inner = f.value;
  f.value = [inner](In x) {
    for (const double v : x) CHECK((v >= 2 && v <= 5));
    return inner(x);
  };
  for (const double start : {5.0, 2.0, 3.0, 900.0}) {
    const Report report = solve(f, {start, start}, {}, {.lower = {2, 2}, .upper = {5, 5}});
    CHECK(report.converged());
    CHECK(report.x[0] == doctest::Approx(2).epsilon(1e-4));
    CHECK(report.x[1] == doctest::Approx(2).epsilon(1e-4));
  }
  const Report fixed = solve(bowl(), {4, 4}, {}, {.lower = {2, 0}, .upper = {2, 5}});
  CHECK(fixed.converged());
  CHECK(fixed.x[0] == 2);
  CHECK(fixed.x[1] == doctest::Approx(1).epsilon(1e-3));
}

TEST_CASE("nelder-mead: a run that is saved and loaded walks on as if unbroken") {
  arrays::NelderMead whole, first, second;
  Vector x = {-1.2, 1}, y = x;
  arrays::run(rosenbrock(), x, whole, {.max_iterations = 40});
  arrays::run(rosenbrock(), y, first, {.max_iterations = 15});
  CHECK(x != y);
  test::SavedState state = test::saved(first);
  CHECK(state.counts["vertices"] == 3);
  CHECK(state.vectors["vertex_0"] == y);
  test::Load load(state);
  second.visit(load);
  arrays::run(rosenbrock(), y, second, {.max_iterations = 25});
  CHECK(x == y);
  // From elsewhere the simplex is built anew.
  Vector other = {0, 0}, fresh = {0, 0};
  arrays::NelderMead unused;
  arrays::run(rosenbrock(), other, second, {.max_iterations = 10});
  arrays::run(rosenbrock(), fresh, unused, {.max_iterations = 10});
  CHECK(other == fresh);
}

TEST_CASE("nelder-mead: a restart leaves the point where McKinnon's function holds the simplex fast") {
  // McKinnon 1998, tau 2, theta 6, phi 60: from this simplex every move is an inside contraction towards (0, 0), which
  // is not stationary; the minimum is -0.25 at (0, -0.5).
  const Objective f = of([](In x) {
    const double curve = x[0] < 0 ? 6 * 60 * square(x[0]) : 6 * square(x[0]);
    return curve + x[1] + square(x[1]);
  });
  const double root = std::sqrt(33.0);
  const auto run = [&](int restarts) {
    arrays::NelderMead method({.restarts = restarts});
    test::SavedState state;
    state.counts = {{"vertices", 3}, {"restarts_left", restarts}};
    state.numbers = {{"restarted_at", infinity}};
    state.vectors = {{"vertex_0", {1, 1}}, {"vertex_1", {(1 + root) / 8, (1 - root) / 8}}, {"vertex_2", {0, 0}}};
    std::swap(state.vectors["vertex_0"], state.vectors["vertex_2"]);
    test::Load load(state);
    method.visit(load);
    Vector x = {0, 0};
    return arrays::run(f, x, method);
  };
  const Report held = run(0);
  CHECK(held.converged());
  CHECK(held.x == Vector{0, 0});
  const Report free = run(5);
  CHECK(free.converged());
  CHECK(free.value == doctest::Approx(-0.25).epsilon(1e-3));
}

TEST_CASE("nelder-mead: runs that cannot go on end with a status") {
  const Report start = solve(bowl(), {7}, {}, {.max_iterations = 0});
  CHECK(start.status == Status::max_iterations);
  CHECK(start.x == Vector{7});
  CHECK(start.evaluations.f == 1);
  const Report constant = solve(of([](In) { return 3.0; }), {1, 2, 3});
  CHECK(constant.converged());
  CHECK(constant.reason == "the simplex is within x_tolerance 0.0001 and its values within f_tolerance 0.0001");
  CHECK_THROWS_WITH_AS(solve(of([](In x) -> double {
                               if (x[0] != 1) throw std::runtime_error("out of cocoa");
                               return 0;
                             }),
                             {1}),
                       "out of cocoa", std::runtime_error);
}

TEST_CASE("nelder-mead: bad input gets one sentence") {
  const auto refuse = [&](const NelderMeadOptions& options, const char* sentence) {
    CHECK_THROWS_WITH_AS(solve(bowl(), {1}, options), sentence, std::invalid_argument);
  };
  refuse({.x_tolerance = 0}, "nelder-mead: x_tolerance must be a finite number above 0, got 0");
  refuse({.f_tolerance = nan}, "nelder-mead: f_tolerance must be a finite number above 0, got nan");
  refuse({.restarts = -1}, "nelder-mead: restarts must not be negative, got -1");
  CHECK_THROWS_WITH_AS(solve(bowl(), {}), "minimize: needs at least one parameter, got an empty start",
                       std::invalid_argument);
}

}  // namespace
}  // namespace thalweg::optim
