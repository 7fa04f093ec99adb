// Functions made of pieces, element by element: absolute values, bounds, choices.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// |x|, also of int64; its derivative at 0 is 0.
Tensor abs(const Tensor& x);
/// 1, 0 or -1, also of int64; NaN stays NaN, and a zero keeps its sign. The derivative is 0 everywhere.
Tensor sign(const Tensor& x);

/// The larger and the smaller of a and b, also of int64; NaN in either gives NaN. Where a = b, each gets half of the
/// gradient.
Tensor maximum(const Tensor& a, const Tensor& b);
Tensor minimum(const Tensor& a, const Tensor& b);
/// low where x < low, high where x > high, else x; NaN stays NaN. An infinite bound bounds nothing. The derivative is 1
/// on the bounds, too. Floating tensors only. Error: low > high, or a bound is NaN.
Tensor clamp(const Tensor& x, double low, double high);

/// a where the condition is not 0, else b; all three broadcast. The condition has any dtype (NaN counts as true) and
/// gets no gradient; a and b share one dtype. What is not chosen gets gradient 0, also where it is not finite.
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);
/// A scalar takes the other's dtype.
Tensor where(const Tensor& condition, const Tensor& a, double b);
Tensor where(const Tensor& condition, double a, const Tensor& b);

}  // namespace thalweg
