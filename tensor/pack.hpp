// A pack: as many values as one vector register holds, with arithmetic, comparisons and partial loads.
#pragma once

#include <cstdint>
#include <cstring>
#include <type_traits>

#if defined(__SSE2__)
#include <immintrin.h>
#endif

namespace thalweg {

/// Bytes of the widest vector register this translation unit is compiled for.
#if defined(__AVX512F__)
inline constexpr int pack_bytes = 64;
#elif defined(__AVX__)
inline constexpr int pack_bytes = 32;
#else
inline constexpr int pack_bytes = 16;
#endif

/// Values of type T in one pack.
template <class T>
inline constexpr int lanes = pack_bytes / static_cast<int>(sizeof(T));

/// The unsigned integer as wide as T: the type of its bits (sums of bits may wrap around).
template <class T>
using BitsOf = std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>;

/// The compiler's vector type of N values. (In a struct of its own: a compiler takes overloads on T and on a vector of
/// T for the same as long as T is open.)
template <class T, int N>
struct VectorOf {
  using type [[gnu::vector_size(N * sizeof(T))]] = T;
};

template <class T, int N>
struct Pack;

/// One truth value per lane: what a comparison of packs gives and `select` takes.
template <class T, int N = lanes<T>>
struct Mask {
  using Vector = typename VectorOf<T, N>::type;
  using Raw = decltype(Vector{} < Vector{});
  Raw raw;

  [[gnu::always_inline]] friend inline Mask operator&(Mask a, Mask b) { return {a.raw & b.raw}; }
  [[gnu::always_inline]] friend inline Mask operator|(Mask a, Mask b) { return {a.raw | b.raw}; }
  [[gnu::always_inline]] friend inline Mask operator!(Mask a) { return {~a.raw}; }

  [[gnu::always_inline]] bool operator[](int lane) const { return raw[lane] != 0; }

  /// True if it holds in at least one lane.
  [[gnu::always_inline]] friend inline bool any(Mask mask) {
#if defined(__AVX512F__)
    const __m512i bits = (__m512i)mask.raw;
    return _mm512_test_epi64_mask(bits, bits) != 0;
#elif defined(__AVX__)
    return _mm256_testz_si256((__m256i)mask.raw, (__m256i)mask.raw) == 0;
#elif defined(__SSE2__)
    return _mm_movemask_epi8((__m128i)mask.raw) != 0;
#else
    bool found = false;
    for (int i = 0; i < N; ++i) found = found || mask.raw[i] != 0;
    return found;
#endif
  }

  /// Lane by lane: a where the mask holds, else b.
  [[gnu::always_inline]] friend inline Pack<T, N> select(Mask mask, Pack<T, N> a, Pack<T, N> b) {
    return Pack<T, N>(mask.raw ? a.raw : b.raw);
  }
};

/// N values of type T (float, double, std::int64_t; unsigned integers for the bits of floats) worked on at once.
///
/// Numbers convert to a pack of equal lanes, in the type of the pack, so `v * 2.0` is float arithmetic for a float
/// pack. N is part of the type: code compiled for another processor has other packs, and the linker cannot mix them up.
template <class T, int N = lanes<T>>
struct Pack {
  using value_type = T;
  using Vector = typename VectorOf<T, N>::type;
  static constexpr int size = N;

  Vector raw;

  Pack() = default;
  [[gnu::always_inline]] explicit Pack(Vector vector) : raw(vector) {}
  /// All lanes equal. (x - 0 keeps the sign of a zero, x + 0 would not.)
  [[gnu::always_inline]] Pack(T x) : raw(x - Vector{}) {}

  /// N consecutive values; no alignment beyond that of T is asked for.
  [[gnu::always_inline]] static Pack load(const T* from) {
    Pack pack;
    std::memcpy(&pack.raw, from, sizeof(Vector));
    return pack;
  }

  /// The first n values (0 <= n <= N), the lanes behind them `fill`; nothing beyond from + n is read.
  [[gnu::always_inline]] static Pack load(const T* from, std::int64_t n, T fill = T(0)) {
#if defined(__AVX512F__)
    const Pack rest(fill);
    const auto mask = (1u << n) - 1u;
    if constexpr (std::is_same_v<T, float>) {
      return Pack((Vector)_mm512_mask_loadu_ps((__m512)rest.raw, static_cast<__mmask16>(mask), from));
    } else if constexpr (std::is_same_v<T, double>) {
      return Pack((Vector)_mm512_mask_loadu_pd((__m512d)rest.raw, static_cast<__mmask8>(mask), from));
    } else if constexpr (sizeof(T) == 8) {
      return Pack((Vector)_mm512_mask_loadu_epi64((__m512i)rest.raw, static_cast<__mmask8>(mask), from));
    } else {
      return Pack((Vector)_mm512_mask_loadu_epi32((__m512i)rest.raw, static_cast<__mmask16>(mask), from));
    }
#elif defined(__AVX2__)
    const Mask<T, N> inside = below(n);
    if constexpr (std::is_same_v<T, float>) {
      return select(inside, Pack((Vector)_mm256_maskload_ps(from, (__m256i)inside.raw)), Pack(fill));
    } else if constexpr (std::is_same_v<T, double>) {
      return select(inside, Pack((Vector)_mm256_maskload_pd(from, (__m256i)inside.raw)), Pack(fill));
    } else if constexpr (sizeof(T) == 8) {
      const auto* at = reinterpret_cast<const long long*>(from);
      return select(inside, Pack((Vector)_mm256_maskload_epi64(at, (__m256i)inside.raw)), Pack(fill));
    } else {
      const auto* at = reinterpret_cast<const int*>(from);
      return select(inside, Pack((Vector)_mm256_maskload_epi32(at, (__m256i)inside.raw)), Pack(fill));
    }
#else
    T values[N];
    for (int i = 0; i < N; ++i) values[i] = i < n ? from[i] : fill;
    return load(values);
#endif
  }

