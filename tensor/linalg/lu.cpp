// LU factors: Gaussian elimination, the largest entry of each column as pivot.
#include <thalweg/tensor/linalg/lu.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include <thalweg/tensor/linalg/triangular.hpp>

namespace thalweg::linalg {
namespace {

/// The row of the largest |a(i, k)|, i >= k; that of a NaN where there is one.
template <class T>
std::int64_t largest_in_column(MatrixView<T> a, std::int64_t k) {
  std::int64_t best = k;
  for (std::int64_t i = k + 1; i < a.rows && !std::isnan(a(best, k)); ++i)
    if (!(std::abs(a(i, k)) <= std::abs(a(best, k)))) best = i;
  return best;
}

template <class T>
void check_regular(const char* op, MatrixView<T> factors, std::int64_t bad_pivot) {
  if (bad_pivot < 0) return;
  const T pivot = factors(bad_pivot, bad_pivot);
  check(std::isfinite(pivot), op, "the matrix is not finite: pivot ", bad_pivot, " is ", pivot);
  fail(op, "the matrix is singular: pivot ", bad_pivot, " is 0");
}

/// A copy of a matrix together with its factors.
template <class T>
struct Factored {
  explicit Factored(MatrixView<const T> a)
      : values(static_cast<std::size_t>(a.rows * a.cols)), pivots(static_cast<std::size_t>(a.rows)) {
    factors = matrix(std::span<T>(values), a.rows, a.cols);
    copy(a, factors);
    bad_pivot = try_lu(factors, pivots);
  }

