// Householder QR: one reflection per column, applied to all columns to its right.
#include <thalweg/tensor/linalg/qr.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include <thalweg/tensor/linalg/householder.hpp>
#include <thalweg/tensor/linalg/triangular.hpp>

namespace thalweg::linalg {
namespace {

template <class T>
std::int64_t steps(const MatrixView<T>& a) {
  return std::min(a.rows, a.cols);
}

void check_beta(const char* op, std::int64_t k, std::size_t beta) {
  check(static_cast<std::int64_t>(beta) == k, op, "needs ", k, " values of beta, got ", beta);
}

/// Step j: reflect column j onto the diagonal and apply the reflection to the columns on its right.
template <class T>
T eliminate_column(MatrixView<T> a, std::int64_t j, T* work) {
  T* v = a.row(j) + j;
  const Reflection<T> reflection = reflect(v, a.rows - j, a.stride);
  apply_reflection(v, a.stride, reflection.beta, block(a, j, j + 1), work);
  a(j, j) = reflection.norm;
  return reflection.beta;
}

/// The column of the largest norm in rows and columns from j on, the first of equals.
template <class T>
std::int64_t largest_column(MatrixView<T> a, std::int64_t j, T* squares) {
  T scale = 0;
  for (std::int64_t i = j; i < a.rows; ++i)
    for (std::int64_t c = j; c < a.cols; ++c) scale = std::max(scale, std::abs(a(i, c)));
  if (scale == 0) return j;
  std::fill(squares + j, squares + a.cols, T(0));
  for (std::int64_t i = j; i < a.rows; ++i)
    for (std::int64_t c = j; c < a.cols; ++c) squares[c] += (a(i, c) / scale) * (a(i, c) / scale);
  return std::max_element(squares + j, squares + a.cols) - squares;
}

}  // namespace

template <class T>
void qr(MatrixView<T> a, std::span<T> beta) {
  check_beta("qr", steps(a), beta.size());
  std::vector<T> work(static_cast<std::size_t>(a.cols));
  for (std::int64_t j = 0; j < steps(a); ++j) beta[static_cast<std::size_t>(j)] = eliminate_column(a, j, work.data());
}

template <class T>
void qr_pivoted(MatrixView<T> a, std::span<T> beta, std::span<std::int64_t> order) {
  check_beta("qr_pivoted", steps(a), beta.size());
  check(static_cast<std::int64_t>(order.size()) == a.cols, "qr_pivoted", "the order needs ", a.cols, " elements, got ",
        order.size());
  std::vector<T> work(static_cast<std::size_t>(a.cols));
  std::iota(order.begin(), order.end(), 0);
  for (std::int64_t j = 0; j < steps(a); ++j) {
    const std::int64_t next = largest_column(a, j, work.data());
    std::swap(order[static_cast<std::size_t>(j)], order[static_cast<std::size_t>(next)]);
    for (std::int64_t i = 0; i < a.rows && next != j; ++i) std::swap(a(i, j), a(i, next));
    beta[static_cast<std::size_t>(j)] = eliminate_column(a, j, work.data());
  }
}

template <class T>
void apply_q_transposed(ConstMatrix<T> factors, ConstSpan<T> beta, MatrixView<T> b) {
  check_beta("apply_q_transposed", steps(factors), beta.size());
  check_right_side("apply_q_transposed", factors.rows, b);
  std::vector<T> work(static_cast<std::size_t>(b.cols));
  for (std::int64_t j = 0; j < steps(factors); ++j)
    apply_reflection(factors.row(j) + j, factors.stride, beta[static_cast<std::size_t>(j)], block(b, j, 0),
                     work.data());
}

template <class T>
void apply_q(ConstMatrix<T> factors, ConstSpan<T> beta, MatrixView<T> b) {
  check_beta("apply_q", steps(factors), beta.size());
  check_right_side("apply_q", factors.rows, b);
  std::vector<T> work(static_cast<std::size_t>(b.cols));
  for (std::int64_t j = steps(factors) - 1; j >= 0; --j)
    apply_reflection(factors.row(j) + j, factors.stride, beta[static_cast<std::size_t>(j)], block(b, j, 0),
                     work.data());
}

template <class T>
void form_q(ConstMatrix<T> factors, ConstSpan<T> beta, MatrixView<T> q) {
  check(q.rows == factors.rows && q.cols <= q.rows, "form_q", "the result must have ", factors.rows,
        " rows and at most as many columns, got (", q.rows, ", ", q.cols, ")");
  set_identity(q);
  apply_q(factors, beta, q);
}

template <class T>
void form_r(ConstMatrix<T> factors, MatrixView<T> r) {
  check(r.rows == steps(factors) && r.cols == factors.cols, "form_r", "the result must be (", steps(factors), ", ",
        factors.cols, "), got (", r.rows, ", ", r.cols, ")");
  for (std::int64_t i = 0; i < r.rows; ++i)
    for (std::int64_t j = 0; j < r.cols; ++j) r(i, j) = j < i ? T(0) : factors(i, j);
}

template <class T>
void least_squares(ConstMatrix<T> a, ConstMatrix<T> b, MatrixView<T> x) {
  const std::int64_t m = a.rows, n = a.cols;
  check(m >= n, "least_squares", "needs at least as many rows as columns, got (", m, ", ", n, ")");
  check_right_side("least_squares", m, b);
  check(x.rows == n && x.cols == b.cols, "least_squares", "the result must be (", n, ", ", b.cols, "), got (", x.rows,
        ", ", x.cols, ")");
  std::vector<T> a_values(static_cast<std::size_t>(m * n)), b_values(static_cast<std::size_t>(m * b.cols));
  std::vector<T> beta(static_cast<std::size_t>(n));
  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  const MatrixView<T> factors = matrix(std::span<T>(a_values), m, n);
  const MatrixView<T> y = matrix(std::span<T>(b_values), m, b.cols);
  copy(a, factors);
  copy(b, y);

  qr_pivoted(factors, std::span<T>(beta), order);
  for (std::int64_t j = 0; j < n; ++j)
    check(!(factors(j, j) <= static_cast<T>(m) * std::numeric_limits<T>::epsilon() * factors(0, 0)), "least_squares",
          "the columns are linearly dependent: rank ", j, " of ", n, "; leave some out or add a damping term");
  apply_q_transposed(factors, ConstSpan<T>(beta), y);
  const MatrixView<T> top{y.data, n, y.cols, y.stride};
  solve_triangular(MatrixView<const T>{factors.data, n, n, factors.stride}, top, {.upper = true});
  for (std::int64_t j = 0; j < n; ++j)
    std::copy(top.row(j), top.row(j) + top.cols, x.row(order[static_cast<std::size_t>(j)]));
}

template void qr(MatrixView<double>, std::span<double>);
template void qr(MatrixView<float>, std::span<float>);
template void qr_pivoted(MatrixView<double>, std::span<double>, std::span<std::int64_t>);
template void qr_pivoted(MatrixView<float>, std::span<float>, std::span<std::int64_t>);
template void apply_q_transposed<double>(ConstMatrix<double>, ConstSpan<double>, MatrixView<double>);
template void apply_q_transposed<float>(ConstMatrix<float>, ConstSpan<float>, MatrixView<float>);
template void apply_q<double>(ConstMatrix<double>, ConstSpan<double>, MatrixView<double>);
template void apply_q<float>(ConstMatrix<float>, ConstSpan<float>, MatrixView<float>);
template void form_q<double>(ConstMatrix<double>, ConstSpan<double>, MatrixView<double>);
template void form_q<float>(ConstMatrix<float>, ConstSpan<float>, MatrixView<float>);
template void form_r<double>(ConstMatrix<double>, MatrixView<double>);
template void form_r<float>(ConstMatrix<float>, MatrixView<float>);
template void least_squares<double>(ConstMatrix<double>, ConstMatrix<double>, MatrixView<double>);
template void least_squares<float>(ConstMatrix<float>, ConstMatrix<float>, MatrixView<float>);

}  // namespace thalweg::linalg
