// Linear algebra, differentiable to any order: systems, inverses, Cholesky factors, determinants. Matrices are the last
// two axes (..., n, n); the axes in front are a batch. float64 and float32.
#pragma once

#include <thalweg/tensor/linear_algebra.hpp>

namespace thalweg {

/// x with a x = b, by LU with partial pivoting: b (n,) is a vector and gives one, (..., n, k) gives (..., n, k); batch
/// axes broadcast. Errors (std::invalid_argument): a matrix that is singular or not finite, named by its pivot and its
/// place in the batch; shapes and dtypes that do not fit.
Tensor solve(const Tensor& a, const Tensor& b);
/// The same with the lower triangle of `a` (the upper one with .upper, its transpose with .transposed, ones for the
/// diagonal with .unit_diagonal); what lies outside the triangle is not read. Error: a zero in the diagonal.
Tensor solve_triangular(const Tensor& a, const Tensor& b, const linalg::TriangularOptions& options = {});
/// a^-1. Prefer solve(a, b) to matmul(inverse(a), b): faster and more exact. Errors: as solve.
Tensor inverse(const Tensor& a);
/// Lower triangular l with l l^T = a, for symmetric positive definite a. An a that is not quite symmetric counts as
/// (a + a^T) / 2, so the gradient is symmetric. Error: not positive definite, named by pivot and place in the batch.
Tensor cholesky(const Tensor& a);

/// log det a, (..., n, n) -> (...). Errors: a singular matrix, a negative determinant (slogdet takes those).
Tensor logdet(const Tensor& a);
/// det a = sign exp(log_abs); the sign is 1, -1 or, where the matrix is singular, 0 (log_abs is -inf then), and has no
/// gradient.
using raw::SignLogDet;
SignLogDet slogdet(const Tensor& a);
/// det a; over- and underflows where logdet does not. The value of a singular matrix is 0; its gradient is an error.
Tensor det(const Tensor& a);

}  // namespace thalweg