  /// The values at from, from + stride, ...: n of them (0 <= n <= N), the lanes behind them `fill`.
  [[gnu::always_inline]] static Pack gather(const T* from, std::int64_t stride, std::int64_t n = N, T fill = T(0)) {
    T values[N];
    for (int i = 0; i < N; ++i) values[i] = i < n ? from[i * stride] : fill;
    return load(values);
  }

  [[gnu::always_inline]] void store(T* to) const { std::memcpy(to, &raw, sizeof(Vector)); }

  /// The first n lanes (0 <= n <= N); nothing beyond to + n is written.
  [[gnu::always_inline]] void store(T* to, std::int64_t n) const {
#if defined(__AVX512F__)
    const auto mask = (1u << n) - 1u;
    if constexpr (std::is_same_v<T, float>) {
      _mm512_mask_storeu_ps(to, static_cast<__mmask16>(mask), (__m512)raw);
    } else if constexpr (std::is_same_v<T, double>) {
      _mm512_mask_storeu_pd(to, static_cast<__mmask8>(mask), (__m512d)raw);
    } else if constexpr (sizeof(T) == 8) {
      _mm512_mask_storeu_epi64(to, static_cast<__mmask8>(mask), (__m512i)raw);
    } else {
      _mm512_mask_storeu_epi32(to, static_cast<__mmask16>(mask), (__m512i)raw);
    }
#elif defined(__AVX2__)
    // In powers of two: AMD's processors before AVX-512 take a masked store apart, lane by lane.
    if (n == N) return store(to);
    const std::int64_t bytes = n * static_cast<std::int64_t>(sizeof(T));
    char* at = reinterpret_cast<char*>(to);
    __m128i part = _mm256_castsi256_si128((__m256i)raw);
    if (bytes & 16) {
      std::memcpy(at, &part, 16);
      part = _mm256_extracti128_si256((__m256i)raw, 1);
      at += 16;
    }
    if (bytes & 8) {
      std::memcpy(at, &part, 8);
      part = _mm_unpackhi_epi64(part, part);
      at += 8;
    }
    if (bytes & 4) std::memcpy(at, &part, 4);
#else
    for (int i = 0; i < N && i < n; ++i) to[i] = raw[i];
#endif
  }

  /// The first n lanes (0 <= n <= N) to `to`, to + stride, ...
  [[gnu::always_inline]] void scatter(T* to, std::int64_t stride, std::int64_t n = N) const {
    for (int i = 0; i < N && i < n; ++i) to[i * stride] = raw[i];
  }

  /// 0, 1, 2, ...
  [[gnu::always_inline]] static Pack iota() {
    Pack pack;
    for (int i = 0; i < N; ++i) pack.raw[i] = static_cast<T>(i);
    return pack;
  }

  /// True in the first n lanes (0 <= n <= N).
  [[gnu::always_inline]] static Mask<T, N> below(std::int64_t n) {
    using Index = std::conditional_t<sizeof(T) == 4, std::int32_t, std::int64_t>;
    typename Mask<T, N>::Raw index;
    for (int i = 0; i < N; ++i) index[i] = i;
    return {index < static_cast<Index>(n)};
  }

  [[gnu::always_inline]] T operator[](int lane) const { return raw[lane]; }

  [[gnu::always_inline]] friend inline Pack operator+(Pack a) { return a; }
  [[gnu::always_inline]] friend inline Pack operator-(Pack a) { return Pack(-a.raw); }
  [[gnu::always_inline]] friend inline Pack operator+(Pack a, Pack b) { return Pack(a.raw + b.raw); }
  [[gnu::always_inline]] friend inline Pack operator-(Pack a, Pack b) { return Pack(a.raw - b.raw); }
  [[gnu::always_inline]] friend inline Pack operator*(Pack a, Pack b) { return Pack(a.raw * b.raw); }
  /// Lanes of integers must not be divided by zero, the unused ones of a partial load included: fill those with 1.
  [[gnu::always_inline]] friend inline Pack operator/(Pack a, Pack b) { return Pack(a.raw / b.raw); }
  [[gnu::always_inline]] Pack& operator+=(Pack b) { return *this = *this + b; }
  [[gnu::always_inline]] Pack& operator-=(Pack b) { return *this = *this - b; }
  [[gnu::always_inline]] Pack& operator*=(Pack b) { return *this = *this * b; }
  [[gnu::always_inline]] Pack& operator/=(Pack b) { return *this = *this / b; }

