// First-order optimizers as classes: parameter groups with options of their own, and a rule of optim/arrays for each.
#pragma once

#include <vector>

#include <thalweg/optim/arrays/adadelta.hpp>
#include <thalweg/optim/arrays/adagrad.hpp>
#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/optim/arrays/adamax.hpp>
#include <thalweg/optim/arrays/adamw.hpp>
#include <thalweg/optim/arrays/amsgrad.hpp>
#include <thalweg/optim/arrays/gradient_descent.hpp>
#include <thalweg/optim/arrays/lion.hpp>
#include <thalweg/optim/arrays/momentum.hpp>
#include <thalweg/optim/arrays/nadam.hpp>
#include <thalweg/optim/arrays/radam.hpp>
#include <thalweg/optim/arrays/rmsprop.hpp>
#include <thalweg/optim/arrays/sgd.hpp>
#include <thalweg/optim/optimizer.hpp>

namespace thalweg::optim {

/// Parameters that share options.
template <class Options>
struct ParameterGroup {
  Parameters parameters;
  Options options = {};
};

/// An optimizer whose groups have Options, checked when it is made.
template <class Options>
class RuleOptimizer : public Optimizer {
 public:
  using Groups = std::vector<ParameterGroup<Options>>;

  const Options& options(std::size_t group = 0) const { return options_.at(group); }
  /// Replaces a group's options from the next step on. Error: as at construction.
  void set_options(const Options& options, std::size_t group = 0) {
    validate(options);
    options_.at(group) = options;
  }

 protected:
  RuleOptimizer(const char* name, std::vector<const char*> arrays, const Groups& groups,
                std::vector<StateNumber> numbers = {})
      : Optimizer(name, std::move(arrays), std::move(numbers)) {
    for (const ParameterGroup<Options>& group : groups) {
      validate(group.options);
      add_group(group.parameters, options_.size());
      options_.push_back(group.options);
    }
    check_groups();
  }
  /// The options of the slot's group with the scheduled learning rate.
  Options current(const Slot& slot) const {
    Options options = options_[slot.group];
    options.lr *= lr_factor();
    return options;
  }

 private:
  std::vector<Options> options_;
};

/// p <- p - lr g; see optim/arrays/gradient_descent.hpp.
class GradientDescent : public RuleOptimizer<GradientDescentOptions> {
 public:
  explicit GradientDescent(const Parameters& parameters, const GradientDescentOptions& options = {})
      : GradientDescent(Groups{{parameters, options}}) {}
  explicit GradientDescent(const Groups& groups) : RuleOptimizer("gradient descent", {}, groups) {}

 private:
  void update(const Slot& slot) override;
};

/// The report's momentum; see optim/arrays/momentum.hpp.
class Momentum : public RuleOptimizer<MomentumOptions> {
 public:
  explicit Momentum(const Parameters& parameters, const MomentumOptions& options = {})
      : Momentum(Groups{{parameters, options}}) {}
  explicit Momentum(const Groups& groups) : RuleOptimizer("momentum", {"v"}, groups) {}

 private:
  void update(const Slot& slot) override;
};

/// PyTorch's momentum, with dampening and Nesterov's variant; see optim/arrays/sgd.hpp.
class Sgd : public RuleOptimizer<SgdOptions> {
 public:
  explicit Sgd(const Parameters& parameters, const SgdOptions& options = {}) : Sgd(Groups{{parameters, options}}) {}
  explicit Sgd(const Groups& groups) : RuleOptimizer("sgd", {"buf"}, groups) {}

 private:
  void update(const Slot& slot) override;
};

/// Adam; see optim/arrays/adam.hpp.
class Adam : public RuleOptimizer<AdamOptions> {
 public:
  explicit Adam(const Parameters& parameters, const AdamOptions& options = {}) : Adam(Groups{{parameters, options}}) {}
  explicit Adam(const Groups& groups) : RuleOptimizer("adam", {"m", "v"}, groups) {}

