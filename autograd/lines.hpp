// Lines: what reductions share to bring their axes to the end, and to spread a gradient back over them.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// x of `shape`, reduced over the normalised `axes`, with those axes put back as size 1.
Tensor with_kept_axes(const Tensor& reduced, const Axes& axes, const Shape& shape);
/// The same, stretched to `shape`.
Tensor spread(const Tensor& reduced, const Axes& axes, const Shape& shape);

/// x with the normalised `axes` merged into one last axis: (kept axes..., count).
Tensor as_lines(const Tensor& x, const Axes& axes);
/// Undoes as_lines: lines of an x of `shape` become that shape again.
Tensor from_lines(const Tensor& lines, const Axes& axes, const Shape& shape);

}  // namespace thalweg
