// Test problems: their values, their published minima, and where they have no derivatives.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/optim/problems/registry.hpp>
#include <thalweg/tensor/linalg/symmetric_eigen.hpp>

#include <tests/support/numbers.hpp>
#include <tests/support/problem_points.hpp>

namespace thalweg::optim {

using Vector = std::vector<double>;

TEST_CASE("problems: values at (0.7, 0.3, -0.1, -0.5) are those of the published formulas, in 30 digits elsewhere") {
  struct Row {
    const char* name;
    std::int64_t n;
    double value;
  };
  const std::vector<Row> rows = {
      {"ackley", 2, 4.0262342249673094},
      {"ackley", 3, 3.3500438221093422},
      {"beale", 2, 7.40061621},
      {"booth", 2, 43.38},
      {"brown_dennis", 4, 13682087.710966892},
      {"freudenstein_roth", 2, 1204.334218},
      {"goldstein_price", 2, 1078.6875},
      {"griewank", 2, 0.25244732509245266},
      {"griewank", 3, 0.25369564176609378},
      {"helical_valley", 3, 61.108461765298583},
      {"himmelblau", 2, 142.8082},
      {"kowalik_osborne", 4, 6.7350503675082044},
      {"levy", 1, 0.061281091883743488},
      {"levy", 2, 0.1420028070143771},
      {"levy", 4, 0.476160591149848},
      {"matyas", 2, 0.05},
      {"paraboloid", 2, 2.98},
      {"paraboloid", 3, 4.19},
      {"powell_badly_scaled", 2, 4405801.0563129627},
      {"powell_singular", 4, 35.2885},
      {"rastrigin", 2, 26.760339887498948},
      {"rastrigin", 3, 28.680169943749474},
      {"rosenbrock", 2, 3.7},
      {"rosenbrock", 3, 7.8},
      {"spherical", 2, 0.58},
      {"spherical", 3, 0.59},
      {"styblinski_tang", 2, -2.0159},
      {"styblinski_tang", 3, -2.34585},
      {"wood", 4, 76.783},
  };
  std::set<std::string> seen;
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CAPTURE(row.n);
    seen.insert(row.name);
    Vector x = {0.7, 0.3, -0.1, -0.5};
    x.resize(static_cast<std::size_t>(row.n));
    const double value = problem(row.name, row.n).arrays.value(x);
    CHECK(std::abs(value - row.value) <= 4e-15 * std::abs(row.value));
  }
  CHECK(seen.size() == problem_names().size());
}

TEST_CASE("problems: the value at each minimum is the published one, and the gradient vanishes, in both forms") {
  for (const Problem& p : all_problems()) {
    CHECK(!p.minima.empty());
    for (const Minimum& minimum : p.minima) {
      CAPTURE(p.name);
      CAPTURE(tensor_of(minimum.x));
      REQUIRE(minimum.x.size() == p.start.size());
      const double scale = std::max(1.0, std::abs(minimum.value));
      Vector g(minimum.x.size());
      CHECK(std::abs(p.arrays.value_and_gradient(minimum.x, g) - minimum.value) <= 1e-13 * scale);
      const ValueAndGrad result = value_and_grad(p.tensor, tensor_of(minimum.x));
      CHECK(std::abs(result.value.item() - minimum.value) <= 1e-13 * scale);
      // What rounding the coordinates to doubles leaves: the curvature times one unit in the last place.
      Vector h(g.size() * g.size());
      p.arrays.hessian(minimum.x, h);
      const double rounding = 4e-16 * std::max(1.0, arrays::max_abs(minimum.x)) * std::max(1.0, arrays::max_abs(h));
      CHECK(arrays::max_abs(g) <= 4 * rounding);
      CHECK(arrays::max_abs(numbers(result.grad)) <= 4 * rounding);
    }
  }
}

TEST_CASE("problems: the Hessian at each minimum has no negative eigenvalue") {
  for (const Problem& p : all_problems())
    for (const Minimum& minimum : p.minima) {
      CAPTURE(p.name);
      CAPTURE(tensor_of(minimum.x));
      const auto n = static_cast<std::size_t>(p.n);
      Vector h(n * n), values(n);
      p.arrays.hessian(minimum.x, h);
      linalg::symmetric_eigenvalues(linalg::matrix(std::span(h), p.n, p.n), std::span(values));
      CHECK(values[0] >= -1e-12 * arrays::max_abs(values));
    }
}

TEST_CASE("problems: global minima come first, share one value, and no point of the box is lower") {
  for (const Problem& p : all_problems()) {
    CAPTURE(p.name);
    const Minimum& first = p.minima.front();
    CHECK(first.global);
    bool local_seen = false;
    for (const Minimum& minimum : p.minima) {
      CHECK_FALSE((local_seen && minimum.global));
      local_seen = local_seen || !minimum.global;
      if (minimum.global) CHECK(minimum.value == first.value);
      if (!minimum.global) CHECK(minimum.value > first.value);
      for (std::size_t i = 0; i < minimum.x.size(); ++i)
        CHECK((p.lower[i] <= minimum.x[i] && minimum.x[i] <= p.upper[i]));
    }
    for (const Vector& x : points_of(p, 200)) CHECK(p.arrays.value(x) >= first.value);
  }
}

