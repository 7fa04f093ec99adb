// Softmax and its kin: stable for values of any size.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// exp(x) / sum(exp(x)) along `axis`. A line of nothing but -inf, or with +inf or NaN, becomes NaN, as in PyTorch.
/// Errors: int64; an axis that x does not have.
Tensor softmax(const Tensor& x, std::int64_t axis = -1);
/// log(softmax(x)) along `axis`, accurate where the softmax is tiny. Otherwise like softmax.
Tensor log_softmax(const Tensor& x, std::int64_t axis = -1);
/// log(sum(exp(x))) over `axes` (all when the list is empty); the axes stay with size 1 when keepdim. -inf over nothing
/// and over nothing but -inf, where the gradient is 0. Error: int64.
Tensor logsumexp(const Tensor& x, const Axes& axes = {}, bool keepdim = false);

/// The cross-entropy of softmax(logits) with class indices, one loss per row: logsumexp(logits) - logits[label].
/// logits (..., classes), labels (...) int64, result (...): for logits (batch, classes) it is (batch,).
/// Errors: labels of another dtype or shape; a label outside [0, classes).
Tensor softmax_cross_entropy(const Tensor& logits, const Tensor& labels);

}  // namespace thalweg
