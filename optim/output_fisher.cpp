// OutputFisher: softmax and normal distributions.
#include <thalweg/optim/output_fisher.hpp>

#include <cmath>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/mode.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::optim {

namespace {

void check_outputs(const Tensor& outputs, const FisherOptions& options) {
  check(is_floating(outputs.dtype()), "fisher", "the outputs are ", outputs.dtype(), "; they must be floating");
  check(outputs.numel() > 0, "fisher", "the outputs, of shape ", outputs.shape(), ", have no elements");
  check(options.family != Family::softmax || outputs.rank() >= 1, "fisher",
        "logits need an axis of classes, got rank 0; for a mean use Family::gaussian");
  check(options.family != Family::softmax || outputs.size(-1) >= 2, "fisher",
        "one class leaves nothing to choose, got logits of shape ", outputs.shape(),
        "; for a mean use Family::gaussian");
}

std::int64_t batch_of(const Tensor& outputs, const FisherOptions& options) {
  if (options.family == Family::softmax) return outputs.numel() / outputs.size(-1);
  return outputs.rank() == 0 ? 1 : outputs.size(0);
}

/// Ones where the place within a row is c, shaped like the outputs.
Tensor unit_rows(const Tensor& like, std::int64_t rows, std::int64_t c) {
  const Tensor unit = zeros({rows, like.numel() / rows}, {.dtype = like.dtype()});
  raw::copy(raw::select(unit, 1, c), ones({rows}, {.dtype = like.dtype()}));
  return raw::reshape(unit, like.shape());
}

}  // namespace

void validate(const FisherOptions& options) { check_positive("fisher", "variance", options.variance); }

OutputFisher::OutputFisher(const Tensor& outputs, const FisherOptions& options) : options_(options) {
  validate(options);
  check_outputs(outputs, options);
  const NoGrad guard;
  batch_ = batch_of(outputs, options);
  p_ = options.family == Family::softmax ? softmax(outputs.detach()) : ones_like(outputs);
}

Tensor OutputFisher::operator()(const Tensor& s) const {
  const NoGrad guard;
  if (options_.family == Family::gaussian) return s * (1 / (options_.variance * static_cast<double>(batch_)));
  Tensor p = p_;
  for (std::int64_t axis = p.rank(); axis < s.rank(); ++axis) p = unsqueeze(p, axis);
  const Tensor ps = p * s;
  return (ps - p * sum(ps, {p_.rank() - 1}, true)) * (1 / static_cast<double>(batch_));
}

std::vector<Tensor> OutputFisher::roots() const {
  const NoGrad guard;
  std::vector<Tensor> seeds;
  const std::int64_t classes = p_.numel() / batch_;
  for (std::int64_t c = 0; c < classes; ++c) {
    const Tensor unit = unit_rows(p_, batch_, c);
    if (options_.family == Family::gaussian) {
      seeds.push_back(unit * (1 / std::sqrt(options_.variance)));
    } else {
      seeds.push_back(sqrt(slice(p_, -1, c, c + 1)) * (unit - p_));
    }
  }
  return seeds;
}

Tensor kl_divergence(const Tensor& reference, const Tensor& outputs, const FisherOptions& options) {
  validate(options);
  check_outputs(outputs, options);
  check(reference.shape() == outputs.shape() && reference.dtype() == outputs.dtype(), "kl_divergence",
        "the reference, ", reference.dtype(), ' ', reference.shape(), ", must match the outputs, ", outputs.dtype(),
        ' ', outputs.shape());
  const Tensor fixed = reference.detach();
  const double batch = static_cast<double>(batch_of(outputs, options));
  if (options.family == Family::gaussian) {
    const Tensor difference = outputs - fixed;
    return sum(difference * difference) * (0.5 / (options.variance * batch));
  }
  const Tensor log_p = log_softmax(fixed);
  return sum(exp(log_p) * (log_p - log_softmax(outputs))) * (1 / batch);
}

}  // namespace thalweg::optim
