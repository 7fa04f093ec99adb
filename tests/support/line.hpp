// A line search on a function of one variable, with every trial written down.
#pragma once

#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <vector>

#include <thalweg/optim/arrays/line_search.hpp>

namespace thalweg::test {

using namespace optim::arrays;
using optim::Evaluations;
using optim::LineSearchKind;
using optim::LineSearchOptions;

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

inline Line parabola(double minimum) {
  return {[=](double x) { return (x - minimum) * (x - minimum); }, [=](double x) { return 2 * (x - minimum); }};
}

inline LineSearchOptions of(LineSearchKind kind) { return {.kind = kind}; }

}  // namespace thalweg::test
