// Element-wise changes in place, of tensors of any strides.
#pragma once

#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

/// Fails unless every element of x has a place of its own, so that x can be written to.
inline void check_writable(const char* op, const Tensor& x) {
  for (std::int64_t axis = 0; axis < x.rank(); ++axis)
    check(x.shape()[axis] <= 1 || x.strides()[axis] != 0, op, "the tensor of shape ", x.shape(),
          " is stretched along axis ", axis, ", so that elements share one place; change a clone() of it");
}

/// Fails unless y, broadcast, has the shape of x.
inline void check_stretches(const char* op, const Tensor& y, const Tensor& x) {
  check(broadcast(op, x.shape(), y.shape()) == x.shape(), op, "shape ", y.shape(), " does not stretch to ", x.shape(),
        ", the shape of what is changed");
}

/// One row of update: x[i] = f(x[i], y[i]) for n elements at the strides `step`.
template <class T, class F>
void update_row(T* x, const T* y, std::int64_t n, const std::array<std::int64_t, 2>& step, F f) {
  if (step[0] == 1) return map_rows<T>(x, n, f, std::array<const T*, 2>{x, y}, step);
  for (std::int64_t i = 0; i < n; i += lanes<T>) {
    const std::int64_t count = std::min<std::int64_t>(lanes<T>, n - i);
    T* to = x + i * step[0];
    const auto left = Pack<T>::gather(to, step[0], count, T(1));
    f(left, Pack<T>::gather(y + i * step[1], step[1], count, T(1))).scatter(to, step[0], count);
  }
}

/// x = f(x, y) element by element, in place, for y that stretches to x and has its dtype; y may be a view of x. f takes
/// two packs. Bumps x's version. Everything that can fail does so before the first change.
template <Accept accept = Accept::any, class F>
void update(const char* op, const Tensor& x, F f, const Tensor& y) {
  if (tape != nullptr) [[unlikely]]
    tape->refuse(op, "changes a tensor in place");
  const Dtype dtype = common_dtype(op, x, y);
  if constexpr (accept == Accept::floating) check_floating(op, dtype);
  check_writable(op, x);
  check_stretches(op, y, x);
  const bool same_place = y.strides() == x.strides() && y.shape() == x.shape() && y.offset() == x.offset();
  const bool overlaps = y.body().storage.get() == x.body().storage.get() && !same_place;
  const Tensor right = overlaps ? clone(y) : y;
  x.body().storage->bump_version();
  if (x.numel() == 0) return;
  const Loops<2> loops(x.shape(), {x.strides(), broadcast_strides(right.shape(), right.strides(), x.shape())});
  const auto run = [&](auto zero) {
    using T = decltype(zero);
    T* to = x.data<T>();
    const T* from = right.data<T>();
    loops.run([&](const auto& offset, std::int64_t n, const auto& step) {
      update_row<T>(to + offset[0], from + offset[1], n, step, f);
    });
  };
  if constexpr (accept == Accept::any) {
    dispatch(dtype, run);
  } else {
    dispatch_floating(dtype, run);
  }
}

}  // namespace thalweg::raw
