// Value, gradient, Hessian and Jacobian of a closure over parameters.
#include <thalweg/optim/tensors/objective.hpp>

#include <algorithm>
#include <memory>
#include <utility>

#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/optim/tensors/flat.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

namespace {

using arrays::In;
using arrays::Out;

/// A closure over parameters, with the gradient's graph of the latest point.
class Recorded {
 public:
  Recorded(const std::vector<Tensor>& parameters, Closure closure) : flat_(parameters), closure_(std::move(closure)) {
    check(static_cast<bool>(closure_), "minimize", "needs a function, got an empty one");
  }

  const Flat& flat() const { return flat_; }

  double value(In x) {
    at(x);
    const NoGrad guard;
    return loss().item();
  }

  double value_and_gradient(In x, Out g) {
    at(x);
    const WithGrad recording;
    const Tensor y = loss();
    check_graph(y);
    flat_.join(pull(y, {}, false), g);
    return y.item();
  }

  void hessian(In x, Out h) {
    const std::vector<Tensor>& gradient = recorded_gradient(x);
    rows(gradient, h);
  }

  void hessian_product(In x, In v, Out hv) {
    const std::vector<Tensor>& gradient = recorded_gradient(x);
    flat_.join(pull_all(gradient, flat_.split(v)), hv);
  }

  /// The number of residuals. The values, at the parameters as they stand, are kept for the first that asks for them,
  /// so that looking costs no evaluation.
  std::int64_t look() {
    const NoGrad guard;
    first_ = closure_();
    first_version_ = flat_.version();
    check(first_.numel() >= 1, "least_squares", "there are no residuals");
    return first_.numel();
  }

  void residuals(In x, Out r) {
    at(x);
    const NoGrad guard;
    const Tensor first = std::exchange(first_, {});
    copy_residuals(first.defined() && first_version_ == flat_.version() ? first : closure_(), r);
  }

  void jacobian(In x, Out j) {
    at(x);
    const WithGrad recording;
    const Tensor y = closure_();
    check_count(y, j.size() / flat_.size());
    check_graph(y);
    rows({y}, j);
  }

 private:
  /// Moves the parameters to x; a graph from before their last change is dropped.
  void at(In x) {
    flat_.assign(x);
    if (flat_.version() != version_) gradient_.clear();
  }

  Tensor loss() const {
    Tensor y = closure_();
    check(y.numel() == 1, "minimize", "the function to minimise must give one element, got shape ", y.shape(),
          "; for a sum of squares hand the residuals to least_squares");
    return y;
  }

  /// <seed, y> differentiated with respect to the parameters.
  std::vector<Tensor> pull(const Tensor& y, const Tensor& seed, bool create_graph) const {
    return pull_all({y}, {seed}, create_graph);
  }

  std::vector<Tensor> pull_all(const std::vector<Tensor>& ys, const std::vector<Tensor>& seeds,
                               bool create_graph = false) const {
    std::vector<Tensor> outputs, weights;
    for (std::size_t k = 0; k < ys.size(); ++k)
      if (ys[k].requires_grad()) {
        outputs.push_back(ys[k]);
        weights.push_back(seeds[k]);
      }
    if (!outputs.empty())
      return grad(outputs, flat_.parameters(), weights, {.create_graph = create_graph, .allow_unused = true});
    std::vector<Tensor> zero;
    for (const Tensor& each : flat_.parameters()) zero.push_back(zeros_like(each));
    return zero;
  }

  const std::vector<Tensor>& recorded_gradient(In x) {
    at(x);
    if (gradient_.empty()) {
      const WithGrad recording;
      const Tensor y = loss();
      check_graph(y);
      gradient_ = pull(y, {}, true);
      version_ = flat_.version();
    }
    return gradient_;
  }

  /// The derivatives of every element of ys, a row each.
  void rows(const std::vector<Tensor>& ys, Out matrix) const {
    std::size_t row = 0;
    for (const Tensor& y : ys) {
      Tensor seed = zeros({y.numel()}, {.dtype = y.dtype()});
      for (std::int64_t i = 0; i < y.numel(); ++i, ++row) {
        seed.set({i}, 1);
        flat_.join(pull(y, raw::reshape(seed, y.shape()), false), matrix.subspan(row * flat_.size(), flat_.size()));
        seed.set({i}, 0);
      }
    }
  }

  /// What has no graph would pass for a function with zeros for derivatives.
  static void check_graph(const Tensor& y) {
    check(y.requires_grad(), "minimize",
          "the function's value has no graph, so that it has no derivatives; compute it from x by recorded operations, "
          "without item(), detach() and no_grad");
  }

  static void check_count(const Tensor& values, std::size_t count) {
    check(values.numel() == static_cast<std::int64_t>(count), "least_squares", "there were ", count,
          " residuals at the start, now there are ", values.numel());
  }

  static void copy_residuals(const Tensor& values, Out r) {
    check_count(values, r.size());
    const Tensor plain = raw::contiguous(raw::cast(values, float64));
    std::copy_n(plain.data<double>(), r.size(), r.begin());
  }

  Flat flat_;
  Closure closure_;
  std::vector<Tensor> gradient_;  // with its graph; empty: none
  std::uint64_t version_ = 0;     // of the parameters gradient_ was recorded at
  Tensor first_;                  // residuals seen before the first evaluation; undefined: none
  std::uint64_t first_version_ = 0;
};

arrays::Objective scalar_objective(const std::vector<Tensor>& parameters, Closure loss) {
  const auto recorded = std::make_shared<Recorded>(parameters, std::move(loss));
  arrays::Objective f;
  f.value = [=](In x) { return recorded->value(x); };
  f.value_and_gradient = [=](In x, Out g) { return recorded->value_and_gradient(x, g); };
  f.hessian = [=](In x, Out h) { recorded->hessian(x, h); };
  f.hessian_product = [=](In x, In v, Out hv) { recorded->hessian_product(x, v, hv); };
  if (recorded->flat().rounds()) f.project = [=](Out x) { recorded->flat().round(x); };
  return f;
}

}  // namespace

arrays::Objective loss_objective(const std::vector<Tensor>& parameters, Closure loss) {
  return scalar_objective(parameters, std::move(loss));
}

arrays::Objective residual_objective(const std::vector<Tensor>& parameters, Closure residuals) {
  arrays::Objective f = scalar_objective(parameters, [residuals] { return sum(square(residuals())); });
  const auto recorded = std::make_shared<Recorded>(parameters, std::move(residuals));
  f.residual_count = recorded->look();
  f.residuals = [=](In x, Out r) { recorded->residuals(x, r); };
  f.jacobian = [=](In x, Out j) { recorded->jacobian(x, j); };
  return f;
}

}  // namespace thalweg::optim
