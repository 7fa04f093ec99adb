// Multi-start: the minima that are found, what is kept and what is not, any number of threads, bad input.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/arrays/gauss_newton.hpp>
#include <thalweg/optim/arrays/nelder_mead.hpp>
#include <thalweg/optim/multi_start.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg::optim {
namespace {

using arrays::In;
using arrays::Objective;
using arrays::Out;
using Vector = std::vector<double>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double square(double x) { return x * x; }

Objective rastrigin() {
  Objective f;
  f.value_and_gradient = [](In x, Out g) {
    double sum = 0;
    for (std::size_t k = 0; k < x.size(); ++k) {
      const double turn = 2 * std::numbers::pi * x[k];
      sum += 10 + x[k] * x[k] - 10 * std::cos(turn);
      g[k] = 2 * x[k] + 20 * std::numbers::pi * std::sin(turn);
    }
    return sum;
  };
  return f;
}

/// (x^2 - 4)^2 as a square: minima 0 at -2 and 2.
Objective two_roots() {
  Objective f;
  f.residual_count = 1;
  f.residuals = [](In x, Out r) { r[0] = x[0] * x[0] - 4; };
  f.jacobian = [](In x, Out j) { j[0] = 2 * x[0]; };
  return f;
}

Samples points(Vector values) {
  const auto count = static_cast<std::int64_t>(values.size());
  return {count, 1, std::move(values)};
}

TEST_CASE("multi_start: Rastrigin's basins are found, counted and sorted") {
  const Vector lower = {-5.12, -5.12}, upper = {5.12, 5.12};
  Random random(1);
  const Samples starts = latin_hypercube(300, lower, upper, random);
  MultiStartOptions options;
  options.run.max_iterations = 2000;
  const MultiStartReport report = multi_start(rastrigin(), starts, lower, upper, AdamOptions{.lr = 0.02}, options);
  CHECK(report.best().value == doctest::Approx(0).epsilon(1e-9));
  CHECK(report.best().x[0] == doctest::Approx(0).epsilon(1e-5));
  CHECK(report.minima.size() > 50);
  CHECK(report.minima.size() <= 121);
  CHECK(report.outside == 0);
  CHECK(report.not_finite == 0);
  std::int64_t ends = 0, evaluations = 0;
  for (std::size_t k = 0; k < report.minima.size(); ++k) {
    const DistinctMinimum& minimum = report.minima[k];
    ends += minimum.count;
    CHECK(minimum.converged <= minimum.count);
    CHECK(minimum.x == report.runs[static_cast<std::size_t>(minimum.run)].x);
    CHECK(minimum.value == report.runs[static_cast<std::size_t>(minimum.run)].value);
    if (k > 0) CHECK(minimum.value >= report.minima[k - 1].value);
    for (const double x : minimum.x) CHECK(std::abs(x - std::round(x)) < 0.1);
  }
  for (const Report& run : report.runs) evaluations += run.evaluations.f;
  CHECK(ends == 300);
  CHECK(report.evaluations.f == evaluations);
  CHECK(report.evaluations.g == evaluations);
}

TEST_CASE("multi_start: the result is the same for any number of threads") {
  const Vector lower = {-5.12, -5.12}, upper = {5.12, 5.12};
  Random random(2);
  const Samples starts = latin_hypercube(64, lower, upper, random);
  const int before = num_threads();
  for (const arrays::Method& method : {arrays::Method(NelderMeadOptions{}), arrays::Method(AdamOptions{.lr = 0.05})}) {
    set_num_threads(1);
    const MultiStartReport one = multi_start(rastrigin(), starts, lower, upper, method);
    for (const int threads : {2, 3, 8}) {
      set_num_threads(threads);
      const MultiStartReport report = multi_start(rastrigin(), starts, lower, upper, method);
      REQUIRE(report.minima.size() == one.minima.size());
      for (std::size_t k = 0; k < one.minima.size(); ++k) {
        CHECK(report.minima[k].x == one.minima[k].x);
        CHECK(report.minima[k].value == one.minima[k].value);
        CHECK(report.minima[k].count == one.minima[k].count);
        CHECK(report.minima[k].run == one.minima[k].run);
      }
      for (std::size_t i = 0; i < one.runs.size(); ++i) CHECK(report.runs[i].last_x == one.runs[i].last_x);
      CHECK(report.evaluations.f == one.evaluations.f);
    }
  }
  set_num_threads(before);
}

TEST_CASE("multi_start: methods that run free may end outside, which is discarded and counted") {
  const Samples starts = points({-3, -1, 0.5, 1, 3});
  const MultiStartReport report = multi_start(two_roots(), starts, Vector{-1}, Vector{5}, GaussNewtonOptions{});
  CHECK(report.outside == 2);
  REQUIRE(report.minima.size() == 1);
  CHECK(report.best().x[0] == doctest::Approx(2));
  CHECK(report.best().count == 3);
  CHECK(report.best().converged == 3);
  CHECK(report.runs.size() == 5);
  CHECK(report.runs[0].x[0] == doctest::Approx(-2));

  const MultiStartReport none = multi_start(two_roots(), points({-3, -1}), Vector{-1}, Vector{5}, GaussNewtonOptions{});
  CHECK(none.minima.empty());
  CHECK_THROWS_WITH_AS(none.best(), "multi_start: none of 2 runs ended in the box: 2 ended outside, 0 were not finite",
                       std::logic_error);
}

TEST_CASE("multi_start: first-order methods and Nelder-Mead stay in the box, starts outside are moved to its edge") {
  const auto value = [](In x) {
    CHECK((x[0] >= 3 && x[0] <= 5));
    return square(x[0] - 1);
  };
  Objective f;
  f.value = value;
  f.value_and_gradient = [value](In x, Out g) {
    g[0] = 2 * (x[0] - 1);
    return value(x);
  };
  const int before = num_threads();
  set_num_threads(1);  // f makes checks
  for (const arrays::Method& method :
       {arrays::Method(NelderMeadOptions{}), arrays::Method(GradientDescentOptions{.lr = 0.1})}) {
    const MultiStartReport report = multi_start(f, points({-7, 4, 5, 100}), Vector{3}, Vector{5}, method);
    CHECK(report.outside == 0);
    REQUIRE(report.minima.size() == 1);
    CHECK(report.best().x[0] == doctest::Approx(3).epsilon(1e-4));
    CHECK(report.best().count == 4);
  }
  set_num_threads(before);
}

TEST_CASE("multi_start: runs that are not finite are counted, and ends merge within the distance asked for") {
  Objective f;
  f.value = [](In x) { return x[0] > 4 ? nan : square(square(x[0]) - 4); };
  MultiStartOptions options;
  const MultiStartReport report =
      multi_start(f, points({-3, 2.5, 4.5, 4.9}), Vector{-5}, Vector{5}, NelderMeadOptions{}, options);
  CHECK(report.not_finite == 2);
  CHECK(report.minima.size() == 2);
  options.merge_distance = 0.5;
  const MultiStartReport coarse =
      multi_start(f, points({-3, 2.5, 4.5, 4.9}), Vector{-5}, Vector{5}, NelderMeadOptions{}, options);
  CHECK(coarse.minima.size() == 1);
  CHECK(coarse.best().count == 2);
  CHECK(coarse.best().value == report.best().value);
  options.merge_distance = 0;
  const MultiStartReport twice =
      multi_start(f, points({2.5, 2.5, 2.6}), Vector{-5}, Vector{5}, NelderMeadOptions{}, options);
  CHECK(twice.minima.size() == 2);
  CHECK(twice.evaluations.f == twice.runs[0].evaluations.f + twice.runs[1].evaluations.f + twice.runs[2].evaluations.f);

  // Of equal ends the earlier start's is kept.
  const MultiStartReport equal = multi_start(two_roots(), points({3, 3}), Vector{0}, Vector{5}, GaussNewtonOptions{});
  CHECK(equal.best().run == 0);
}

TEST_CASE("multi_start: the exception of the earliest start that throws passes through") {
  Objective f;
  f.value = [](In x) {
    if (x[0] >= 10) throw std::runtime_error("no f at " + std::to_string(static_cast<int>(x[0])));
    return square(x[0]);
  };
  Vector starts(64);
  for (std::size_t i = 0; i < starts.size(); ++i) starts[i] = static_cast<double>(i);
  const int before = num_threads();
  for (const int threads : {1, 2, 3, 8}) {
    set_num_threads(threads);
    CHECK_THROWS_WITH_AS(multi_start(f, points(starts), Vector{0}, Vector{99}, NelderMeadOptions{}), "no f at 10",
                         std::runtime_error);
  }
  set_num_threads(before);
}

TEST_CASE("multi_start: bad input gets one sentence") {
  const auto refuse = [](const Samples& starts, const Vector& lower, const Vector& upper, const char* sentence,
                         const MultiStartOptions& options = {}) {
    CHECK_THROWS_WITH_AS(multi_start(two_roots(), starts, lower, upper, NelderMeadOptions{}, options), sentence,
                         std::invalid_argument);
  };
  refuse({}, {0}, {1}, "multi_start: needs at least one start, got 0");
  refuse(points({1}), {0, 1}, {1}, "multi_start: there are 2 lower bounds and 1 upper ones");
  refuse(points({1}), {0, 1}, {1, 2}, "multi_start: the starts have 1 dimensions, the bounds 2");
  refuse({2, 1, {1}}, {0}, {1}, "multi_start: 2 starts in 1 dimensions need as many numbers, got 1");
  refuse(points({1}), {1}, {0},
         "multi_start: bounds must be finite and the lower one not above the upper one, got [1, 0] for x[0]");
  refuse(points({1}), {nan}, {0},
         "multi_start: bounds must be finite and the lower one not above the upper one, got [nan, 0] for x[0]");
  MultiStartOptions options;
  options.merge_distance = -1;
  refuse(points({1}), {0}, {1}, "multi_start: merge_distance must be a finite number not below 0, got -1", options);
  options = {};
  options.run.lower = options.run.upper = {1};
  refuse(points({1}), {0}, {1},
         "multi_start: the bounds are arguments of their own; leave those in the options of the runs empty", options);
  options = {};
  options.run.gradient_tolerance = -1;
  refuse(points({1}), {0}, {1}, "minimize: gradient_tolerance must be a finite number not below 0, got -1", options);
}

}  // namespace
}  // namespace thalweg::optim
