// The innermost part of the matrix product: a tile of C kept in registers over the whole of k.
#pragma once

#include <array>
#include <cstdint>
#include <utility>

#include <thalweg/tensor/pack.hpp>

namespace thalweg {

/// Rows of a tile and packs per row: as many accumulators as the registers hold beside one row of B and one value of A.
inline constexpr int tile_rows = pack_bytes == 64 ? 14 : pack_bytes == 32 ? 6 : 4;
inline constexpr int tile_packs = 2;
template <class T>
inline constexpr int tile_columns = tile_packs* lanes<T>;

/// How the rows of A follow each other: at distance 1 (packed, or A transposed), or at any, with distance 1 along k.
enum class Rows { adjacent, strided };

/// c (rows x packs) = or += a (rows x k) b (k x packs).
///
/// Adjacent rows: a(i, p) at a[i + p * a_stride]; strided: at a[i * a_stride + p]. Every element of c is one chain of
/// multiply-adds in the order of p, so it does not depend on the tile it is computed in. On the way, memory that a
/// later tile needs is fetched into the second cache: that around ahead + p * ahead_step.
template <class T, int packs, Rows order, int... row>
[[gnu::always_inline]] inline void tile_product(std::integer_sequence<int, row...>, std::int64_t k, const T* a,
                                                std::int64_t a_stride, const T* b, std::int64_t b_stride,
                                                const T* ahead, std::int64_t ahead_step, T* c, std::int64_t c_stride,
                                                bool accumulate) {
  using P = Pack<T>;
  constexpr int N = lanes<T>;
  static_assert(packs == 1 || packs == tile_packs);
  P left[sizeof...(row)], right[sizeof...(row)];
  ((left[row] = P(T(0)), right[row] = P(T(0))), ...);
  // The tile of c is far away in memory, and needed only at the end.
  ((__builtin_prefetch(c + row * c_stride, 1), __builtin_prefetch(c + row * c_stride + packs * N - 1, 1)), ...);
  for (std::int64_t p = 0; p < k; ++p) {
    __builtin_prefetch(ahead, 0, 2);
    ahead += ahead_step;
    if constexpr (order == Rows::adjacent) {
      // A step of full rows is up to two lines long.
      __builtin_prefetch(a + 16 * a_stride);
      if constexpr (sizeof...(row) * sizeof(T) > 64) __builtin_prefetch(a + 16 * a_stride + 64 / sizeof(T));
    }
    const P b0 = P::load(b), b1 = packs == 2 ? P::load(b + N) : b0;
    const auto step = [&](P & l, P & r, T value) __attribute__((always_inline)) {
      const P x(value);
      l = multiply_add(x, b0, l);
      if constexpr (packs == 2) r = multiply_add(x, b1, r);
    };
    if constexpr (order == Rows::adjacent) {
      (step(left[row], right[row], a[row]), ...);
      a += a_stride;
    } else {
      (step(left[row], right[row], a[row * a_stride]), ...);
      ++a;
    }
    b += b_stride;
  }
  // All loads before all stores: where rows of c are a multiple of 4096 bytes apart, a load has to wait for the store
  // to the row before.
  if (accumulate) {
    ((left[row] += P::load(c + row * c_stride),
      packs == 2 ? void(right[row] += P::load(c + row * c_stride + N)) : void()),
     ...);
  }
  ((left[row].store(c + row * c_stride), packs == 2 ? right[row].store(c + row * c_stride + N) : void()), ...);
}

/// The same with the number of rows as a plain template argument, to be pointed at.
template <class T, int rows, int packs, Rows order>
void tile_kernel(std::int64_t k, const T* a, std::int64_t a_stride, const T* b, std::int64_t b_stride, const T* ahead,
                 std::int64_t ahead_step, T* c, std::int64_t c_stride, bool accumulate) {
  tile_product<T, packs, order>(std::make_integer_sequence<int, rows>{}, k, a, a_stride, b, b_stride, ahead, ahead_step,
                                c, c_stride, accumulate);
}

}  // namespace thalweg
