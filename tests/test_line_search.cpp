// Line searches: trials by hand, the Wolfe conditions, rounding, projection, the three kinds, bad options.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <support/line.hpp>

namespace thalweg::optim::arrays {
namespace {

using test::Line;
using test::of;
using test::parabola;

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

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

TEST_CASE("line search: where the change of f is rounding, slopes decide") {
  // Around 1e6 neighbouring doubles differ by 1e-10, so that (x - 1)^2 is invisible for |x - 1| < 1e-5, and a sum that
  // is rounded up may lie higher at the minimum than beside it.
  Line line{[](double x) { return std::abs(x - 1) < 2e-6 ? std::nextafter(1e6, inf) : 1e6; },
            [](double x) { return 2 * (x - 1); }};
  line.x0 = 1 + 1e-5;
  line.d = -1e-4;
  SearchResult result = line.search({.c2 = 0.1, .f_error = 0});
  CHECK_FALSE(result.found());
  line.tried.clear();
  result = line.search({.c2 = 0.1});
  CHECK(result.found());
  // The slope is linear, so that the secant through two trials finds its zero.
  CHECK(result.trials == 2);
  CHECK(std::abs(line.at.x[0] - 1) <= 1e-14);
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
