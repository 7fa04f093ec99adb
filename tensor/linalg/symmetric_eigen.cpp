// Symmetric eigenvalues: A = Q T Q' with T tridiagonal by reflections, then T = Z D Z' by QR steps made of rotations.
#include <thalweg/tensor/linalg/symmetric_eigen.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>
#include <vector>

#include <thalweg/tensor/linalg/householder.hpp>

namespace thalweg::linalg {
namespace {

/// T: diagonal d[0 .. n-1], off-diagonal e[0 .. n-2].
template <class T>
struct Tridiagonal {
  explicit Tridiagonal(std::int64_t n)
      : d_values(static_cast<std::size_t>(n)), e_values(d_values), d(d_values.data()), e(e_values.data()) {}
  std::vector<T> d_values, e_values;
  T *d, *e;
};

/// Copies the lower triangle to the upper one and scales by a power of two so that the largest entry is near 1, where
/// squares neither overflow nor vanish. Returns that power.
template <class T>
T symmetrise_and_scale(const char* op, MatrixView<T> a) {
  T largest = 0;
  for (std::int64_t i = 0; i < a.rows; ++i)
    for (std::int64_t j = 0; j <= i; ++j) {
      check(std::isfinite(a(i, j)), op, "the matrix is not finite: entry (", i, ", ", j, ") is ", a(i, j));
      largest = std::max(largest, std::abs(a(i, j)));
    }
  int exponent = 0;
  std::frexp(largest, &exponent);
  exponent = std::max(exponent, std::numeric_limits<T>::min_exponent);  // the inverse of the scale stays finite
  const T scale = std::ldexp(T(1), exponent - 1);
  for (std::int64_t i = 0; i < a.rows; ++i)
    for (std::int64_t j = 0; j <= i; ++j) a(j, i) = a(i, j) /= scale;
  return scale;
}

/// Q' A Q = T with Q = H_0 ... H_n-2, H_k = I - beta[k] v v'; the v of H_k replaces row k of A right of the diagonal.
template <class T>
void tridiagonalise(MatrixView<T> a, Tridiagonal<T>& t, T* beta) {
  const std::int64_t n = a.rows;
  std::vector<T> w(static_cast<std::size_t>(n));
  for (std::int64_t k = 0; k + 1 < n; ++k) {
    T* v = a.row(k) + k + 1;
    const std::int64_t rest = n - k - 1;
    const Reflection<T> reflection = reflect(v, rest, 1);
    beta[k] = reflection.beta;
    t.e[k] = reflection.norm;
    const MatrixView<T> b = block(a, k + 1, k + 1);
    std::fill(w.begin(), w.end(), T(0));
    for (std::int64_t i = 0; i < rest; ++i)  // w = beta B v, from the rows of the symmetric B
      for (std::int64_t j = 0; j < rest; ++j) w[static_cast<std::size_t>(j)] += beta[k] * v[i] * b(i, j);
    T half = 0;
    for (std::int64_t i = 0; i < rest; ++i) half += beta[k] / 2 * w[static_cast<std::size_t>(i)] * v[i];
    for (std::int64_t i = 0; i < rest; ++i) w[static_cast<std::size_t>(i)] -= half * v[i];
    for (std::int64_t i = 0; i < rest; ++i) {  // B <- B - v w' - w v'
      const T v_i = v[i], w_i = w[static_cast<std::size_t>(i)];
      for (std::int64_t j = 0; j < rest; ++j) b(i, j) -= v_i * w[static_cast<std::size_t>(j)] + w_i * v[j];
    }
  }
  for (std::int64_t k = 0; k < n; ++k) t.d[k] = a(k, k);
}

/// Q' from the reflections left in A: its rows are what the QR steps will combine.
template <class T>
void form_q_transposed(MatrixView<T> a, const T* beta, MatrixView<T> q) {
  const std::int64_t n = a.rows;
  std::vector<T> work(static_cast<std::size_t>(n));
  set_identity(q);
  for (std::int64_t k = n - 2; k >= 0; --k)
    apply_reflection(a.row(k) + k + 1, 1, beta[k], block(q, k + 1, k + 1), work.data());
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < i; ++j) std::swap(q(i, j), q(j, i));
}

/// One implicit QR step on the unreduced block lo .. hi: T <- Z' T Z for rotations Z in neighbouring planes, which are
/// applied to the rows of q as well. A bulge z outside the band is chased from the top of the block to its end.
template <class T>
void qr_step(Tridiagonal<T>& t, std::int64_t lo, std::int64_t hi, MatrixView<T> q) {
  T *d = t.d, *e = t.e;
  // Wilkinson's shift: the eigenvalue of the last 2 x 2 block that is closer to d[hi].
  const T half_gap = (d[hi - 1] - d[hi]) / 2, last = e[hi - 1];
  const T shift = d[hi] - last * (last / (half_gap + std::copysign(std::hypot(half_gap, last), half_gap)));
  T x = d[lo] - shift, z = e[lo];
  for (std::int64_t k = lo; k < hi; ++k) {
    const T r = std::hypot(x, z), c = r == 0 ? T(1) : x / r, s = r == 0 ? T(0) : z / r;
    if (k > lo) e[k - 1] = r;
    const T a = d[k], b = e[k], f = d[k + 1];
    d[k] = c * c * a + 2 * c * s * b + s * s * f;
    d[k + 1] = s * s * a - 2 * c * s * b + c * c * f;
    e[k] = c * s * (f - a) + (c * c - s * s) * b;
    x = e[k];
    if (k + 1 < hi) {
      z = s * e[k + 1];
      e[k + 1] *= c;
    }
    if (q.rows == 0) continue;
    T *upper = q.row(k), *lower = q.row(k + 1);
    for (std::int64_t j = 0; j < q.cols; ++j) {
      const T u = upper[j], l = lower[j];
      upper[j] = c * u + s * l;
      lower[j] = c * l - s * u;
    }
  }
}

/// QR steps on the last unreduced block until T is diagonal.
template <class T>
void diagonalise(const char* op, Tridiagonal<T>& t, std::int64_t n, MatrixView<T> q) {
  constexpr T eps = std::numeric_limits<T>::epsilon(), tiny = std::numeric_limits<T>::min();
  const auto negligible = [&](std::int64_t k) {
    return std::abs(t.e[k]) <= eps * (std::abs(t.d[k]) + std::abs(t.d[k + 1])) + tiny;
  };
  std::int64_t left = 50 * n;
  for (std::int64_t hi = n - 1; hi > 0;) {
    if (negligible(hi - 1)) {
      --hi;
      continue;
    }
    std::int64_t lo = hi - 1;
    while (lo > 0 && !negligible(lo - 1)) --lo;
    check_outside(left-- > 0, op, "no convergence after ", 50 * n, " QR steps; ", hi + 1, " eigenvalues are missing");
    qr_step(t, lo, hi, q);
  }
}

template <class T>
void eigen(const char* op, MatrixView<T> a, std::span<T> values, bool vectors) {
  check_square(op, a);
  const std::int64_t n = a.rows;
  check(static_cast<std::int64_t>(values.size()) == n, op, "needs room for ", n, " eigenvalues, got ", values.size());
  const T scale = symmetrise_and_scale(op, a);
  Tridiagonal<T> t(n);
  std::vector<T> beta(static_cast<std::size_t>(n)), q_values(vectors ? static_cast<std::size_t>(n * n) : 0);
  tridiagonalise(a, t, beta.data());
  const MatrixView<T> q = vectors ? matrix(std::span<T>(q_values), n, n) : MatrixView<T>{};
  if (vectors) form_q_transposed(a, beta.data(), q);
  diagonalise(op, t, n, q);

  std::vector<std::int64_t> order(static_cast<std::size_t>(n));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t i, std::int64_t j) { return t.d[i] < t.d[j]; });
  for (std::int64_t k = 0; k < n; ++k) {
    const std::int64_t from = order[static_cast<std::size_t>(k)];
    values[static_cast<std::size_t>(k)] = t.d[from] * scale;
    for (std::int64_t i = 0; i < q.rows; ++i) a(i, k) = q(from, i);
  }
}

}  // namespace

template <class T>
void symmetric_eigen(MatrixView<T> a, std::span<T> values) {
  eigen("symmetric_eigen", a, values, true);
}

template <class T>
void symmetric_eigenvalues(MatrixView<T> a, std::span<T> values) {
  eigen("symmetric_eigenvalues", a, values, false);
}

template void symmetric_eigen(MatrixView<double>, std::span<double>);
template void symmetric_eigen(MatrixView<float>, std::span<float>);
template void symmetric_eigenvalues(MatrixView<double>, std::span<double>);
template void symmetric_eigenvalues(MatrixView<float>, std::span<float>);

}  // namespace thalweg::linalg
