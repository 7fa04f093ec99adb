// Pooling of planes: (batch, channels, h, w) -> (batch, channels, oh, ow); differentiable to any order.
#pragma once

#include <thalweg/tensor/tensor.hpp>
#include <thalweg/tensor/window.hpp>

namespace thalweg {

struct Pool2dOptions {
  /// Steps between the places of the window; 0 stands for the size of the kernel, so that windows do not overlap.
  Pair stride = 0;
  /// Rows and columns put around each plane, at most half a kernel: never the largest, zeros for the mean.
  Pair padding = 0;
};

/// The largest element of each window. Among equals the first (row-major) gets the gradient; NaN wins. Errors: not four
/// axes, an empty plane, a kernel larger than the padded plane, padding of more than half a kernel.
Tensor max_pool2d(const Tensor& x, Pair kernel, const Pool2dOptions& options = {});
/// The mean of each window; padding counts as zeros, so the divisor is always kh kw. Errors: the same.
Tensor avg_pool2d(const Tensor& x, Pair kernel, const Pool2dOptions& options = {});

}  // namespace thalweg
