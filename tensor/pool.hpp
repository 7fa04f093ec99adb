// Pooling on values: the maximum and the mean of windows, and their adjoints.
#pragma once

#include <thalweg/tensor/tensor.hpp>
#include <thalweg/tensor/window.hpp>

namespace thalweg::raw {

/// The place in its plane (row-major, int64) of the largest element of every window, the first among equals; NaN counts
/// as larger than anything: (batch, channels, h, w) -> (batch, channels, out_h, out_w).
Tensor largest_places(const Tensor& x, const Planes& planes);
/// The elements of each plane of x at the places.
Tensor pick(const char* op, const Tensor& x, const Tensor& places);
/// The adjoint: planes of zeros with g added at the places.
Tensor unpick(const char* op, const Tensor& g, const Tensor& places, Pair plane);

/// The sum of every window times 1 / (kernel.h kernel.w); padding counts as zeros.
Tensor window_means(const Tensor& x, const Planes& planes);
/// The adjoint: each g, divided by the size of the window, added to all elements of its window.
Tensor spread_means(const Tensor& g, const Planes& planes);

}  // namespace thalweg::raw
