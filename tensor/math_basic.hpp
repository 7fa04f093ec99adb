// Packs: absolute value, sign, rounding, bounds, and the tools the other functions are made of.
#pragma once

#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>

#include <thalweg/tensor/pack.hpp>

namespace thalweg::math {

/// A second operand that converts to the type of the first.
template <class T>
using Same = std::type_identity_t<T>;

template <std::floating_point T>
inline constexpr BitsOf<T> sign_bit = BitsOf<T>(1) << (8 * sizeof(T) - 1);

/// |x|
template <class T, int N>
[[gnu::always_inline]] inline Pack<T, N> abs(Pack<T, N> x) {
  if constexpr (std::floating_point<T>) {
    return from_bits<T>(to_bits(x) & ~sign_bit<T>);
  } else {
    return select(x < T(0), -x, x);
  }
}

/// The magnitude of x with the sign of y (the sign of a zero included).
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> copysign(Pack<T, N> x, Same<Pack<T, N>> y) {
  return from_bits<T>(to_bits(abs(x)) | (to_bits(y) & sign_bit<T>));
}

/// 1, -1, or x itself where it is a zero or NaN.
template <class T, int N>
[[gnu::always_inline]] inline Pack<T, N> sign(Pack<T, N> x) {
  return select(x > T(0), T(1), select(x < T(0), T(-1), x));
}

/// The smaller and the larger; a NaN in either gives NaN.
template <class T, int N>
[[gnu::always_inline]] inline Pack<T, N> min(Pack<T, N> a, Same<Pack<T, N>> b) {
  return select((a < b) | (a != a), a, b);
}
template <class T, int N>
[[gnu::always_inline]] inline Pack<T, N> max(Pack<T, N> a, Same<Pack<T, N>> b) {
  return select((a > b) | (a != a), a, b);
}

/// x within [low, high]; NaN stays NaN.
template <class T, int N>
[[gnu::always_inline]] inline Pack<T, N> clamp(Pack<T, N> x, Same<Pack<T, N>> low, Same<Pack<T, N>> high) {
  return select(x < low, low, select(x > high, high, x));
}

/// Neither infinite nor NaN.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Mask<T, N> is_finite(Pack<T, N> x) {
  return abs(x) <= std::numeric_limits<T>::max();
}

/// 2^(digits - 1): floats from here on are integers, so that adding it rounds to one.
template <std::floating_point T>
inline constexpr T first_integer = T(1) / std::numeric_limits<T>::epsilon();

/// Adding it leaves the nearest integer, of either sign, in the lowest bits.
template <std::floating_point T>
inline constexpr T round_magic = T(1.5) * first_integer<T>;

/// The nearest integer, halves to even; |x| must stay below first_integer / 4.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> round_small(Pack<T, N> x) {
  return (x + round_magic<T>)-round_magic<T>;
}

/// The largest integer not above x.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> floor(Pack<T, N> x) {
  const auto magnitude = abs(x);
  const auto nearest = copysign((magnitude + first_integer<T>)-first_integer<T>, x);
  const auto below = select(nearest > x, nearest - T(1), nearest);
  return select(magnitude < first_integer<T>, below, x);
}

/// c0 + c1 x + c2 x^2 + ..., by Horner's rule.
template <std::floating_point T, int N, class... C>
[[gnu::always_inline]] inline Pack<T, N> polynomial(Pack<T, N> x, T c0, C... rest) {
  if constexpr (sizeof...(rest) == 0) {
    return c0;
  } else {
    return polynomial(x, rest...) * x + c0;
  }
}

/// 2^n for an integer n with a normal result.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> exp2_integer(Pack<T, N> n) {
  constexpr int mantissa = std::numeric_limits<T>::digits - 1;
  const auto one = to_bits(Pack<T, N>(T(1)));
  return from_bits<T>((to_bits(n + round_magic<T>) << mantissa) + one);
}

/// f applied to each lane by itself.
template <std::floating_point T, int N, class F>
[[gnu::always_inline]] inline Pack<T, N> by_lane(Pack<T, N> x, F f) {
  T values[N];
  x.store(values);
  for (int i = 0; i < N; ++i) values[i] = f(values[i]);
  return Pack<T, N>::load(values);
}

template <class T>
concept Number = std::is_arithmetic_v<T>;

template <Number T>
T abs(T x) {
  return abs(Pack<T>(x))[0];
}
template <Number T>
T sign(T x) {
  return sign(Pack<T>(x))[0];
}
template <Number T>
T min(T a, Same<T> b) {
  return min(Pack<T>(a), b)[0];
}
template <Number T>
T max(T a, Same<T> b) {
  return max(Pack<T>(a), b)[0];
}
template <Number T>
T clamp(T x, Same<T> low, Same<T> high) {
  return clamp(Pack<T>(x), low, high)[0];
}
template <std::floating_point T>
T copysign(T x, Same<T> y) {
  return copysign(Pack<T>(x), y)[0];
}
template <std::floating_point T>
T floor(T x) {
  return floor(Pack<T>(x))[0];
}
template <std::floating_point T>
bool is_finite(T x) {
  return is_finite(Pack<T>(x))[0];
}

}  // namespace thalweg::math
