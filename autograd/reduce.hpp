// Reductions: an operation over some axes of a tensor, or over all.
//
// All take `axes` (an empty list stands for all axes; negative ones count from the back) and `keepdim` (the axes stay,
// with size 1). Errors: an axis that x does not have or that is named twice; int64 where a fraction can come out (mean,
// var, std, norm). NaN anywhere gives NaN.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// 0 over nothing. Pairwise: the rounding error grows with the logarithm of the count.
Tensor sum(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
/// NaN over nothing, as in NumPy and PyTorch.
Tensor mean(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
/// 1 over nothing. The gradient, of any order, is right for zeros too.
Tensor prod(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// The largest value. Several that are equal share the gradient in equal parts. Error: nothing to choose from.
Tensor max(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
/// The smallest value. Several that are equal share the gradient in equal parts. Error: nothing to choose from.
Tensor min(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// The place (int64) of the largest value in row-major order, or along an axis: the first of several that are equal,
/// that of the first NaN where there is one. No gradient. Error: nothing to choose from.
Tensor argmax(const Tensor& x);
Tensor argmax(const Tensor& x, std::int64_t axis, bool keepdim = false);
/// The place of the smallest value, likewise.
Tensor argmin(const Tensor& x);
Tensor argmin(const Tensor& x, std::int64_t axis, bool keepdim = false);

/// sum((x - mean(x))^2) / (n - correction) over n values each: 1 for the estimate from a sample, 0 for the variance of
/// what is there. NaN where n <= correction. Error: correction negative or not finite.
Tensor var(const Tensor& x, const Axes& axes = {}, bool keepdim = false, double correction = 1);
/// sqrt(var(x)); the gradient is 0 where it is 0.
Tensor std(const Tensor& x, const Axes& axes = {}, bool keepdim = false, double correction = 1);
/// (sum |x|^p)^(1/p), the largest |x| for p = infinity. The gradient is 0 where the norm is 0; for p = infinity, equal
/// magnitudes share it in equal parts. Neither overflows nor vanishes on the way. Error: p < 1.
Tensor norm(const Tensor& x, double p = 2, const Axes& axes = {}, bool keepdim = false);

/// y_i = x_0 + ... + x_i along `axis`.
Tensor cumsum(const Tensor& x, std::int64_t axis);

/// Sums x, whose shape is `shape` broadcast, back to `shape`.
Tensor sum_to(const Tensor& x, const Shape& shape);

}  // namespace thalweg
