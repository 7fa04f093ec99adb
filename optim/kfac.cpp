// Kfac: running factors, their inverses, and the best combination with the last step.
#include <thalweg/optim/kfac.hpp>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/mode.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/flat_parameters.hpp>
#include <thalweg/optim/saved_state.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

namespace {

constexpr const char* method = "k-fac";

KroneckerFactors zero_factors(const KfacLayer& layer) {
  const auto square_of = [&](std::int64_t n) { return zeros({n, n}, {.dtype = layer.weight.dtype()}); };
  return {square_of(layer.inputs()), square_of(layer.outputs())};
}

KroneckerFactors cast(const KroneckerFactors& factors, Dtype dtype) {
  return {raw::cast(factors.a, dtype), raw::cast(factors.g, dtype)};
}

/// The pieces of a block by the names they are saved under.
template <class Blocks, class F>
void for_each_matrix(const std::vector<KfacLayer>& layers, Blocks& blocks, F f) {
  for (std::size_t k = 0; k < layers.size(); ++k) {
    f(layers[k].name + ".a", blocks[k].factors.a);
    f(layers[k].name + ".g", blocks[k].factors.g);
    f(layers[k].name + ".a_inverse", blocks[k].inverse.a);
    f(layers[k].name + ".g_inverse", blocks[k].inverse.g);
  }
}

/// A NaN or infinity in rows shows on the diagonal of their products.
bool are_finite(const std::vector<KfacLayer>& layers, const std::vector<KroneckerFactors>& factors, ModelStep& report) {
  for (std::size_t k = 0; k < factors.size(); ++k)
    if (!std::isfinite(no_grad([&] { return trace(factors[k].a).item() + trace(factors[k].g).item(); }))) {
      report.reason = "the factors of " + layers[k].name + " are not finite";
      return false;
    }
  return true;
}

}  // namespace

void validate(const KfacOptions& options) {
  check_positive(method, "lr", options.lr);
  validate(options.fisher);
  validate(method, options.damping);
  check_rate(method, "decay", options.decay);
  check(options.inverse_every >= 1, method, "inverse_every must be at least 1, got ", options.inverse_every);
  check(options.halvings >= 0, method, "halvings must not be negative, got ", options.halvings);
}

Kfac::Kfac(nn::Module& model, const KfacOptions& options)
    : layers_(kfac_layers(model)), parameters_(Parameters(model.named_parameters()).list()) {
  set_options(options);
  for (const KfacLayer& layer : layers_) blocks_.push_back({zero_factors(layer), zero_factors(layer)});
  last_step_ = zeros({flat_size(parameters_)}, {.dtype = flat_dtype(parameters_)});
}

void Kfac::set_options(const KfacOptions& options) {
  validate(options);
  options_ = options;
}

void Kfac::set_lr_factor(double factor) {
  check_not_negative(method, "the factor of lr", factor);
  lr_factor_ = factor;
}

/// A model may have changed its dtype since the last step.
void Kfac::match_dtype() {
  const Dtype dtype = flat_dtype(parameters_);
  if (last_step_.dtype() == dtype) return;
  last_step_ = raw::cast(last_step_, dtype);
  for (Block& block : blocks_) block = {cast(block.factors, dtype), cast(block.inverse, dtype)};
}

ModelStep Kfac::step(const ModelClosure& closure) {
  const WithGrad recording;
  ModelStep report;
  match_dtype();
  std::optional<KfacCapture> capture(std::in_place, layers_);
  ModelOutput now = evaluate(method, closure, report);
  const Tensor downhill = begin_step(now, parameters_, report);
  if (lr_factor_ == 0) report.reason = "the learning rate is 0";
  if (!downhill.defined() || lr_factor_ == 0) return report;
  const FisherProduct product(now.outputs, parameters_, options_.fisher);
  const std::vector<KroneckerFactors> fresh = capture->factors(now.outputs, product.metric());
  capture.reset();  // trials are not looked at
  now = {};

  damping_.begin(product, options_.damping, report);
  if (!are_finite(layers_, fresh, report)) return report;
  ++t_;
  average(fresh);
  if (t_ <= 3 || age_ == 0 || age_ >= options_.inverse_every) invert();
  ++age_;

  Tensor direction = preconditioned(downhill);
  const Trial trial = combine(product, downhill, direction, report);
  try_direction(method, closure, parameters_, direction, trial, report);
  damping_.end(options_.damping, report);
  if (report.moved) {
    last_step_ = no_grad([&] { return direction * report.length; });
  } else {
    age_ = 0;
    last_step_ = zeros_like(last_step_);
  }
  return report;
}

