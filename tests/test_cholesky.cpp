// Cholesky: factors, solves, determinants, and matrices that have none.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include <support/matrices.hpp>
#include <thalweg/tensor/linalg/cholesky.hpp>

namespace thalweg {
using matrices::Dense;
using matrices::error;
using matrices::largest;

TEST_CASE_TEMPLATE("cholesky: L L' is the matrix, L is lower triangular", T, double, float) {
  for (std::int64_t n : matrices::sizes) {
    const Dense<T> a = matrices::positive_definite<T>(n, 3);
    Dense<T> l = a;
    linalg::cholesky(l.view());
    CAPTURE(n);
    CHECK(error(l * matrices::transpose(l), a, largest(a)) < 1);
    for (std::int64_t i = 0; i < n; ++i)
      for (std::int64_t j = i; j < n; ++j) CHECK((j == i ? l(i, j) > 0 : l(i, j) == 0));
  }
}

TEST_CASE_TEMPLATE("cholesky: solves for several right-hand sides", T, double, float) {
  for (std::int64_t n : matrices::sizes) {
    const Dense<T> a = matrices::positive_definite<T>(n, 4), b = matrices::random<T>(n, 3, 5);
    Dense<T> l = a, x = b;
    linalg::cholesky(l.view());
    linalg::cholesky_solve(l.view(), x.view());
    CAPTURE(n);
    CHECK(error(a * x, b, largest(a) * largest(x) + largest(b)) < 1);
  }
}

TEST_CASE("cholesky: a hand-computed factor, read from the lower triangle") {
  Dense<double> a(2, 2, {4, std::nan(""), 2, 10});
  linalg::cholesky(a.view());
  CHECK(a.values == std::vector<double>{2, 0, 1, 3});
  CHECK(linalg::cholesky_logdet<double>(a.view()) == doctest::Approx(std::log(36)).epsilon(1e-15));
  CHECK(linalg::cholesky_logdet<double>(Dense<double>(0, 0).view()) == 0);
}

TEST_CASE("cholesky: the Hilbert matrix of order 12 has a factor, though its condition number is 1e16") {
  const Dense<double> a = matrices::hilbert<double>(12);
  Dense<double> l = a;
  CHECK(linalg::try_cholesky(l.view()) == -1);
  CHECK(error(l * matrices::transpose(l), a, 1) < 1);
}

TEST_CASE("cholesky: a matrix that is not positive definite is refused by its pivot") {
  const Dense<double> a(3, 3, {1, 0, 0, 0, 4, 0, 0, 1, 0});
  Dense<double> tried = a, thrown = a, zero(2, 2);
  CHECK(linalg::try_cholesky(tried.view()) == 2);
  CHECK(tried(2, 2) == -0.25);
  CHECK_THROWS_WITH_AS(
      linalg::cholesky(thrown.view()),
      "cholesky: the matrix is not positive definite: pivot 2 is -0.25; add a positive multiple of the "
      "identity or use a solver for general matrices",
      std::invalid_argument);
  CHECK(linalg::try_cholesky(zero.view()) == 0);
}

TEST_CASE("cholesky: NaN, infinity and a matrix that is not square are refused") {
  const double inf = std::numeric_limits<double>::infinity();
  Dense<double> nan(2, 2, {1, 0, std::nan(""), 1}), infinite(2, 2, {1, 0, inf, 1}), huge(1, 1, {inf}), wide(2, 3);
  CHECK_THROWS_WITH_AS(linalg::cholesky(nan.view()), "cholesky: the matrix is not finite: pivot 1 is nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(linalg::cholesky(infinite.view()), "cholesky: the matrix is not finite: pivot 1 is -inf",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(linalg::cholesky(huge.view()), "cholesky: the matrix is not finite: pivot 0 is inf",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(linalg::cholesky(wide.view()), "cholesky: the matrix must be square, got (2, 3)",
                       std::invalid_argument);
}

}  // namespace thalweg
