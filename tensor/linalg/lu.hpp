// LU factors with partial pivoting: general systems, inverses, determinants.
#pragma once

#include <cstdint>
#include <span>

#include <thalweg/tensor/linalg/matrix_view.hpp>

namespace thalweg::linalg {

/// P A = L U, A (n, n), 2 n^3/3 operations (Golub, Van Loan, section 3.4). Replaces `a` by U and, below the diagonal,
/// by L, whose diagonal of ones is not stored; step k swapped rows k and pivots[k], the largest entry of the column.
/// Returns -1, or the index k of the first pivot that is zero (the factors are complete all the same) or not finite
/// (the factorisation stops there); then a(k, k) is that pivot.
template <class T>
std::int64_t try_lu(MatrixView<T> a, std::span<std::int64_t> pivots);

/// The same. Throws std::invalid_argument naming the pivot when the matrix is singular or not finite.
template <class T>
void lu(MatrixView<T> a, std::span<std::int64_t> pivots);

/// B <- A^-1 B from the factors; B is (n, k). Throws std::invalid_argument when U has a zero in its diagonal.
template <class T>
void lu_solve(ConstMatrix<T> factors, std::span<const std::int64_t> pivots, MatrixView<T> b);

/// B <- A'^-1 B from the factors of A.
template <class T>
void lu_solve_transposed(ConstMatrix<T> factors, std::span<const std::int64_t> pivots, MatrixView<T> b);

/// det A = sign * exp(log_abs); sign is 0, 1 or -1, and a singular matrix has sign 0 and log_abs -inf.
template <class T>
struct SignLogDet {
  T sign;
  T log_abs;
};

/// Of A, from a copy. Never overflows, unlike the determinant. A matrix that is not finite gives NaN in both.
template <class T>
SignLogDet<T> slogdet(MatrixView<const T> a);

/// det A, from a copy: the product of the pivots; 0 for a singular matrix, 1 for n = 0, NaN for one that is not finite.
template <class T>
T determinant(MatrixView<const T> a);

/// B <- A^-1 B, factoring a copy of A. Throws std::invalid_argument when A is singular or not finite; B is untouched
/// then.
template <class T>
void solve(ConstMatrix<T> a, MatrixView<T> b);

/// out <- A^-1; `out` is (n, n) and may be A itself. Throws std::invalid_argument when A is singular or not finite.
template <class T>
void inverse(ConstMatrix<T> a, MatrixView<T> out);

}  // namespace thalweg::linalg
