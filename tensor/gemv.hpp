// Matrix times vector: memory is read once, in its order.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <thalweg/tensor/gemm_product.hpp>
#include <thalweg/tensor/pack.hpp>

namespace thalweg {

/// c[i] = or += the scalar products of `row...` consecutive rows of a with x, k terms each; rows are contiguous.
///
/// Two accumulators per row, folded every 64 steps, so that a sum of many terms stays accurate; the order does not
/// depend on how many rows are taken together.
template <class T, std::size_t... row>
void rows_times_vector(std::int64_t k, const T* a, std::int64_t a_row, const T* x, T* c, std::int64_t c_row,
                       bool accumulate, std::index_sequence<row...>) {
  using P = Pack<T>;
  constexpr std::int64_t N = lanes<T>, fold = 64 * 2 * N;
  std::array<P, sizeof...(row)> total, even, odd;
  ((total[row] = P(T(0))), ...);
  for (std::int64_t start = 0; start < k; start += fold) {
    const std::int64_t end = std::min(k, start + fold);
    ((even[row] = P(T(0)), odd[row] = P(T(0))), ...);
    std::int64_t p = start;
    for (; p + 2 * N <= end; p += 2 * N) {
      const P x0 = P::load(x + p), x1 = P::load(x + p + N);
      const auto at = [&](std::size_t r) { return a + static_cast<std::int64_t>(r) * a_row + p; };
      ((even[row] = multiply_add(P::load(at(row)), x0, even[row]),
        odd[row] = multiply_add(P::load(at(row) + N), x1, odd[row])),
       ...);
    }
    for (; p < end; p += N) {
      const std::int64_t count = std::min(N, end - p);
      const P x0 = P::load(x + p, count);
      ((even[row] = multiply_add(P::load(a + static_cast<std::int64_t>(row) * a_row + p, count), x0, even[row])), ...);
    }
    ((total[row] += even[row] + odd[row]), ...);
  }
  const auto finish = [&](T& to, T value) { to = accumulate ? to + value : value; };
  (finish(c[static_cast<std::int64_t>(row) * c_row], reduce_sum(total[row])), ...);
}

/// c = or += a x for the rows begin .. end of a, which are contiguous (a.col = 1), as is x.
template <class T>
void rows_times_vector(const Product<T>& p, const T* x, std::int64_t begin, std::int64_t end) {
  std::int64_t i = begin;
  for (; i + 4 <= end; i += 4)
    rows_times_vector(p.k, p.a.at(i, 0), p.a.row, x, p.c + i * p.c_row, p.c_row, p.accumulate,
                      std::make_index_sequence<4>{});
  for (; i < end; ++i)
    rows_times_vector(p.k, p.a.at(i, 0), p.a.row, x, p.c + i * p.c_row, p.c_row, p.accumulate,
                      std::make_index_sequence<1>{});
}

/// sum[i] += x[0] a(i, 0) + x[1] a(i, 1) + ... for n rows and `column...` columns of a, which are contiguous (a.row =
/// 1).
template <class T, std::size_t... column>
void add_columns(std::int64_t n, const T* a, std::int64_t a_col, const T* x, std::int64_t x_row, T* sum,
                 std::index_sequence<column...>) {
  using P = Pack<T>;
  constexpr std::int64_t N = lanes<T>;
  const std::array<P, sizeof...(column)> factor = {P(x[static_cast<std::int64_t>(column) * x_row])...};
  const auto step = [&](std::int64_t i, std::int64_t count) {
    P s = count == N ? P::load(sum + i) : P::load(sum + i, count);
    const auto from = [&](std::size_t q) {
      const T* at = a + static_cast<std::int64_t>(q) * a_col + i;
      return count == N ? P::load(at) : P::load(at, count);
    };
    ((s = multiply_add(factor[column], from(column), s)), ...);
    count == N ? s.store(sum + i) : s.store(sum + i, count);
  };
  std::int64_t i = 0;
  for (; i + N <= n; i += N) step(i, N);
  if (i < n) step(i, n - i);
}

/// c = or += a x for the rows begin .. end of a, whose columns are contiguous (a.row = 1): the columns are added up, in
/// the order and the blocks of the matrix product.
template <class T>
void columns_times_vector(const Product<T>& p, std::int64_t begin, std::int64_t end) {
  constexpr std::int64_t piece = 4096 / static_cast<std::int64_t>(sizeof(T));
  alignas(64) T sum[piece];
  for (std::int64_t i0 = begin; i0 < end; i0 += piece) {
    const std::int64_t n = std::min(piece, end - i0);
    T* c = p.c + i0 * p.c_row;
    for (std::int64_t p0 = 0; p0 < p.k; p0 += block_k<T>) {
      std::fill_n(sum, n, T(0));
      const std::int64_t last = std::min(p.k, p0 + block_k<T>);
      std::int64_t q = p0;
      for (; q + 8 <= last; q += 8)
        add_columns(n, p.a.at(i0, q), p.a.col, p.b.at(q, 0), p.b.row, sum, std::make_index_sequence<8>{});
      for (; q < last; ++q)
        add_columns(n, p.a.at(i0, q), p.a.col, p.b.at(q, 0), p.b.row, sum, std::make_index_sequence<1>{});
      const bool add = p.accumulate || p0 > 0;
      for (std::int64_t i = 0; i < n; ++i) c[i * p.c_row] = add ? c[i * p.c_row] + sum[i] : sum[i];
    }
  }
}

}  // namespace thalweg
