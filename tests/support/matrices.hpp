// Matrices for the tests of linear algebra: made at random or by formula, multiplied and compared in long double.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include <thalweg/tensor/linalg/matrix_view.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::matrices {

/// A matrix that owns its elements.
template <class T>
struct Dense {
  Dense(std::int64_t m, std::int64_t n) : rows(m), cols(n), values(static_cast<std::size_t>(m * n)) {}
  Dense(std::int64_t m, std::int64_t n, std::initializer_list<T> list) : rows(m), cols(n), values(list) {}

  T& operator()(std::int64_t i, std::int64_t j) { return values[static_cast<std::size_t>(i * cols + j)]; }
  const T& operator()(std::int64_t i, std::int64_t j) const { return values[static_cast<std::size_t>(i * cols + j)]; }
  linalg::MatrixView<T> view() { return {values.data(), rows, cols, cols}; }
  linalg::MatrixView<const T> view() const { return {values.data(), rows, cols, cols}; }
  bool operator==(const Dense&) const = default;

  std::int64_t rows, cols;
  std::vector<T> values;
};

template <class T>
Dense<T> random(std::int64_t m, std::int64_t n, std::uint64_t seed) {
  Dense<T> a(m, n);
  Random(seed).fill_normal(std::span<T>(a.values));
  return a;
}

template <class T>
Dense<T> identity(std::int64_t n) {
  Dense<T> a(n, n);
  linalg::set_identity(a.view());
  return a;
}

/// 1 / (i + j + 1): positive definite, condition number about exp(3.5 n).
template <class T>
Dense<T> hilbert(std::int64_t n) {
  Dense<T> a(n, n);
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j) a(i, j) = T(1) / static_cast<T>(i + j + 1);
  return a;
}

template <class T>
Dense<T> transpose(const Dense<T>& a) {
  Dense<T> b(a.cols, a.rows);
  for (std::int64_t i = 0; i < a.rows; ++i)
    for (std::int64_t j = 0; j < a.cols; ++j) b(j, i) = a(i, j);
  return b;
}

template <class T>
Dense<T> operator*(const Dense<T>& a, const Dense<T>& b) {
  Dense<T> c(a.rows, b.cols);
  for (std::int64_t i = 0; i < a.rows; ++i)
    for (std::int64_t j = 0; j < b.cols; ++j) {
      long double sum = 0;
      for (std::int64_t k = 0; k < a.cols; ++k) sum += static_cast<long double>(a(i, k)) * b(k, j);
      c(i, j) = static_cast<T>(sum);
    }
  return c;
}

/// Random, symmetric.
template <class T>
Dense<T> symmetric(std::int64_t n, std::uint64_t seed) {
  Dense<T> a = random<T>(n, n, seed);
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < i; ++j) a(j, i) = a(i, j);
  return a;
}

/// B B' + n I / 10: positive definite, moderately conditioned.
template <class T>
Dense<T> positive_definite(std::int64_t n, std::uint64_t seed) {
  const Dense<T> b = random<T>(n, n, seed);
  Dense<T> a = b * transpose(b);
  for (std::int64_t i = 0; i < n; ++i) a(i, i) += static_cast<T>(n) / 10;
  return a;
}

/// The largest absolute entry; NaN where there is one.
template <class T>
double largest(const Dense<T>& a) {
  double max = 0;
  for (T x : a.values)
    if (!(std::abs(x) <= max)) max = std::abs(x);
  return max;
}

/// The largest |a - b| in units of eps * n * scale: what a stable algorithm keeps near or below 1.
template <class T>
double error(const Dense<T>& a, const Dense<T>& b, double scale) {
  double max = 0;
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    const double distance = std::abs(static_cast<double>(a.values[i]) - static_cast<double>(b.values[i]));
    if (!(distance <= max)) max = distance;
  }
  const double n = static_cast<double>(std::max({a.rows, a.cols, std::int64_t{1}}));
  return max == 0 ? 0 : max / (static_cast<double>(std::numeric_limits<T>::epsilon()) * n * scale);
}

inline constexpr std::int64_t sizes[] = {0, 1, 2, 3, 5, 17, 64};

}  // namespace thalweg::matrices
