// Packs of float worked on as two packs of double, for functions whose float value needs more digits on the way.
#pragma once

#include <utility>

#include <thalweg/tensor/pack.hpp>

namespace thalweg::math {

/// Lanes start .. start + N / 2 as doubles.
template <int start, int N, int... lane>
[[gnu::always_inline]] inline Pack<double, N / 2> widen(Pack<float, N> x, std::integer_sequence<int, lane...>) {
  using Wide = Pack<double, N / 2>;
  return Wide(__builtin_convertvector(__builtin_shufflevector(x.raw, x.raw, (start + lane)...), typename Wide::Vector));
}

/// Both halves, rounded to float.
template <int N, int... lane>
[[gnu::always_inline]] inline Pack<float, N> narrow(Pack<double, N / 2> low, Pack<double, N / 2> high,
                                                    std::integer_sequence<int, lane...>) {
  using Half [[gnu::vector_size(N / 2 * sizeof(float))]] = float;
  return Pack<float, N>(__builtin_shufflevector(__builtin_convertvector(low.raw, Half),
                                                __builtin_convertvector(high.raw, Half), lane...));
}

/// f(x, ...) by way of double, where f takes packs of double.
template <int N, class F, class... X>
[[gnu::always_inline]] inline Pack<float, N> through_double(F f, Pack<float, N> x, X... more) {
  constexpr std::make_integer_sequence<int, N / 2> half{};
  return narrow<N>(f(widen<0, N>(x, half), widen<0, N>(more, half)...),
                   f(widen<N / 2, N>(x, half), widen<N / 2, N>(more, half)...), std::make_integer_sequence<int, N>{});
}

}  // namespace thalweg::math
