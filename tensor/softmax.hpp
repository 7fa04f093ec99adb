// Softmax and its kin on values: one pass for the maximum, one for the sum, shifted so that nothing overflows.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg::raw {

/// What a line of nothing but -inf becomes: exp(x) / sum(exp(x)) is 0 / 0 there.
enum class DeadLine { nan, zero };

/// exp(x) / sum(exp(x)) along `axis`.
Tensor softmax(const char* op, const Tensor& x, std::int64_t axis, DeadLine dead = DeadLine::nan);
/// x - log(sum(exp(x))) along `axis`.
Tensor log_softmax(const Tensor& x, std::int64_t axis);
/// log(sum(exp(x))) over the last axis, which disappears; -inf for a line of -inf and for an empty one.
Tensor logsumexp(const Tensor& x);

/// logsumexp(x) - x[label] for every line x of the last axis. logits (..., classes), labels (...) int64.
Tensor softmax_cross_entropy(const Tensor& logits, const Tensor& labels);
/// g (softmax(x) - onehot(label)) for every line. g and labels (...), logits (..., classes); labels must have passed
/// softmax_cross_entropy.
Tensor softmax_cross_entropy_gradient(const Tensor& g, const Tensor& logits, const Tensor& labels);

}  // namespace thalweg::raw
