// Conv2d: one small window of weights slid over planes.
#pragma once

#include <thalweg/autograd/conv.hpp>
#include <thalweg/nn/module.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::nn {

// By reference: passed by value, g++ 12.2 with AVX2 turns the constant words {1, 1, 0, 0} into {1, 1, 1, 1}.
struct Conv2dOptions {
  Pair stride = 1;        ///< how far the window moves
  Pair padding = 0;       ///< zeros around the planes
  bool bias = true;       ///< adds one number for each output plane
  Dtype dtype = float64;  ///< of weight and bias
};

/// y[b, o] = bias[o] + sum over i of x[b, i] cross-correlated with weight[o, i]: x (batch, in, h, w), weight (out, in,
/// kh, kw), bias (out,), y (batch, out, oh, ow); see thalweg::conv2d. A 1 x 1 kernel is one matrix product.
/// Initial weight, then bias, are uniform in [-1/sqrt(n), 1/sqrt(n)) with n = in kh kw, as PyTorch's.
/// Errors: sizes below 1; from the call, planes that do not fit.
struct Conv2d : Module {
  /// Draws weight and bias from `random`.
  Conv2d(std::int64_t in, std::int64_t out, Pair kernel, Random& random, const Conv2dOptions& options = {});
  Tensor operator()(const Tensor& x) const;
  void visit(Visitor& visitor) override;

  Tensor weight;  ///< (out, in, kh, kw)
  /// Undefined without bias.
  Tensor bias;
  Pair stride, padding;  ///< as in the options
};

}  // namespace thalweg::nn
