// Joining, padding and flipping, on values.
#pragma once

#include <span>

#include <thalweg/tensor/tensor.hpp>

namespace thalweg::raw {

/// The tensors one behind the other along `axis`. Errors: no tensor; dtypes, or sizes of another axis, that differ.
Tensor cat(std::span<const Tensor> xs, std::int64_t axis);
/// The elements in opposite order along `axes` (all axes when the list is empty).
Tensor flip(const Tensor& x, const Axes& axes);
/// before[i] and after[i] elements of `value` around axis i.
Tensor pad(const Tensor& x, const Shape& before, const Shape& after, double value);

}  // namespace thalweg::raw
