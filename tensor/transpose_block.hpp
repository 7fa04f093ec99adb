// Transposed copies of matrices in memory, a square of registers at a time.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <thalweg/tensor/pack.hpp>

namespace thalweg {

template <class T>
using Square = std::array<Pack<T>, static_cast<std::size_t>(lanes<T>)>;

/// a0 b0 a1 b1 ... from the first halves of a and b, or from the second ones.
template <bool second, class T, int... lane>
[[gnu::always_inline]] inline Pack<T> interleave(Pack<T> a, Pack<T> b, std::integer_sequence<int, lane...>) {
  constexpr int N = lanes<T>, start = second ? N / 2 : 0;
  return Pack<T>(__builtin_shufflevector(a.raw, b.raw, (start + lane / 2 + (lane % 2) * N)...));
}

/// log2(N) rounds, each of which interleaves row i with row i + N / 2, put rows where columns were.
template <int rounds, class T, std::size_t... half>
[[gnu::always_inline]] inline void transpose_square(Square<T>& rows, std::index_sequence<half...> halves) {
  constexpr std::size_t H = sizeof...(half);
  constexpr std::make_integer_sequence<int, lanes<T>> all{};
  Square<T> next;
  ((next[2 * half] = interleave<false, T>(rows[half], rows[half + H], all),
    next[2 * half + 1] = interleave<true, T>(rows[half], rows[half + H], all)),
   ...);
  rows = next;
  if constexpr (rounds > 1) transpose_square<rounds - 1, T>(rows, halves);
}

/// One square: rows x columns values, at most N x N, to[j * to_stride + i] = from[i * from_stride + j] (or += where
/// asked).
template <bool add, class T, std::size_t... lane>
[[gnu::noinline]] void copy_square(const T* from, std::int64_t from_stride, std::int64_t rows, std::int64_t columns,
                                   T* to, std::int64_t to_stride, std::index_sequence<lane...>) {
  using P = Pack<T>;
  constexpr int N = lanes<T>, rounds = N == 16 ? 4 : N == 8 ? 3 : N == 4 ? 2 : 1;
  constexpr std::make_index_sequence<static_cast<std::size_t>(N / 2)> halves{};
  Square<T> square;
  const auto row_at = [&](std::int64_t i) { return from + i * from_stride; };
  const auto column_at = [&](std::int64_t j) { return to + j * to_stride; };
  if (rows == N && columns == N) {
    ((square[lane] = P::load(row_at(lane))), ...);
    transpose_square<rounds, T>(square, halves);
    ((add ? P::load(column_at(lane)) + square[lane] : square[lane]).store(column_at(lane)), ...);
  } else {
    ((square[lane] = static_cast<std::int64_t>(lane) < rows ? P::load(row_at(lane), columns) : P(T(0))), ...);
    transpose_square<rounds, T>(square, halves);
    const auto store = [&](std::int64_t j, P value) {
      if (j < columns) (add ? P::load(column_at(j), rows) + value : value).store(column_at(j), rows);
    };
    (store(static_cast<std::int64_t>(lane), square[lane]), ...);
  }
}

/// to[j * to_stride + i] = from[i * from_stride + j], or += when `add`, for i < rows and j < columns.
template <bool add = false, class T>
void copy_transposed(const T* from, std::int64_t from_stride, std::int64_t rows, std::int64_t columns, T* to,
                     std::int64_t to_stride) {
  constexpr std::int64_t N = lanes<T>;
  for (std::int64_t i = 0; i < rows; i += N) {
    for (std::int64_t j = 0; j < columns; j += N) {
      copy_square<add>(from + i * from_stride + j, from_stride, std::min(N, rows - i), std::min(N, columns - j),
                       to + j * to_stride + i, to_stride, std::make_index_sequence<static_cast<std::size_t>(N)>{});
    }
  }
}

}  // namespace thalweg
