// Matrix products, differentiable.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// The matrix product, as NumPy's matmul: (m, k) x (k, n) -> (m, n). A vector on the left is one row, on the right one
/// column, and its axis is gone from the result: (k,) x (k,) -> (). More than two axes are stacks of matrices; the axes
/// in front of the last two broadcast: (b, m, k) x (k, n) -> (b, m, n). Transposed and strided operands are not copied.
/// int64 is multiplied exactly. Errors: a scalar operand, inner sizes or dtypes that differ, batch axes that do not
/// broadcast.
Tensor matmul(const Tensor& a, const Tensor& b);

/// x weight^T + bias: x (..., in), weight (out, in), bias (out,) -> (..., out). Errors: other shapes.
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias);
/// x weight^T.
Tensor linear(const Tensor& x, const Tensor& weight);

/// sum_i a_i b_i of two vectors of one length.
Tensor dot(const Tensor& a, const Tensor& b);
/// a_i b_j: (m,), (n,) -> (m, n).
Tensor outer(const Tensor& a, const Tensor& b);
/// Sum of the diagonal of the last two axes: (..., m, n) -> (...).
Tensor trace(const Tensor& x);

}  // namespace thalweg
