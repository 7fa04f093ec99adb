// Packs: tanh, sinh, cosh, and the two functions of networks made of exp: sigmoid and softplus.
#pragma once

#include <concepts>
#include <limits>
#include <type_traits>

#include <thalweg/tensor/math_basic.hpp>
#include <thalweg/tensor/math_exp.hpp>
#include <thalweg/tensor/math_log.hpp>
#include <thalweg/tensor/pack.hpp>

namespace thalweg::math {

/// tanh(x) = 1 - 2 / (e^(2 |x|) + 1), and the sign of x; near zero, where that cancels, x - x^3 M(x^2) / D(x^2).
///
/// M and D come from Lambert's continued fraction x / (1 + x^2 / (3 + x^2 / (5 + ...))) cut after the term 15 (float:
/// 9), off by less than 2^-60 (float: 2^-32) up to |x| = 0.55. One division serves both forms.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> tanh(Pack<T, N> x) {
  const auto magnitude = abs(x), z = x * x;
  const auto near_zero = magnitude < T(0.55);
  Pack<T, N> m, d;
  if constexpr (std::is_same_v<T, float>) {
    m = polynomial(z, 315.0f, 14.0f);
    d = polynomial(z, 945.0f, 420.0f, 15.0f);
  } else {
    m = polynomial(z, 675675.0, 45045.0, 594.0, 1.0);
    d = polynomial(z, 2027025.0, 945945.0, 51975.0, 630.0, 1.0);
  }
  const auto e = exp(T(2) * magnitude);
  const auto quotient = select(near_zero, magnitude * z * m, T(2)) / select(near_zero, d, e + T(1));
  return copysign(select(near_zero, magnitude, T(1)) - quotient, x);
}

/// sinh(x) = h - 1 / (4 h) with h = e^|x| / 2, and the sign of x; up to |x| = 1, where that cancels, the series x + x^3
/// / 3! + x^5 / 5! + ...
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> sinh(Pack<T, N> x) {
  const auto z = x * x, h = half_exp(abs(x));
  Pack<T, N> series;
  if constexpr (std::is_same_v<T, float>) {
    series = polynomial(z, 1.0f / 6, 1.0f / 120, 1.0f / 5040, 1.0f / 362880, 1.0f / 39916800);
  } else {
    series = polynomial(z, 1.0 / 6, 1.0 / 120, 1.0 / 5040, 1.0 / 362880, 1.0 / 39916800, 1.0 / 6227020800,
                        1.0 / 1307674368000, 1.0 / 355687428096000, 1.0 / 121645100408832000);
  }
  return select(abs(x) < T(1), x + x * (z * series), copysign(h - T(0.25) / h, x));
}

/// cosh(x) = h + 1 / (4 h) with h = e^|x| / 2
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> cosh(Pack<T, N> x) {
  const auto h = half_exp(abs(x));
  return h + T(0.25) / h;
}

/// 1 / (1 + e^-x), without overflow on either side.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> sigmoid(Pack<T, N> x) {
  const auto e = exp(-abs(x));
  return select(x < T(0), e, T(1)) / (T(1) + e);
}

/// log(1 + e^x) = max(x, 0) + log1p(e^-|x|)
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> softplus(Pack<T, N> x) {
  return max(x, T(0)) + log1p(exp(-abs(x)));
}

template <std::floating_point T>
T tanh(T x) {
  return tanh(Pack<T>(x))[0];
}
template <std::floating_point T>
T sinh(T x) {
  return sinh(Pack<T>(x))[0];
}
template <std::floating_point T>
T cosh(T x) {
  return cosh(Pack<T>(x))[0];
}
template <std::floating_point T>
T sigmoid(T x) {
  return sigmoid(Pack<T>(x))[0];
}
template <std::floating_point T>
T softplus(T x) {
  return softplus(Pack<T>(x))[0];
}

}  // namespace thalweg::math