  [[gnu::always_inline]] friend inline Mask<T, N> operator<(Pack a, Pack b) { return {a.raw < b.raw}; }
  [[gnu::always_inline]] friend inline Mask<T, N> operator<=(Pack a, Pack b) { return {a.raw <= b.raw}; }
  [[gnu::always_inline]] friend inline Mask<T, N> operator>(Pack a, Pack b) { return {a.raw > b.raw}; }
  [[gnu::always_inline]] friend inline Mask<T, N> operator>=(Pack a, Pack b) { return {a.raw >= b.raw}; }
  [[gnu::always_inline]] friend inline Mask<T, N> operator==(Pack a, Pack b) { return {a.raw == b.raw}; }
  [[gnu::always_inline]] friend inline Mask<T, N> operator!=(Pack a, Pack b) { return {a.raw != b.raw}; }

  /// The smaller and the larger value; a NaN in either gives NaN.
  [[gnu::always_inline]] friend inline Pack min(Pack a, Pack b) { return select((a < b) | (a != a), a, b); }
  [[gnu::always_inline]] friend inline Pack max(Pack a, Pack b) { return select((a > b) | (a != a), a, b); }

  /// All lanes combined by `f(T, T)`, halves first: the order is the same on every call.
  template <class F>
  [[gnu::always_inline]] T reduce(F f) const {
    T values[N];
    store(values);
    for (int width = N / 2; width > 0; width /= 2) {
      for (int i = 0; i < width; ++i) values[i] = f(values[i], values[i + width]);
    }
    return values[0];
  }
  [[gnu::always_inline]] friend inline T reduce_sum(Pack a) {
    return a.reduce([](T x, T y) { return x + y; });
  }
  /// The smallest and the largest lane; NaN if there is one.
  [[gnu::always_inline]] friend inline T reduce_min(Pack a) {
    return a.reduce([](T x, T y) { return x < y || x != x ? x : y; });
  }
  [[gnu::always_inline]] friend inline T reduce_max(Pack a) {
    return a.reduce([](T x, T y) { return x > y || x != x ? x : y; });
  }
};

/// The bits of floating numbers as integers, and back.
template <class T, int N>
[[gnu::always_inline]] inline Pack<BitsOf<T>, N> to_bits(Pack<T, N> x) {
  using Bits = Pack<BitsOf<T>, N>;
  return Bits((typename Bits::Vector)x.raw);
}
template <class T, int N>
[[gnu::always_inline]] inline Pack<T, N> from_bits(Pack<BitsOf<T>, N> bits) {
  return Pack<T, N>((typename Pack<T, N>::Vector)bits.raw);
}

/// Packs of integers also have the operators on bits; the shift counts are the same for all lanes.
template <class T, int N>
[[gnu::always_inline]] inline Pack<T, N> operator&(Pack<T, N> a, std::type_identity_t<Pack<T, N>> b) {
  return Pack<T, N>(a.raw & b.raw);
}
template <class T, int N>
[[gnu::always_inline]] inline Pack<T, N> operator|(Pack<T, N> a, std::type_identity_t<Pack<T, N>> b) {
  return Pack<T, N>(a.raw | b.raw);
}
template <class T, int N>
[[gnu::always_inline]] inline Pack<T, N> operator^(Pack<T, N> a, std::type_identity_t<Pack<T, N>> b) {
  return Pack<T, N>(a.raw ^ b.raw);
}
template <class T, int N>
[[gnu::always_inline]] inline Pack<T, N> operator<<(Pack<T, N> a, int count) {
  return Pack<T, N>(a.raw << count);
}
template <class T, int N>
[[gnu::always_inline]] inline Pack<T, N> operator>>(Pack<T, N> a, int count) {
  return Pack<T, N>(a.raw >> count);
}

/// a b + c, rounded once where the processor does that: for sums of products (matrix kernels), where portable bits are
/// not promised.
template <class T>
[[gnu::always_inline]] inline Pack<T> multiply_add(Pack<T> a, Pack<T> b, Pack<T> c) {
#if defined(__AVX512F__)
  if constexpr (sizeof(T) == 4) {
    return Pack<T>((typename Pack<T>::Vector)_mm512_fmadd_ps((__m512)a.raw, (__m512)b.raw, (__m512)c.raw));
  } else {
    return Pack<T>((typename Pack<T>::Vector)_mm512_fmadd_pd((__m512d)a.raw, (__m512d)b.raw, (__m512d)c.raw));
  }
#elif defined(__FMA__)
  if constexpr (sizeof(T) == 4) {
    return Pack<T>((typename Pack<T>::Vector)_mm256_fmadd_ps((__m256)a.raw, (__m256)b.raw, (__m256)c.raw));
  } else {
    return Pack<T>((typename Pack<T>::Vector)_mm256_fmadd_pd((__m256d)a.raw, (__m256d)b.raw, (__m256d)c.raw));
  }
#else
  return a * b + c;
#endif
}

}  // namespace thalweg
