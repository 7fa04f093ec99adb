// Systems with a triangular matrix.
#pragma once

#include <thalweg/tensor/linalg/matrix_view.hpp>

namespace thalweg::linalg {

struct TriangularOptions {
  bool upper = false;          ///< which triangle of the matrix is read; the other one is ignored
  bool transposed = false;     ///< solve with the transpose of that triangle
  bool unit_diagonal = false;  ///< take the diagonal as ones and do not read it
};

/// B <- op(A)^-1 B, A (n, n) triangular, B (n, k): one right-hand side per column, by substitution, n^2 k operations.
/// Throws std::invalid_argument on shapes that do not fit and on a zero in the diagonal. NaN spreads to the result.
/// A and B must not overlap. Instantiated for double and float, as everything in this namespace.
template <class T>
void solve_triangular(ConstMatrix<T> a, MatrixView<T> b, const TriangularOptions& options = {});

}  // namespace thalweg::linalg
