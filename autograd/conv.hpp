// Convolution of planes, and the windows it is made of; differentiable to any order.
#pragma once

#include <thalweg/tensor/tensor.hpp>
#include <thalweg/tensor/window.hpp>

namespace thalweg {

struct Conv2dOptions {
  /// Steps between the places of the window; at least 1.
  Pair stride = 1;
  /// Zeros put around each plane, on either side.
  Pair padding = 0;
};

/// y[b, o] = bias[o] + sum over i of x[b, i] cross-correlated with weight[o, i]: x (batch, in, h, w), weight (out, in,
/// kh, kw), bias (out,) -> (batch, out, oh, ow), oh = (h + 2 padding - kh) / stride + 1 rounded down. A 1 x 1 kernel
/// with stride 1 and no padding is one matrix product; any other one first lays the windows out as columns, which takes
/// kh kw times the memory of x. Errors: shapes that do not fit, a kernel larger than the padded plane.
Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias, const Conv2dOptions& options = {});
/// The same without a bias.
Tensor conv2d(const Tensor& x, const Tensor& weight, const Conv2dOptions& options = {});

/// The windows of x as columns, zeros for the padding: (batch, channels, h, w) -> (batch, channels kh kw, oh ow).
Tensor unfold(const Tensor& x, Pair kernel, const Conv2dOptions& options = {});
/// The adjoint of unfold: planes of size `plane` with every entry of the columns added to where unfold took it from.
Tensor fold(const Tensor& columns, Pair plane, Pair kernel, const Conv2dOptions& options = {});

}  // namespace thalweg
