// Stacks of matrices: the last two axes of a tensor as matrices, the axes in front of them as a batch.
#pragma once

#include <algorithm>
#include <cmath>
#include <string>

#include <thalweg/tensor/linalg/matrix_view.hpp>
#include <thalweg/tensor/tensor.hpp>

namespace thalweg::raw {

/// The axes in front of the last two.
inline Shape leading(const Shape& list) {
  return Shape(std::span(list.data(), static_cast<std::size_t>(std::max<std::int64_t>(list.rank() - 2, 0))));
}

/// The shape `batch` with the sizes of one matrix behind it.
inline Shape stack_shape(const Shape& batch, std::int64_t rows, std::int64_t columns) {
  return batch.inserted(batch.rank(), rows).inserted(batch.rank() + 1, columns);
}

/// The batch axes of both operands, broadcast. Error: names both shapes.
inline Shape broadcast_leading(const char* op, const Tensor& a, const Tensor& b) {
  const Shape left = leading(a.shape());
  const Shape right = leading(b.shape());
  for (std::int64_t i = 1; i <= std::min(left.rank(), right.rank()); ++i) {
    const std::int64_t of_a = left[left.rank() - i];
    const std::int64_t of_b = right[right.rank() - i];
    check(of_a == of_b || of_a == 1 || of_b == 1, op, "batch axes do not broadcast: ", a.shape(), " x ", b.shape());
  }
  return broadcast(op, left, right);
}

inline void check_matrices(const char* op, const Tensor& x) {
  check(x.rank() >= 2, op, "needs a matrix or a stack of matrices, got shape ", x.shape());
}

inline void check_square(const char* op, const Tensor& x) {
  check_matrices(op, x);
  check(x.size(-1) == x.size(-2), op, "the matrix must be square, got shape ", x.shape());
}

/// How many matrices a stack holds.
inline std::int64_t stack_size(const Tensor& x) { return numel("matrix", leading(x.shape())); }

/// Matrix `index` of a contiguous stack, in row-major order of the batch.
template <class T>
linalg::MatrixView<T> matrix_at(const Tensor& stack, std::int64_t index) {
  const std::int64_t rows = stack.shape()[stack.rank() - 2];
  const std::int64_t columns = stack.shape().back();
  return {stack.data<T>() + index * rows * columns, rows, columns, columns};
}

/// What an error calls matrix `index` of a stack: "the matrix", or "matrix (1, 2) of the batch".
inline std::string name_matrix(const Shape& shape, std::int64_t index) {
  Shape position = leading(shape);
  if (position.empty()) return "the matrix";
  for (std::int64_t axis = position.rank() - 1; axis >= 0; --axis) {
    const std::int64_t size = position[axis];
    position[axis] = index % size;
    index /= size;
  }
  return sentence("", "matrix ", position, " of the batch");
}

/// Throws unless `pivot` is finite: "op: the matrix is not finite: pivot 2 is nan".
template <class T>
void check_finite_pivot(const char* op, const Tensor& stack, std::int64_t index, std::int64_t k, T pivot) {
  if (!std::isfinite(pivot)) fail(op, name_matrix(stack.shape(), index), " is not finite: pivot ", k, " is ", pivot);
}

}  // namespace thalweg::raw
