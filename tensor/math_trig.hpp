// Packs: sin, cos and tan.
#pragma once

#include <cmath>
#include <concepts>
#include <type_traits>

#include <thalweg/tensor/math_basic.hpp>
#include <thalweg/tensor/math_wide.hpp>
#include <thalweg/tensor/pack.hpp>

namespace thalweg::math {

/// x = n pi / 2 + (y + rest), |y| <= pi / 4; the last two bits of `quadrant` are those of n.
template <int N>
struct ReducedAngle {
  Pack<double, N> y, rest;
  Pack<std::uint64_t, N> quadrant;
};

/// Up to here n has at most 20 bits, so that its products with 33 bits of pi / 2 are exact.
inline constexpr double largest_reduced_angle = 1e6;

/// Cody and Waite: n times the first and the second 33 bits of pi / 2 are exact, and so are the differences (Knuth's
/// two-sum keeps what the second one loses).
template <int N>
[[gnu::always_inline]] inline ReducedAngle<N> reduce_angle(Pack<double, N> x) {
  const auto shifted = x * 0.63661977236758134308 + round_magic<double>;
  const auto n = shifted - round_magic<double>;
  const auto first = x - n * 1.57079632673412561417e+00;
  const auto second = n * 6.07710050630396597660e-11;
  const auto r = first - second;
  const auto back = r - first;
  const auto lost = (first - (r - back)) - (second + back);
  const auto small = lost - n * 2.02226624879595063154e-21;
  const auto y = r + small;
  return {y, (r - y) + small, to_bits(shifted)};
}

/// sin and cos of y + rest for |y| <= pi / 4: the polynomials of fdlibm (k_sin.c, k_cos.c), errors below 2^-57.
template <int N>
[[gnu::always_inline]] inline Pack<double, N> sin_reduced(Pack<double, N> y, Pack<double, N> rest) {
  const auto z = y * y, cube = z * y;
  const auto r = polynomial(z, 8.33333333332248946124e-03, -1.98412698298579493134e-04, 2.75573137070700676789e-06,
                            -2.50507602534068634195e-08, 1.58969099521155010221e-10);
  return y - ((z * (0.5 * rest - cube * r) - rest) - cube * -1.66666666666666324348e-01);
}
template <int N>
[[gnu::always_inline]] inline Pack<double, N> cos_reduced(Pack<double, N> y, Pack<double, N> rest) {
  const auto z = y * y, half = 0.5 * z, w = 1.0 - half;
  const auto r = polynomial(z, 4.16666666666666019037e-02, -1.38888888888741095749e-03, 2.48015872894767294178e-05,
                            -2.75573143513906633035e-07, 2.08757232129817482790e-09, -1.13596475577881948265e-11);
  return w + (((1.0 - w) - half) + (z * z * r - y * rest));
}

/// sin(x + turn pi / 2)
template <int N>
[[gnu::always_inline]] inline Pack<double, N> sin_turned(Pack<double, N> x, std::uint64_t turn) {
  const auto [y, rest, quadrant] = reduce_angle(x);
  const auto turned = quadrant + turn;
  const auto odd = Mask<double, N>{((turned & 1u) != 0u).raw};
  const auto value = select(odd, cos_reduced(y, rest), sin_reduced(y, rest));
  return from_bits<double>(to_bits(value) ^ ((turned & 2u) << 62));
}

template <int N>
[[gnu::always_inline]] inline Pack<double, N> tan_reduced(Pack<double, N> x) {
  const auto [y, rest, quadrant] = reduce_angle(x);
  const auto odd = Mask<double, N>{((quadrant & 1u) != 0u).raw};
  const auto s = sin_reduced(y, rest), c = cos_reduced(y, rest);
  return select(odd, -c, s) / select(odd, s, c);
}

/// value, but by_lane(exact) where |x| is too large to be reduced here.
template <std::floating_point T, int N, class F>
[[gnu::always_inline]] inline Pack<T, N> with_large_angles(Pack<T, N> x, Pack<T, N> value, F exact) {
  const auto large = abs(x) > T(largest_reduced_angle);
  if (any(large)) [[unlikely]]
    return select(large, by_lane(x, exact), value);
  return value;
}

/// The zeros of sin and tan keep their sign, and so do numbers too small to change.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> near_zero_itself(Pack<T, N> x, Pack<T, N> value) {
  return select(abs(x) < std::numeric_limits<T>::epsilon() / T(16), x, value);
}

template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> sin(Pack<T, N> x) {
  const auto exact = [](T v) { return std::sin(v); };
  if constexpr (std::is_same_v<T, float>) {
    const auto value = through_double([](auto v) { return sin_turned(v, 0); }, x);
    return with_large_angles(x, near_zero_itself(x, value), exact);
  } else {
    return with_large_angles(x, near_zero_itself(x, sin_turned(x, 0)), exact);
  }
}

template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> cos(Pack<T, N> x) {
  const auto exact = [](T v) { return std::cos(v); };
  if constexpr (std::is_same_v<T, float>) {
    return with_large_angles(x, through_double([](auto v) { return sin_turned(v, 1); }, x), exact);
  } else {
    return with_large_angles(x, sin_turned(x, 1), exact);
  }
}

template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> tan(Pack<T, N> x) {
  const auto exact = [](T v) { return std::tan(v); };
  if constexpr (std::is_same_v<T, float>) {
    const auto value = through_double([](auto v) { return tan_reduced(v); }, x);
    return with_large_angles(x, near_zero_itself(x, value), exact);
  } else {
    return with_large_angles(x, near_zero_itself(x, tan_reduced(x)), exact);
  }
}

template <std::floating_point T>
T sin(T x) {
  return sin(Pack<T>(x))[0];
}
template <std::floating_point T>
T cos(T x) {
  return cos(Pack<T>(x))[0];
}
template <std::floating_point T>
T tan(T x) {
  return tan(Pack<T>(x))[0];
}

}  // namespace thalweg::math
