// OutputFisher: the Fisher matrix of what a model puts out, as a distribution over its targets.
#pragma once

#include <cstdint>
#include <vector>

#include <thalweg/tensor/tensor.hpp>

namespace thalweg::optim {

/// What the outputs mean. softmax: logits (..., classes) of one choice per row, as nn::cross_entropy takes them;
/// gaussian: means of independent normal numbers, the first axis counts the batch (a rank of 0 is a batch of one).
enum class Family { softmax, gaussian };

struct FisherOptions {
  Family family = Family::softmax;  ///< what the outputs mean
  /// Of each output, for Family::gaussian: its loss is sum((y - t)^2) / (2 variance batch).
  double variance = 1;
};
/// Error: variance not above 0.
void validate(const FisherOptions& options);

/// The model's Fisher matrix is J' H J, J = d outputs / d parameters, with the block-diagonal
///     softmax:   H = (diag(p) - p p') / rows        p = softmax of one row
///     gaussian:  H = I / (variance batch)
/// The division by the batch stands in H and nowhere else. Holds p, as plain values.
class OutputFisher {
 public:
  /// Errors: outputs without elements, logits of rank 0, integers.
  explicit OutputFisher(const Tensor& outputs, const FisherOptions& options = {});

  /// H s, plain, for s shaped like the outputs, or with more axes behind those (one vector each).
  Tensor operator()(const Tensor& s) const;
  /// Seeds S_c, shaped like the outputs, with sum_c S_c S_c' = batch H within each row: what gradients of the outputs
  /// are on average, without sampling. softmax: sqrt(p_c) (e_c - p) for each class; gaussian: one for each output.
  std::vector<Tensor> roots() const;
  /// Rows of logits, or the batch.
  std::int64_t batch() const noexcept { return batch_; }

 private:
  FisherOptions options_;
  Tensor p_;  ///< softmax: probabilities; gaussian: ones
  std::int64_t batch_ = 0;
};

/// KL(reference || model) averaged over the batch, one recorded number: the reference is taken as plain values. Its
/// Hessian by the parameters, where both are equal, is the Fisher matrix. Error: shapes or dtypes that differ.
Tensor kl_divergence(const Tensor& reference, const Tensor& outputs, const FisherOptions& options = {});

}  // namespace thalweg::optim
