// LU: factors, solves, inverses, determinants, singular matrices.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <utility>

#include <support/matrices.hpp>
#include <thalweg/tensor/linalg/lu.hpp>

namespace thalweg {
using matrices::Dense;
using matrices::error;
using matrices::largest;

TEST_CASE_TEMPLATE("lu: L U is the matrix with its rows swapped, no entry of L above 1", T, double, float) {
  for (std::int64_t n : matrices::sizes) {
    Dense<T> a = matrices::random<T>(n, n, 3), factors = a;
    std::vector<std::int64_t> pivots(static_cast<std::size_t>(n));
    linalg::lu(factors.view(), pivots);
    Dense<T> l = matrices::identity<T>(n), u(n, n);
    for (std::int64_t i = 0; i < n; ++i)
      for (std::int64_t j = 0; j < n; ++j) (j < i ? l : u)(i, j) = factors(i, j);
    for (std::int64_t i = 0; i < n; ++i) u(i, i) = factors(i, i);
    for (std::int64_t k = 0; k < n; ++k)
      for (std::int64_t j = 0; j < n; ++j) std::swap(a(k, j), a(pivots[static_cast<std::size_t>(k)], j));
    CAPTURE(n);
    CHECK(error(l * u, a, largest(a)) < 2);
    CHECK(largest(l) <= 1);
  }
}

TEST_CASE_TEMPLATE("lu: solves with the matrix and with its transpose", T, double, float) {
  for (std::int64_t n : matrices::sizes) {
    const Dense<T> a = matrices::random<T>(n, n, 4), b = matrices::random<T>(n, 3, 5);
    Dense<T> factors = a, x = b, y = b;
    std::vector<std::int64_t> pivots(static_cast<std::size_t>(n));
    linalg::lu(factors.view(), pivots);
    linalg::lu_solve(factors.view(), pivots, x.view());
    linalg::lu_solve_transposed(factors.view(), pivots, y.view());
    CAPTURE(n);
    CHECK(error(a * x, b, largest(a) * largest(x) + largest(b)) < 2);
    CHECK(error(matrices::transpose(a) * y, b, largest(a) * largest(y) + largest(b)) < 2);
  }
}

TEST_CASE_TEMPLATE("lu: the inverse times the matrix is the identity", T, double, float) {
  for (std::int64_t n : matrices::sizes) {
    const Dense<T> a = matrices::random<T>(n, n, 6);
    Dense<T> inverse(n, n), in_place = a;
    linalg::inverse(a.view(), inverse.view());
    linalg::inverse(in_place.view(), in_place.view());
    CAPTURE(n);
    CHECK(error(a * inverse, matrices::identity<T>(n), largest(a) * largest(inverse) + 1) < 2);
    CHECK(inverse == in_place);
  }
}

TEST_CASE("lu: a zero in the corner needs a swap") {
  const Dense<double> a(2, 2, {0, 2, 4, 6});
  Dense<double> x(2, 1, {2, 14});
  linalg::solve(a.view(), x.view());
  CHECK(x.values == std::vector<double>{2, 1});
  CHECK(linalg::determinant<double>(a.view()) == -8);
}

TEST_CASE("lu: determinants and their logarithms by hand, singular, empty, and beyond the range of numbers") {
  const Dense<double> a(3, 3, {2, 0, 0, 0, 0, 3, 0, -5, 0});
  CHECK(linalg::determinant<double>(a.view()) == 30);
  const auto log = linalg::slogdet<double>(a.view());
  CHECK(log.sign == 1);
  CHECK(log.log_abs == doctest::Approx(std::log(30)).epsilon(1e-15));
  const Dense<double> minus(1, 1, {-2});
  CHECK(linalg::slogdet<double>(minus.view()).sign == -1);

  const Dense<double> singular(2, 2, {1, 2, 2, 4});
  CHECK(linalg::determinant<double>(singular.view()) == 0);
  CHECK(linalg::slogdet<double>(singular.view()).sign == 0);
  CHECK(linalg::slogdet<double>(singular.view()).log_abs == -std::numeric_limits<double>::infinity());

  CHECK(linalg::determinant<double>(Dense<double>(0, 0).view()) == 1);
  CHECK(linalg::slogdet<double>(Dense<double>(0, 0).view()).sign == 1);

  Dense<double> large = matrices::identity<double>(5);
  for (double& x : large.values) x *= 1e200;
  CHECK(linalg::slogdet<double>(large.view()).log_abs == doctest::Approx(1000 * std::log(10)).epsilon(1e-15));
}

TEST_CASE("lu: the determinant of the Hilbert matrix of order 6") {
  // 1 / 186313420339200000 exactly.
  CHECK(linalg::determinant<double>(matrices::hilbert<double>(6).view()) * 186313420339200000.0 ==
        doctest::Approx(1).epsilon(1e-10));
}

TEST_CASE("lu: a singular matrix is refused by its pivot, and its factors are complete all the same") {
  const Dense<double> a(3, 3, {1, 2, 1, 2, 4, 5, 1, 2, 0});
  Dense<double> factors = a, thrown = a, x(3, 1, {1, 2, 3}), out(3, 3);
  std::vector<std::int64_t> pivots(3);
  CHECK(linalg::try_lu(factors.view(), pivots) == 1);
  CHECK(pivots[0] == 1);
  CHECK(factors.values == std::vector<double>{2, 4, 5, 0.5, 0, -1.5, 0.5, 0, -2.5});
  CHECK_THROWS_WITH_AS(linalg::lu(thrown.view(), pivots), "lu: the matrix is singular: pivot 1 is 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(linalg::solve(a.view(), x.view()), "solve: the matrix is singular: pivot 1 is 0",
                       std::invalid_argument);
  CHECK(x.values == std::vector<double>{1, 2, 3});
  CHECK_THROWS_WITH_AS(linalg::inverse(a.view(), out.view()), "inverse: the matrix is singular: pivot 1 is 0",
                       std::invalid_argument);
}

TEST_CASE("lu: NaN and infinity are refused wherever they stand") {
  for (double bad : {std::nan(""), std::numeric_limits<double>::infinity()})
    for (std::size_t place = 0; place < 9; ++place) {
      Dense<double> a = matrices::random<double>(3, 3, 9), b(3, 1);
      a.values[place] = bad;
      CAPTURE(place);
      CHECK_THROWS_AS(linalg::solve(a.view(), b.view()), std::invalid_argument);
      CHECK(std::isnan(linalg::determinant<double>(a.view())));
      CHECK(std::isnan(linalg::slogdet<double>(a.view()).sign));
    }
  Dense<double> a(1, 1, {std::nan("")}), b(1, 1);
  CHECK_THROWS_WITH_AS(linalg::solve(a.view(), b.view()), "solve: the matrix is not finite: pivot 0 is nan",
                       std::invalid_argument);
}

TEST_CASE("lu: shapes that do not fit are refused") {
  Dense<double> a(2, 2, {1, 0, 0, 1}), wide(2, 3), b(3, 1);
  std::vector<std::int64_t> pivots(3);
  CHECK_THROWS_WITH_AS(linalg::solve(wide.view(), b.view()), "solve: the matrix must be square, got (2, 3)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(linalg::solve(a.view(), b.view()), "solve: the right-hand side must have 2 rows, got (3, 1)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(linalg::lu(a.view(), pivots), "lu: needs room for 2 pivots, got 3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(linalg::inverse(a.view(), wide.view()), "inverse: the result must be (2, 2), got (2, 3)",
                       std::invalid_argument);
}

}  // namespace thalweg
