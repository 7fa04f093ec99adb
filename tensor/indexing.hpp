// Indexing by tensors, on values. Index tensors hold int64 positions 0 .. size - 1; negative ones are errors, since a
// -1 more often marks a missing label than the last element.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg::raw {

/// Throws "op: noun 7 at position (1, 2) is outside [0, 5)" unless every index lies in [0, size).
void check_indices(const char* op, const char* noun, const Tensor& index, std::int64_t size);

/// out[.., i, ..] = x[.., index[.., i, ..], ..] along `axis`; out has the shape of index.
Tensor gather(const Tensor& x, std::int64_t axis, const Tensor& index);
/// A copy of x with out[.., index[.., i, ..], ..] += source[.., i, ..]; what meets adds up in row-major order.
Tensor scatter_add(const Tensor& x, std::int64_t axis, const Tensor& index, const Tensor& source);
/// out[.., i, ..] = x[.., index[i], ..] along `axis`; index has rank 1.
Tensor index_select(const Tensor& x, std::int64_t axis, const Tensor& index);
/// A copy of x with out[.., index[i], ..] += source[.., i, ..].
Tensor index_add(const Tensor& x, std::int64_t axis, const Tensor& index, const Tensor& source);
/// 1 at [..., labels[...]], else 0: shape (..., classes).
Tensor one_hot(const Tensor& labels, std::int64_t classes, Dtype dtype);

}  // namespace thalweg::raw
