// Packs: powers.
#pragma once

#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>

#include <thalweg/tensor/math_basic.hpp>
#include <thalweg/tensor/math_exp.hpp>
#include <thalweg/tensor/math_log.hpp>
#include <thalweg/tensor/math_wide.hpp>
#include <thalweg/tensor/pack.hpp>

namespace thalweg::math {

/// |x|^y = e^(y log |x|), and the sign that an odd y leaves; in double for a float result, where the product has digits
/// enough.
template <int N>
[[gnu::always_inline]] inline Pack<double, N> pow_for_float(Pack<double, N> x, Pack<double, N> y) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const auto magnitude = abs(x);
  const auto size = exp(y * log(magnitude));
  const auto whole = floor(y) == y;
  const auto odd = whole & (floor(0.5 * y) * 2.0 != y);
  const auto negative = to_bits(x) >> 63 != Pack<std::uint64_t, N>(0u);
  const auto is_negative = Mask<double, N>{negative.raw};
  const auto signed_size = select(is_negative & odd, -size, size);
  const auto defined =
      select((x < 0.0) & !whole & (magnitude < infinity), std::numeric_limits<double>::quiet_NaN(), signed_size);
  const auto one = (y == 0.0) | (x == 1.0) | ((x == -1.0) & (abs(y) == infinity));
  return select(one, 1.0, defined);
}

/// x^y, with the special cases of the C standard (x^0 = 1 also for NaN). float64 goes through std::pow, lane by lane.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> pow(Pack<T, N> x, Same<Pack<T, N>> y) {
  if constexpr (std::is_same_v<T, float>) {
    return through_double([](auto a, auto b) { return pow_for_float(a, b); }, x, y);
  } else {
    T values[N];
    for (int i = 0; i < N; ++i) values[i] = std::pow(x[i], y[i]);
    return Pack<T, N>::load(values);
  }
}

template <std::floating_point T>
T pow(T x, Same<T> y) {
  return pow(Pack<T>(x), y)[0];
}

}  // namespace thalweg::math
