// Line searches where something is wrong: values that are not finite, kinks, no lower bound, wrong slopes, exceptions.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <support/line.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::optim::arrays {
namespace {

using test::Line;
using test::of;
using test::parabola;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

TEST_CASE("line search: a trial that is not finite is too long, and its value is never used") {
  for (const double wall : {nan, inf}) {
    Line line{[=](double t) { return t > 0.5 ? wall : -t + t * t; },
              [=](double t) { return t > 0.5 ? nan : 2 * t - 1; }};
    const SearchResult result = line.search({.c2 = 0.6});
    CHECK(result.found());
    // From 1 to a quarter of it, where the slope has fallen from -1 to -0.5.
    CHECK(line.tried == std::vector<double>{1, 0.25});
  }
}

TEST_CASE("line search: a gradient that is not finite makes a trial too long as well") {
  Line line{[](double t) { return (t - 1) * (t - 1); }, [](double t) { return t >= 1 ? nan : 2 * (t - 1); }};
  const SearchResult result = line.search({});
  CHECK(result.found());
  CHECK(line.tried == std::vector<double>{1, 0.25});
}

TEST_CASE("line search: a wall of infinity is approached, and the lowest point seen is what a failed search leaves") {
  Line line{[](double t) { return t < 1 ? -t : inf; }, [](double) { return -1; }};
  const SearchResult result = line.search({});
  CHECK(result.end == SearchEnd::trial_limit);
  CHECK(result.moved);
  CHECK(result.trials == 25);
  double lowest = 0;
  for (const double t : line.tried) lowest = std::min(lowest, line.f(t));
  CHECK(line.at.f == lowest);
  CHECK(line.at.x[0] == -lowest);
  CHECK(line.at.x[0] > 0.99);
}

TEST_CASE("line search: at a kink no slope is small; the search ends at its lowest trial and says so") {
  Line line{[](double t) { return std::abs(t - 0.3); }, [](double t) { return t < 0.3 ? -1.0 : 1.0; }};
  const SearchResult result = line.search({.max_trials = 7});
  CHECK(result.end == SearchEnd::trial_limit);
  CHECK(result.trials == 7);
  double lowest = inf;
  for (const double t : line.tried) lowest = std::min(lowest, line.f(t));
  CHECK(line.at.f == lowest);
  CHECK(reason(result) == sentence("", "f fell, but none of 7 steps was acceptable, the last ", line.tried.back(),
                                   "; f may have a kink or a jump there"));
}

TEST_CASE("line search: -infinity is accepted as it is") {
  Line line{[](double t) { return t > 3 ? -inf : -t; }, [](double t) { return t > 3 ? nan : -1; }};
  for (const LineSearchKind kind : {LineSearchKind::strong_wolfe, LineSearchKind::backtracking}) {
    line.tried.clear();
    line.slope = [](double t) { return t > 3 ? -inf : -1; };
    const SearchResult result = line.search({.kind = kind}, 4);
    CHECK(result.found());
    CHECK(result.trials == 1);
    CHECK(line.at.f == -inf);
  }
}

TEST_CASE("line search: without a lower bound the steps grow until the trials are used up") {
  Line line{[](double t) { return -t; }, [](double) { return -1; }};
  const SearchResult result = line.search({.max_trials = 4});
  CHECK(result.end == SearchEnd::falls_on);
  CHECK(line.tried == std::vector<double>{1, 5, 21, 85});
  CHECK(line.at.x[0] == 85);
  CHECK(result.moved);
  CHECK(line.left[0] == 0);
  CHECK(reason(result) == "f still fell after 4 ever longer steps, the last 85; it may have no lower bound");
}

TEST_CASE("line search: a slope that is not below zero ends it without a trial") {
  for (const double slope : {0.0, 3.0, nan, -inf}) {
    Line line{[](double t) { return t; }, [=](double) { return slope; }};
    Objective objective;
    objective.value_and_gradient = [](In, Out) -> double { throw std::logic_error("asked"); };
    Evaluator f(objective, 1);
    Iterate at{{0}, 0, {slope}};
    const SearchResult result = LineSearch({}).search(f, at, Vector{1}, 1);
    CHECK(result.end == SearchEnd::no_descent);
    CHECK_FALSE(result.moved);
    CHECK(result.trials == 0);
    CHECK(reason(result) == sentence("", "the slope along the direction, ", slope, ", is not a finite number below 0"));
  }
}

TEST_CASE("line search: a gradient of the wrong sign leaves the point where it was and is suspected") {
  Line line{[](double t) { return (1 + t) * (1 + t); }, [](double t) { return -2 * (1 + t); }};
  for (const LineSearchKind kind : {LineSearchKind::strong_wolfe, LineSearchKind::backtracking}) {
    line.tried.clear();
    const SearchResult result = line.search({.kind = kind, .max_trials = 5});
    CHECK(result.end == SearchEnd::trial_limit);
    CHECK_FALSE(result.moved);
    CHECK(line.at.x[0] == 0);
    CHECK(line.at.f == 1);
    CHECK(reason(result) == sentence("", "f never fell in 5 steps down to ", line.tried.back(),
                                     ", although the slope is -2; the gradient may not be that of f, or the fall "
                                     "drowns in rounding"));
  }
}

TEST_CASE("line search: a step that does not change x ends it at once") {
  Line line = parabola(0);
  line.x0 = 1e18;
  line.d = -1;
  const SearchResult result = line.search({});
  CHECK(result.end == SearchEnd::too_small);
  CHECK(result.trials == 1);
  CHECK_FALSE(result.moved);
  CHECK(reason(result) == "the interval for the step vanished in rounding at 1");
}

TEST_CASE("line search: an exception of f passes through and leaves the point as it was") {
  Objective objective;
  int calls = 0;
  objective.value_and_gradient = [&](In, Out g) -> double {
    if (++calls == 2) throw std::runtime_error("no more");
    g[0] = 1;
    return 5;
  };
  Evaluator f(objective, 1);
  Iterate at{{2}, 4, {-4}};
  CHECK_THROWS_WITH_AS(LineSearch({}).search(f, at, Vector{1}, 1), "no more", std::runtime_error);
  CHECK(at.x == Vector{2});
  CHECK(at.f == 4);
  CHECK(at.g == Vector{-4});
}

}  // namespace
}  // namespace thalweg::optim::arrays
