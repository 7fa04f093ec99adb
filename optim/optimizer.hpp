// Optimizer: what every class that trains a model has in common: parameters, their state, and step().
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/rules.hpp>
#include <thalweg/optim/parameters.hpp>

namespace thalweg::optim {

/// One parameter with the arrays its rule carries from step to step.
struct Slot {
  std::string name;                  ///< of the parameter
  Tensor parameter;                  ///< a leaf
  std::vector<Tensor> state;         ///< shaped like the parameter, zeros before the first step
  std::int64_t t = 0;                ///< steps taken
  std::size_t group = 0;             ///< whose options hold for it
  std::vector<double> numbers = {};  ///< one for the whole parameter each
};

/// Parameters, what their rule carries, and step().
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;
  Optimizer& operator=(const Optimizer&) = delete;

  /// One update of every parameter that has a gradient; the others stay as they are.
  void step();
  /// "adam"
  const char* name() const noexcept { return name_; }
  /// All parameters, group by group.
  std::vector<Tensor> parameters() const;
  /// Drops the gradients of all parameters.
  void zero_grad();
  /// Every group's lr is multiplied by `factor` from the next step on: `set_lr_factor(schedule(t))`. Error: negative.
  void set_lr_factor(double factor);
  double lr_factor() const noexcept { return lr_factor_; }

  /// Copies of the rule's arrays, numbers and step counts: "<parameter>.<array>", "<parameter>.<number>" as float64 of
  /// rank 0, and "<parameter>.t" as int64.
  StateDict state_dict() const;
  /// Strict: names, shapes and dtypes must be those of state_dict(). On an error nothing has changed.
  void load_state_dict(const StateDict& state);

 protected:
  /// `arrays` and `numbers` name the state of the rule, in the order it is kept in.
  Optimizer(const char* name, std::span<const char* const> arrays, std::span<const arrays::CarriedNumber> numbers)
      : name_(name), arrays_(arrays.begin(), arrays.end()), numbers_(numbers.begin(), numbers.end()) {}
  /// Adds parameters; unnamed ones are numbered through all groups.
  void add_group(const Parameters& parameters, std::size_t group);
  void check_groups() const;
  /// Applies the rule to one parameter; t already counts this step.
  virtual void update(Slot& slot) = 0;

 private:
  const char* name_;
  std::vector<const char*> arrays_;
  std::vector<arrays::CarriedNumber> numbers_;
  std::vector<Slot> slots_;
  double lr_factor_ = 1;
};

}  // namespace thalweg::optim
