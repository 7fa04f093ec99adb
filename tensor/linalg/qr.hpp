// Householder QR, with column pivoting where asked for, and least squares.
#pragma once

#include <cstdint>
#include <span>

#include <thalweg/tensor/linalg/matrix_view.hpp>

namespace thalweg::linalg {

/// A = Q R, A (m, n) of any shape, k = min(m, n); 2 n^2 (m - n/3) operations (Golub, Van Loan, algorithm 5.2.1).
/// Replaces `a` by R on and above the diagonal, whose diagonal is not negative, and by the reflections v_j below it
/// (v_j[j] = 1 is not stored); Q = H_0 ... H_k-1, H_j = I - beta[j] v_j v_j'. `beta` holds k elements.
/// NaN and infinities spread to the result.
template <class T>
void qr(MatrixView<T> a, std::span<T> beta);

/// A P = Q R where the largest remaining column comes next, so the diagonal of R does not increase and shows the rank
/// (Golub, Van Loan, algorithm 5.4.1). Column k of A P is column order[k] of A; `order` holds n elements.
template <class T>
void qr_pivoted(MatrixView<T> a, std::span<T> beta, std::span<std::int64_t> order);

/// B <- Q' B and B <- Q B with the full (m, m) Q of these factors; B is (m, any).
template <class T>
void apply_q_transposed(ConstMatrix<T> factors, ConstSpan<T> beta, MatrixView<T> b);
template <class T>
void apply_q(ConstMatrix<T> factors, ConstSpan<T> beta, MatrixView<T> b);

/// q <- the first q.cols <= m columns of Q, orthonormal; q is (m, k) for the thin factor.
template <class T>
void form_q(ConstMatrix<T> factors, ConstSpan<T> beta, MatrixView<T> q);

/// r <- R with zeros below the diagonal; r is (k, n).
template <class T>
void form_r(ConstMatrix<T> factors, MatrixView<T> r);

/// x <- the minimiser of |A x - b| for each column of b, by pivoted QR of a copy of A; A (m, n) with m >= n, b (m, k),
/// x (n, k). Throws std::invalid_argument when the columns of A are linearly dependent, that is when an R_jj is at most
/// m eps R_00. NaN and infinities give NaN.
template <class T>
void least_squares(ConstMatrix<T> a, ConstMatrix<T> b, MatrixView<T> x);

}  // namespace thalweg::linalg
