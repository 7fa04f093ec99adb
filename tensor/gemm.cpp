// The matrix product: which way round, on how many threads.
#include <thalweg/tensor/gemm.hpp>

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <utility>

#include <thalweg/tensor/gemm_blocks.hpp>
#include <thalweg/tensor/gemm_epilogue.hpp>
#include <thalweg/tensor/gemm_product.hpp>
#include <thalweg/tensor/gemv.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg {

namespace {

/// Multiply-adds that are worth a thread of their own: some microseconds, since workers wait awake.
constexpr std::int64_t work_per_thread = 1 << 18, work_per_vector_thread = 1 << 17;

/// c^T = b^T a^T: the roles of rows and columns exchanged.
template <class T>
Product<T> turned(const Product<T>& p) {
  Product<T> t = p;
  std::swap(t.m, t.n);
  t.a = p.b.transposed();
  t.b = p.a.transposed();
  std::swap(t.c_row, t.c_col);
  std::swap(t.bias_row, t.bias_col);
  return t;
}

/// Vectors run along the columns of b; where those are strided, b has to be packed, unless the transposed product has
/// less to pack.
template <class T>
Product<T> better_way_round(const Product<T>& p) {
  if (p.b.col == 1) return p;
  return p.a.row == 1 || p.m <= p.n ? turned(p) : p;
}

/// The part of a product that belongs to rows i0 .. i1 and columns j0 .. j1 of c.
template <class T>
Product<T> part(const Product<T>& p, std::int64_t i0, std::int64_t i1, std::int64_t j0, std::int64_t j1) {
  Product<T> piece = p;
  piece.m = i1 - i0;
  piece.n = j1 - j0;
  piece.a.data = p.a.at(i0, 0);
  piece.b.data = p.b.at(0, j0);
  piece.c += i0 * p.c_row + j0 * p.c_col;
  if (p.bias != nullptr) piece.bias += i0 * p.bias_row + j0 * p.bias_col;
  return piece;
}

/// Cuts c into rows x columns pieces of whole tiles, one per thread, as nearly square as the number of threads allows.
template <class T>
void multiply_on_threads(const Product<T>& p, std::int64_t threads) {
  constexpr std::int64_t width = tile_columns<T>;
  const std::int64_t row_tiles = (p.m + tile_rows - 1) / tile_rows, column_tiles = (p.n + width - 1) / width;
  std::int64_t rows = 1, columns = 1, best = -1;
  for (std::int64_t r = 1; r <= threads && r <= row_tiles; ++r) {
    const std::int64_t s = std::min(threads / r, column_tiles);
    const std::int64_t reads = p.m / r + p.n / s, pieces = r * s;
    if (best < 0 || pieces > rows * columns || (pieces == rows * columns && reads < best)) {
      rows = r;
      columns = s;
      best = reads;
    }
  }
  parallel_for(rows * columns, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t piece = begin; piece < end; ++piece) {
      const std::int64_t r = piece / columns, s = piece % columns;
      const auto row = [&](std::int64_t cut) { return std::min(p.m, row_tiles * cut / rows * tile_rows); };
      const auto column = [&](std::int64_t cut) { return std::min(p.n, column_tiles * cut / columns * width); };
      multiply_blocks(part(p, row(r), row(r + 1), column(s), column(s + 1)));
    }
  });
}

/// c of one column; false where neither rows nor columns of a are contiguous.
template <class T>
bool multiply_vector(const Product<T>& p) {
  const std::int64_t grain = std::max<std::int64_t>(lanes<T>, work_per_vector_thread / p.k);
  if (p.a.col == 1) {
    thread_local Workspace<T> space;
    const T* x = p.b.data;
    if (p.b.row != 1) {
      T* copy = space.take(p.k);
      for (std::int64_t q = 0; q < p.k; ++q) copy[q] = *p.b.at(q, 0);
      x = copy;
    }
    parallel_for(p.m, grain, [&](std::int64_t begin, std::int64_t end) {
      rows_times_vector(p, x, begin, end);
      finish(p, begin, 0, end - begin, 1);
    });
    return true;
  }
  if (p.a.row != 1) return false;
  parallel_for(p.m, grain, [&](std::int64_t begin, std::int64_t end) {
    columns_times_vector(p, begin, end);
    finish(p, begin, 0, end - begin, 1);
  });
  return true;
}

/// Row by row, column by column: for products too small to be worth anything else, and for integers, which wrap around.
template <class T>
void multiply_plainly(const Product<T>& p) {
  using Sum = std::conditional_t<std::is_integral_v<T>, std::uint64_t, T>;
  for (std::int64_t i = 0; i < p.m; ++i) {
    for (std::int64_t j = 0; j < p.n; ++j) {
      T& c = p.c[i * p.c_row + j * p.c_col];
      Sum sum = p.accumulate && std::is_integral_v<T> ? static_cast<Sum>(c) : Sum(0);
      for (std::int64_t q = 0; q < p.k; ++q) sum += static_cast<Sum>(*p.a.at(i, q)) * static_cast<Sum>(*p.b.at(q, j));
      c = p.accumulate && !std::is_integral_v<T> ? c + static_cast<T>(sum) : static_cast<T>(sum);
    }
  }
  finish(p, 0, 0, p.m, p.n);
}

}  // namespace

template <class T>
void gemm(std::int64_t m, std::int64_t n, std::int64_t k, std::type_identity_t<MatrixIn<T>> a,
          std::type_identity_t<MatrixIn<T>> b, T* c, std::int64_t c_row, bool accumulate,
          const std::type_identity_t<Epilogue<T>>& epilogue) {
  Product<T> product{m, n, k, a, b, c, c_row, 1, accumulate, epilogue.activation, epilogue.slope};
  if (epilogue.bias != nullptr) {
    product.bias = epilogue.bias;
    product.bias_col = epilogue.bias_step;
  }
  if (m == 0 || n == 0) return;
  if constexpr (std::is_integral_v<T>) {
    multiply_plainly(product);
  } else {
    if (m * n * k <= 64) return multiply_plainly(product);
    if (n == 1 && multiply_vector(product)) return;
    if (m == 1 && multiply_vector(turned(product))) return;
    const Product<T> turned_right = better_way_round(product);
    const std::int64_t wanted = m * n * k / work_per_thread;
    const std::int64_t threads = wanted > 1 ? std::min<std::int64_t>(wanted, num_threads()) : 1;
    if (threads > 1) {
      multiply_on_threads(turned_right, threads);
    } else {
      multiply_blocks(turned_right);
    }
  }
}

template void gemm(std::int64_t, std::int64_t, std::int64_t, MatrixIn<float>, MatrixIn<float>, float*, std::int64_t,
                   bool, const Epilogue<float>&);
template void gemm(std::int64_t, std::int64_t, std::int64_t, MatrixIn<double>, MatrixIn<double>, double*, std::int64_t,
                   bool, const Epilogue<double>&);
template void gemm(std::int64_t, std::int64_t, std::int64_t, MatrixIn<std::int64_t>, MatrixIn<std::int64_t>,
                   std::int64_t*, std::int64_t, bool, const Epilogue<std::int64_t>&);

}  // namespace thalweg
