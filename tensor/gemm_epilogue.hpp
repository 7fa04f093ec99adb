// The end of a matrix product: bias and activation on a part of c that is still in the first cache.
#pragma once

#include <algorithm>
#include <cstdint>

#include <thalweg/tensor/gemm_product.hpp>
#include <thalweg/tensor/pack.hpp>

namespace thalweg {

template <class T>
[[gnu::always_inline]] inline Pack<T> activate(Activation activation, Pack<T> v, Pack<T> slope) {
  if (activation == Activation::none) return v;
  return activation == Activation::relu ? max(v, Pack<T>(T(0))) : select(v > Pack<T>(T(0)), v, v * slope);
}

/// c = activation(c + bias) on rows of contiguous values; the bias changes along the rows of c, or along its columns.
template <class T>
void finish_rows(Activation activation, T slope, T* c, std::int64_t c_row, std::int64_t rows, std::int64_t columns,
                 const T* bias, std::int64_t bias_row, std::int64_t bias_col) {
  using P = Pack<T>;
  constexpr std::int64_t N = lanes<T>;
  for (std::int64_t j = 0; j < columns; j += N) {
    const std::int64_t count = std::min(N, columns - j);
    P shift(T(0));
    if (bias_col == 1) {
      shift = P::load(bias + j, count);
    } else if (bias_col != 0) {
      shift = P::gather(bias + j * bias_col, bias_col, count);
    }
    for (std::int64_t i = 0; i < rows; ++i) {
      T* at = c + i * c_row + j;
      P v = count == N ? P::load(at) : P::load(at, count);
      if (bias != nullptr) v += bias_col == 0 ? P(bias[i * bias_row]) : shift;
      v = activate(activation, v, P(slope));
      count == N ? v.store(at) : v.store(at, count);
    }
  }
}

/// The epilogue on rows i .. i + rows and columns j .. j + columns of c, whose sums are complete.
template <class T>
void finish(const Product<T>& p, std::int64_t i, std::int64_t j, std::int64_t rows, std::int64_t columns) {
  if (p.bias == nullptr && p.activation == Activation::none) return;
  T* c = p.c + i * p.c_row + j * p.c_col;
  const T* bias = p.bias == nullptr ? nullptr : p.bias + i * p.bias_row + j * p.bias_col;
  if (p.c_col == 1) {
    finish_rows(p.activation, p.slope, c, p.c_row, rows, columns, bias, p.bias_row, p.bias_col);
  } else {
    finish_rows(p.activation, p.slope, c, p.c_col, columns, rows, bias, p.bias_col, p.bias_row);
  }
}

}  // namespace thalweg
