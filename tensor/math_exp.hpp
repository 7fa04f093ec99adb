// Packs: exp and expm1.
#pragma once

#include <concepts>
#include <limits>
#include <type_traits>

#include <thalweg/tensor/math_basic.hpp>
#include <thalweg/tensor/pack.hpp>

namespace thalweg::math {

/// x = n log(2) + high - low with integer n and |high - low| <= log(2) / 2; high is exact, tail = expm1(high - low) -
/// high.
template <std::floating_point T, int N>
struct ReducedExp {
  Pack<T, N> n, high, tail;
};

/// The part that exp and expm1 share; x must be bounded (|x| <= 800) or NaN.
///
/// log(2) is split into a short number, whose products with n are exact, and the rest (Cody and Waite). The polynomial
/// is (expm1(r) - r) / r^2 interpolated at Chebyshev points of |r| <= log(2) / 2, relative error 2^-58 (float: 2^-28).
template <std::floating_point T, int N>
[[gnu::always_inline]] inline ReducedExp<T, N> reduce_exp(Pack<T, N> x) {
  const auto n = round_small(x * T(1.44269504088896340736));
  if constexpr (std::is_same_v<T, float>) {
    const auto high = x - n * 0.693359375f, low = n * -2.12194440054690583e-4f, r = high - low;
    const auto q = polynomial(r, 0.5f, 0.166666666816f, 0.0416664649253f, 0.00833331092548f, 0.00139336499963f,
                              0.000198909908247f);
    return {n, high, r * r * q - low};
  } else {
    const auto high = x - n * 6.93147180369123816490e-01, low = n * 1.90821492927058770002e-10, r = high - low;
    const auto q = polynomial(r, 0.5, 0.16666666666666670991, 0.041666666666666669755, 0.0083333333333261351258,
                              0.0013888888888883748305, 0.00019841269874820625271, 0.000024801587325547741216,
                              2.755725540020642443e-6, 2.7557273643110295328e-7, 2.5105217004720745164e-8,
                              2.0914686968086877233e-9);
    return {n, high, r * r * q - low};
  }
}

/// 2^n x for an integer |n| < 2000 (float: 250): in two steps, since 2^n itself may be out of range where the product
/// is not.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> scale_exp2(Pack<T, N> x, Pack<T, N> n) {
  const auto half = round_small(n * T(0.5));
  return x * exp2_integer(half) * exp2_integer(n - half);
}

/// Above it exp overflows, below its negative (about) exp is zero and expm1 is -1.
template <std::floating_point T>
inline constexpr T exp_bound = std::is_same_v<T, float> ? T(110) : T(760);

/// e^x
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> exp(Pack<T, N> x) {
  const auto bounded = clamp(x, -exp_bound<T>, exp_bound<T>);
  const auto [n, high, tail] = reduce_exp(bounded);
  return scale_exp2(T(1) + (high + tail), n);
}

/// e^x / 2, finite also where e^x is not quite any more.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> half_exp(Pack<T, N> x) {
  const auto bounded = clamp(x, -exp_bound<T>, exp_bound<T>);
  const auto [n, high, tail] = reduce_exp(bounded);
  return scale_exp2(T(1) + (high + tail), n - T(1));
}

/// e^x - 1, accurate near zero.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> expm1(Pack<T, N> x) {
  constexpr T bottom = std::is_same_v<T, float> ? T(-30) : T(-60);
  const auto bounded = clamp(x, bottom, exp_bound<T>);
  const auto [n, high, tail] = reduce_exp(bounded);
  // e^x - 1 = 2^n (expm1(r) + 1 - 2^-n); where n is large the rest rounds to 1.
  const auto rest = T(1) - exp2_integer(-min(n, T(100)));
  const auto result = scale_exp2((rest + high) + tail, n);
  return select(abs(x) < std::numeric_limits<T>::epsilon() / T(4), x, result);
}

template <std::floating_point T>
T exp(T x) {
  return exp(Pack<T>(x))[0];
}
template <std::floating_point T>
T expm1(T x) {
  return expm1(Pack<T>(x))[0];
}

}  // namespace thalweg::math
