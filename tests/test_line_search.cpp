// Line searches: trials by hand, the Wolfe conditions, walls, jumps, functions without a lower bound, bad options.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/line_search.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::optim::arrays {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A search from one point along one direction, on a function of one variable and its derivative.
struct Line {
  std::function<double(double)> f, slope;
  double x0 = 0, d = 1;
  std::vector<double> tried = {};

  Iterate at = {};
  Evaluations counted = {};
  Vector left = {};

  SearchResult search(const LineSearchOptions& options, double first = 1) {
    Objective objective;
    objective.value_and_gradient = [&](In x, Out g) {
      tried.push_back(x[0]);
      g[0] = slope(x[0]);
      return f(x[0]);
    };
    at = {{x0}, f(x0), {slope(x0)}};
    Evaluator evaluator(objective, 1);
    validate(options);
    LineSearch line(options);
    const SearchResult result = line.search(evaluator, at, Vector{d}, first);
    counted = evaluator.evaluations();
    if (result.moved) left = line.start().x;
    // One point, and every trial asked once.
    CHECK((at.f == f(at.x[0]) || std::isnan(at.f)));
    CHECK((at.g[0] == slope(at.x[0]) || std::isnan(at.g[0])));
    CHECK(static_cast<int>(tried.size()) == result.trials);
    CHECK(counted.f == result.trials);
    CHECK(counted.g == result.trials);
    return result;
  }
};

Line parabola(double minimum) {
  return {[=](double x) { return (x - minimum) * (x - minimum); }, [=](double x) { return 2 * (x - minimum); }};
}

LineSearchOptions of(LineSearchKind kind) { return {.kind = kind}; }

TEST_CASE("line search: a first trial that fulfils both Wolfe conditions is taken") {
  // f(t) = (t - 1)^2: at t = 1, f falls by 1 >= 1e-4 * 2 and the slope is 0.
  Line line = parabola(1);
  const SearchResult result = line.search({});
  CHECK(result.found());
  CHECK(result.moved);
  CHECK(result.trials == 1);
  CHECK(result.step == 1);
  CHECK(result.slope == -2);
  CHECK(line.at.x[0] == 1);
  CHECK(line.left[0] == 0);
}

TEST_CASE("line search: too long a trial is cut to the minimum of the cubic, exact on a parabola") {
  Line line = parabola(1);
  const SearchResult result = line.search({.c2 = 0.1}, 4);
  CHECK(result.found());
  CHECK(line.tried[0] == 4);
  CHECK(line.tried[1] == doctest::Approx(1).epsilon(1e-15));
  CHECK(result.trials == 2);
}

TEST_CASE("line search: too short a trial grows to the minimum of the cubic, by at most a factor of five") {
  Line line = parabola(30);
  const SearchResult result = line.search({.c2 = 0.1}, 1);
  CHECK(result.found());
  // 1, then 1 + 4, 5 + 4 * 4; from 21 on the minimum at 30 would be 9 further, less than doubling: 21 + 16.
  CHECK(line.tried[0] == 1);
  CHECK(line.tried[1] == 5);
  CHECK(line.tried[2] == 21);
  CHECK(result.step == doctest::Approx(30).epsilon(0.1));
}

TEST_CASE("line search: the accepted step fulfils the strong Wolfe conditions on hard one-dimensional functions") {
  // The functions of More and Thuente 1994, section 5.
  const double beta = 2, beta2 = 0.004;
  const std::vector<Line> lines = {{[=](double t) { return -t / (t * t + beta); },
                                    [=](double t) { return (t * t - beta) / ((t * t + beta) * (t * t + beta)); }},
                                   {[=](double t) { return std::pow(t + beta2, 5) - 2 * std::pow(t + beta2, 4); },
                                    [=](double t) { return 5 * std::pow(t + beta2, 4) - 8 * std::pow(t + beta2, 3); }},
                                   {[](double t) { return std::exp(t) - 30 * t + std::sin(20 * t); },
                                    [](double t) { return std::exp(t) - 30 + 20 * std::cos(20 * t); }}};
  for (const Line& one : lines)
    for (const double first : {1e-3, 0.1, 1.0, 10.0, 1e3, 1e5})
      for (const double c2 : {0.9, 0.1}) {
        Line line = one;
        CAPTURE(first);
        CAPTURE(c2);
        const SearchResult result = line.search({.c2 = c2}, first);
        REQUIRE(result.found());
        CHECK(line.f(result.step) <= line.f(0) + 1e-4 * result.step * line.slope(0));
        CHECK(std::abs(line.slope(result.step)) <= c2 * std::abs(line.slope(0)));
        CHECK(result.trials <= 22);
      }
}

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

TEST_CASE("line search: where the change of f is rounding, slopes decide") {
  // Around 1e6 neighbouring doubles differ by 1e-10, so that (x - 1)^2 is invisible for |x - 1| < 1e-5, and a sum that
  // is rounded up may lie higher at the minimum than beside it.
  Line line{[](double x) { return std::abs(x - 1) < 9e-7 ? std::nextafter(1e6, inf) : 1e6; },
            [](double x) { return 2 * (x - 1); }};
  line.x0 = 1 + 1e-6;
  line.d = -1e-4;
  SearchResult result = line.search({.c2 = 0.1, .f_error = 0});
  CHECK_FALSE(result.found());
  line.tried.clear();
  result = line.search({.c2 = 0.1});
  CHECK(result.found());
  CHECK(std::abs(line.at.x[0] - 1) <= 1e-7);
}

