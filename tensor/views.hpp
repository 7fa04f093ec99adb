// Views on values: other shapes and strides over the same storage. The differentiable forms stand in
// autograd/views.hpp.
#pragma once

#include <limits>

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// The whole of an axis: where a slice has no end.
inline constexpr std::int64_t to_end = std::numeric_limits<std::int64_t>::max();

namespace raw {

/// x[..., index, ...] along `axis`, which disappears; negative indices count from the back.
Tensor select(const Tensor& x, std::int64_t axis, std::int64_t index);
/// Elements start, start + step, ... before stop; as in NumPy, start and stop may be negative and are clipped. step
/// >= 1.
Tensor slice(const Tensor& x, std::int64_t axis, std::int64_t start, std::int64_t stop = to_end, std::int64_t step = 1);
/// Exchanges two axes.
Tensor transpose(const Tensor& x, std::int64_t axis1, std::int64_t axis2);
/// Axis i of the result is axis order[i] of x.
Tensor permute(const Tensor& x, const Axes& order);
/// The same elements in row-major order under another shape; one size may be -1. Copies where strides do not allow a
/// view.
Tensor reshape(const Tensor& x, const Shape& shape);
/// Drops the axes of size 1 that are named (all of them when none is named). Error: a named axis of another size.
Tensor squeeze(const Tensor& x, const Axes& axes = {});
/// Puts an axis of size 1 in front of position `axis` of the result.
Tensor unsqueeze(const Tensor& x, std::int64_t axis);
/// Stretches axes of size 1, and adds axes in front, by stride 0.
Tensor expand(const Tensor& x, const Shape& shape);
/// Elements (i, i + offset) of the last two axes as a new last axis.
Tensor diagonal(const Tensor& x, std::int64_t offset = 0);

/// The shape with its one -1 (if any) filled in for `count` elements. Errors: two -1, counts that differ.
Shape resolve_reshape(const char* op, std::int64_t count, const Shape& shape);

/// The tensor itself when contiguous, else a row-major copy.
Tensor contiguous(const Tensor& x);
/// A row-major copy.
Tensor clone(const Tensor& x);
/// A copy with another dtype; floating to int64 truncates towards zero. Error: a value outside int64, or NaN, to int64.
Tensor cast(const Tensor& x, Dtype dtype);
/// Writes the values of `from`, broadcast and cast, into `to`, in place; bumps its version.
void copy(const Tensor& to, const Tensor& from);

}  // namespace raw

}  // namespace thalweg
