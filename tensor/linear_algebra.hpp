// Linear algebra on values: systems, inverses, factors of matrices and of stacks of matrices. What is differentiable
// stands in autograd/linear_algebra.hpp.
#pragma once

#include <thalweg/tensor/linalg/triangular.hpp>
#include <thalweg/tensor/tensor.hpp>

namespace thalweg::raw {

// Every function works on (..., n, n), batch axes in front; float32 and float64.

/// x with a x = b, b (..., n, k); batch axes broadcast, and each matrix of `a` is factored once. Errors: a matrix that
/// is singular or not finite, by its pivot and its place in the batch.
Tensor solve(const Tensor& a, const Tensor& b);
/// The same with a triangle of `a`; the other one is not read.
Tensor solve_triangular(const Tensor& a, const Tensor& b, const linalg::TriangularOptions& options);
/// Errors: as solve.
Tensor inverse(const Tensor& a);
/// Lower triangular l with l l^T = (a + a^T) / 2. Errors: not positive definite, by pivot and place in the batch.
Tensor cholesky(const Tensor& a);
/// The product of the pivots; 0 for a singular matrix.
Tensor det(const Tensor& a);

/// det a = sign exp(log_abs), each (...); a singular matrix has sign 0 and log_abs -inf.
struct SignLogDet {
  Tensor sign, log_abs;  ///< det a = sign exp(log_abs)
};
SignLogDet slogdet(const Tensor& a);
/// Throws std::invalid_argument "op: the matrix is singular: pivot 2 is 0" (or not finite) where a matrix is.
void check_regular(const char* op, const Tensor& a);

/// a = q r for (..., m, n): q (..., m, k) with orthonormal columns, r (..., k, n) upper triangular with a diagonal that
/// is not negative, k = min(m, n).
struct QR {
  Tensor q, r;  ///< a = q r
};
QR qr(const Tensor& a);

/// a = p l u: p (..., n, n) a permutation, l unit lower triangular, u upper triangular. A singular matrix has a zero in
/// the diagonal of u. Error: not finite.
struct LU {
  Tensor p, l, u;  ///< a = p l u
};
LU lu(const Tensor& a);

/// a = vectors diag(values) vectors^T for symmetric a (the lower triangle is read): values (..., n) ascending, vectors
/// in columns. Error: an entry that is not finite.
struct Eigh {
  Tensor values, vectors;  ///< a = vectors diag(values) vectors^T
};
Eigh eigh(const Tensor& a);
/// The values alone, some five times faster.
Tensor eigvalsh(const Tensor& a);

}  // namespace thalweg::raw
