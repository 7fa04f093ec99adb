// Arithmetic: + - * / and negation, between tensors (broadcast, one dtype) and with real scalars.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

// A scalar takes the tensor's dtype. On int64 tensors a scalar must be a whole number, and / is an error.

Tensor operator+(const Tensor& a, const Tensor& b);
Tensor operator+(const Tensor& x, double s);
Tensor operator+(double s, const Tensor& x);
Tensor operator-(const Tensor& a, const Tensor& b);
Tensor operator-(const Tensor& x, double s);
Tensor operator-(double s, const Tensor& x);
Tensor operator*(const Tensor& a, const Tensor& b);
Tensor operator*(const Tensor& x, double s);
Tensor operator*(double s, const Tensor& x);
Tensor operator/(const Tensor& a, const Tensor& b);
Tensor operator/(const Tensor& x, double s);
Tensor operator/(double s, const Tensor& x);
Tensor operator-(const Tensor& x);
/// x itself.
Tensor operator+(const Tensor& x);

}  // namespace thalweg
