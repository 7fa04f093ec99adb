// Matrix products on values. The differentiable forms stand in autograd/matmul.hpp.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg::raw {

/// a b for vectors, matrices and stacks of matrices; operands of any strides are read where they lie.
Tensor matmul(const Tensor& a, const Tensor& b);
/// The sum of the products over all batch axes, without laying them out first: (..., m, k) x (..., k, n) -> (m, n).
Tensor matmul_sum(const Tensor& a, const Tensor& b);
/// x weight^T + bias; `bias` may be null.
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor* bias);
/// True when axes first..last of x lie in memory as one axis would, so that a view can merge them.
bool merges(const Tensor& x, std::int64_t first, std::int64_t last);

}  // namespace thalweg::raw
