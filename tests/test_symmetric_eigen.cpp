// Symmetric eigenvalues: identities on random matrices, known spectra, repeated and extreme values, bad input.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include <support/matrices.hpp>
#include <thalweg/tensor/linalg/symmetric_eigen.hpp>

namespace thalweg {
using matrices::Dense;
using matrices::error;
using matrices::largest;

namespace {

template <class T>
struct Eigen {
  explicit Eigen(const Dense<T>& a) : vectors(a), values(static_cast<std::size_t>(a.rows)) {
    linalg::symmetric_eigen(vectors.view(), std::span<T>(values));
  }
  Dense<T> vectors;
  std::vector<T> values;
};

/// The definition: ascending values, orthonormal vectors, A V = V diag(values); and the same values without vectors.
template <class T>
void check_eigen(const Dense<T>& a) {
  const Eigen<T> e(a);
  const std::int64_t n = a.rows;
  CHECK(std::is_sorted(e.values.begin(), e.values.end()));
  CHECK(error(matrices::transpose(e.vectors) * e.vectors, matrices::identity<T>(n), 1) < 3);
  Dense<T> scaled = e.vectors;
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j) scaled(i, j) *= e.values[static_cast<std::size_t>(j)];
  CHECK(error(a * e.vectors, scaled, largest(a)) < 3);
  Dense<T> destroyed = a;
  std::vector<T> alone(e.values.size());
  linalg::symmetric_eigenvalues(destroyed.view(), std::span<T>(alone));
  CHECK(alone == e.values);
}

}  // namespace

TEST_CASE_TEMPLATE("symmetric_eigen: the definition holds on random matrices", T, double, float) {
  for (std::int64_t n : matrices::sizes) {
    CAPTURE(n);
    check_eigen(matrices::symmetric<T>(n, 3));
    check_eigen(matrices::positive_definite<T>(n, 4));
  }
}

TEST_CASE_TEMPLATE("symmetric_eigen: repeated eigenvalues, low rank, diagonal and zero matrices", T, double, float) {
  check_eigen(matrices::identity<T>(17));
  check_eigen(Dense<T>(5, 5));
  Dense<T> ones(17, 17);
  std::fill(ones.values.begin(), ones.values.end(), T(1));
  check_eigen(ones);
  CHECK(Eigen<T>(ones).values.back() == doctest::Approx(17).epsilon(1e-5));
  Dense<T> diagonal(3, 3, {3, 0, 0, 0, -1, 0, 0, 0, 2});
  CHECK(Eigen<T>(diagonal).values == std::vector<T>{-1, 2, 3});
  Dense<T> exchange(4, 4);
  for (std::int64_t i = 0; i < 4; ++i) exchange(i, 3 - i) = 1;
  check_eigen(exchange);
}

TEST_CASE("symmetric_eigen: the second difference matrix has eigenvalues 2 - 2 cos(k pi / (n + 1))") {
  constexpr std::int64_t n = 64;
  Dense<double> a(n, n);
  for (std::int64_t i = 0; i < n; ++i) {
    a(i, i) = 2;
    if (i > 0) a(i, i - 1) = a(i - 1, i) = -1;
  }
  const Eigen<double> e(a);
  for (std::int64_t k = 0; k < n; ++k)
    CHECK(std::abs(e.values[static_cast<std::size_t>(k)] - 2 + 2 * std::cos((k + 1) * std::numbers::pi / (n + 1))) <
          1e-14);
}

TEST_CASE("symmetric_eigen: Wilkinson's matrix of order 21, whose largest values agree to 14 digits") {
  Dense<double> a(21, 21);
  for (std::int64_t i = 0; i < 21; ++i) {
    a(i, i) = std::abs(static_cast<double>(i) - 10);
    if (i > 0) a(i, i - 1) = a(i - 1, i) = 1;
  }
  check_eigen(a);
  const Eigen<double> e(a);
  CHECK(e.values[20] == doctest::Approx(10.746194182903393).epsilon(1e-14));
  CHECK(e.values[19] == doctest::Approx(10.746194182903322).epsilon(1e-14));
}

TEST_CASE("symmetric_eigen: the Hilbert matrix of order 6, small values to the accuracy of the norm") {
  check_eigen(matrices::hilbert<double>(12));
  const Eigen<double> e(matrices::hilbert<double>(6));
  CHECK(e.values[5] == doctest::Approx(1.6188998589243391).epsilon(1e-14));
  CHECK(std::abs(e.values[0] - 1.0827994843e-07) < 1e-15);
}

TEST_CASE("symmetric_eigen: two by two by hand, from the lower triangle alone") {
  const Eigen<double> e(Dense<double>(2, 2, {2, std::nan(""), 1, 2}));
  CHECK(e.values[0] == doctest::Approx(1).epsilon(1e-15));
  CHECK(e.values[1] == doctest::Approx(3).epsilon(1e-15));
  CHECK(e.vectors(0, 0) == doctest::Approx(-e.vectors(1, 0)).epsilon(1e-15));
  CHECK(e.vectors(0, 1) == doctest::Approx(e.vectors(1, 1)).epsilon(1e-15));
}

TEST_CASE("symmetric_eigen: entries near the largest and the smallest numbers") {
  for (double scale : {1e307, 1e-307, 5e-324}) {
    const Eigen<double> e(Dense<double>(2, 2, {0, 0, 4 * scale, 0}));
    CHECK(e.values[0] / (4 * scale) == doctest::Approx(-1).epsilon(1e-15));
    CHECK(e.values[1] / (4 * scale) == doctest::Approx(1).epsilon(1e-15));
  }
  const Dense<double> graded(3, 3, {1, 1e-170, 1e-320, 1e-170, 0, 1e-250, 1e-320, 1e-250, 0});
  check_eigen(graded);
}

TEST_CASE("symmetric_eigen: entries that are not finite and wrong shapes are refused") {
  Dense<double> nan(3, 3), infinite(3, 3), wide(2, 3);
  nan(2, 1) = std::nan("");
  infinite(1, 1) = -std::numeric_limits<double>::infinity();
  std::vector<double> values(3);
  const std::span<double> out(values);
  CHECK_THROWS_WITH_AS(linalg::symmetric_eigen(nan.view(), out),
                       "symmetric_eigen: the matrix is not finite: entry (2, 1) is nan", std::invalid_argument);
  CHECK_THROWS_WITH_AS(linalg::symmetric_eigenvalues(infinite.view(), out),
                       "symmetric_eigenvalues: the matrix is not finite: entry (1, 1) is -inf", std::invalid_argument);
  CHECK_THROWS_WITH_AS(linalg::symmetric_eigen(wide.view(), out),
                       "symmetric_eigen: the matrix must be square, got (2, 3)", std::invalid_argument);
  Dense<double> two(2, 2);
  CHECK_THROWS_WITH_AS(linalg::symmetric_eigen(two.view(), out), "symmetric_eigen: needs room for 2 eigenvalues, got 3",
                       std::invalid_argument);
}

}  // namespace thalweg