  std::vector<T> values;
  std::vector<std::int64_t> pivots;
  MatrixView<T> factors;
  std::int64_t bad_pivot;
};

void check_pivots(const char* op, std::int64_t n, std::size_t pivots) {
  check(static_cast<std::int64_t>(pivots) == n, op, "needs room for ", n, " pivots, got ", pivots);
}

}  // namespace

template <class T>
std::int64_t try_lu(MatrixView<T> a, std::span<std::int64_t> pivots) {
  check_square("lu", a);
  check_pivots("lu", a.rows, pivots.size());
  const std::int64_t n = a.rows;
  std::int64_t first_zero = -1;
  for (std::int64_t k = 0; k < n; ++k) {
    const std::int64_t p = largest_in_column(a, k);
    pivots[static_cast<std::size_t>(k)] = p;
    if (p != k) std::swap_ranges(a.row(k), a.row(k) + n, a.row(p));
    const T pivot = a(k, k);
    if (!std::isfinite(pivot)) return k;
    if (pivot == 0) {
      if (first_zero < 0) first_zero = k;
      continue;  // nothing below it either
    }
    const T* a_k = a.row(k);
    for (std::int64_t i = k + 1; i < n; ++i) {
      T* a_i = a.row(i);
      const T l_ik = a_i[k] /= pivot;
      for (std::int64_t j = k + 1; j < n; ++j) a_i[j] -= l_ik * a_k[j];
    }
  }
  return first_zero;
}

template <class T>
void lu(MatrixView<T> a, std::span<std::int64_t> pivots) {
  check_regular("lu", a, try_lu(a, pivots));
}

template <class T>
void lu_solve(ConstMatrix<T> factors, std::span<const std::int64_t> pivots, MatrixView<T> b) {
  check_pivots("lu_solve", factors.rows, pivots.size());
  check_right_side("lu_solve", factors.rows, b);
  for (std::int64_t k = 0; k < b.rows; ++k) {
    const std::int64_t p = pivots[static_cast<std::size_t>(k)];
    if (p != k) std::swap_ranges(b.row(k), b.row(k) + b.cols, b.row(p));
  }
  solve_triangular(factors, b, {.upper = false, .unit_diagonal = true});
  solve_triangular(factors, b, {.upper = true});
}

template <class T>
void lu_solve_transposed(ConstMatrix<T> factors, std::span<const std::int64_t> pivots, MatrixView<T> b) {
  check_pivots("lu_solve_transposed", factors.rows, pivots.size());
  check_right_side("lu_solve_transposed", factors.rows, b);
  solve_triangular(factors, b, {.upper = true, .transposed = true});
  solve_triangular(factors, b, {.upper = false, .transposed = true, .unit_diagonal = true});
  for (std::int64_t k = b.rows - 1; k >= 0; --k) {
    const std::int64_t p = pivots[static_cast<std::size_t>(k)];
    if (p != k) std::swap_ranges(b.row(k), b.row(k) + b.cols, b.row(p));
  }
}

template <class T>
SignLogDet<T> slogdet(MatrixView<const T> a) {
  check_square("slogdet", a);
  const Factored<T> lu(a);
  SignLogDet<T> result{1, 0};
  bool singular = false;
  for (std::int64_t k = 0; k < a.rows; ++k) {
    const T pivot = lu.factors(k, k);
    if (!std::isfinite(pivot)) return {std::numeric_limits<T>::quiet_NaN(), std::numeric_limits<T>::quiet_NaN()};
    singular = singular || pivot == 0;
    if ((pivot < 0) != (lu.pivots[static_cast<std::size_t>(k)] != k)) result.sign = -result.sign;
    result.log_abs += std::log(std::abs(pivot));
  }
  if (singular) result.sign = 0;
  return result;
}

template <class T>
T determinant(MatrixView<const T> a) {
  check_square("determinant", a);
  const Factored<T> lu(a);
  T product = 1;
  for (std::int64_t k = 0; k < a.rows; ++k) {
    if (!std::isfinite(lu.factors(k, k))) return std::numeric_limits<T>::quiet_NaN();
    product *= lu.pivots[static_cast<std::size_t>(k)] != k ? -lu.factors(k, k) : lu.factors(k, k);
  }
  return product;
}

template <class T>
void solve(ConstMatrix<T> a, MatrixView<T> b) {
  check_square("solve", a);
  check_right_side("solve", a.rows, b);
  const Factored<T> lu(a);
  check_regular("solve", lu.factors, lu.bad_pivot);
  lu_solve(lu.factors, lu.pivots, b);
}

template <class T>
void inverse(ConstMatrix<T> a, MatrixView<T> out) {
  check_square("inverse", a);
  check(out.rows == a.rows && out.cols == a.cols, "inverse", "the result must be (", a.rows, ", ", a.cols, "), got (",
        out.rows, ", ", out.cols, ")");
  const Factored<T> lu(a);
  check_regular("inverse", lu.factors, lu.bad_pivot);
  set_identity(out);
  lu_solve(lu.factors, lu.pivots, out);
}

template std::int64_t try_lu(MatrixView<double>, std::span<std::int64_t>);
template std::int64_t try_lu(MatrixView<float>, std::span<std::int64_t>);
template void lu(MatrixView<double>, std::span<std::int64_t>);
template void lu(MatrixView<float>, std::span<std::int64_t>);
template void lu_solve<double>(ConstMatrix<double>, std::span<const std::int64_t>, MatrixView<double>);
template void lu_solve<float>(ConstMatrix<float>, std::span<const std::int64_t>, MatrixView<float>);
template void lu_solve_transposed<double>(ConstMatrix<double>, std::span<const std::int64_t>, MatrixView<double>);
template void lu_solve_transposed<float>(ConstMatrix<float>, std::span<const std::int64_t>, MatrixView<float>);
template SignLogDet<double> slogdet(MatrixView<const double>);
template SignLogDet<float> slogdet(MatrixView<const float>);
template double determinant(MatrixView<const double>);
template float determinant(MatrixView<const float>);
template void solve<double>(ConstMatrix<double>, MatrixView<double>);
template void solve<float>(ConstMatrix<float>, MatrixView<float>);
template void inverse<double>(ConstMatrix<double>, MatrixView<double>);
template void inverse<float>(ConstMatrix<float>, MatrixView<float>);

}  // namespace thalweg::linalg
