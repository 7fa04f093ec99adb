// Sums over vectors, in an order that depends on their length alone.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <span>

namespace thalweg::optim::arrays {

/// sum_i term(i) for i < n, in eight interleaved partial sums, so that the processor need not wait for each addition.
template <class F>
double sum_of(std::size_t n, F term) {
  constexpr std::size_t width = 8;
  if (n < 2 * width) {
    double sum = 0;
    for (std::size_t i = 0; i < n; ++i) sum += term(i);
    return sum;
  }
  std::array<double, width> parts{};
  std::size_t i = 0;
  for (; i + width <= n; i += width)
    for (std::size_t k = 0; k < width; ++k) parts[k] += term(i + k);
  for (std::size_t k = 0; i + k < n; ++k) parts[k] += term(i + k);
  return ((parts[0] + parts[4]) + (parts[2] + parts[6])) + ((parts[1] + parts[5]) + (parts[3] + parts[7]));
}

inline double dot(std::span<const double> a, std::span<const double> b) {
  return sum_of(a.size(), [&](std::size_t i) { return a[i] * b[i]; });
}

/// |x|, scaled so that it neither overflows nor vanishes on the way.
inline double norm(std::span<const double> x) {
  const double plain = std::sqrt(dot(x, x));
  if (std::isfinite(plain) && plain > 1e-140) return plain;
  double largest = 0;
  for (const double v : x)
    if (!(std::abs(v) <= largest)) largest = std::abs(v);
  if (largest == 0 || !std::isfinite(largest)) return largest;
  return largest * std::sqrt(sum_of(x.size(), [&](std::size_t i) { return (x[i] / largest) * (x[i] / largest); }));
}

/// max |x_i|; NaN where there is one, 0 for nothing.
inline double max_abs(std::span<const double> x) {
  double largest = 0;
  bool numbers = true;
  for (const double v : x) {
    largest = std::abs(v) > largest ? std::abs(v) : largest;
    numbers &= v == v;
  }
  return numbers ? largest : std::numeric_limits<double>::quiet_NaN();
}

/// y <- y + a x
inline void add_scaled(double a, std::span<const double> x, std::span<double> y) {
  for (std::size_t i = 0; i < y.size(); ++i) y[i] += a * x[i];
}

inline bool all_finite(std::span<const double> x) {
  // x - x is 0 for numbers and NaN for the rest.
  double sum = 0;
  for (const double v : x) sum += v - v;
  return sum == 0;
}

}  // namespace thalweg::optim::arrays
