// ClosureOptimizer: methods that ask for the loss more than once a step, as classes that train a model.
#pragma once

#include <memory>
#include <vector>

#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/parameters.hpp>
#include <thalweg/optim/tensors/objective.hpp>

namespace thalweg::optim {

/// Holds parameters and a method of optim/arrays with its state. A step is the method's own iteration, so a model that
/// is trained on one fixed loss walks the path of `minimize`, bit for bit.
class ClosureOptimizer {
 public:
  virtual ~ClosureOptimizer() = default;
  ClosureOptimizer(const ClosureOptimizer&) = delete;
  ClosureOptimizer& operator=(const ClosureOptimizer&) = delete;

  /// One iteration, or as many as the options say, of the method on closure(), which computes the loss (for least
  /// squares: the residuals) from the parameters and does not call backward(). The first evaluation is at the
  /// parameters as they stand, since the closure may have changed, for instance to another batch; what the method knows
  /// of the function is kept. Afterwards the parameters are where the run ended, or at its best point where that is not
  /// finite. Their .grad is neither read nor written. When closure() throws, they are back where the step began.
  /// Errors: a loss of more than one element, options out of range, more residuals than before.
  Report step(const Closure& closure, const MinimizeOptions& options = {.max_iterations = 1});
  /// The same on an objective of one's own, over the parameters one behind the other.
  Report step(const arrays::Objective& f, const MinimizeOptions& options = {.max_iterations = 1});

  /// Copies of the method's state: "<parameter>.<vector>" shaped like the parameter, numbers and matrices (n, n) by
  /// their name alone; float64, counts int64.
  StateDict state_dict() const;
  /// Strict: the names and shapes must be those that this method can have. On an error nothing has changed.
  void load_state_dict(const StateDict& state);

 protected:
  /// What the closure returns.
  enum class Value { loss, residuals };
  /// The method on these parameters.
  ClosureOptimizer(const Parameters& parameters, const arrays::Method& method, Value value = Value::loss);

 private:
  std::vector<Tensor> tensors() const;
  arrays::Objective objective(const Closure& closure) const;

  std::vector<NamedTensor> parameters_;
  arrays::Method method_;
  std::unique_ptr<arrays::Minimizer> minimizer_;
  Value value_;
};

}  // namespace thalweg::optim
