// The elementary functions on packs, and on single numbers with the same bits.
#pragma once

#include <cmath>
#include <concepts>

#include <thalweg/tensor/math_basic.hpp>
#include <thalweg/tensor/math_exp.hpp>
#include <thalweg/tensor/math_hyperbolic.hpp>
#include <thalweg/tensor/math_log.hpp>
#include <thalweg/tensor/pack.hpp>

namespace thalweg::math {

template <std::floating_point T, int N>
inline Pack<T, N> sin(Pack<T, N> x) {
  return by_lane(x, [](T v) { return std::sin(v); });
}
template <std::floating_point T, int N>
inline Pack<T, N> cos(Pack<T, N> x) {
  return by_lane(x, [](T v) { return std::cos(v); });
}
template <std::floating_point T, int N>
inline Pack<T, N> tan(Pack<T, N> x) {
  return by_lane(x, [](T v) { return std::tan(v); });
}
template <std::floating_point T, int N>
inline Pack<T, N> erf(Pack<T, N> x) {
  return by_lane(x, [](T v) { return std::erf(v); });
}

/// x^y
template <std::floating_point T, int N>
inline Pack<T, N> pow(Pack<T, N> x, Same<Pack<T, N>> y) {
  T values[N];
  for (int i = 0; i < N; ++i) values[i] = std::pow(x[i], y[i]);
  return Pack<T, N>::load(values);
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
template <std::floating_point T>
T erf(T x) {
  return erf(Pack<T>(x))[0];
}
template <std::floating_point T>
T pow(T x, Same<T> y) {
  return pow(Pack<T>(x), y)[0];
}

}  // namespace thalweg::math
