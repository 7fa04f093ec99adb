// Damping and trials of directions, for models.
#include <thalweg/optim/model_step.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <thalweg/autograd/engine.hpp>
#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/flat_parameters.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/random.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

void validate(const char* method, const ModelDampingOptions& options) {
  check_positive(method, "damping.initial", options.initial);
  check_positive(method, "damping.floor", options.floor);
  check_positive(method, "damping.ceiling", options.ceiling);
  check(options.ceiling >= options.floor, method, "damping.ceiling must not be below damping.floor, got ",
        options.ceiling, " and ", options.floor);
  check(options.increase >= 1 && std::isfinite(options.increase), method,
        "damping.increase must be a finite number not below 1, got ", options.increase);
  check(options.decrease > 0 && options.decrease <= 1, method, "damping.decrease must lie in (0, 1], got ",
        options.decrease);
}

double next_damping(double lambda, double ratio, const ModelDampingOptions& options) {
  if (ratio > 0.75) return lambda * options.decrease;
  return ratio >= 0.25 ? lambda : lambda * options.increase;
}

double bounded_damping(double lambda, double mean_diagonal, const ModelDampingOptions& options) {
  // A saturated softmax has no Fisher matrix left; then any small number will do.
  const double least = std::max(options.floor * mean_diagonal, 1e-30);
  return std::clamp(lambda, least, std::max(least, options.ceiling * mean_diagonal));
}

double mean_diagonal(const FisherProduct& product, std::int64_t probes, ModelStep& report) {
  const std::int64_t n = flat_size(product.parameters());
  const bool exact = n <= probes;
  Random random(1);
  double sum = 0;
  for (std::int64_t k = 0; k < std::min(n, probes); ++k) {
    std::int64_t place = 0;
    std::vector<Tensor> z;
    for (const NamedTensor& each : product.parameters()) {
      z.push_back(zeros_like(each.tensor));
      dispatch_floating(each.tensor.dtype(), [&](auto zero) {
        using T = decltype(zero);
        for (T& value : z.back().span<T>()) value = exact ? T(place++ == k) : ((random() >> 63) != 0 ? T(1) : T(-1));
      });
    }
    sum += product.form(z, z);
    ++report.products;
  }
  return sum / static_cast<double>(exact ? n : n * probes);
}

void ModelDamping::begin(const FisherProduct& product, const ModelDampingOptions& options, ModelStep& report) {
  const double mean = mean_diagonal(product, begun_ ? 1 : 8, report);
  if (!begun_) lambda_ = options.initial * mean;
  report.damping = lambda_ = bounded_damping(lambda_, mean, options);
}

void ModelDamping::end(const ModelDampingOptions& options, const ModelStep& report) {
  begun_ = true;
  lambda_ = report.moved ? next_damping(lambda_, report.ratio, options) : 10 * lambda_;
}

void ModelDamping::save(StateDict& state) const { state["damping"] = tensor(lambda_); }

void ModelDamping::load(const char* method, const StateDict& state, bool begun) {
  const double lambda = state.at("damping").item();
  check(lambda >= 0 && std::isfinite(lambda), method, "damping must be a finite number not below 0, got ", lambda);
  lambda_ = lambda;
  begun_ = begun;
}

ModelOutput evaluate(const char* method, const ModelClosure& closure, ModelStep& report) {
  check(static_cast<bool>(closure), method, "needs a closure that returns the outputs and the loss");
  ++report.evaluations;
  const ModelOutput now = closure();
  check(now.outputs.defined() && now.loss.defined(), method, "the closure must return the outputs and the loss, but ",
        now.loss.defined() ? "the outputs are" : "the loss is", " undefined");
  check(now.loss.numel() == 1, method, "the loss must be one number, got shape ", now.loss.shape());
  return now;
}

Tensor begin_step(const ModelOutput& now, const std::vector<NamedTensor>& parameters, ModelStep& report) {
  report.loss = report.next_loss = now.loss.item();
  if (!std::isfinite(report.loss)) {
    report.reason = sentence("", "the loss is ", report.loss, " before the step");
    return {};
  }
  const std::vector<Tensor> xs = tensors_of(parameters);
  const Tensor flat = to_flat(grad(now.loss, xs, {.allow_unused = true}), parameters);
  dispatch_floating(flat.dtype(), [&](auto zero) {
    for (auto& value : flat.span<decltype(zero)>()) value = -value;
  });
  report.gradient_norm = std::sqrt(flat_dot(flat, flat));
  if (report.gradient_norm > 0 && std::isfinite(report.gradient_norm)) return flat;
  report.reason = report.gradient_norm == 0 ? std::string("the gradient is zero")
                                            : sentence("", "the norm of the gradient is ", report.gradient_norm);
  return {};
}

namespace {

/// to = from + length * (its part of the direction, which begins at `at`)
void move(const Tensor& to, const Tensor& from, double length, const Tensor& direction, std::size_t& at) {
  dispatch_floating(direction.dtype(), [&](auto one) {
    const auto d = direction.span<decltype(one)>();
    dispatch_floating(to.dtype(), [&](auto two) {
      using T = decltype(two);
      const auto values = to.span<T>();
      const auto start = from.span<T>();
      for (std::size_t i = 0; i < values.size(); ++i)
        values[i] = static_cast<T>(start[i] + length * static_cast<double>(d[at++]));
    });
  });
  to.body().storage->bump_version();
}

std::vector<Tensor> copies(const std::vector<NamedTensor>& parameters) {
  std::vector<Tensor> list;
  for (const NamedTensor& each : parameters) list.push_back(raw::clone(each.tensor));
  return list;
}

/// Puts the start back unless the step is kept, also when the closure throws.
class Start {
 public:
  explicit Start(const std::vector<NamedTensor>& parameters) : parameters_(parameters), values_(copies(parameters)) {}
  ~Start() {
    if (kept_) return;
    for (std::size_t k = 0; k < values_.size(); ++k) raw::copy(parameters_[k].tensor, values_[k]);
  }
  Start(const Start&) = delete;
  Start& operator=(const Start&) = delete;
  void move_by(double length, const Tensor& direction) {
    std::size_t at = 0;
    for (std::size_t k = 0; k < values_.size(); ++k) move(parameters_[k].tensor, values_[k], length, direction, at);
  }
  void keep() { kept_ = true; }

 private:
  const std::vector<NamedTensor>& parameters_;
  std::vector<Tensor> values_;
  bool kept_ = false;
};

}  // namespace

void try_direction(const char* method, const ModelClosure& closure, const std::vector<NamedTensor>& parameters,
                   const Tensor& direction, const Trial& trial, ModelStep& report) {
  const NoGrad guard;
  Start start(parameters);
  double length = trial.first, loss = 0;
  for (std::int64_t tried = 0; tried <= trial.halvings; ++tried, length /= 2) {
    start.move_by(length, direction);
    loss = evaluate(method, closure, report).loss.item();
    if (tried == 0) report.ratio = (report.loss - loss) / (-length * (trial.slope + length / 2 * trial.curvature));
    if (!std::isfinite(loss) || !(loss <= report.loss + 1e-4 * length * trial.slope)) continue;
    start.keep();
    report.moved = true;
    report.length = length;
    report.next_loss = loss;
    if (tried > 0) report.reason = sentence("", "the step was halved ", tried, tried == 1 ? " time" : " times");
    return;
  }
  report.reason = sentence("", "no step down to ", 2 * length, " times the direction lowers the loss of ", report.loss,
                           "; the last trial had ", loss);
}

}  // namespace thalweg::optim
