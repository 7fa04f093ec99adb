// Line searches: trials by hand, the Wolfe conditions, walls, jumps, functions without a lower bound, bad options.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/line_search.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

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
    CHECK(at.g[0] == slope(at.x[0]));
    CHECK(static_cast<int>(tried.size()) == result.trials);
    CHECK(counted.f == result.trials);
    CHECK(counted.g == result.trials);
    return result;
  }
};

Line parabola(double minimum) {
  return {[=](double x) { return (x - minimum) * (x - minimum); }, [=](double x) { return 2 * (x - minimum); }};
}

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
        const SearchResult result = line.search({.c2 = c2, .f_error = 0}, first);
        REQUIRE(result.found());
        CHECK(line.f(result.step) <= line.f(0) + 1e-4 * result.step * line.slope(0));
        CHECK(std::abs(line.slope(result.step)) <= c2 * std::abs(line.slope(0)));
        CHECK(result.trials <= 22);
      }
}

}  // namespace
}  // namespace thalweg::optim::arrays
