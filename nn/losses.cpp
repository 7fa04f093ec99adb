// Losses: each from differentiable operations, stable where the textbook form is not.
#include <thalweg/nn/losses.hpp>

#include <cmath>

#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/indexing.hpp>
#include <thalweg/autograd/piecewise.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/pointwise.hpp>

namespace thalweg::nn {

namespace {

Tensor reduced(const char* op, const Tensor& losses, Reduction reduction) {
  switch (reduction) {
    case Reduction::mean:
      return mean(losses);
    case Reduction::sum:
      return sum(losses);
    case Reduction::none:
      return losses;
    case Reduction::batch_mean:
      check(losses.rank() > 0, op, "Reduction::batch_mean needs a batch axis, got one loss");
      return sum(losses) / static_cast<double>(losses.size(0));
  }
  fail(op, "unknown reduction ", static_cast<int>(reduction));
}

/// Element by element, without broadcasting.
void check_pair(const char* op, const Tensor& y, const Tensor& t) {
  check(y.shape() == t.shape(), op, "the prediction, ", y.shape(), ", and the target, ", t.shape(),
        ", must have one shape; reshape or expand one");
  raw::check_floating(op, raw::common_dtype(op, y, t));
}

/// Class indices for rows of (..., classes).
void check_labels(const char* op, const Tensor& rows, const Tensor& labels) {
  check(labels.dtype() == int64, op, "labels must be int64, got ", labels.dtype(), "; convert them with .to(int64)");
  check(rows.rank() > 0 && labels.shape() == rows.shape().erased(rows.rank() - 1), op, "labels of shape ",
        labels.shape(), " do not fit ", rows.shape(),
        ", which needs one label for each row of classes (its last axis)");
  const std::int64_t classes = rows.size(-1);
  const Tensor flat = raw::contiguous(labels);
  const std::int64_t* label = flat.data<std::int64_t>();
  for (std::int64_t i = 0; i < flat.numel(); ++i)
    check(label[i] >= 0 && label[i] < classes, op, "label ", label[i], " at position ", i,
          " (row-major) is outside [0, ", classes, ")");
}

/// -log_probabilities[label], unchecked.
Tensor picked(const Tensor& log_probabilities, const Tensor& labels) {
  return -squeeze(gather(log_probabilities, -1, unsqueeze(labels, -1)), {-1});
}

}  // namespace

Tensor mse(const Tensor& y, const Tensor& t, const LossOptions& options) {
  check_pair("mse", y, t);
  return reduced("mse", square(y - t), options.reduction);
}

Tensor l1(const Tensor& y, const Tensor& t, const LossOptions& options) {
  check_pair("l1", y, t);
  return reduced("l1", abs(y - t), options.reduction);
}

// With c = clamp(d, -delta, delta), c (d - c / 2) is both branches at once, and smooth at 0.
Tensor huber(const Tensor& y, const Tensor& t, const HuberOptions& options) {
  check_pair("huber", y, t);
  check(options.delta > 0, "huber", "delta must be above 0, got ", options.delta);
  const Tensor d = y - t;
  const Tensor c = clamp(d, -options.delta, options.delta);
  return reduced("huber", c * (d - 0.5 * c), options.reduction);
}

// log p = -softplus(-x) and log(1 - p) = -softplus(x): no difference of large numbers, for either target.
Tensor bce_with_logits(const Tensor& x, const Tensor& t, const BceOptions& options) {
  check_pair("bce_with_logits", x, t);
  Tensor positive = t * softplus(-x);
  if (options.pos_weight.defined()) {
    check(broadcast("bce_with_logits", options.pos_weight.shape(), x.shape()) == x.shape(), "bce_with_logits",
          "pos_weight, ", options.pos_weight.shape(), ", does not stretch to ", x.shape());
    positive = options.pos_weight * positive;
  }
  return reduced("bce_with_logits", positive + (1 - t) * softplus(x), options.reduction);
}

Tensor cross_entropy(const Tensor& logits, const Tensor& target, const CrossEntropyOptions& options) {
  const double s = options.label_smoothing;
  check(s >= 0 && s <= 1, "cross_entropy", "label_smoothing must lie in [0, 1], got ", s);
  raw::check_floating("cross_entropy", logits.dtype());
  Tensor losses;
  if (target.dtype() == int64) {
    check_labels("cross_entropy", logits, target);
    losses = softmax_cross_entropy(logits, target);
    if (s > 0) losses = (1 - s) * losses - s * mean(log_softmax(logits), {-1});
  } else {
    check(logits.rank() > 0 && target.shape() == logits.shape(), "cross_entropy", "the probabilities, ", target.shape(),
          ", must have the shape of the logits, ", logits.shape(), "; class indices must be int64");
    const Tensor log_p = log_softmax(logits);
    losses = -sum(target * log_p, {-1});
    if (s > 0) losses = (1 - s) * losses - s * mean(log_p, {-1});
  }
  return reduced("cross_entropy", losses, options.reduction);
}

Tensor nll(const Tensor& log_probabilities, const Tensor& labels, const LossOptions& options) {
  raw::check_floating("nll", log_probabilities.dtype());
  check_labels("nll", log_probabilities, labels);
  return reduced("nll", picked(log_probabilities, labels), options.reduction);
}

// A 1 in place of a target of 0 makes its logarithm, and what multiplies it, 0 instead of 0 times infinity.
Tensor kl_div(const Tensor& input, const Tensor& target, const KlDivOptions& options) {
  check_pair("kl_div", input, target);
  const Tensor losses =
      options.log_target ? exp(target) * (target - input) : target * (log(where(target, target, 1.0)) - input);
  return reduced("kl_div", losses, options.reduction);
}

}  // namespace thalweg::nn
