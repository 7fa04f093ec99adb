// Triangular systems: each of the eight forms, strides, errors.
#include <doctest/doctest.h>

#include <cmath>
#include <stdexcept>

#include <support/matrices.hpp>
#include <thalweg/tensor/linalg/triangular.hpp>

namespace thalweg {
using matrices::Dense;
using matrices::error;

namespace {

/// The matrix that the options say: one triangle, perhaps with ones, perhaps transposed.
template <class T>
Dense<T> meant(const Dense<T>& a, const linalg::TriangularOptions& options) {
  Dense<T> t(a.rows, a.cols);
  for (std::int64_t i = 0; i < a.rows; ++i)
    for (std::int64_t j = 0; j < a.cols; ++j)
      if (options.upper ? j >= i : j <= i) t(i, j) = i == j && options.unit_diagonal ? T(1) : a(i, j);
  return options.transposed ? matrices::transpose(t) : t;
}

}  // namespace

TEST_CASE_TEMPLATE("triangular: every form solves its system with several right-hand sides", T, double, float) {
  for (std::int64_t n : matrices::sizes)
    for (int form = 0; form < 8; ++form) {
      const linalg::TriangularOptions options{
          .upper = (form & 1) != 0, .transposed = (form & 2) != 0, .unit_diagonal = (form & 4) != 0};
      Dense<T> a = matrices::random<T>(n, n, 7);
      for (std::int64_t i = 0; i < n; ++i)
        for (std::int64_t j = 0; j < n; ++j) a(i, j) = i == j ? 2 + std::abs(a(i, j)) : a(i, j) / static_cast<T>(n);
      const Dense<T> b = matrices::random<T>(n, 3, 8);
      Dense<T> x = b;
      linalg::solve_triangular(a.view(), x.view(), options);
      CAPTURE(n);
      CAPTURE(form);
      CHECK(error(meant(a, options) * x, b, 5) < 2);
    }
}

TEST_CASE("triangular: a hand-computed system, read from the corner of a larger matrix") {
  Dense<double> a(2, 3, {2, 99, 99, 1, 4, 99});
  Dense<double> b(2, 1, {2, 9});
  linalg::solve_triangular<double>(linalg::MatrixView<double>{a.values.data(), 2, 2, 3}, b.view());
  CHECK(b.values == std::vector<double>{1, 2});
}

TEST_CASE("triangular: no right-hand side is solved at once, NaN spreads") {
  Dense<double> a(2, 2, {1, 0, std::nan(""), 1}), none(2, 0), b(2, 1, {1, 1});
  CHECK_NOTHROW(linalg::solve_triangular(a.view(), none.view()));
  linalg::solve_triangular(a.view(), b.view());
  CHECK(b(0, 0) == 1);
  CHECK(std::isnan(b(1, 0)));
}

TEST_CASE("triangular: wrong shapes and a zero in the diagonal are refused") {
  Dense<double> a(2, 2, {1, 0, 3, 0}), wide(2, 3), b(2, 1, {1, 1}), three(3, 1);
  CHECK_THROWS_WITH_AS(linalg::solve_triangular(a.view(), b.view()),
                       "solve_triangular: the matrix is singular: diagonal entry 1 is 0", std::invalid_argument);
  CHECK_NOTHROW(linalg::solve_triangular(a.view(), b.view(), {.unit_diagonal = true}));
  CHECK_THROWS_WITH_AS(linalg::solve_triangular(wide.view(), b.view()),
                       "solve_triangular: the matrix must be square, got (2, 3)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(linalg::solve_triangular(a.view(), three.view()),
                       "solve_triangular: the right-hand side must have 2 rows, got (3, 1)", std::invalid_argument);
}

TEST_CASE("matrix: a span becomes a matrix when the numbers agree") {
  std::vector<double> values{1, 2, 3, 4, 5, 6};
  const auto a = linalg::matrix(std::span<double>(values), 2, 3);
  CHECK(a(1, 0) == 4);
  CHECK(linalg::column(std::span<double>(values))(5, 0) == 6);
  CHECK_THROWS_WITH_AS(linalg::matrix(std::span<double>(values), 4, 2), "matrix: 6 values are not a (4, 2) matrix",
                       std::invalid_argument);
  constexpr std::int64_t huge = std::int64_t{1} << 62;
  CHECK_THROWS_AS(linalg::matrix(std::span<double>(values), huge, huge), std::invalid_argument);
  CHECK_THROWS_AS(linalg::matrix(std::span<double>(values), -2, -3), std::invalid_argument);
}

}  // namespace thalweg
