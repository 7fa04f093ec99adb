// Reductions on values: an associative operation over some axes, in an order fixed by the sizes alone.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg::raw {

/// The shape left when `axes` (normalised) are reduced: size 1 with keepdim, else gone.
Shape reduced_shape(const Shape& shape, const Axes& axes, bool keepdim);
/// How many elements are reduced to one.
std::int64_t reduced_count(const Shape& shape, const Axes& axes);
/// An order of `rank` axes for permute that puts the normalised `axes` last.
Axes kept_then(const Axes& axes, std::int64_t rank);

// Over `axes` (all when the list is empty). Sums are pairwise: their error grows with the logarithm of the count.

Tensor sum(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
Tensor prod(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
/// NaN where there is one. Error: nothing to choose from.
Tensor max(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
Tensor min(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
/// sum((x - mean(x))^2), by two passes.
Tensor sum_of_squared_deviations(const char* op, const Tensor& x, const Axes& axes, bool keepdim);
/// (sum |x|^p)^(1/p) for 1 <= p < infinity; scaled where squares would overflow or vanish.
Tensor norm(const Tensor& x, double p, const Axes& axes, bool keepdim);

/// The place (int64) of the largest or smallest value, in row-major order of the axes: the first of several; that of
/// the first NaN where there is one. Error: nothing to choose from.
Tensor argmax(const Tensor& x, const Axes& axes = {}, bool keepdim = false);
Tensor argmin(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// y_i = x_0 + ... + x_i along `axis`, or x_i + ... + x_last when `reverse`; float32 is added up in double.
Tensor cumsum(const Tensor& x, std::int64_t axis, bool reverse = false);

}  // namespace thalweg::raw