TEST_CASE("line search: backtracking goes to the minimum of a parabola, within a tenth and a half of the last step") {
  Line line = parabola(1);
  // (t - 1)^2 = 1 - 2 t + t^2 has its minimum at 1: below a tenth of 20, but between a tenth and a half of 2.
  const SearchResult result = line.search(of(LineSearchKind::backtracking), 20);
  CHECK(result.found());
  CHECK(line.tried == std::vector<double>{20, 2, 1});

  Line quartic{[](double t) { return t * t * t * t - t; }, [](double t) { return 4 * t * t * t - 1; }};
  quartic.search(of(LineSearchKind::backtracking), 1.1);
  // At 1.1: c = (1.4641 - 1.1 + 1.1) / 1.21 = 1.21, minimum 1 / 2.42.
  CHECK(quartic.tried.size() == 2);
  CHECK(quartic.tried[1] == doctest::Approx(1 / 2.42).epsilon(1e-14));

  Line wall{[](double t) { return t > 0.3 ? nan : -t; }, [](double t) { return t > 0.3 ? nan : -1; }};
  wall.search(of(LineSearchKind::backtracking), 1);
  CHECK(wall.tried == std::vector<double>{1, 0.25});
}

TEST_CASE("line search: a fixed step is made without a test, uphill too, times the factor of the learning rate") {
  Line line = parabola(1);
  const SearchResult result = line.search({.kind = LineSearchKind::fixed, .step = 3}, 2);
  CHECK(result.found());
  CHECK(result.moved);
  CHECK(line.tried == std::vector<double>{6});
  CHECK(line.at.f == 25);

  Line up = parabola(-1);
  up.search(of(LineSearchKind::fixed), 1);
  CHECK(up.at.x[0] == 1);

  Objective objective;
  objective.value_and_gradient = [](In x, Out g) {
    g[0] = 0;
    return x[0];
  };
  Evaluator f(objective, 1);
  for (const LineSearchKind kind : {LineSearchKind::fixed, LineSearchKind::backtracking}) {
    LineSearch search(of(kind));
    search.set_lr_factor(0.5);
    Iterate at{{0}, 2, {-1}};
    search.search(f, at, Vector{1}, 1);
    CHECK(at.x[0] == (kind == LineSearchKind::fixed ? 0.5 : 1));
  }
}

TEST_CASE("line search: the first trial is the proposed step times the option step") {
  Line line = parabola(1);
  line.search({.step = 0.25}, 2);
  CHECK(line.tried[0] == 0.5);
}

TEST_CASE("line search: trials are what the objective projects them to, and so is the result") {
  Objective objective;
  std::vector<double> tried;
  objective.value_and_gradient = [&](In x, Out g) {
    tried.push_back(x[0]);
    g[0] = 2 * (x[0] - 1);
    return (x[0] - 1) * (x[0] - 1);
  };
  objective.project = [](Out x) { x[0] = static_cast<float>(x[0]); };
  Evaluator f(objective, 1);
  Iterate at{{0.1f}, 0.9 * 0.9, {-1.8}};
  CHECK(LineSearch({.c2 = 0.1}).search(f, at, Vector{1.8}, 0.1).found());
  CHECK(tried.size() > 1);
  for (const double x : tried) CHECK(x == static_cast<float>(x));
  CHECK(at.x[0] == tried.back());
  CHECK(at.f == (at.x[0] - 1) * (at.x[0] - 1));
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

TEST_CASE("line search: options out of range are refused") {
  const char* order = "line_search: the line search needs 0 < c1 < c2 < 1, got c1 = ";
  const auto refused = [](const LineSearchOptions& options, const std::string& message) {
    CHECK_THROWS_WITH_AS(validate(options), message.c_str(), std::invalid_argument);
  };
  refused({.c1 = 0}, order + std::string("0 and c2 = 0.9"));
  refused({.c1 = nan}, order + std::string("nan and c2 = 0.9"));
  refused({.c1 = 0.5, .c2 = 0.5}, order + std::string("0.5 and c2 = 0.5"));
  refused({.c2 = 1}, order + std::string("0.0001 and c2 = 1"));
  refused({.c2 = nan}, order + std::string("0.0001 and c2 = nan"));
  refused({.max_trials = 0}, "line_search: max_trials of the line search must be at least 1, got 0");
  refused({.step = 0}, "line_search: step must be a finite number above 0, got 0");
  refused({.step = inf}, "line_search: step must be a finite number above 0, got inf");
  refused({.f_error = -1}, "line_search: f_error must lie in [0, 1), got -1");
  refused({.f_error = 1}, "line_search: f_error must lie in [0, 1), got 1");
  CHECK_THROWS_WITH_AS(validate({.max_trials = -3}, "bfgs"),
                       "bfgs: max_trials of the line search must be at least 1, got -3", std::invalid_argument);
  validate(LineSearchOptions{});
}

}  // namespace
}  // namespace thalweg::optim::arrays
