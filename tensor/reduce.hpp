// Reductions on values: an associative operation over some axes, in an order fixed by the sizes alone.
#pragma once

#include <thalweg/tensor/pointwise.hpp>

namespace thalweg::raw {

/// The shape left when `axes` (normalised) are reduced: size 1 with keepdim, else gone.
Shape reduced_shape(const Shape& shape, const Axes& axes, bool keepdim);

/// out = fold over `axes` of x with `combine` (generic over packs and T), starting from `start`.
/// An empty list of axes stands for all. Works row by row of x's memory order; a row that is reduced is folded lane by
/// lane and then across lanes.
template <class Combine>
Tensor fold(const char* op, const Tensor& x, const Axes& axes, bool keepdim, double start, Combine combine) {
  const Axes reduced = normalize_axes(op, axes, x.rank());
  const Shape kept = reduced_shape(x.shape(), reduced, true);
  Tensor out = Tensor::uninitialized(op, kept, x.dtype());
  dispatch(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* to = out.data<T>();
    const T first = static_cast<T>(start);
    std::fill_n(to, out.numel(), first);
    if (x.numel() == 0) return;
    const T* from = x.data<T>();
    const Loops<2> loops(x.shape(), {broadcast_strides(kept, out.strides(), x.shape()), x.strides()});
    loops.run([&](const auto& offset, std::int64_t n, const auto& step) {
      T* target = to + offset[0];
      const Reader<T, Read::strided> row{from + offset[1], step[1]};
      const std::int64_t whole = n - n % lanes<T>;
      if (step[0] == 0) {
        Pack<T> folded(first);
        for (std::int64_t i = 0; i < whole; i += lanes<T>) folded = combine(folded, row(i));
        T value = folded.reduce([&](T a, T b) { return combine(Pack<T>(a), Pack<T>(b))[0]; });
        for (std::int64_t i = whole; i < n; ++i) value = combine(Pack<T>(value), Pack<T>(row.from[i * row.stride]))[0];
        *target = combine(Pack<T>(*target), Pack<T>(value))[0];
      } else if (step[0] == 1) {
        std::int64_t i = 0;
        for (; i < whole; i += lanes<T>) combine(Pack<T>::load(target + i), row(i)).store(target + i);
        if (i < n) combine(Pack<T>::load(target + i, n - i), row.tail(i, n - i)).store(target + i, n - i);
      } else {
        for (std::int64_t i = 0; i < n; ++i) {
          T& each = target[i * step[0]];
          each = combine(Pack<T>(each), Pack<T>(row.from[i * row.stride]))[0];
        }
      }
    });
  });
  if (keepdim) return out;
  const Shape shape = reduced_shape(x.shape(), reduced, false);
  return out.view(shape, contiguous_strides(shape), 0);
}

/// Sum over the axes.
Tensor sum(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

}  // namespace thalweg::raw
