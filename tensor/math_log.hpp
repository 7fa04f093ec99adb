// Packs: log and log1p.
#pragma once

#include <concepts>
#include <limits>
#include <type_traits>

#include <thalweg/tensor/math_basic.hpp>
#include <thalweg/tensor/pack.hpp>

namespace thalweg::math {

/// log(x) + correction for x >= 0, not subnormal, with `exponent` added to that of x.
///
/// x = 2^k (1 + f) with sqrt(1/2) <= 1 + f < sqrt(2). With s = f / (2 + f), log(1 + f) = 2 atanh(s) = f - s (f -
/// R(s^2)), written so that the large part f is added last (the arrangement of fdlibm's e_log.c). R(z) / z is
/// interpolated at Chebyshev points, relative error 2^-51 (float: 2^-21) of a term that is 1 % of the sum.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> log_normal(Pack<T, N> x, Pack<T, N> exponent, Pack<T, N> correction) {
  constexpr int mantissa = std::numeric_limits<T>::digits - 1;
  using Bits = Pack<BitsOf<T>, N>;
  const Bits root_half = to_bits(Pack<T, N>(T(0.70710678118654752440)));
  const Bits one = to_bits(Pack<T, N>(T(1)));
  const Bits shifted = to_bits(x) + (one - root_half);
  const Bits biased = shifted >> mantissa;
  const auto magic = to_bits(Pack<T, N>(round_magic<T>));
  const auto k =
      (from_bits<T>(biased + magic) - (round_magic<T> + (std::numeric_limits<T>::max_exponent - 1))) + exponent;
  const auto f = from_bits<T>(to_bits(x) - (biased << mantissa) + one) - T(1);
  const auto s = f / (T(2) + f), z = s * s;
  const auto half_square = T(0.5) * f * f;
  if constexpr (std::is_same_v<T, float>) {
    const auto r = z * polynomial(z, 0.666666850675f, 0.399887691443f, 0.295804676538f);
    return k * 0.693359375f -
           ((half_square - (s * (half_square + r) + (k * -2.12194440054690583e-4f + correction))) - f);
  } else {
    const auto r =
        z * polynomial(z, 0.66666666666666696969, 0.39999999999899197894, 0.28571428626114518292,
                       0.22222211112104947364, 0.18182890778026130313, 0.15331666676597174341, 0.14617128399807299883);
    return k * 6.93147180369123816490e-01 -
           ((half_square - (s * (half_square + r) + (k * 1.90821492927058770002e-10 + correction))) - f);
  }
}

/// The values of log outside (0, infinity): NaN below zero, -infinity at zero, infinity and NaN as they are.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> log_edges(Pack<T, N> x, Pack<T, N> inside) {
  constexpr T infinity = std::numeric_limits<T>::infinity();
  const auto outside = select(x == T(0), -infinity, select(x < T(0), std::numeric_limits<T>::quiet_NaN(), x));
  return select((x > T(0)) & (x < infinity), inside, outside);
}

/// The natural logarithm.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> log(Pack<T, N> x) {
  constexpr int digits = std::numeric_limits<T>::digits;
  const auto tiny = x < std::numeric_limits<T>::min();
  const auto normal = select(tiny, x * (T(2) * first_integer<T>), x);
  const auto exponent = select(tiny, T(-digits), T(0));
  return log_edges(x, log_normal(normal, exponent, Pack<T, N>(T(0))));
}

/// log(1 + x), accurate near zero.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> log1p(Pack<T, N> x) {
  // What the sum u = 1 + x loses is found exactly (Knuth's two-sum) and added to first order: log(u + e) = log(u) + e /
  // u.
  const auto u = T(1) + x;
  const auto back = u - T(1);
  const auto lost = (T(1) - (u - back)) + (x - back);
  const auto result = log_edges(u, log_normal(u, Pack<T, N>(T(0)), lost / u));
  return select(abs(x) < std::numeric_limits<T>::epsilon() / T(4), x, result);
}

template <std::floating_point T>
T log(T x) {
  return log(Pack<T>(x))[0];
}
template <std::floating_point T>
T log1p(T x) {
  return log1p(Pack<T>(x))[0];
}

}  // namespace thalweg::math
