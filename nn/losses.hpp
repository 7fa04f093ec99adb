// Losses: how far predictions are from their targets, as one number or one per element.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg::nn {

/// What becomes of the single losses: their mean, their sum, the tensor of them all, or their sum divided by the size
/// of the first axis.
enum class Reduction { mean, sum, none, batch_mean };

struct LossOptions {
  Reduction reduction = Reduction::mean;  ///< what becomes of the single losses
};

// The first four compare tensors of one shape and dtype element by element; they do not broadcast, since (batch, 1)
// against (batch,) is most often a mistake. Errors: shapes or dtypes that differ, integer predictions.

/// (y - t)^2
Tensor mse(const Tensor& y, const Tensor& t, const LossOptions& options = {});
/// |y - t|
Tensor l1(const Tensor& y, const Tensor& t, const LossOptions& options = {});

struct HuberOptions {
  double delta = 1;                       ///< where the parabola goes over into a line
  Reduction reduction = Reduction::mean;  ///< what becomes of the single losses
};
/// With d = y - t: d^2 / 2 where |d| <= delta, else delta (|d| - delta / 2). Huber 1964, PyTorch's huber_loss.
/// Error: delta not above 0.
Tensor huber(const Tensor& y, const Tensor& t, const HuberOptions& options = {});

struct BceOptions {
  /// Weight of the positive class, broadcast over t; undefined for 1.
  Tensor pos_weight = {};
  Reduction reduction = Reduction::mean;  ///< what becomes of the single losses
};
/// Binary cross-entropy of p = sigmoid(x) with t in [0, 1]: -pos_weight t log p - (1 - t) log(1 - p), without ever
/// computing p, so that it is accurate for x of any size.
Tensor bce_with_logits(const Tensor& x, const Tensor& t, const BceOptions& options = {});

struct CrossEntropyOptions {
  /// With s > 0 the target distribution is (1 - s) t + s / classes. In [0, 1].
  double label_smoothing = 0;
  Reduction reduction = Reduction::mean;  ///< what becomes of the single losses
};
/// -sum_c t_c log softmax(logits)_c over the classes, which lie on the last axis (PyTorch has them on the second).
/// logits (..., classes); target: class indices (...) int64, or probabilities (..., classes) in the dtype of the logits
/// (that they add up to 1 is not checked); a loss per row, (...), before the reduction.
/// Errors: shapes that do not fit, a label outside [0, classes), named with its place.
Tensor cross_entropy(const Tensor& logits, const Tensor& target, const CrossEntropyOptions& options = {});

/// -log_probabilities[label] for each row: log_probabilities (..., classes), labels (...) int64; cross_entropy is
/// nll of log_softmax. Errors: as for cross_entropy.
Tensor nll(const Tensor& log_probabilities, const Tensor& labels, const LossOptions& options = {});

struct KlDivOptions {
  /// The target, too, is given as logarithms.
  bool log_target = false;
  Reduction reduction = Reduction::mean;  ///< what becomes of the single losses
};
/// Kullback-Leibler divergence of target from input, element by element, in PyTorch's convention: input are
/// log-probabilities, target (the reference) probabilities: target (log(target) - input), which is 0 where target is 0.
/// Reduction::mean divides by the number of elements, as PyTorch's does; the divergence as mathematics has it is
/// Reduction::batch_mean for (batch, classes), Reduction::sum for one distribution. Errors: as for mse.
Tensor kl_div(const Tensor& input, const Tensor& target, const KlDivOptions& options = {});

}  // namespace thalweg::nn
