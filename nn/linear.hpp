// Linear: a weighted sum of the inputs for each output.
#pragma once

#include <thalweg/nn/module.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::nn {

struct LinearOptions {
  bool bias = true;       ///< adds one number for each output
  Dtype dtype = float64;  ///< of weight and bias
};

/// y = x weight^T + bias: x (..., in), weight (out, in), bias (out,), y (..., out).
/// Initial weight, then bias, are uniform in [-1/sqrt(in), 1/sqrt(in)), as PyTorch's.
/// Errors: sizes below 1; x of another last size or dtype.
struct Linear : Module {
  /// Draws weight and bias from `random`.
  Linear(std::int64_t in, std::int64_t out, Random& random, const LinearOptions& options = {});
  Tensor operator()(const Tensor& x) const;
  void visit(Visitor& visitor) override;

  Tensor weight;  ///< (out, in)
  /// Undefined without bias.
  Tensor bias;
};

}  // namespace thalweg::nn
