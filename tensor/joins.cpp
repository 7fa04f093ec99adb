// Joining, padding and flipping, on values: copies into views of the result.
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/joins.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/tape.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

Tensor cat(std::span<const Tensor> xs, std::int64_t axis) {
  if (tape != nullptr) [[unlikely]]
    return taped("cat", cat, xs, axis);
  check(!xs.empty(), "cat", "needs at least one tensor");
  const Tensor& first = xs.front();
  check(first.rank() > 0, "cat", "tensors of rank 0 have no axis to join; use stack");
  axis = normalize_axis("cat", axis, first.rank());
  Shape shape = first.shape();
  for (std::size_t i = 1; i < xs.size(); ++i) {
    common_dtype("cat", first, xs[i]);
    Shape as_first = xs[i].shape();
    if (as_first.rank() == shape.rank()) as_first[axis] = first.shape()[axis];
    check(as_first == first.shape(), "cat", "tensor ", i, " of shape ", xs[i].shape(),
          " does not continue tensor 0 of shape ", first.shape(), " along axis ", axis,
          ": the other sizes must be equal");
    check(!__builtin_add_overflow(shape[axis], xs[i].shape()[axis], &shape[axis]), "cat", "axis ", axis,
          " becomes longer than 64 bits can count");
  }
  Tensor out = Tensor::uninitialized("cat", shape, first.dtype());
  std::int64_t start = 0;
  for (const Tensor& x : xs) {
    const std::int64_t stop = start + x.shape()[axis];
    copy(slice(out, axis, start, stop), x);
    start = stop;
  }
  return out;
}

Tensor flip(const Tensor& x, const Axes& axes) {
  if (tape != nullptr) [[unlikely]]
    return taped("flip", flip, x, axes);
  const Axes flipped = normalize_axes("flip", axes, x.rank());
  if (x.numel() == 0) return clone(x);
  Strides strides = x.strides();
  std::int64_t offset = x.offset();
  for (const std::int64_t axis : flipped) {
    offset += strides[axis] * (x.shape()[axis] - 1);
    strides[axis] = -strides[axis];
  }
  return clone(x.view(x.shape(), strides, offset));
}

Tensor pad(const Tensor& x, const Shape& before, const Shape& after, double value) {
  if (tape != nullptr) [[unlikely]]
    return taped("pad", pad, x, before, after, value);
  check(before.rank() == x.rank() && after.rank() == x.rank(), "pad", "shape ", x.shape(),
        " needs one number per axis, got ", before, " before and ", after, " after");
  Shape shape = x.shape();
  for (std::int64_t axis = 0; axis < x.rank(); ++axis) {
    check(before[axis] >= 0 && after[axis] >= 0, "pad", "the numbers must not be negative, got ", before,
          " before and ", after, " after; use slice to take away");
    check(!__builtin_add_overflow(shape[axis], before[axis], &shape[axis]) &&
              !__builtin_add_overflow(shape[axis], after[axis], &shape[axis]),
          "pad", "axis ", axis, " becomes longer than 64 bits can count");
  }
  Tensor out = full(shape, value, {.dtype = x.dtype()});
  Tensor inside = out;
  for (std::int64_t axis = 0; axis < x.rank(); ++axis)
    inside = slice(inside, axis, before[axis], before[axis] + x.shape()[axis]);
  copy(inside, x);
  return out;
}

}  // namespace thalweg::raw
