// NaturalGradient: damped conjugate gradients on Fisher-vector products, then a guarded step.
#include <thalweg/optim/natural_gradient.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include <thalweg/autograd/mode.hpp>
#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/linear_cg.hpp>
#include <thalweg/optim/flat_parameters.hpp>
#include <thalweg/optim/saved_state.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

namespace {

constexpr const char* method = "natural gradient";

void scale(const Tensor& flat, double factor) {
  dispatch_floating(flat.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (T& value : flat.span<T>()) value *= static_cast<T>(factor);
  });
}

}  // namespace

void validate(const ModelNaturalGradientOptions& options) {
  check_positive(method, "lr", options.lr);
  validate(options.fisher);
  validate(method, options.damping);
  check(options.cg_iterations >= 1, method, "cg_iterations must be at least 1, got ", options.cg_iterations);
  check_not_negative(method, "cg_tolerance", options.cg_tolerance);
  check(options.warm_start >= 0 && options.warm_start <= 1, method, "warm_start must lie in [0, 1], got ",
        options.warm_start);
  check(options.halvings >= 0, method, "halvings must not be negative, got ", options.halvings);
}

NaturalGradient::NaturalGradient(const Parameters& parameters, const ModelNaturalGradientOptions& options)
    : parameters_(parameters.list()) {
  set_options(options);
  solution_ = zeros({flat_size(parameters_)}, {.dtype = flat_dtype(parameters_)});
}

void NaturalGradient::set_options(const ModelNaturalGradientOptions& options) {
  validate(options);
  options_ = options;
}

void NaturalGradient::set_lr_factor(double factor) {
  check_not_negative(method, "the factor of lr", factor);
  lr_factor_ = factor;
}

/// A model may have changed its dtype since the last step.
void NaturalGradient::match_dtype() {
  const Dtype dtype = flat_dtype(parameters_);
  if (solution_.dtype() != dtype) solution_ = raw::cast(solution_, dtype);
}

ModelStep NaturalGradient::step(const ModelClosure& closure) {
  const WithGrad recording;
  ModelStep report;
  match_dtype();
  ModelOutput now = evaluate(method, closure, report);
  const Tensor downhill = begin_step(now, parameters_, report);
  if (lr_factor_ == 0) report.reason = "the learning rate is 0";
  if (!downhill.defined() || lr_factor_ == 0) return report;
  const FisherProduct product(now.outputs, parameters_, options_.fisher);
  now = {};

  damping_.begin(product, options_.damping, report);
  if (!solve(product, downhill, report)) return report;

  const std::vector<Tensor> d = from_flat(solution_, parameters_);
  const double slope = -flat_dot(downhill, solution_);
  const double curvature = product.form(d, d) + damping_.lambda() * flat_dot(solution_, solution_);
  ++report.products;
  const Trial trial{options_.lr * lr_factor_ * -slope / curvature, slope, curvature, options_.halvings};
  try_direction(method, closure, parameters_, solution_, trial, report);
  damping_.end(options_.damping, report);
  if (!report.moved) scale(solution_, 0);
  ++t_;
  return report;
}

/// Leaves the solution of the damped system in solution_; false, with the reason, where there is none.
bool NaturalGradient::solve(const FisherProduct& product, const Tensor& downhill, ModelStep& report) {
  scale(solution_, options_.warm_start);
  const auto run = [&] {
    dispatch_floating(downhill.dtype(), [&](auto zero) {
      using T = decltype(zero);
      const CgResult result = arrays::linear_cg([&](std::span<const T> v, std::span<T> fv) { product(v, fv); },
                                                std::span<const T>(downhill.span<T>()), solution_.span<T>(),
                                                {.relative_tolerance = options_.cg_tolerance,
                                                 .max_iterations = options_.cg_iterations,
                                                 .damping = damping_.lambda(),
                                                 .warm_start = flat_dot(solution_, solution_) > 0});
      report.products += result.products;
      report.cg_iterations += result.products;
    });
    return flat_dot(downhill, solution_);
  };
  double descent = run();
  if (!(descent > 0 && std::isfinite(descent))) {  // an old solution can lead uphill; zero cannot
    scale(solution_, 0);
    descent = run();
  }
  if (descent > 0 && std::isfinite(descent)) return true;
  solution_ = zeros_like(solution_);
  report.reason = "conjugate gradients met numbers that are not finite";
  return false;
}

StateDict NaturalGradient::state_dict() const {
  StateDict state;
  const std::vector<Tensor> solution = from_flat(solution_, parameters_);
  for (std::size_t k = 0; k < solution.size(); ++k) state[parameters_[k].name + ".solution"] = solution[k];
  damping_.save(state);
  state["t"] = from_span(std::span<const std::int64_t>(&t_, 1), {});
  return state;
}

void NaturalGradient::load_state_dict(const StateDict& state) {
  match_dtype();
  check_state(method, state_dict(), state);
  const auto t = state.at("t").item<std::int64_t>();
  ModelDamping damping;
  damping.load(method, state, t > 0);
  check(t >= 0, method, "t counts steps and cannot be ", t);
  std::vector<Tensor> solution;
  for (const NamedTensor& each : parameters_) solution.push_back(state.at(each.name + ".solution"));
  solution_ = to_flat(solution, parameters_);
  damping_ = damping;
  t_ = t;
}

}  // namespace thalweg::optim
