// Changes in place: the values of a tensor and of all views that share its storage.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

// A change in place is not recorded. It is therefore allowed where neither side is part of a graph, or under no_grad
// (as optimizers change parameters); anything else is a std::logic_error. Every change raises the version of the
// storage: a derivative that needs a value from before the change is then refused, instead of being wrong. What stands
// on the right is stretched to the left, never the left, and may be a view of it. When one of these throws, nothing has
// been changed. All return the left side.

/// x = value everywhere. Error: a value that is no whole number into int64.
const Tensor& fill_(const Tensor& x, double value);
/// x = 0 everywhere.
const Tensor& zero_(const Tensor& x);
/// Writes the values of `from`, stretched and converted to the dtype of `to`. Error: NaN, or too large, for int64.
const Tensor& copy_(const Tensor& to, const Tensor& from);

// One dtype on both sides, scalars take that of the tensor; / refuses int64.

const Tensor& operator+=(const Tensor& x, const Tensor& y);
const Tensor& operator+=(const Tensor& x, double s);
const Tensor& operator-=(const Tensor& x, const Tensor& y);
const Tensor& operator-=(const Tensor& x, double s);
const Tensor& operator*=(const Tensor& x, const Tensor& y);
const Tensor& operator*=(const Tensor& x, double s);
const Tensor& operator/=(const Tensor& x, const Tensor& y);
const Tensor& operator/=(const Tensor& x, double s);

}  // namespace thalweg
