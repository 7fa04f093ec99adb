// Eigenvalues and eigenvectors of symmetric matrices.
#pragma once

#include <span>

#include <thalweg/tensor/linalg/matrix_view.hpp>

namespace thalweg::linalg {

/// A = V diag(values) V', A (n, n) symmetric: Householder reduction to tridiagonal form, then implicit QR steps with
/// Wilkinson's shift (Golub, Van Loan, algorithms 8.3.1 to 8.3.3), about 9 n^3 operations. Reads the lower triangle
/// only. Replaces `a` by V, whose columns are orthonormal eigenvectors (each determined up to its sign, those of equal
/// values up to a rotation), and fills `values` (n elements) in ascending order. Absolute errors are of the order eps
/// |A|. Throws std::invalid_argument when an entry is not finite, and std::runtime_error in the case, never seen, that
/// 50 n QR steps do not suffice.
template <class T>
void symmetric_eigen(MatrixView<T> a, std::span<T> values);

/// The values alone, about 4 n^3 / 3 operations; `a` is destroyed.
template <class T>
void symmetric_eigenvalues(MatrixView<T> a, std::span<T> values);

}  // namespace thalweg::linalg
