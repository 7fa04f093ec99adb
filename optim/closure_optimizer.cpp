// The step, and the state of a method cut into the pieces that belong to each parameter.
#include <thalweg/optim/closure_optimizer.hpp>

#include <set>
#include <string>

#include <thalweg/optim/flat_parameters.hpp>
#include <thalweg/optim/tensors/flat.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

namespace {

using arrays::Vector;

class Saver final : public arrays::StateVisitor {
 public:
  Saver(const std::vector<NamedTensor>& parameters, StateDict& state) : parameters_(parameters), state_(state) {}

  void number(const char* name, double& value) override { state_[name] = tensor(value); }
  void count(const char* name, std::int64_t& value) override {
    state_[name] = from_span(std::span<const std::int64_t>(&value, 1), {});
  }
  void vector(const std::string& name, Vector& values) override {
    if (values.empty()) return;  // before the first step
    std::size_t begin = 0;
    for (const NamedTensor& each : parameters_) {
      const auto size = static_cast<std::size_t>(each.tensor.numel());
      state_[each.name + "." + name] = from_span(arrays::In(values).subspan(begin, size), each.tensor.shape());
      begin += size;
    }
  }
  void matrix(const char* name, Vector& values) override {
    if (values.empty()) return;
    std::int64_t n = 0;
    for (const NamedTensor& each : parameters_) n += each.tensor.numel();
    state_[name] = from_span(arrays::In(values), {n, n});
  }

 private:
  const std::vector<NamedTensor>& parameters_;
  StateDict& state_;
};

class Loader final : public arrays::StateVisitor {
 public:
  Loader(const char* method, const std::vector<NamedTensor>& parameters, const StateDict& state)
      : method_(method), parameters_(parameters), state_(state) {
    for (const NamedTensor& each : parameters_) n_ += each.tensor.numel();
  }

  void number(const char* name, double& value) override { value = find(name, {}, float64).item(); }
  void count(const char* name, std::int64_t& value) override {
    const auto loaded = find(name, {}, int64).item<std::int64_t>();
    check(loaded >= 0, method_, name, " counts and cannot be ", loaded);
    value = loaded;
  }
  void vector(const std::string& name, Vector& values) override {
    if (!state_.contains(parameters_.front().name + "." + name)) return values.clear();
    values.clear();
    for (const NamedTensor& each : parameters_)
      append(find(each.name + "." + name, each.tensor.shape(), float64), values);
  }
  void matrix(const char* name, Vector& values) override {
    values.clear();
    if (state_.contains(name)) append(find(name, {n_, n_}, float64), values);
  }

  void check_all_used() const {
    for (const auto& entry : state_)
      check(used_.contains(entry.first), method_, "the state to load has ", entry.first,
            ", which this optimizer does not");
  }

 private:
  const Tensor& find(const std::string& name, const Shape& shape, Dtype dtype) {
    const auto found = state_.find(name);
    check(found != state_.end(), method_, "the state to load lacks ", name);
    const Tensor& value = found->second;
    check(value.shape() == shape && value.dtype() == dtype, method_, name, " is ", dtype, ' ', shape, " here, but ",
          value.dtype(), ' ', value.shape(), " in the state to load");
    used_.insert(name);
    return value;
  }
  static void append(const Tensor& values, Vector& to) {
    const Tensor plain = raw::contiguous(values);
    const std::span<double> each = plain.span<double>();
    to.insert(to.end(), each.begin(), each.end());
  }

  const char* method_;
  const std::vector<NamedTensor>& parameters_;
  const StateDict& state_;
  std::set<std::string> used_;
  std::int64_t n_ = 0;
};

}  // namespace

ClosureOptimizer::ClosureOptimizer(const Parameters& parameters, const arrays::Method& method, Value value)
    : parameters_(parameters.list()), method_(method), minimizer_(method.make()), value_(value) {}

std::vector<Tensor> ClosureOptimizer::tensors() const { return tensors_of(parameters_); }

arrays::Objective ClosureOptimizer::objective(const Closure& closure) const {
  if (value_ == Value::loss) return loss_objective(tensors(), closure);
  return residual_objective(tensors(), closure);
}

Report ClosureOptimizer::step(const Closure& closure, const MinimizeOptions& options) {
  return step(objective(closure), options);
}

Report ClosureOptimizer::step(const arrays::Objective& f, const MinimizeOptions& options) {
  return run_on(Flat(tensors()), f, *minimizer_, options);
}

StateDict ClosureOptimizer::state_dict() const {
  StateDict state;
  Saver saver(parameters_, state);
  minimizer_->visit(saver);
  return state;
}

void ClosureOptimizer::load_state_dict(const StateDict& state) {
  std::unique_ptr<arrays::Minimizer> fresh = method_.make();
  Loader loader(fresh->name(), parameters_, state);
  fresh->visit(loader);
  loader.check_all_used();
  minimizer_ = std::move(fresh);
}

}  // namespace thalweg::optim
