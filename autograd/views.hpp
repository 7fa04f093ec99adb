// Views, copies and casts: the differentiable forms of tensor/views.hpp. Views share storage with x.
#pragma once

#include <thalweg/tensor/views.hpp>

namespace thalweg {

/// x[..., index, ...] along `axis`, which disappears; negative indices count from the back.
Tensor select(const Tensor& x, std::int64_t axis, std::int64_t index);
/// Elements start, start + step, ... before stop along `axis`; negative ends count from the back. step >= 1.
Tensor slice(const Tensor& x, std::int64_t axis, std::int64_t start, std::int64_t stop = to_end, std::int64_t step = 1);
/// Exchanges two axes.
Tensor transpose(const Tensor& x, std::int64_t axis1, std::int64_t axis2);
/// Axis i of the result is axis order[i] of x.
Tensor permute(const Tensor& x, const Axes& order);
/// The same elements in row-major order under another shape; one size may be -1.
Tensor reshape(const Tensor& x, const Shape& shape);
/// Merges axes first..last into one.
Tensor flatten(const Tensor& x, std::int64_t first = 0, std::int64_t last = -1);
/// Drops the named axes of size 1, or all axes of size 1.
Tensor squeeze(const Tensor& x, const Axes& axes = {});
/// Puts an axis of size 1 in front of position `axis` of the result.
Tensor unsqueeze(const Tensor& x, std::int64_t axis);
/// Stretches axes of size 1 and adds axes in front.
Tensor expand(const Tensor& x, const Shape& shape);
/// Elements (i, i + offset) of the last two axes as a new last axis.
Tensor diagonal(const Tensor& x, std::int64_t offset = 0);

/// A row-major copy.
Tensor clone(const Tensor& x);
/// x itself when row-major, else a row-major copy.
Tensor contiguous(const Tensor& x);

}  // namespace thalweg
