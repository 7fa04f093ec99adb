// Cholesky factors of symmetric positive definite matrices.
#pragma once

#include <cstdint>

#include <thalweg/tensor/linalg/matrix_view.hpp>

namespace thalweg::linalg {

/// A = L L', A (n, n) symmetric, L lower triangular with a positive diagonal; n^3/3 operations (Golub, Van Loan,
/// Matrix Computations, 4th ed., section 4.2, outer product form). Reads the lower triangle of `a` only and replaces
/// `a` by L, with zeros above the diagonal. Returns -1, or the index of the first pivot that is not a positive finite
/// number (NaN and infinities in the matrix end there too); then a(k, k) is that pivot and the rest is unspecified.
template <class T>
std::int64_t try_cholesky(MatrixView<T> a);

/// The same. Throws std::invalid_argument naming the pivot when the matrix is not positive definite.
template <class T>
void cholesky(MatrixView<T> a);

/// B <- A^-1 B from the factor L: two triangular solves. B is (n, k).
template <class T>
void cholesky_solve(ConstMatrix<T> l, MatrixView<T> b);

/// log det A = 2 sum log L_ii from the factor L.
template <class T>
T cholesky_logdet(MatrixView<const T> l);

}  // namespace thalweg::linalg
