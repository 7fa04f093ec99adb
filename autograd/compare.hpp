// Comparisons, element by element, with broadcasting: 1 where they hold, else 0.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

// The result has the operands' dtype, float64 for int64, and no gradient. A comparison with NaN does not hold, except
// !=. A scalar takes the tensor's dtype; for int64 it must be a whole number.

Tensor operator<(const Tensor& a, const Tensor& b);
Tensor operator<(const Tensor& x, double s);
Tensor operator<(double s, const Tensor& x);
Tensor operator<=(const Tensor& a, const Tensor& b);
Tensor operator<=(const Tensor& x, double s);
Tensor operator<=(double s, const Tensor& x);
Tensor operator>(const Tensor& a, const Tensor& b);
Tensor operator>(const Tensor& x, double s);
Tensor operator>(double s, const Tensor& x);
Tensor operator>=(const Tensor& a, const Tensor& b);
Tensor operator>=(const Tensor& x, double s);
Tensor operator>=(double s, const Tensor& x);
Tensor operator==(const Tensor& a, const Tensor& b);
Tensor operator==(const Tensor& x, double s);
Tensor operator==(double s, const Tensor& x);
Tensor operator!=(const Tensor& a, const Tensor& b);
Tensor operator!=(const Tensor& x, double s);
Tensor operator!=(double s, const Tensor& x);

}  // namespace thalweg
