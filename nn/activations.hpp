// Layers without parameters that work element by element: each is a function and its options.
#pragma once

#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/trigonometric.hpp>

namespace thalweg::nn {

/// max(x, 0)
struct ReLU {
  Tensor operator()(const Tensor& x) const { return relu(x); }
};

/// x where x > 0, else slope x: LeakyReLU{.slope = 0.2}.
struct LeakyReLU {
  double slope = 0.01;  ///< for x below 0
  Tensor operator()(const Tensor& x) const { return leaky_relu(x, slope); }
};

/// The hyperbolic tangent.
struct Tanh {
  Tensor operator()(const Tensor& x) const { return tanh(x); }
};

/// 1 / (1 + e^-x)
struct Sigmoid {
  Tensor operator()(const Tensor& x) const { return sigmoid(x); }
};

/// x times the standard normal distribution function of x.
struct GELU {
  GeluForm form = GeluForm::exact;  ///< exact, or by tanh
  Tensor operator()(const Tensor& x) const { return gelu(x, form); }
};

/// x sigmoid(x)
struct SiLU {
  Tensor operator()(const Tensor& x) const { return silu(x); }
};

/// log(1 + e^x)
struct Softplus {
  Tensor operator()(const Tensor& x) const { return softplus(x); }
};

}  // namespace thalweg::nn
