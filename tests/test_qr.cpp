// QR: orthogonality and residuals for every shape, pivoting, least squares, dependent columns.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <support/matrices.hpp>
#include <thalweg/tensor/linalg/qr.hpp>

namespace thalweg {
using matrices::Dense;
using matrices::error;
using matrices::largest;

namespace {

template <class T>
struct Factors {
  explicit Factors(const Dense<T>& a, bool pivoted = false)
      : compact(a),
        beta(static_cast<std::size_t>(std::min(a.rows, a.cols))),
        order(static_cast<std::size_t>(a.cols)),
        q(a.rows, std::min(a.rows, a.cols)),
        r(std::min(a.rows, a.cols), a.cols) {
    if (pivoted)
      linalg::qr_pivoted(compact.view(), std::span<T>(beta), order);
    else
      linalg::qr(compact.view(), std::span<T>(beta));
    linalg::form_q(compact.view(), beta, q.view());
    linalg::form_r(compact.view(), r.view());
  }
  Dense<T> compact;
  std::vector<T> beta;
  std::vector<std::int64_t> order;
  Dense<T> q, r;
};

template <class T>
Dense<T> permuted_columns(const Dense<T>& a, const std::vector<std::int64_t>& order) {
  Dense<T> p(a.rows, a.cols);
  for (std::int64_t i = 0; i < a.rows; ++i)
    for (std::int64_t j = 0; j < a.cols; ++j) p(i, j) = a(i, order[static_cast<std::size_t>(j)]);
  return p;
}

}  // namespace

TEST_CASE_TEMPLATE("qr: Q is orthonormal, R upper triangular with a diagonal not negative, Q R the matrix", T, double,
                   float) {
  for (std::int64_t m : matrices::sizes)
    for (std::int64_t n : matrices::sizes)
      for (bool pivoted : {false, true}) {
        const Dense<T> a = matrices::random<T>(m, n, 3);
        const Factors<T> f(a, pivoted);
        CAPTURE(m);
        CAPTURE(n);
        CAPTURE(pivoted);
        CHECK(error(matrices::transpose(f.q) * f.q, matrices::identity<T>(f.q.cols), 1) < 3);
        CHECK(error(f.q * f.r, pivoted ? permuted_columns(a, f.order) : a, largest(a)) < 3);
        for (std::int64_t i = 0; i < f.r.rows; ++i) {
          CHECK(f.r(i, i) >= 0);
          for (std::int64_t j = 0; j < i; ++j) CHECK(f.r(i, j) == 0);
          if (pivoted && i > 0) CHECK(f.r(i, i) <= f.r(i - 1, i - 1) * (1 + 10 * std::numeric_limits<T>::epsilon()));
        }
      }
}

TEST_CASE_TEMPLATE("qr: Q' and Q undo each other", T, double, float) {
  const Factors<T> f(matrices::random<T>(17, 5, 4));
  const Dense<T> b = matrices::random<T>(17, 3, 5);
  Dense<T> x = b;
  linalg::apply_q_transposed(f.compact.view(), f.beta, x.view());
  CHECK(x != b);
  linalg::apply_q(f.compact.view(), f.beta, x.view());
  CHECK(error(x, b, largest(b)) < 2);
}

TEST_CASE("qr: hand-computed factors") {
  const Factors<double> f(Dense<double>(2, 2, {3, 1, 4, 2}));
  const Dense<double> q(2, 2, {0.6, -0.8, 0.8, 0.6}), r(2, 2, {5, 2.2, 0, 0.4});
  CHECK(error(f.q, q, 1) < 2);
  CHECK(error(f.r, r, 5) < 2);
  const Factors<double> negative(Dense<double>(1, 1, {-2}));
  CHECK(negative.q(0, 0) == -1);
  CHECK(negative.r(0, 0) == 2);
}

TEST_CASE("qr: entries near the largest and the smallest numbers neither overflow nor vanish") {
  for (double scale : {1e300, 1e-300}) {
    const Factors<double> f(Dense<double>(2, 1, {3 * scale, 4 * scale}));
    CHECK(f.r(0, 0) / (5 * scale) == doctest::Approx(1).epsilon(1e-15));
    CHECK(f.q(1, 0) == doctest::Approx(0.8).epsilon(1e-15));
  }
}

TEST_CASE("qr: the zero matrix, and one NaN that reaches R") {
  const Factors<double> zero(Dense<double>(3, 2));
  CHECK(zero.r == Dense<double>(2, 2));
  CHECK(error(matrices::transpose(zero.q) * zero.q, matrices::identity<double>(2), 1) == 0);
  for (std::size_t place = 0; place < 3; ++place) {
    Dense<double> a(3, 1);
    a.values[place] = std::nan("");
    CHECK(std::isnan(Factors<double>(a).r(0, 0)));
  }
}

TEST_CASE("qr: pivoting shows the rank") {
  const Dense<double> thin = matrices::random<double>(17, 3, 6);
  const Factors<double> f(thin * matrices::random<double>(3, 5, 7), true);
  CHECK(f.r(2, 2) > 0.1);
  CHECK(f.r(3, 3) < 1e-13);
  CHECK(f.r(4, 4) < 1e-13);
}

TEST_CASE_TEMPLATE("least_squares: the residual is orthogonal to the columns", T, double, float) {
  for (std::int64_t n : {0, 1, 2, 5, 17}) {
    const Dense<T> a = matrices::random<T>(3 * n + 1, n, 8), b = matrices::random<T>(3 * n + 1, 2, 9);
    Dense<T> x(n, 2);
    linalg::least_squares(a.view(), b.view(), x.view());
    Dense<T> residual = a * x;
    for (std::size_t i = 0; i < b.values.size(); ++i) residual.values[i] -= b.values[i];
    CAPTURE(n);
    CHECK(error(matrices::transpose(a) * residual, Dense<T>(n, 2), largest(a) * largest(b)) < 5);
  }
}

TEST_CASE("least_squares: a line through three points by hand, and a square system") {
  const Dense<double> a(3, 2, {1, 0, 1, 1, 1, 2}), b(3, 1, {1, 2, 4});
  Dense<double> x(2, 1);
  linalg::least_squares(a.view(), b.view(), x.view());
  CHECK(x(0, 0) == doctest::Approx(5.0 / 6).epsilon(1e-14));
  CHECK(x(1, 0) == doctest::Approx(1.5).epsilon(1e-14));
}

TEST_CASE("least_squares: the Hilbert matrix of order 8 keeps a small residual") {
  const Dense<double> a = matrices::hilbert<double>(8), b = a * Dense<double>(8, 1, {1, 1, 1, 1, 1, 1, 1, 1});
  Dense<double> x(8, 1);
  linalg::least_squares(a.view(), b.view(), x.view());
  CHECK(error(a * x, b, largest(x)) < 2);
}

TEST_CASE("least_squares: dependent columns and wrong shapes are refused") {
  const Dense<double> dependent(3, 2, {1, 2, 2, 4, 3, 6}), wide(2, 3), b(3, 1), zero(3, 2);
  Dense<double> x(2, 1), three(3, 1);
  CHECK_THROWS_WITH_AS(
      linalg::least_squares(dependent.view(), b.view(), x.view()),
      "least_squares: the columns are linearly dependent: rank 1 of 2; leave some out or add a damping term",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      linalg::least_squares(zero.view(), b.view(), x.view()),
      "least_squares: the columns are linearly dependent: rank 0 of 2; leave some out or add a damping term",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(linalg::least_squares(wide.view(), b.view(), x.view()),
                       "least_squares: needs at least as many rows as columns, got (2, 3)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(linalg::least_squares(zero.view(), b.view(), three.view()),
                       "least_squares: the result must be (2, 1), got (3, 1)", std::invalid_argument);
  std::vector<double> beta(3);
  Dense<double> a(3, 2);
  CHECK_THROWS_WITH_AS(linalg::qr(a.view(), std::span<double>(beta)), "qr: needs 2 values of beta, got 3",
                       std::invalid_argument);
}

TEST_CASE("least_squares: NaN gives NaN") {
  Dense<double> a = matrices::random<double>(4, 2, 3);
  a(1, 1) = std::nan("");
  const Dense<double> b = matrices::random<double>(4, 1, 4);
  Dense<double> x(2, 1);
  linalg::least_squares(a.view(), b.view(), x.view());
  CHECK(std::isnan(x(0, 0)));
  CHECK(std::isnan(x(1, 0)));
}

}  // namespace thalweg
