// Packs: square roots, and square roots over a number that stays the same.
#pragma once

#include <cmath>
#include <concepts>
#include <type_traits>

#include <thalweg/tensor/pack.hpp>

namespace thalweg::math {

#if defined(__AVX512F__)
namespace root {

/// The lanes that hold a number the steps below are exact for (their residuals do not underflow), and the zeros.
struct Lanes16 {
  __mmask16 zero, ordinary;

  [[gnu::always_inline]] explicit Lanes16(__m512 x) {
    constexpr int low = (127 - 100) << 23, width = 200 << 23;  // 2^-100 <= x < 2^100
    zero = _mm512_cmp_ps_mask(x, _mm512_setzero_ps(), _CMP_EQ_OQ);
    const __m512i above = _mm512_sub_epi32(_mm512_castps_si512(x), _mm512_set1_epi32(low));
    ordinary = _mm512_cmplt_epu32_mask(above, _mm512_set1_epi32(width));
  }
  [[gnu::always_inline]] bool all() const { return static_cast<__mmask16>(zero | ordinary) == 0xffff; }
};

/// The correctly rounded square root of ordinary lanes, zero in the others.
///
/// An estimate of 14 bits, one step of Newton's method, and the residual x - g^2, which one multiply-add gives exactly
/// (Markstein 1990). Some eight instructions that run side by side with others take the place of one that keeps the
/// divider busy for as long as a division. All floats have been tried: tests/test_math_root.cpp.
[[gnu::always_inline]] inline __m512 by_steps(__m512 x, __mmask16 ordinary) {
  const __m512 half = _mm512_set1_ps(0.5f);
  const __m512 estimate = _mm512_maskz_rsqrt14_ps(ordinary, x);
  __m512 g = _mm512_mul_ps(x, estimate), h = _mm512_mul_ps(half, estimate);
  const __m512 r = _mm512_fnmadd_ps(g, h, half);
  g = _mm512_fmadd_ps(g, r, g);
  h = _mm512_fmadd_ps(h, r, h);
  return _mm512_fmadd_ps(_mm512_fnmadd_ps(g, g, x), h, g);
}

/// The correctly rounded s / c from the rounded inverse of c: two corrections by residuals that are exact.
[[gnu::always_inline]] inline __m512 over(__m512 s, __m512 c, __m512 inverse) {
  __m512 q = _mm512_mul_ps(s, inverse);
  q = _mm512_fmadd_ps(_mm512_fnmadd_ps(q, c, s), inverse, q);
  return _mm512_fmadd_ps(_mm512_fnmadd_ps(q, c, s), inverse, q);
}

}  // namespace root
#endif

/// Correctly rounded square root; NaN for negative numbers.
template <std::floating_point T, int N>
[[gnu::always_inline]] inline Pack<T, N> sqrt(Pack<T, N> x) {
#if defined(__AVX512F__)
  if constexpr (std::is_same_v<T, float> && N == 16) {
    using Vector = typename Pack<T, N>::Vector;
    const __m512 v = (__m512)x.raw;
    const root::Lanes16 lanes(v);
    // (The form without a mask begins with a value that g++ 12 takes for uninitialised.)
    if (!lanes.all()) [[unlikely]]
      return Pack<T, N>((Vector)_mm512_maskz_sqrt_ps(0xffff, v));
    // A zero keeps its sign.
    return Pack<T, N>((Vector)_mm512_mask_mov_ps(root::by_steps(v, lanes.ordinary), lanes.zero, v));
  }
#endif
  Pack<T, N> result = x;
  for (int i = 0; i < N; ++i) result.raw[i] = std::sqrt(x.raw[i]);
  return result;
}

template <std::floating_point T>
T sqrt(T x) {
  return std::sqrt(x);
}

/// sqrt(x) / c for x >= 0 and many x, both steps correctly rounded: the bits of sqrt(x) / c written out.
template <std::floating_point T>
class RootOver {
 public:
  explicit RootOver(T c) : c_(c), inverse_(T(1) / c), ordinary_(c >= T(0x1p-20) && c <= T(0x1p20)) {}

  [[gnu::always_inline]] T operator()(T x) const { return std::sqrt(x) / c_; }

  template <int N>
  [[gnu::always_inline]] Pack<T, N> operator()(Pack<T, N> x) const {
#if defined(__AVX512F__)
    if constexpr (std::is_same_v<T, float> && N == 16) {
      const __m512 v = (__m512)x.raw;
      const root::Lanes16 lanes(v);
      if (ordinary_ && lanes.all()) [[likely]]
        return Pack<T, N>((typename Pack<T, N>::Vector)root::over(root::by_steps(v, lanes.ordinary), _mm512_set1_ps(c_),
                                                                  _mm512_set1_ps(inverse_)));
    }
#endif
    return sqrt(x) / Pack<T, N>(c_);
  }

 private:
  T c_, inverse_;
  bool ordinary_;
};

}  // namespace thalweg::math
