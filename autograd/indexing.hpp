// Indexing by tensors. Index tensors hold int64 positions 0 .. size - 1; negative ones are errors, since a -1 more
// often marks a missing label than the last element.
#pragma once

#include <thalweg/tensor/create.hpp>

namespace thalweg {

/// out[.., i, ..] = x[.., index[.., i, ..], ..] along `axis`; the result has the shape of index. gather(x, -1, labels)
/// picks one of each row's classes for labels (batch, 1). Errors: index not int64, of another rank, or longer than x
/// along another axis; an entry outside [0, size), named with its position.
Tensor gather(const Tensor& x, std::int64_t axis, const Tensor& index);
/// x with source added where gather would read: out[.., index[.., i, ..], ..] += source[.., i, ..]. What meets in one
/// place adds up in row-major order. source has the shape of index. Errors as for gather.
Tensor scatter_add(const Tensor& x, std::int64_t axis, const Tensor& index, const Tensor& source);
/// out[.., i, ..] = x[.., index[i], ..] along `axis`: whole rows, in any order and number. index has rank 1.
Tensor index_select(const Tensor& x, std::int64_t axis, const Tensor& index);
/// x with out[.., index[i], ..] += source[.., i, ..]; source is shaped as index_select's result.
Tensor index_add(const Tensor& x, std::int64_t axis, const Tensor& index, const Tensor& source);
/// 1 at [..., labels[...]], else 0: labels (...) int64 become (..., classes). No gradient.
/// Error: a label outside [0, classes), named with its position.
Tensor one_hot(const Tensor& labels, std::int64_t classes, TensorOptions options = {});

}  // namespace thalweg
