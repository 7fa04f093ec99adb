// Householder reflections: the step that QR and the reduction to tridiagonal form share.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <thalweg/tensor/linalg/matrix_view.hpp>

namespace thalweg::linalg {

/// I - beta v v' maps x to (norm, 0, ..., 0), norm = |x| >= 0.
template <class T>
struct Reflection {
  T beta;
  T norm;
};

/// Replaces x (n >= 1 elements, `stride` apart) by the vector v of that reflection, v[0] = 1 (Golub, Van Loan,
/// algorithm 5.1.1, which never subtracts nearly equal numbers; x is scaled by its largest entry against overflow). NaN
/// and infinities in x make everything NaN.
template <class T>
Reflection<T> reflect(T* x, std::int64_t n, std::int64_t stride) {
  T scale = 0;
  for (std::int64_t i = 0; i < n && !std::isnan(scale); ++i)
    if (!(std::abs(x[i * stride]) <= scale)) scale = std::abs(x[i * stride]);
  const T first = x[0];
  x[0] = 1;
  if (scale == 0) return {0, 0};
  T sigma = 0;
  for (std::int64_t i = 1; i < n; ++i) sigma += (x[i * stride] / scale) * (x[i * stride] / scale);
  const T alpha = first / scale;
  if (sigma == 0) return {first < 0 ? T(2) : T(0), std::abs(first)};
  const T norm = std::sqrt(alpha * alpha + sigma);
  const T v0 = alpha <= 0 ? alpha - norm : -sigma / (alpha + norm);
  for (std::int64_t i = 1; i < n; ++i) x[i * stride] = x[i * stride] / scale / v0;
  return {2 * v0 * v0 / (sigma + v0 * v0), norm * scale};
}

/// A <- (I - beta v v') A for the rows of A; v is `stride` apart with v[0] = 1 not read; `w` holds A.cols elements.
template <class T>
void apply_reflection(const T* v, std::int64_t stride, T beta, MatrixView<T> a, T* w) {
  if (beta == 0 || a.rows == 0) return;
  std::copy(a.row(0), a.row(0) + a.cols, w);
  for (std::int64_t i = 1; i < a.rows; ++i) {
    const T* a_i = a.row(i);
    const T v_i = v[i * stride];
    for (std::int64_t j = 0; j < a.cols; ++j) w[j] += v_i * a_i[j];
  }
  for (std::int64_t i = 0; i < a.rows; ++i) {
    T* a_i = a.row(i);
    const T step = beta * (i == 0 ? T(1) : v[i * stride]);
    for (std::int64_t j = 0; j < a.cols; ++j) a_i[j] -= step * w[j];
  }
}

/// The lower right block of A from row i and column j on.
template <class T>
MatrixView<T> block(MatrixView<T> a, std::int64_t i, std::int64_t j) {
  return {a.data + i * a.stride + j, a.rows - i, a.cols - j, a.stride};
}

}  // namespace thalweg::linalg
