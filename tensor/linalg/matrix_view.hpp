// A matrix in somebody else's memory: what the linear algebra works on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::linalg {

/// rows x cols elements in row-major order; `stride` elements lead from one row to the next. Copies share the elements.
template <class T>
struct MatrixView {
  T* data = nullptr;
  std::int64_t rows = 0, cols = 0, stride = 0;

  T& operator()(std::int64_t i, std::int64_t j) const { return data[i * stride + j]; }
  T* row(std::int64_t i) const { return data + i * stride; }

  operator MatrixView<const T>() const requires(!std::is_const_v<T>) { return {data, rows, cols, stride}; }
};

/// An input: T is deduced from the arguments that are written to, so a view of either constness fits.
template <class T>
using ConstMatrix = MatrixView<const std::type_identity_t<T>>;
template <class T>
using ConstSpan = std::span<const std::type_identity_t<T>>;

/// The elements of a span as a rows x cols matrix. Throws std::invalid_argument when their number is not rows * cols.
template <class T>
MatrixView<T> matrix(std::span<T> values, std::int64_t rows, std::int64_t cols) {
  const bool fits = rows >= 0 && cols >= 0 && (rows == 0 || cols <= static_cast<std::int64_t>(values.size()) / rows) &&
                    static_cast<std::int64_t>(values.size()) == rows * cols;
  check(fits, "matrix", values.size(), " values are not a (", rows, ", ", cols, ") matrix");
  return {values.data(), rows, cols, cols};
}

/// A span as a matrix of one column.
template <class T>
MatrixView<T> column(std::span<T> values) {
  return {values.data(), static_cast<std::int64_t>(values.size()), 1, 1};
}

template <class T>
void check_square(const char* op, const MatrixView<T>& a) {
  check(a.rows == a.cols, op, "the matrix must be square, got (", a.rows, ", ", a.cols, ")");
}

/// That `b` has a row for each row of an n x n system.
template <class T>
void check_right_side(const char* op, std::int64_t n, const MatrixView<T>& b) {
  check(b.rows == n, op, "the right-hand side must have ", n, " rows, got (", b.rows, ", ", b.cols, ")");
}

template <class T>
void copy(ConstMatrix<T> from, MatrixView<T> to) {
  check(from.rows == to.rows && from.cols == to.cols, "copy", "shapes differ: (", from.rows, ", ", from.cols, ") and (",
        to.rows, ", ", to.cols, ")");
  for (std::int64_t i = 0; i < to.rows; ++i)
    for (std::int64_t j = 0; j < to.cols; ++j) to(i, j) = from(i, j);
}

template <class T>
void set_identity(MatrixView<T> a) {
  for (std::int64_t i = 0; i < a.rows; ++i)
    for (std::int64_t j = 0; j < a.cols; ++j) a(i, j) = T(i == j);
}

}  // namespace thalweg::linalg
