// Lists of parameters: their checks, and clipping of their gradients.
#include <algorithm>
#include <cmath>
#include <set>

#include <thalweg/autograd/node.hpp>
#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/parameters.hpp>

namespace thalweg::optim {

namespace {

/// Calls f(span of g) for every gradient, in double or float.
template <class F>
void for_each_gradient(const Parameters& parameters, F f) {
  for (const NamedTensor& each : parameters.list())
    if (const Tensor g = each.tensor.grad(); g.defined())
      dispatch_floating(g.dtype(), [&](auto zero) { f(g.span<decltype(zero)>()); });
}

}  // namespace

void check_parameters(const std::vector<NamedTensor>& list) {
  check(!list.empty(), "optimizer", "the list of parameters is empty");
  std::set<const Node*> nodes;
  std::set<std::string> names;
  for (const NamedTensor& each : list) {
    const Handle<Node>& node = each.tensor.body().node;
    check(node && node->is_leaf(), "optimizer", "parameter ", each.name, " of shape ", each.tensor.shape(),
          node ? " is the result of an operation, not a leaf; optimize the leaves it is made of"
               : " does not require a gradient; call requires_grad_() on it first");
    check(each.tensor.is_contiguous(), "optimizer", "parameter ", each.name, " of shape ", each.tensor.shape(),
          " is strided; optimize a contiguous() copy");
    check(nodes.insert(node.get()).second, "optimizer", "parameter ", each.name, " is listed twice");
    check(names.insert(each.name).second, "optimizer", "two parameters are named ", each.name);
  }
}

Parameters::Parameters(std::vector<NamedTensor> named) : list_(std::move(named)), named_(true) {
  check_parameters(list_);
}

Parameters::Parameters(std::span<const Tensor> tensors) {
  for (const Tensor& tensor : tensors) list_.push_back({std::to_string(list_.size()), tensor});
  check_parameters(list_);
}

double clip_grad_norm(const Parameters& parameters, double max_norm, bool refuse_not_finite) {
  check_positive("clip_grad_norm", "max_norm", max_norm);
  double squares = 0;
  for_each_gradient(parameters, [&](auto g) {
    for (const auto value : g) squares += static_cast<double>(value) * static_cast<double>(value);
  });
  const double norm = std::sqrt(squares);
  check_outside(std::isfinite(norm) || !refuse_not_finite, "clip_grad_norm", "the norm of the gradients is ", norm);
  if (norm > max_norm && std::isfinite(norm))
    for_each_gradient(parameters, [&](auto g) {
      for (auto& value : g) value = static_cast<std::remove_reference_t<decltype(value)>>(value * (max_norm / norm));
    });
  return norm;
}

void clip_grad_value(const Parameters& parameters, double bound) {
  check_positive("clip_grad_value", "bound", bound);
  for_each_gradient(parameters, [&](auto g) {
    using T = typename decltype(g)::value_type;
    for (T& value : g) value = std::clamp(value, static_cast<T>(-bound), static_cast<T>(bound));
  });
}

}  // namespace thalweg::optim
