// Exponentials, logarithms and powers, element by element.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

// Floating tensors only, except for square. Outside its domain a function is NaN, at its poles infinite, as in <cmath>.

/// e^x
Tensor exp(const Tensor& x);
/// e^x - 1, accurate near zero.
Tensor expm1(const Tensor& x);
/// The natural logarithm.
Tensor log(const Tensor& x);
/// log(1 + x), accurate near zero.
Tensor log1p(const Tensor& x);

/// The square root; its derivative at 0 is infinite.
Tensor sqrt(const Tensor& x);
/// x^2, also of int64.
Tensor square(const Tensor& x);
/// 1 / x
Tensor reciprocal(const Tensor& x);

/// x^p for a constant p. x^0 is 1 everywhere and its derivative 0; for p >= 1 the derivatives at 0 are finite, to every
/// order if p is a whole number.
Tensor pow(const Tensor& x, double p);
/// a^b with broadcasting. Where a = 0 the derivative with respect to b is 0 for b >= 0; where a < 0 it is NaN.
Tensor pow(const Tensor& a, const Tensor& b);
/// s^x for a constant s; its derivative is 0 for s = 0 and NaN for s < 0.
Tensor pow(double s, const Tensor& x);

}  // namespace thalweg
