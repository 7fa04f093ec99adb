// Parameters: the tensors an optimizer may change, checked once, each with a name.
#pragma once

#include <initializer_list>
#include <span>
#include <vector>

#include <thalweg/tensor/named_tensor.hpp>

namespace thalweg::optim {

/// Made from `model.parameters()` (names are then "0", "1", ...), `model.named_parameters()` or `{w, b}`.
/// Errors: an empty list, a tensor that is no leaf requiring a gradient or is strided, a tensor or name given twice.
class Parameters {
 public:
  /// Named by their places.
  Parameters(const std::vector<Tensor>& tensors) : Parameters(std::span(tensors)) {}
  /// Named by their places.
  Parameters(std::initializer_list<Tensor> tensors) : Parameters(std::span(tensors.begin(), tensors.size())) {}
  /// With names of their own.
  Parameters(std::vector<NamedTensor> named);

  /// All of them, in order.
  const std::vector<NamedTensor>& list() const noexcept { return list_; }
  /// The caller gave names; else they are the places in the list.
  bool named() const noexcept { return named_; }

 private:
  explicit Parameters(std::span<const Tensor> tensors);

  std::vector<NamedTensor> list_;
  bool named_ = false;
};

/// Checks what Parameters promises, over all groups of an optimizer together.
void check_parameters(const std::vector<NamedTensor>& list);

/// Scales all gradients by one factor so that their common 2-norm is at most `max_norm`; returns the norm before.
/// Parameters without a gradient are passed over. A norm that is not finite is an error when `refuse_not_finite`,
/// else the gradients stay as they are. Error: max_norm not above 0. As torch.nn.utils.clip_grad_norm_, without its
/// 1e-6 in the denominator.
double clip_grad_norm(const Parameters& parameters, double max_norm, bool refuse_not_finite = false);
/// Clamps every entry of every gradient to [-bound, bound]. Error: bound not above 0.
void clip_grad_value(const Parameters& parameters, double bound);

}  // namespace thalweg::optim
