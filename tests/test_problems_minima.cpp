// Test problems: their published minima, and finding them by name.
#include <doctest/doctest.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/optim/problems/registry.hpp>
#include <thalweg/tensor/linalg/symmetric_eigen.hpp>

#include <tests/support/numbers.hpp>
#include <tests/support/problem_points.hpp>

namespace thalweg::optim {

using Vector = std::vector<double>;

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

TEST_CASE("problem: by name, with the size it has by itself or the one asked for") {
  CHECK(problem("rosenbrock").n == 2);
  CHECK(problem("rosenbrock", 5).n == 5);
  CHECK(problem("booth").n == 2);
  CHECK(problem("booth", 2).n == 2);
  for (const std::string& name : problem_names()) CHECK(problem(name).name == name);
  CHECK(std::is_sorted(problem_names().begin(), problem_names().end()));
}

TEST_CASE("problem: an unknown name is answered with the closest known ones") {
  CHECK_THROWS_WITH_AS(problem("rosenbruck"), "problem: none is named \"rosenbruck\"; did you mean rosenbrock?",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(problem("Ackley"), "problem: none is named \"Ackley\"; did you mean ackley?",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(has_size("both", 2), "problem: none is named \"both\"; did you mean booth?",
                       std::invalid_argument);
}

TEST_CASE("problem: a number of parameters that a function cannot have is an error") {
  CHECK_THROWS_WITH_AS(problem("booth", 3), "booth: has 2 parameters and no other number, got 3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(problem("rosenbrock", 1),
                       "rosenbrock: the number of parameters must lie in [2, 100000000], got 1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(problem("rastrigin", -1),
                       "rastrigin: the number of parameters must lie in [1, 100000000], got -1", std::invalid_argument);
  CHECK_FALSE(has_size("booth", 3));
  CHECK_FALSE(has_size("rosenbrock", 1));
  CHECK(has_size("ackley", 1));
}

}  // namespace thalweg::optim
