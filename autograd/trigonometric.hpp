// Trigonometric and hyperbolic functions and the error function, element by element.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

// Floating tensors only; angles in radians.

Tensor sin(const Tensor& x);
Tensor cos(const Tensor& x);
Tensor tan(const Tensor& x);
Tensor sinh(const Tensor& x);
Tensor cosh(const Tensor& x);
Tensor tanh(const Tensor& x);
/// 2 / sqrt(pi) times the integral of exp(-t^2) from 0 to x.
Tensor erf(const Tensor& x);

}  // namespace thalweg