TEST_CASE("problems: as many minima are listed as are known") {
  std::map<std::string, std::size_t> counts;
  for (const Problem& p : all_problems()) counts[p.name + " " + std::to_string(p.n)] = p.minima.size();
  CHECK(counts["freudenstein_roth 2"] == 2);
  CHECK(counts["goldstein_price 2"] == 4);
  CHECK(counts["himmelblau 2"] == 4);
  CHECK(counts["paraboloid 2"] == 1);
  CHECK(counts["powell_badly_scaled 2"] == 2);
  CHECK(counts["rosenbrock 3"] == 1);
  CHECK(counts["rosenbrock 4"] == 2);
  CHECK(counts["rosenbrock 7"] == 2);
  CHECK(counts["styblinski_tang 1"] == 2);
  CHECK(counts["styblinski_tang 4"] == 16);
  CHECK(counts["styblinski_tang 7"] == 1);
}

TEST_CASE("problems: Ackley's cone has no derivative at its tip; zeros stand for it, in both forms") {
  for (const std::int64_t n : {1, 2, 20}) {
    const Problem p = problem("ackley", n);
    const auto size = static_cast<std::size_t>(n);
    const Vector tip(size);
    Vector g(size, 7), h(size * size, 7), hv(size, 7);
    CHECK(p.arrays.value_and_gradient(tip, g) == 0);
    CHECK(arrays::max_abs(g) == 0);
    const ValueAndGrad result = value_and_grad(p.tensor, tensor_of(tip));
    CHECK(result.value.item() == 0);
    CHECK(arrays::max_abs(numbers(result.grad)) == 0);
    // Of the second derivatives only the ripples are left: 4 pi^2 e / n on the diagonal.
    p.arrays.hessian(tip, h);
    CHECK(h[0] == doctest::Approx(107.31270846875 / static_cast<double>(n)));
    p.arrays.hessian_product(tip, Vector(size, 1.0), hv);
    CHECK(hv[0] == h[0]);
    // Beside the tip the slope is 4 / sqrt(n), however near.
    Vector near_tip(size);
    near_tip[0] = 1e-200;
    p.arrays.value_and_gradient(near_tip, g);
    CHECK(arrays::norm(g) == doctest::Approx(4 / std::sqrt(static_cast<double>(n))));
    CHECK(arrays::max_abs(numbers(value_and_grad(p.tensor, tensor_of(near_tip)).grad)) ==
          doctest::Approx(arrays::norm(g)));
  }
}

TEST_CASE("problems: the helical valley's angle runs from -1/4 turn to 3/4, and is none on the axis") {
  const Problem p = problem("helical_valley");
  // With z = 10 turns only the radius is left: 100 (sqrt(x^2 + y^2) - 1)^2.
  const std::vector<std::pair<Vector, double>> rows = {
      {{2, 0, 0}, 100},
      {{0, 2, 2.5}, 100},
      {{-2, 0, 5}, 100},
      {{-2, -1e-9, 5}, 100},
      {{-1, -1, 6.25}, 100 * (std::sqrt(2.0) - 1) * (std::sqrt(2.0) - 1)},
      {{0, -2, -2.5}, 100}};
  for (const auto& row : rows) {
    const Vector& x = row.first;
    CAPTURE(tensor_of(x));
    const double expected = row.second + x[2] * x[2];
    CHECK(p.arrays.value(x) == doctest::Approx(expected).epsilon(1e-9));
    CHECK(p.tensor(tensor_of(x)).item() == doctest::Approx(expected).epsilon(1e-9));
  }
  const Vector axis = {0, 0, 1};
  CHECK(std::isnan(p.arrays.value(axis)));
  CHECK(std::isnan(p.tensor(tensor_of(axis)).item()));
}

TEST_CASE("problems: third derivatives of the helical valley's tensor form") {
  // d/dx of the Hessian's trace, against differences of the Hessian by hand.
  const Problem p = problem("helical_valley");
  const TensorFunction trace_of = [&](const Tensor& x) { return trace(hessian(p.tensor, x, {.create_graph = true})); };
  const Vector x = {-0.7, 0.4, 1.1};
  const Vector third = numbers(value_and_grad(trace_of, tensor_of(x)).grad);
  for (std::size_t k = 0; k < 3; ++k) {
    Vector h(9), moved = x;
    double difference = 0;
    for (const double step : {1e-5, -1e-5}) {
      moved[k] = x[k] + step;
      p.arrays.hessian(moved, h);
      difference += (h[0] + h[4] + h[8]) / (2 * step);
    }
    CHECK(third[k] == doctest::Approx(difference).epsilon(1e-6));
  }
}

TEST_CASE("problems: the starts of More, Garbow and Hillstrom and of the report") {
  const std::map<std::string, Vector> starts = {{"ackley", {-4, -4}},
                                                {"beale", {1, 1}},
                                                {"brown_dennis", {25, 5, -5, -1}},
                                                {"freudenstein_roth", {0.5, -2}},
                                                {"helical_valley", {-1, 0, 0}},
                                                {"kowalik_osborne", {0.25, 0.39, 0.415, 0.39}},
                                                {"paraboloid", {-5, -7.5}},
                                                {"powell_badly_scaled", {0, 1}},
                                                {"powell_singular", {3, -1, 0, 1}},
                                                {"rastrigin", {-5, -5}},
                                                {"rosenbrock", {-1.2, 1}},
                                                {"wood", {-3, -1, -3, -1}}};
  for (const auto& [name, start] : starts) CHECK(problem(name).start == start);
  CHECK(problem("rosenbrock", 5).start == Vector{-1.2, 1, -1.2, 1, -1.2});
}

}  // namespace thalweg::optim
