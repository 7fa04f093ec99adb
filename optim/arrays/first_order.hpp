// First-order methods as minimizers: one iteration is one call of the rule and one evaluation of f and g.
#pragma once

#include <limits>
#include <memory>

#include <thalweg/optim/arrays/minimizer.hpp>
#include <thalweg/optim/arrays/rules.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim {
namespace arrays {

/// Steps by a fixed rule: f may rise, and only its gradient is looked at. k iterations take k + 1 evaluations. Points
/// are moved into the objective's box after each step. Without a limit it ends after 10,000 iterations.
template <class Options>
class FirstOrder final : public Minimizer {
 public:
  /// The entry in the list of rules.
  using Rule = arrays::Rule<Options>;

  explicit FirstOrder(const Options& options) : options_(options), now_(options) {
    validate(options);
    for (std::size_t k = 0; k < Rule::numbers.size(); ++k) {
      numbers_[k] = Rule::numbers[k].start;
      carried_.numbers[k] = &numbers_[k];
    }
  }

  const char* name() const noexcept override { return Rule::name; }
  std::int64_t default_iterations(std::size_t) const override { return 10'000; }
  bool projects() const noexcept override { return true; }
  void set_lr_factor(double factor) override { now_.lr = options_.lr * factor; }

  void begin(Evaluator& f, Iterate& at) override {
    for (std::size_t k = 0; k < Rule::arrays.size(); ++k) {
      arrays_[k].resize(at.x.size());
      carried_.arrays[k] = arrays_[k];
    }
    at.f = f.value_and_gradient(at.x, at.g);
  }

  std::optional<Stop> iterate(Evaluator& f, Iterate& at) override {
    Rule::step(Out(at.x), In(at.g), carried_, ++t_, now_);
    f.project(at.x);
    // f is not asked where it cannot be defined; the loop ends the run there.
    at.f = all_finite(at.x) ? f.value_and_gradient(at.x, at.g) : std::numeric_limits<double>::quiet_NaN();
    return std::nullopt;
  }

  void visit(StateVisitor& visitor) override {
    visitor.count("t", t_);
    for (std::size_t k = 0; k < Rule::numbers.size(); ++k) visitor.number(Rule::numbers[k].name, numbers_[k]);
    for (std::size_t k = 0; k < Rule::arrays.size(); ++k) visitor.vector(Rule::arrays[k], arrays_[k]);
  }

 private:
  Options options_, now_;
  std::array<Vector, Carried<double>::most_arrays> arrays_;
  std::array<double, Carried<double>::most_numbers> numbers_{};
  Carried<double> carried_;
  std::int64_t t_ = 0;
};

}  // namespace arrays

/// The minimizer of any options that have a rule.
template <class Options>
requires requires { arrays::Rule<Options>::name; }
std::unique_ptr<arrays::Minimizer> make_minimizer(const Options& options) {
  return std::make_unique<arrays::FirstOrder<Options>>(options);
}

}  // namespace thalweg::optim
