// Minimizer: what one iteration of a method is. The loop around it is the same for all (minimize.hpp).
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <thalweg/optim/arrays/evaluator.hpp>

namespace thalweg::optim::arrays {

/// Where a run stands: x, f(x) and, for methods that use it, g = f'(x) (else empty). All belong to one and the same
/// point whenever a method returns.
struct Iterate {
  Vector x;      ///< the point
  double f = 0;  ///< f(x)
  Vector g;      ///< the gradient, or empty
};

/// Why a method cannot go on, as a status and a sentence.
struct Stop {
  Status status;       ///< how the run ends
  std::string reason;  ///< one sentence
};

/// Names what a method carries from iteration to iteration, so that it can be saved and loaded. A method that keeps
/// lists names their length first and resizes them after that: the visitor may have changed it.
class StateVisitor {
 public:
  virtual ~StateVisitor() = default;
  /// A number of double.
  virtual void number(const char* name, double& value) = 0;
  /// A whole number.
  virtual void count(const char* name, std::int64_t& value) = 0;
  /// One number for each parameter (n): saved parameter by parameter.
  virtual void vector(const std::string& name, Vector& values) = 0;
  /// n x n numbers.
  virtual void matrix(const char* name, Vector& values) = 0;
};

/// A method with its state: what one iteration is.
class Minimizer {
 public:
  virtual ~Minimizer() = default;
  /// "l-bfgs", as programs spell it.
  virtual const char* name() const noexcept = 0;
  /// Called once before the first iteration of a run, with x set and g of size n. Sizes the state where it is new,
  /// keeps it where it is carried over from an earlier run, and evaluates what iterate() expects: by default f and g.
  virtual void begin(Evaluator& f, Iterate& at) { at.f = f.value_and_gradient(at.x, at.g); }
  /// One iteration: from one point to the next, both complete. Nothing: go on. On a Stop, `at` is the best point the
  /// method can vouch for.
  virtual std::optional<Stop> iterate(Evaluator& f, Iterate& at) = 0;
  /// The method's own test, where it has one beside the gradient's; asked before each iteration.
  virtual std::optional<Stop> finished(const Iterate&) const { return std::nullopt; }
  /// Iterations when the caller sets no limit.
  virtual std::int64_t default_iterations(std::size_t) const { return 1000; }
  /// Every point it evaluates goes through project(), and any projection suits it: such a method can be kept in a box.
  virtual bool projects() const noexcept { return false; }
  /// The learning rate is multiplied by this from now on, where the method has one.
  virtual void set_lr_factor(double) {}
  virtual void visit(StateVisitor&) {}
};

/// A method as a value: made from the options of any method for which `make_minimizer(options)` is found beside the
/// options. Options are checked when the Method is made.
class Method {
 public:
  /// Keeps the options.
  template <class Options>
  requires requires(const Options& options) {
    { make_minimizer(options) } -> std::convertible_to<std::unique_ptr<Minimizer>>;
  }
  Method(const Options& options) : make_([options] { return make_minimizer(options); }) { (void)make_(); }
  /// A fresh state for one run (or several in a row).
  std::unique_ptr<Minimizer> make() const { return make_(); }

 private:
  std::function<std::unique_ptr<Minimizer>()> make_;
};

}  // namespace thalweg::optim::arrays
