// Initialisers: new values for a tensor, in place and unrecorded. Each returns the tensor it has filled.
#pragma once

#include <thalweg/tensor/random.hpp>
#include <thalweg/tensor/tensor.hpp>

namespace thalweg::nn {

// Errors of all: an integer tensor, numbers that are not finite or not in order. Draws run in row-major order.

/// `value` everywhere.
Tensor constant_(const Tensor& x, double value);
/// Uniform in [lo, hi).
Tensor uniform_(const Tensor& x, double lo, double hi, Random& random);
Tensor normal_(const Tensor& x, double mean, double standard_deviation, Random& random);

// A weight has shape (out, in, ...): fan in is in times the sizes behind it, fan out is out times those.
// Errors of all below: fewer than two axes, or an axis of size 0.

/// Whose variance is to stay: that of the values (in) or of the gradients (out).
enum class Fan { in, out };

struct KaimingOptions {
  Fan fan = Fan::in;  ///< which size the variance is divided by
  /// Of the leaky ReLU behind the weight: gain = sqrt(2 / (1 + slope^2)). 0 for ReLU, 1 for a linear layer.
  double slope = 0;
};
/// Variance gain^2 / fan: uniform in gain sqrt(3 / fan) [-1, 1), or normal. He et al. 2015.
Tensor kaiming_uniform_(const Tensor& weight, Random& random, const KaimingOptions& options = {});
Tensor kaiming_normal_(const Tensor& weight, Random& random, const KaimingOptions& options = {});

struct XavierOptions {
  /// 1 for linear and sigmoid, 5/3 for tanh.
  double gain = 1;
};
/// Variance 2 gain^2 / (fan in + fan out): uniform in gain sqrt(6 / (fan in + fan out)) [-1, 1), or normal.
/// Glorot, Bengio 2010.
Tensor xavier_uniform_(const Tensor& weight, Random& random, const XavierOptions& options = {});
Tensor xavier_normal_(const Tensor& weight, Random& random, const XavierOptions& options = {});

}  // namespace thalweg::nn
