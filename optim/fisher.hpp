// The Fisher matrix of a model: as a product with vectors, never formed; and whole, two ways, for small models.
#pragma once

#include <span>
#include <vector>

#include <thalweg/optim/output_fisher.hpp>
#include <thalweg/optim/parameters.hpp>

namespace thalweg::optim {

/// v -> F v with F = J' H J (see OutputFisher), matrix free: the answer to "the Hessian of the Kullback-Leibler
/// divergence takes too much memory". With reverse mode alone: w(u) = J' u is recorded once, at u = 0, and is linear in
/// u, so that J v is the gradient of <w(u), v> by u; then one more pass gives J' (H J v). A product costs about as much
/// as two gradients; memory, beside the graph of the outputs, is the graph of w and one vector of the parameters' size.
///
/// It belongs to the values the parameters had: once they change, the next product is a std::logic_error.
/// For networks of piecewise linear activations (ReLU) F is the generalised Gauss-Newton matrix of the loss too.
/// Errors: as Parameters and OutputFisher; outputs without a graph. Parameters the outputs do not depend on have zeros.
class FisherProduct {
 public:
  /// Records w(u); keeps the graph of the outputs.
  FisherProduct(const Tensor& outputs, const Parameters& parameters, const FisherOptions& options = {});

  /// F v, plain values shaped like the parameters, as v is.
  std::vector<Tensor> operator()(const std::vector<Tensor>& v) const;
  /// The same in flat vectors (see flat_parameters.hpp).
  void operator()(std::span<const double> v, std::span<double> product) const;
  void operator()(std::span<const float> v, std::span<float> product) const;
  /// v' F w = (J v)' H (J w), at half the cost of a product each.
  double form(const std::vector<Tensor>& v, const std::vector<Tensor>& w) const;
  /// J v: how the outputs change along v.
  Tensor push(const std::vector<Tensor>& v) const;

  /// H.
  const OutputFisher& metric() const noexcept { return metric_; }
  /// In the order of the flat vectors.
  const std::vector<NamedTensor>& parameters() const noexcept { return parameters_; }

 private:
  std::vector<NamedTensor> parameters_;
  std::vector<Tensor> tensors_;
  Tensor outputs_;
  OutputFisher metric_;
  Tensor u_;
  std::vector<Tensor> w_;
};

/// F whole, (n, n) for n parameters in the order of their list: the Jacobian by rows, then J' H J. For small models:
/// one backward pass for each output, and n (n + outputs) numbers of memory.
Tensor fisher_matrix(const Tensor& outputs, const Parameters& parameters, const FisherOptions& options = {});

/// F as the Hessian of KL(model now || model) by the parameters, where both are equal, by double backward: one pass for
/// each parameter. The definition, and the slowest way; for small models and for tests.
Tensor kl_hessian(const Tensor& outputs, const Parameters& parameters, const FisherOptions& options = {});

}  // namespace thalweg::optim
