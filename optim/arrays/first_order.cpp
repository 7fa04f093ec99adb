// The iteration that all first-order methods share.
#include <thalweg/optim/arrays/first_order.hpp>

#include <array>
#include <limits>
#include <utility>

#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim {
namespace arrays {
namespace {

/// `rule(x, g, state, t, options)` with the arrays that the rule keeps, by name.
template <std::size_t count, class Options, class Rule>
class FirstOrder final : public Minimizer {
 public:
  FirstOrder(const char* name, const std::array<const char*, count>& arrays, const Options& options, Rule rule)
      : name_(name), arrays_(arrays), options_(options), now_(options), rule_(std::move(rule)) {
    validate(options);
  }

  const char* name() const noexcept override { return name_; }
  std::int64_t default_iterations(std::size_t) const override { return 10'000; }
  bool projects() const noexcept override { return true; }
  void set_lr_factor(double factor) override { now_.lr = options_.lr * factor; }

  void begin(Evaluator& f, Iterate& at) override {
    for (Vector& array : state_) array.resize(at.x.size());
    at.f = f.value_and_gradient(at.x, at.g);
  }

  std::optional<Stop> iterate(Evaluator& f, Iterate& at) override {
    rule_(Out(at.x), In(at.g), state_, ++t_, now_);
    f.project(at.x);
    // f is not asked where it cannot be defined; the loop ends the run there.
    at.f = all_finite(at.x) ? f.value_and_gradient(at.x, at.g) : std::numeric_limits<double>::quiet_NaN();
    return std::nullopt;
  }

  void visit(StateVisitor& visitor) override {
    visitor.count("t", t_);
    for (std::size_t k = 0; k < count; ++k) visitor.vector(arrays_[k], state_[k]);
  }

 private:
  const char* name_;
  std::array<const char*, count> arrays_;
  Options options_, now_;
  Rule rule_;
  std::array<Vector, count> state_;
  std::int64_t t_ = 0;
};

template <class Options, class Rule, class... Names>
std::unique_ptr<Minimizer> first_order(const char* name, const Options& options, Rule rule, Names... arrays) {
  return std::make_unique<FirstOrder<sizeof...(Names), Options, Rule>>(
      name, std::array<const char*, sizeof...(Names)>{arrays...}, options, std::move(rule));
}

}  // namespace
}  // namespace arrays

std::unique_ptr<arrays::Minimizer> make_minimizer(const GradientDescentOptions& options) {
  return arrays::first_order("gd", options,
                             [](auto p, auto g, auto&, auto, const auto& o) { arrays::gradient_descent(p, g, o); });
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const MomentumOptions& options) {
  return arrays::first_order(
      "momentum", options,
      [](auto p, auto g, auto& state, auto, const auto& o) { arrays::momentum(p, g, state[0], o); }, "v");
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const SgdOptions& options) {
  return arrays::first_order(
      "sgd", options, [](auto p, auto g, auto& state, auto t, const auto& o) { arrays::sgd(p, g, state[0], t, o); },
      "buf");
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const AdamOptions& options) {
  return arrays::first_order(
      "adam", options,
      [](auto p, auto g, auto& state, auto t, const auto& o) { arrays::adam(p, g, state[0], state[1], t, o); }, "m",
      "v");
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const AdamaxOptions& options) {
  return arrays::first_order(
      "adamax", options,
      [](auto p, auto g, auto& state, auto t, const auto& o) { arrays::adamax(p, g, state[0], state[1], t, o); }, "m",
      "u");
}

}  // namespace thalweg::optim
