// Conjugate gradients for linear systems: small ones by hand, how they end, what they cost.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <vector>

#include <thalweg/optim/arrays/linear_cg.hpp>
#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/tensor/linalg/cholesky.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::optim::arrays {
namespace {

using Numbers = std::vector<double>;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

doctest::Approx near(double x, double relative = 1e-14) { return doctest::Approx(x).epsilon(relative); }

/// The product with a dense matrix, and how often it was asked for.
struct Dense {
  Numbers a;
  mutable std::int64_t calls = 0;

  std::function<void(std::span<const double>, std::span<double>)> product() const {
    return [this](std::span<const double> v, std::span<double> av) {
      ++calls;
      for (std::size_t i = 0; i < v.size(); ++i) av[i] = dot(std::span(a).subspan(i * v.size(), v.size()), v);
    };
  }
};

/// Solves from zero and holds the promise that products are counted exactly.
CgResult solve(const Dense& a, const Numbers& b, Numbers& x, const LinearCgOptions& options = {}) {
  x.assign(b.size(), 7.0);
  const std::int64_t before = a.calls;
  const CgResult result = linear_cg(a.product(), b, x, options);
  CHECK(result.products == a.calls - before);
  return result;
}

/// B B' + n I with normal B, and so positive definite.
Dense random_matrix(std::size_t n, std::uint64_t seed) {
  Random random(seed);
  Numbers b(n * n);
  for (double& v : b) v = random.normal();
  Dense a;
  a.a.resize(n * n);
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      a.a[i * n + j] = dot(std::span(b).subspan(i * n, n), std::span(b).subspan(j * n, n)) + (i == j ? double(n) : 0.0);
  return a;
}

TEST_CASE("linear_cg: two steps of a system in two unknowns, by hand") {
  // A = (2 0; 0 1), b = (1, 1): alpha = 2 / 3, x = (2/3, 2/3), r = (-1/3, 1/3), beta = 1 / 9; the next step ends it.
  const Dense a{{2, 0, 0, 1}};
  Numbers x;
  const CgResult first = solve(a, {1, 1}, x, {.max_iterations = 1});
  CHECK(first.end == CgEnd::max_iterations);
  CHECK(x[0] == near(2.0 / 3));
  CHECK(x[1] == near(2.0 / 3));
  CHECK(first.residual == near(std::sqrt(2.0) / 3));
  CHECK(first.curvature == near(1.5));
  CHECK(first.gain == near(2.0 / 3));  // b'x - x'Ax / 2 = 4/3 - 2/3

  const CgResult both = solve(a, {1, 1}, x);
  CHECK(both.end == CgEnd::converged);
  CHECK(both.products == 2);
  CHECK(x[0] == near(0.5));
  CHECK(x[1] == near(1));
  CHECK(both.gain == near(0.75));  // b' A^-1 b / 2
}

TEST_CASE("linear_cg: agrees with Cholesky, in double and in float") {
  const std::size_t n = 40;
  const Dense a = random_matrix(n, 1);
  Random random(2);
  Numbers b(n), x, factor = a.a, exact;
  for (double& v : b) v = random.normal();
  exact = b;
  linalg::cholesky(linalg::matrix(std::span(factor), n, n));
  linalg::cholesky_solve(linalg::matrix(std::span(factor), n, n), linalg::column(std::span(exact)));

  const CgResult result = solve(a, b, x, {.relative_tolerance = 1e-13});
  CHECK(result.end == CgEnd::converged);
  for (std::size_t i = 0; i < n; ++i) CHECK(std::abs(x[i] - exact[i]) < 1e-12);

  const std::vector<float> small(b.begin(), b.end());
  std::vector<float> y(n);
  const CgResult single = linear_cg(
      [&](std::span<const float> v, std::span<float> av) {
        for (std::size_t i = 0; i < n; ++i) {
          double sum = 0;
          for (std::size_t j = 0; j < n; ++j) sum += a.a[i * n + j] * v[j];
          av[i] = static_cast<float>(sum);
        }
      },
      small, y, {.relative_tolerance = 1e-6});
  CHECK(single.end == CgEnd::converged);
  for (std::size_t i = 0; i < n; ++i) CHECK(std::abs(y[i] - exact[i]) < 1e-5 * norm(exact));
}

TEST_CASE("linear_cg: takes as many products as there are distinct eigenvalues") {
  const std::size_t n = 1000;
  std::int64_t calls = 0;
  const auto product = [&](std::span<const double> v, std::span<double> av) {
    ++calls;
    for (std::size_t i = 0; i < n; ++i) av[i] = static_cast<double>(i % 3 + 1) * v[i];
  };
  const Numbers b(n, 1.0);
  Numbers x(n);
  const CgResult result = linear_cg(product, b, x);
  CHECK(result.end == CgEnd::converged);
  CHECK(result.products == 3);
  CHECK(calls == 3);
  for (std::size_t i = 0; i < n; ++i) CHECK(x[i] == near(1.0 / static_cast<double>(i % 3 + 1), 1e-12));
}

TEST_CASE("linear_cg: damping stands on the diagonal") {
  Numbers x;
  CHECK(solve({{1, 0, 0, -2}}, {2, 3}, x, {.damping = 3}).end == CgEnd::converged);  // (4 0; 0 1)
  CHECK(x[0] == near(0.5));
  CHECK(x[1] == near(3));
}

TEST_CASE("linear_cg: a warm start saves the iterations and costs one product") {
  const Dense a = random_matrix(10, 3);
  const Numbers b(10, 1.0);
  Numbers x;
  const CgResult cold = solve(a, b, x);
  CHECK(cold.products > 5);
  const Numbers solution = x;
  const CgResult warm = linear_cg(a.product(), b, x, {.relative_tolerance = 1e-9, .warm_start = true});
  CHECK(warm.end == CgEnd::converged);
  CHECK(warm.products == 1);
  CHECK(x == solution);
}

TEST_CASE("linear_cg: negative curvature ends it where it is met") {
  Numbers x;
  // At once: b'Ab = -1.
  CgResult result = solve({{1, 0, 0, -2}}, {1, 1}, x);
  CHECK(result.end == CgEnd::negative_curvature);
  CHECK(result.products == 1);
  CHECK(result.curvature == near(-0.5));
  CHECK(x == Numbers{0, 0});
  // On the second direction: A = diag(3, -1), b = (1, 1): p'Ap = 2, x = b, r = (-2, 2), p = (2, 6), p'Ap = 12 - 36.
  result = solve({{3, 0, 0, -1}}, {1, 1}, x);
  CHECK(result.end == CgEnd::negative_curvature);
  CHECK(result.products == 2);
  CHECK(x[0] == near(1));
  CHECK(x[1] == near(1));
  CHECK(result.curvature == near(-24.0 / 40));
}

TEST_CASE("linear_cg: a singular matrix shows as curvature that is not above rounding") {
  Numbers x;
  CHECK(solve({{0, 0, 0, 0}}, {1, 2}, x).end == CgEnd::negative_curvature);
  // (1, 1, 1)(1, 1, 1)' has no solution for this right-hand side; it must not wander off to 1e16.
  const CgResult result = solve({{1, 1, 1, 1, 1, 1, 1, 1, 1}}, {1, 0.3, 0.1}, x);
  CHECK(result.end == CgEnd::negative_curvature);
  CHECK(max_abs(x) < 1);
}

TEST_CASE("linear_cg: with a radius it ends on the surface of the ball, as computed by hand") {
  Numbers x;
  // A = I, b = (3, 4): the minimum (3, 4) is 5 away; a ball of radius 1 is left at (0.6, 0.8).
  CgResult result = solve({{1, 0, 0, 1}}, {3, 4}, x, {.radius = 1});
  CHECK(result.end == CgEnd::boundary);
  CHECK(x[0] == near(0.6));
  CHECK(x[1] == near(0.8));
  CHECK(result.gain == near(5 - 0.5));
  // A ball that holds the minimum does not matter.
  result = solve({{1, 0, 0, 1}}, {3, 4}, x, {.radius = 5.1});
  CHECK(result.end == CgEnd::converged);
  CHECK(x[0] == near(3));
  // A = diag(2, 1), b = (1, 1), radius 1: x = (2/3, 2/3), r = (-1/3, 1/3), p = r + b * 2/9 / 2 = (-2/9, 4/9). The whole
  // step leads to (1/2, 1), outside; |x + t p|^2 = 1 is 5/20.25 t^2 + 8/27 t - 1/9 = 0.
  result = solve({{2, 0, 0, 1}}, {1, 1}, x, {.radius = 1});
  CHECK(result.end == CgEnd::boundary);
  const double t = (-8.0 / 27 + std::sqrt(64.0 / 729 + 4 * (5 / 20.25) / 9)) / (2 * 5 / 20.25);
  CHECK(x[0] == near(2.0 / 3 - 2 * t / 9));
  CHECK(x[1] == near(2.0 / 3 + 4 * t / 9));
  CHECK(norm(x) == near(1));
  CHECK(result.gain == near(x[0] + x[1] - x[0] * x[0] - x[1] * x[1] / 2));
}

TEST_CASE("linear_cg: with a radius negative curvature is followed to the lower of both ends") {
  Numbers x;
  CgResult result = solve({{-1}}, {2}, x, {.radius = 3});
  CHECK(result.end == CgEnd::negative_curvature);
  CHECK(x[0] == near(3));
  CHECK(result.gain == near(2 * 3 + 4.5));
  // A = diag(3, -1), b = (1, 1): from (1, 1) along p = (2, 6) within radius 2. Ahead the model gains more.
  result = solve({{3, 0, 0, -1}}, {1, 1}, x, {.radius = 2});
  CHECK(result.end == CgEnd::negative_curvature);
  CHECK(norm(x) == near(2));
  CHECK(x[1] > 1);
  CHECK(result.gain == near(x[0] + x[1] - 1.5 * x[0] * x[0] + 0.5 * x[1] * x[1]));
  // A = diag(1, 5, -1), b = (3, 1, 0.1): whichever end it takes, the other one is no better.
  const Numbers b{3, 1, 0.1};
  const auto model = [&](const Numbers& y) { return dot(b, y) - (y[0] * y[0] + 5 * y[1] * y[1] - y[2] * y[2]) / 2; };
  const Dense a{{1, 0, 0, 0, 5, 0, 0, 0, -1}};
  result = solve(a, b, x, {.radius = 4});
  CHECK(result.end == CgEnd::negative_curvature);
  CHECK(norm(x) == near(4));
  CHECK(result.gain == near(model(x), 1e-12));
  Numbers before;
  solve(a, b, before, {.max_iterations = result.products - 1, .radius = 4});
  Numbers p = x;
  add_scaled(-1, before, p);
  // |before + s p| = 4 has the solutions 1 and s.
  const double s = (dot(before, before) - 16) / dot(p, p);
  Numbers other = before;
  add_scaled(s, p, other);
  CHECK(norm(other) == near(4));
  CHECK(model(x) >= model(other));
}

TEST_CASE("linear_cg: no equation is too large or too small for its squares") {
  Numbers x;
  for (const double size : {1e-200, 1e-300, 1e200, 1e300}) {
    const CgResult result = solve({{2, 1, 1, 3}}, {size, size}, x);
    CHECK(result.end == CgEnd::converged);
    CHECK(x[0] == near(0.4 * size));
    CHECK(x[1] == near(0.2 * size));
  }
}

TEST_CASE("linear_cg: a tolerance on the gain goes on while steps pay") {
  // b is nearly the eigenvector of 1000: one step leaves a residual of 0.01 |b|, and nearly all of the gain to be had
  // along the eigenvalue 0.01, (1e-2)^2 / 2e-2 = 1/200, beside 1 / 2000.
  const Dense a{{1000, 0, 0, 0.01}};
  Numbers x;
  CHECK(solve(a, {1, 0.01}, x, {.relative_tolerance = 0.5}).products == 1);
  CHECK(x[1] < 1e-4);
  const CgResult both = solve(a, {1, 0.01}, x, {.relative_tolerance = 0.5, .gain_tolerance = 0.5});
  CHECK(both.end == CgEnd::converged);
  CHECK(both.products == 2);
  CHECK(x[1] == near(1, 1e-9));
  CHECK(both.gain == near(0.0055, 1e-9));
  // Where one step brings everything, the small residual ends it.
  CHECK(solve({{2, 0, 0, 2}}, {1, 2}, x, {.relative_tolerance = 0.5, .gain_tolerance = 0.5}).products == 1);
}

TEST_CASE("linear_cg: zero on the right gives zero without a product") {
  Numbers x;
  const CgResult result = solve({{2, 1, 1, 3}}, {0, 0}, x);
  CHECK(result.end == CgEnd::converged);
  CHECK(result.products == 0);
  CHECK(x == Numbers{0, 0});
  CHECK(linear_cg(Dense{}.product(), Numbers{}, std::span<double>(), {}).end == CgEnd::converged);
  CHECK(solve({{2, 1, 1, 3}}, {1, 2}, x, {.max_iterations = 0}).end == CgEnd::max_iterations);
}

TEST_CASE("linear_cg: what is not finite is named, and x stays good") {
  Numbers x;
  CHECK(solve({{1, 0, 0, 1}}, {1, nan}, x).products == 0);
  for (const double bad : {nan, infinity}) {
    CHECK(solve({{1, 0, 0, 1}}, {1, bad}, x).end == CgEnd::not_finite);
    CHECK(solve({{1, 0, 0, bad}}, {1, 2}, x).end == CgEnd::not_finite);
    CHECK(all_finite(x));
    CHECK(solve({{1, 0, 0, bad}}, {1, 2}, x, {.radius = 1}).end == CgEnd::not_finite);
    CHECK(all_finite(x));
  }
  CHECK(solve({{1e200, 0, 0, 1e-200}}, {1, 1}, x).end != CgEnd::converged);
  CHECK(all_finite(x));
}

TEST_CASE("linear_cg: asymmetric and random matrices end within the limit") {
  Random random(5);
  for (int trial = 0; trial < 200; ++trial) {
    Dense a;
    a.a.resize(36);
    Numbers b(6), x;
    for (double& v : a.a) v = random.normal();
    for (double& v : b) v = random.normal();
    CHECK(solve(a, b, x).products <= 20);
    CHECK(all_finite(x));
    CHECK(solve(a, b, x, {.radius = 0.7}).products <= 20);
    CHECK(norm(x) <= 0.7 * (1 + 1e-12));
  }
}

TEST_CASE("linear_cg: bad arguments are named") {
  const auto product = Dense{{1}}.product();
  const Numbers b{1};
  Numbers x(1), two(2);
  const auto solved = [&](const LinearCgOptions& options) { linear_cg(product, b, x, options); };
  CHECK_THROWS_WITH_AS(solved({.relative_tolerance = -1}),
                       "linear_cg: relative_tolerance must be a finite number not below 0, got -1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(solved({.gain_tolerance = infinity}),
                       "linear_cg: gain_tolerance must be a finite number not below 0, got inf", std::invalid_argument);
  CHECK_THROWS_WITH_AS(solved({.max_iterations = -2}),
                       "linear_cg: max_iterations must be -1 (twice the number of unknowns), 0 or more, got -2",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(solved({.damping = -1}), "linear_cg: damping must be a finite number not below 0, got -1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(solved({.radius = nan}), "linear_cg: radius must be a finite number not below 0, got nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(solved({.radius = 1, .warm_start = true}),
                       "linear_cg: a radius is about x = 0, so it does not go with a warm start",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(linear_cg(product, b, two), "linear_cg: x has 2 elements, the right-hand side has 1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(linear_cg(decltype(product){}, b, x), "linear_cg: needs a function for the product",
                       std::invalid_argument);
}

}  // namespace
}  // namespace thalweg::optim::arrays
