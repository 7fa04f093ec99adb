// One thread's matrix product: blocks that stay in the caches, panels packed where the layout asks for it, tiles.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <thalweg/tensor/gemm.hpp>
#include <thalweg/tensor/gemm_epilogue.hpp>
#include <thalweg/tensor/gemm_kernel.hpp>
#include <thalweg/tensor/gemm_product.hpp>
#include <thalweg/tensor/pack.hpp>
#include <thalweg/tensor/transpose_block.hpp>

namespace thalweg {

/// Block sizes beside block_k. A panel of B (block_k x tile_columns), the panel after it and a block of A live in the
/// second cache, a block of B in the last.
inline constexpr std::int64_t block_m = 12 * tile_rows;
inline constexpr std::int64_t block_n = 1024;

/// From this many columns on a packed copy of A pays for itself: the copy is read once per panel, the original has more
/// pages.
inline constexpr std::int64_t worth_packing = 400;

/// Up to this many rows a packed copy of B costs more than it saves.
inline constexpr std::int64_t few_rows = 112;

template <class T>
using Kernel = void (*)(std::int64_t, const T*, std::int64_t, const T*, std::int64_t, const T*, std::int64_t, T*,
                        std::int64_t, bool);

template <class T, int packs, Rows order, int... row>
constexpr std::array<Kernel<T>, sizeof...(row)> kernels(std::integer_sequence<int, row...>) {
  return {tile_kernel<T, row + 1, packs, order>...};
}

/// The kernel for 1 <= rows <= tile_rows and one pack or two per row.
template <class T>
Kernel<T> kernel(std::int64_t rows, int packs, Rows order) {
  constexpr std::make_integer_sequence<int, tile_rows> all{};
  static constexpr std::array<Kernel<T>, tile_rows> table[2][2] = {
      {kernels<T, 1, Rows::adjacent>(all), kernels<T, 1, Rows::strided>(all)},
      {kernels<T, 2, Rows::adjacent>(all), kernels<T, 2, Rows::strided>(all)}};
  return table[packs - 1][order == Rows::strided][static_cast<std::size_t>(rows - 1)];
}

/// to[p * width + i] = x(p, i) for p < depth and i < count, zeros up to width.
template <class T>
void pack_panel(MatrixIn<T> x, std::int64_t depth, std::int64_t count, std::int64_t width, T* to) {
  if (x.row == 1 && x.col != 1) {
    if (count < width) std::fill_n(to, depth * width, T(0));
    copy_transposed(x.data, x.col, count, depth, to, width);
    return;
  }
  constexpr std::int64_t N = lanes<T>;
  for (std::int64_t p = 0; p < depth; ++p, to += width) {
    const T* from = x.at(p, 0);
    if (x.col == 1) {
      __builtin_prefetch(from + 16 * x.row);
      __builtin_prefetch(from + 16 * x.row + width - 1);
      for (std::int64_t i = 0; i < width; i += N) {
        Pack<T>::load(from + i, std::clamp<std::int64_t>(count - i, 0, N)).store(to + i, std::min(N, width - i));
      }
    } else {
      for (std::int64_t i = 0; i < width; ++i) to[i] = i < count ? from[i * x.col] : T(0);
    }
  }
}

/// The tile at (i, j): straight into c where it fits, else through a buffer.
template <class T>
void write_tile(const Product<T>& product, std::int64_t i, std::int64_t j, std::int64_t rows, std::int64_t columns,
                const T* tile, std::int64_t tile_stride, bool add) {
  T* c = product.c + i * product.c_row + j * product.c_col;
  if (product.c_col != 1) {
    if (add) {
      copy_transposed<true>(tile, tile_stride, rows, columns, c, product.c_col);
    } else {
      copy_transposed<false>(tile, tile_stride, rows, columns, c, product.c_col);
    }
    return;
  }
  constexpr std::int64_t N = lanes<T>;
  for (std::int64_t r = 0; r < rows; ++r, tile += tile_stride, c += product.c_row) {
    for (std::int64_t s = 0; s < columns; s += N) {
      const std::int64_t count = std::min(N, columns - s);
      const auto value = Pack<T>::load(tile + s);
      (add ? Pack<T>::load(c + s, count) + value : value).store(c + s, count);
    }
  }
}

/// Rows of A that fall on the same lines of the first cache push each other out.
template <class T>
bool collides(std::int64_t stride) {
  return stride * static_cast<std::int64_t>(sizeof(T)) % 4096 == 0;
}

/// Rows of A as the kernels take them: packed tile by tile, or where they are.
template <class T>
struct BlockOfA {
  const T* data;
  std::int64_t stride;
  Rows order;
  bool packed;
};

/// Which of the blocks along k a step belongs to: the first one starts the sums, the last one finishes them.
struct Turn {
  bool add, last;
};

/// Rows i0 .. i0 + mb of A times one panel of B: columns j .. j + columns, its rows panel_stride apart. `next` is the
/// packed panel that follows, or null: with many columns it is far away by now, and its way back is spread over the
/// tiles.
template <class T>
void multiply_panel(const Product<T>& product, const BlockOfA<T>& a, std::int64_t i0, std::int64_t mb, std::int64_t kb,
                    const T* panel, std::int64_t panel_stride, std::type_identity_t<const T*> next, std::int64_t j,
                    std::int64_t columns, Turn turn) {
  const int packs = columns > lanes<T> ? 2 : 1;
  const bool direct = product.c_col == 1 && columns == packs * lanes<T>;
  const std::int64_t tiles = (mb + tile_rows - 1) / tile_rows;
  alignas(64) T tile[tile_rows * tile_columns<T>];
  const std::int64_t ahead_step = next == nullptr ? 0 : (tile_columns<T> + tiles - 1) / tiles;
  if (next == nullptr) next = panel;
  std::int64_t done = 0;
  for (std::int64_t t = 0; t < tiles; ++t, next += ahead_step * kb) {
    const std::int64_t rows = (mb - done) / (tiles - t);
    const T* left = a.packed                    ? a.data + done * kb
                    : a.order == Rows::adjacent ? a.data + done
                                                : a.data + done * a.stride;
    const std::int64_t stride = a.packed ? rows : a.stride;
    const Kernel<T> run = kernel<T>(rows, packs, a.order);
    const std::int64_t i = i0 + done;
    if (direct) {
      run(kb, left, stride, panel, panel_stride, next, ahead_step, product.c + i * product.c_row + j, product.c_row,
          turn.add);
    } else {
      run(kb, left, stride, panel, panel_stride, next, ahead_step, tile, tile_columns<T>, false);
      write_tile(product, i, j, rows, columns, tile, tile_columns<T>, turn.add);
    }
    if (turn.last) finish(product, i, j, rows, columns);
    done += rows;
  }
}

/// Rows i0 .. i0 + mb and p0 .. p0 + kb of A as the kernels take them.
template <class T>
BlockOfA<T> block_of_a(const Product<T>& product, std::int64_t i0, std::int64_t mb, std::int64_t p0, std::int64_t kb,
                       Workspace<T>& space) {
  const MatrixIn<T>& a = product.a;
  const bool direct = product.n < worth_packing;
  if (direct && a.row == 1 && !collides<T>(a.col)) return {a.at(i0, p0), a.col, Rows::adjacent, false};
  if (direct && a.col == 1 && !collides<T>(a.row)) return {a.at(i0, p0), a.row, Rows::strided, false};
  T* packed = space.take(block_m * block_k<T>);
  const std::int64_t tiles = (mb + tile_rows - 1) / tile_rows;
  std::int64_t done = 0;
  for (std::int64_t t = 0; t < tiles; ++t) {
    const std::int64_t rows = (mb - done) / (tiles - t);
    pack_panel<T>({a.at(i0 + done, p0), a.col, a.row}, kb, rows, rows, packed + done * kb);
    done += rows;
  }
  return {packed, 0, Rows::adjacent, true};
}

/// The whole product on the calling thread.
template <class T>
void multiply_blocks(const Product<T>& product) {
  constexpr std::int64_t width = tile_columns<T>, N = lanes<T>;
  thread_local Workspace<T> space_a, space_b;
  const MatrixIn<T>& b = product.b;
  const bool b_direct = b.col == 1 && product.m <= few_rows && !collides<T>(b.row);
  for (std::int64_t p0 = 0; p0 < product.k; p0 += block_k<T>) {
    const std::int64_t kb = std::min(block_k<T>, product.k - p0);
    const Turn turn{product.accumulate || p0 > 0, p0 + kb == product.k};
    for (std::int64_t j0 = 0; j0 < product.n; j0 += block_n) {
      const std::int64_t nb = std::min(block_n, product.n - j0);
      T* packed_b = space_b.take(kb * std::min(block_n, (nb + N - 1) / N * N));
      for (std::int64_t i0 = 0; i0 < product.m; i0 += block_m) {
        const std::int64_t mb = std::min(block_m, product.m - i0);
        const BlockOfA<T> a = block_of_a(product, i0, mb, p0, kb, space_a);
        for (std::int64_t j = 0; j < nb; j += width) {
          const std::int64_t columns = std::min(width, nb - j), padded = columns > N ? 2 * N : N;
          if (b_direct && columns == padded) {
            multiply_panel(product, a, i0, mb, kb, b.at(p0, j0 + j), b.row, nullptr, j0 + j, columns, turn);
          } else {
            T* panel = packed_b + j * kb;
            if (i0 == 0) pack_panel<T>({b.at(p0, j0 + j), b.row, b.col}, kb, columns, padded, panel);
            multiply_panel(product, a, i0, mb, kb, panel, padded, panel + padded * kb, j0 + j, columns, turn);
          }
        }
      }
    }
  }
}

}  // namespace thalweg
