// Reductions: sums over axes, and the sum that undoes a broadcast.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// Sum over `axes` (all axes when the list is empty); the axes stay with size 1 when keepdim.
Tensor sum(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
/// Sums x, whose shape is `shape` broadcast, back to `shape`.
Tensor sum_to(const Tensor& x, const Shape& shape);

}  // namespace thalweg
