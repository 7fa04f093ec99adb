// Joining, padding and flipping.
#pragma once

#include <initializer_list>
#include <span>

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// The tensors one behind the other along `axis`. Errors: no tensor; dtypes, or sizes of another axis, that differ.
Tensor cat(std::span<const Tensor> xs, std::int64_t axis = 0);
Tensor cat(std::initializer_list<Tensor> xs, std::int64_t axis = 0);
/// The tensors, of one shape, along a new axis in front of position `axis` of the result.
Tensor stack(std::span<const Tensor> xs, std::int64_t axis = 0);
Tensor stack(std::initializer_list<Tensor> xs, std::int64_t axis = 0);

/// The elements in opposite order along `axes` (all axes when the list is empty).
Tensor flip(const Tensor& x, const Axes& axes = {});
/// before[i] and after[i] elements of `value` around axis i. Errors: lists that do not name every axis; a negative
/// number.
Tensor pad(const Tensor& x, const Shape& before, const Shape& after, double value = 0);

}  // namespace thalweg