 private:
  void update(const Slot& slot) override;
};

/// AdaMax; see optim/arrays/adamax.hpp.
class Adamax : public RuleOptimizer<AdamaxOptions> {
 public:
  explicit Adamax(const Parameters& parameters, const AdamaxOptions& options = {})
      : Adamax(Groups{{parameters, options}}) {}
  explicit Adamax(const Groups& groups) : RuleOptimizer("adamax", {"m", "u"}, groups) {}

 private:
  void update(const Slot& slot) override;
};

/// AMSGrad; see optim/arrays/amsgrad.hpp.
class Amsgrad : public RuleOptimizer<AmsgradOptions> {
 public:
  explicit Amsgrad(const Parameters& parameters, const AmsgradOptions& options = {})
      : Amsgrad(Groups{{parameters, options}}) {}
  explicit Amsgrad(const Groups& groups) : RuleOptimizer("amsgrad", {"m", "v", "vmax"}, groups) {}

 private:
  void update(const Slot& slot) override;
};

/// AdamW, Adam with decoupled weight decay; see optim/arrays/adamw.hpp.
class AdamW : public RuleOptimizer<AdamWOptions> {
 public:
  explicit AdamW(const Parameters& parameters, const AdamWOptions& options = {})
      : AdamW(Groups{{parameters, options}}) {}
  explicit AdamW(const Groups& groups) : RuleOptimizer("adamw", {"m", "v"}, groups) {}

 private:
  void update(const Slot& slot) override;
};

/// NAdam, Adam with Nesterov's momentum; see optim/arrays/nadam.hpp.
class Nadam : public RuleOptimizer<NadamOptions> {
 public:
  explicit Nadam(const Parameters& parameters, const NadamOptions& options = {})
      : Nadam(Groups{{parameters, options}}) {}
  explicit Nadam(const Groups& groups) : RuleOptimizer("nadam", {"m", "v"}, groups, {{"mu_product", 1}}) {}

 private:
  void update(const Slot& slot) override;
};

/// RAdam, rectified Adam; see optim/arrays/radam.hpp.
class Radam : public RuleOptimizer<RadamOptions> {
 public:
  explicit Radam(const Parameters& parameters, const RadamOptions& options = {})
      : Radam(Groups{{parameters, options}}) {}
  explicit Radam(const Groups& groups) : RuleOptimizer("radam", {"m", "v"}, groups) {}

 private:
  void update(const Slot& slot) override;
};

/// RMSprop, plain or centered; all three arrays are kept whatever the options; see optim/arrays/rmsprop.hpp.
class RmsProp : public RuleOptimizer<RmsPropOptions> {
 public:
  explicit RmsProp(const Parameters& parameters, const RmsPropOptions& options = {})
      : RmsProp(Groups{{parameters, options}}) {}
  explicit RmsProp(const Groups& groups) : RuleOptimizer("rmsprop", {"v", "mean", "buf"}, groups) {}

 private:
  void update(const Slot& slot) override;
};

/// Adagrad; see optim/arrays/adagrad.hpp.
class Adagrad : public RuleOptimizer<AdagradOptions> {
 public:
  explicit Adagrad(const Parameters& parameters, const AdagradOptions& options = {})
      : Adagrad(Groups{{parameters, options}}) {}
  explicit Adagrad(const Groups& groups) : RuleOptimizer("adagrad", {"s"}, groups) {}

 private:
  void update(const Slot& slot) override;
};

/// Adadelta; see optim/arrays/adadelta.hpp.
class Adadelta : public RuleOptimizer<AdadeltaOptions> {
 public:
  explicit Adadelta(const Parameters& parameters, const AdadeltaOptions& options = {})
      : Adadelta(Groups{{parameters, options}}) {}
  explicit Adadelta(const Groups& groups) : RuleOptimizer("adadelta", {"v", "a"}, groups) {}

 private:
  void update(const Slot& slot) override;
};

/// Lion; see optim/arrays/lion.hpp.
class Lion : public RuleOptimizer<LionOptions> {
 public:
  explicit Lion(const Parameters& parameters, const LionOptions& options = {}) : Lion(Groups{{parameters, options}}) {}
  explicit Lion(const Groups& groups) : RuleOptimizer("lion", {"m"}, groups) {}

 private:
  void update(const Slot& slot) override;
};

}  // namespace thalweg::optim