/// Early steps weigh all batches so far alike.
void Kfac::average(const std::vector<KroneckerFactors>& fresh) {
  const NoGrad guard;
  const double old = std::min(options_.decay, 1 - 1 / static_cast<double>(t_));
  for (std::size_t k = 0; k < blocks_.size(); ++k) {
    KroneckerFactors& own = blocks_[k].factors;
    own = {own.a * old + fresh[k].a * (1 - old), own.g * old + fresh[k].g * (1 - old)};
  }
}

void Kfac::invert() {
  for (Block& block : blocks_) block.inverse = damped_inverse(block.factors, damping_.lambda());
  age_ = 0;
}

/// D of every layer as one flat vector.
Tensor Kfac::preconditioned(const Tensor& downhill) const {
  const std::vector<Tensor> v = from_flat(downhill, parameters_);
  std::vector<Tensor> d(v.size());
  const auto place = [&](const Tensor& parameter) {
    std::size_t k = 0;
    while (!parameters_[k].tensor.is(parameter)) ++k;
    return k;
  };
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    const bool biased = layers_[k].bias.defined();
    const std::size_t weight = place(layers_[k].weight), bias = biased ? place(layers_[k].bias) : 0;
    const LayerGradient result = precondition(blocks_[k].inverse, {v[weight], biased ? v[bias] : Tensor{}});
    d[weight] = result.weight;
    if (biased) d[bias] = result.bias;
  }
  return to_flat(d, parameters_);
}

/// Makes the direction alpha direction + mu last step, the least of the quadratic model with F + lambda I.
Trial Kfac::combine(const FisherProduct& product, const Tensor& downhill, Tensor& direction, ModelStep& report) const {
  const NoGrad guard;
  const auto push = [&](const Tensor& flat) {
    ++report.products;
    return product.push(from_flat(flat, parameters_));
  };
  const auto form = [&](const Tensor& jv, const Tensor& jw, const Tensor& v, const Tensor& w) {
    return sum(jv * product.metric()(jw)).item() + damping_.lambda() * flat_dot(v, w);
  };
  const Tensor jd = push(direction);
  const double dd = form(jd, jd, direction, direction), gd = flat_dot(downhill, direction);
  double alpha = gd / dd, mu = 0, slope = -alpha * gd;
  if (options_.momentum && flat_dot(last_step_, last_step_) > 0) {
    const Tensor jm = push(last_step_);
    const double mm = form(jm, jm, last_step_, last_step_), dm = form(jd, jm, direction, last_step_);
    const double gm = flat_dot(downhill, last_step_), det = dd * mm - dm * dm;
    if (det > 1e-6 * dd * mm) {  // else both point the same way
      alpha = (gd * mm - gm * dm) / det;
      mu = (gm * dd - gd * dm) / det;
      slope = -alpha * gd - mu * gm;
      direction = direction * alpha + last_step_ * mu;
    }
  }
  if (mu == 0) direction = direction * alpha;
  // At the least of the model its curvature is the negative slope.
  return {options_.lr * lr_factor_, slope, -slope, options_.halvings};
}

StateDict Kfac::state_dict() const {
  StateDict state;
  for_each_matrix(layers_, blocks_,
                  [&](const std::string& name, const Tensor& matrix) { state[name] = raw::clone(matrix); });
  const std::vector<Tensor> last = from_flat(last_step_, parameters_);
  for (std::size_t k = 0; k < last.size(); ++k) state[parameters_[k].name + ".last_step"] = last[k];
  damping_.save(state);
  state["t"] = from_span(std::span<const std::int64_t>(&t_, 1), {});
  state["age"] = from_span(std::span<const std::int64_t>(&age_, 1), {});
  return state;
}

void Kfac::load_state_dict(const StateDict& state) {
  match_dtype();
  check_state(method, state_dict(), state);
  ModelDamping damping;
  const auto t = state.at("t").item<std::int64_t>(), age = state.at("age").item<std::int64_t>();
  damping.load(method, state, t > 0);
  check(t >= 0 && age >= 0, method, "t and age count steps and cannot be ", t, " and ", age);
  for_each_matrix(layers_, blocks_,
                  [&](const std::string& name, Tensor& matrix) { matrix = raw::clone(state.at(name)); });
  std::vector<Tensor> last;
  for (const NamedTensor& each : parameters_) last.push_back(state.at(each.name + ".last_step"));
  last_step_ = to_flat(last, parameters_);
  damping_ = damping;
  t_ = t;
  age_ = age;
}

}  // namespace thalweg::optim
