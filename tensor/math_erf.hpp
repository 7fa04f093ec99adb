// Packs: the error function.
#pragma once

#include <concepts>
#include <type_traits>

#include <thalweg/tensor/math_basic.hpp>
#include <thalweg/tensor/math_exp.hpp>
#include <thalweg/tensor/pack.hpp>

namespace thalweg::math {

/// (erf(x) / x - 1) as a polynomial in z = x^2 for |x| <= 1, interpolated at Chebyshev points, relative error 2^-62
/// (float: 2^-29).
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> erf_near_zero(Pack<T, N> z) {
  if constexpr (std::is_same_v<T, float>) {
    return polynomial(z, 0.12837916585f, -0.376126266667f, 0.112835947152f, -0.0268542120106f, 0.00518908742343f,
                      -0.000801686428717f, 7.87587506269e-5f);
  } else {
    return polynomial(z, 0.1283791670955125738, -0.37612638903183748056, 0.11283791670954878666,
                      -0.026866170645076793248, 0.0052239776248180144673, -0.00085483269808337899052,
                      0.00012055331111642710923, -0.000014925595266831181565, 1.6461000484121368033e-6,
                      -1.6350312701054695011e-7, 1.4659775274047435814e-8, -1.137284885679167367e-9,
                      5.9571761477489114044e-11);
  }
}

/// e^(x^2) (1 - erf(x)) for 1 <= x <= 6 (float: 4) as a polynomial in t = (x - c) / (x + c), c = 3 (float: 2), relative
/// error 2^-53 (float: 2^-24) of a term that is at most 0.16.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> erfc_scaled(Pack<T, N> x) {
  constexpr T c = std::is_same_v<T, float> ? T(2) : T(3);
  const auto t = (x - c) / (x + c);
  if constexpr (std::is_same_v<T, float>) {
    return polynomial(t, 0.255395676311f, -0.427185989768f, 0.241658201526f, -0.0789683061279f, 0.00373237175894f,
                      0.00681114013109f, -0.000837975438702f);
  } else {
    return polynomial(t, 0.17900115118138995023, -0.32623356004303717477, 0.24560380171233194479,
                      -0.15011593650078743912, 0.071665837197748743386, -0.024392499318273193125,
                      0.0042691363475082563605, 0.00070774644439015373147, -0.00059706235170932842794,
                      0.000045254726354833541373, 0.000064061820735305467428, -0.000012848894512523528795,
                      -8.0080213194126843348e-6, 2.0236031796417566352e-6, 1.2801900862962661938e-6);
  }
}

/// erf(x) = 2 / sqrt(pi) times the integral of e^(-t^2) from 0 to x; beyond |x| = 1 it is 1 - e^(-x^2) times a slow
/// function.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> erf(Pack<T, N> x) {
  constexpr T one_from_here = std::is_same_v<T, float> ? T(4) : T(6);
  const auto magnitude = abs(x);
  const auto bounded = clamp(magnitude, T(1), one_from_here);
  const auto tail = T(1) - exp(-bounded * bounded) * erfc_scaled(bounded);
  return select(magnitude < T(1), x + x * erf_near_zero(x * x), copysign(tail, x));
}

template <std::floating_point T>
T erf(T x) {
  return erf(Pack<T>(x))[0];
}

}  // namespace thalweg::math
