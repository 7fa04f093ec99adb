// First-order optimizers as classes: parameter groups with options of their own, and a rule of optim/arrays for each.
#pragma once

#include <vector>

#include <thalweg/optim/arrays/rules.hpp>
#include <thalweg/optim/optimizer.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

/// Parameters that share options.
template <class Options>
struct ParameterGroup {
  Parameters parameters;  ///< the tensors
  Options options = {};   ///< theirs alone
};

/// The optimizer of a rule: steps every parameter by it, with the options of the parameter's group.
/// Errors: those of Parameters; options out of range.
template <class Options>
class RuleOptimizer final : public Optimizer {
 public:
  /// The entry in the list of rules.
  using Rule = arrays::Rule<Options>;
  /// Groups with options of their own.
  using Groups = std::vector<ParameterGroup<Options>>;

  /// One group.
  explicit RuleOptimizer(const Parameters& parameters, const Options& options = {})
      : RuleOptimizer(Groups{{parameters, options}}) {}
  /// Several groups; no parameter may be in two.
  explicit RuleOptimizer(const Groups& groups) : Optimizer(Rule::name, Rule::arrays, Rule::numbers) {
    for (const ParameterGroup<Options>& group : groups) {
      validate(group.options);
      add_group(group.parameters, options_.size());
      options_.push_back(group.options);
    }
    check_groups();
  }

  /// The options of a group.
  const Options& options(std::size_t group = 0) const { return options_.at(group); }
  /// Replaces a group's options from the next step on. Error: as at construction.
  void set_options(const Options& options, std::size_t group = 0) {
    validate(options);
    options_.at(group) = options;
  }

 private:
  /// Hands the spans of the slot to the rule, where the formula stands once.
  void update(Slot& slot) override {
    Options now = options_[slot.group];
    now.lr *= lr_factor();
    const Tensor g = raw::contiguous(slot.parameter.grad());
    dispatch_floating(slot.parameter.dtype(), [&](auto zero) {
      using T = decltype(zero);
      arrays::Carried<T> carried;
      for (std::size_t k = 0; k < slot.state.size(); ++k) carried.arrays[k] = slot.state[k].template span<T>();
      for (std::size_t k = 0; k < slot.numbers.size(); ++k) carried.numbers[k] = &slot.numbers[k];
      Rule::step(slot.parameter.span<T>(), std::span<const T>(g.span<T>()), carried, slot.t, now);
    });
  }

  std::vector<Options> options_;
};

// Each is documented, with its formula, at its rule in optim/arrays.

using GradientDescent = RuleOptimizer<GradientDescentOptions>;  ///< p <- p - lr g
using Momentum = RuleOptimizer<MomentumOptions>;                ///< the report's: an average of gradients
using Sgd = RuleOptimizer<SgdOptions>;                          ///< PyTorch's momentum, dampening, Nesterov's variant
using Adam = RuleOptimizer<AdamOptions>;                        ///< moving averages of g and of g^2
using Adamax = RuleOptimizer<AdamaxOptions>;      ///< Adam with the largest gradient in place of the root mean square
using Amsgrad = RuleOptimizer<AmsgradOptions>;    ///< Adam that never forgets a large gradient
using AdamW = RuleOptimizer<AdamWOptions>;        ///< Adam with decoupled weight decay
using Nadam = RuleOptimizer<NadamOptions>;        ///< Adam with Nesterov's momentum
using Radam = RuleOptimizer<RadamOptions>;        ///< Adam, rectified while its averages are young
using RmsProp = RuleOptimizer<RmsPropOptions>;    ///< plain or centered, with or without momentum
using Adagrad = RuleOptimizer<AdagradOptions>;    ///< the sum of all g^2
using Adadelta = RuleOptimizer<AdadeltaOptions>;  ///< no learning rate to choose: lr 1
using Lion = RuleOptimizer<LionOptions>;          ///< steps along the sign of an average

}  // namespace thalweg::optim
