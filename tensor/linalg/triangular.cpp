// Forward and back substitution by rows of B, so that all right-hand sides advance together.
#include <thalweg/tensor/linalg/triangular.hpp>

namespace thalweg::linalg {

template <class T>
void solve_triangular(ConstMatrix<T> a, MatrixView<T> b, const TriangularOptions& options) {
  check_square("solve_triangular", a);
  check_right_side("solve_triangular", a.rows, b);
  const std::int64_t n = a.rows;
  for (std::int64_t i = 0; i < n && !options.unit_diagonal; ++i)
    check(a(i, i) != 0, "solve_triangular", "the matrix is singular: diagonal entry ", i, " is 0");

  const bool forward = options.upper == options.transposed;  // op(A) is lower triangular
  for (std::int64_t step = 0; step < n; ++step) {
    const std::int64_t i = forward ? step : n - 1 - step;
    T* b_i = b.row(i);
    for (std::int64_t k = forward ? 0 : i + 1; k < (forward ? i : n); ++k) {
      const T a_ik = options.transposed ? a(k, i) : a(i, k);
      const T* b_k = b.row(k);
      for (std::int64_t j = 0; j < b.cols; ++j) b_i[j] -= a_ik * b_k[j];
    }
    if (options.unit_diagonal) continue;
    for (std::int64_t j = 0; j < b.cols; ++j) b_i[j] /= a(i, i);
  }
}

template void solve_triangular<double>(ConstMatrix<double>, MatrixView<double>, const TriangularOptions&);
template void solve_triangular<float>(ConstMatrix<float>, MatrixView<float>, const TriangularOptions&);

}  // namespace thalweg::linalg
