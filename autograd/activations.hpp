// The nonlinearities of neural networks, element by element (tanh stands in trigonometric.hpp).
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

// Floating tensors only. At a kink the derivative is the one from the left: relu'(0) = 0, as in PyTorch.

/// 1 / (1 + e^-x)
Tensor sigmoid(const Tensor& x);
/// log(1 + e^x), without overflow.
Tensor softplus(const Tensor& x);
/// max(x, 0)
Tensor relu(const Tensor& x);
/// x where x > 0, else slope x.
Tensor leaky_relu(const Tensor& x, double slope = 0.01);
/// x sigmoid(x)
Tensor silu(const Tensor& x);

/// How gelu computes the normal distribution function: by erf, or by the tanh formula of Hendrycks and Gimpel (2016),
/// which is off by up to 5e-4.
enum class GeluForm { exact, tanh };
/// x times the standard normal distribution function of x.
Tensor gelu(const Tensor& x, GeluForm form = GeluForm::exact);

}  // namespace thalweg
