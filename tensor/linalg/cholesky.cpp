// Cholesky factors: each step takes one column and subtracts its outer product from what remains.
#include <thalweg/tensor/linalg/cholesky.hpp>

#include <cmath>
#include <vector>

#include <thalweg/tensor/linalg/triangular.hpp>

namespace thalweg::linalg {

template <class T>
std::int64_t try_cholesky(MatrixView<T> a) {
  check_square("cholesky", a);
  const std::int64_t n = a.rows;
  std::vector<T> buffer(static_cast<std::size_t>(n));
  T* column = buffer.data();  // column k in contiguous memory
  for (std::int64_t k = 0; k < n; ++k) {
    const T pivot = a(k, k);
    if (!(pivot > 0) || !std::isfinite(pivot)) return k;
    const T root = std::sqrt(pivot);
    a(k, k) = root;
    for (std::int64_t j = k + 1; j < n; ++j) a(k, j) = 0;
    for (std::int64_t i = k + 1; i < n; ++i) column[i] = a(i, k) /= root;
    for (std::int64_t i = k + 1; i < n; ++i) {
      T* a_i = a.row(i);
      const T l_ik = column[i];
      for (std::int64_t j = k + 1; j <= i; ++j) a_i[j] -= l_ik * column[j];
    }
  }
  return -1;
}

template <class T>
void cholesky(MatrixView<T> a) {
  const std::int64_t k = try_cholesky(a);
  if (k < 0) return;
  check(std::isfinite(a(k, k)), "cholesky", "the matrix is not finite: pivot ", k, " is ", a(k, k));
  fail("cholesky", "the matrix is not positive definite: pivot ", k, " is ", a(k, k),
       "; add a positive multiple of the identity or use a solver for general matrices");
}

template <class T>
void cholesky_solve(ConstMatrix<T> l, MatrixView<T> b) {
  solve_triangular(l, b, {.upper = false});
  solve_triangular(l, b, {.upper = false, .transposed = true});
}

template <class T>
T cholesky_logdet(MatrixView<const T> l) {
  check_square("cholesky_logdet", l);
  T sum = 0;
  for (std::int64_t i = 0; i < l.rows; ++i) sum += std::log(l(i, i));
  return 2 * sum;
}

template std::int64_t try_cholesky(MatrixView<double>);
template std::int64_t try_cholesky(MatrixView<float>);
template void cholesky(MatrixView<double>);
template void cholesky(MatrixView<float>);
template void cholesky_solve<double>(ConstMatrix<double>, MatrixView<double>);
template void cholesky_solve<float>(ConstMatrix<float>, MatrixView<float>);
template double cholesky_logdet(MatrixView<const double>);
template float cholesky_logdet(MatrixView<const float>);

}  // namespace thalweg::linalg
