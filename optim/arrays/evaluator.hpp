// Evaluator: an objective as methods ask it: with everything counted and what is missing made from what is there.
#pragma once

#include <thalweg/optim/arrays/objective.hpp>
#include <thalweg/optim/arrays/report.hpp>

namespace thalweg::optim::arrays {

/// An objective as methods see it: whatever is asked of it is counted, and made of what the objective has.
class Evaluator {
 public:
  /// `objective` must outlive the evaluator. Errors: n < 1; no value, value_and_gradient or residuals; a difference
  /// step that is negative or not finite; residuals without their number.
  Evaluator(const Objective& objective, std::size_t n);

  /// The number of parameters.
  std::size_t size() const noexcept { return n_; }
  /// The number of residuals; 0 when the objective is no sum of squares.
  std::size_t residual_count() const noexcept { return static_cast<std::size_t>(objective_.residual_count); }

  /// f(x), counted.
  double value(In x);
  /// By the objective, else 2 J'r, else by central differences. Error: none of them can be had.
  double value_and_gradient(In x, Out g);
  /// By the objective, else column by column from its products. Error: neither is given.
  void hessian(In x, Out h);
  /// By the objective, else the Hessian times v; the Hessian is kept, so that products at one x cost it once. Error:
  /// neither is given.
  void hessian_product(In x, In v, Out hv);
  /// Error: the objective has none.
  void residuals(In x, Out r);
  /// By the objective, else by central differences. Error: neither can be had.
  void jacobian(In x, Out j);
  void project(Out x) const {
    if (objective_.project) objective_.project(x);
  }

  /// A method that computes something on its own account (the product with another metric) counts it here.
  void count_product() noexcept { ++evaluations_.hvp; }
  const Evaluations& evaluations() const noexcept { return evaluations_; }
  /// The last gradient (or Jacobian) was by differences whose step is lost in rounding, beside some x_i or, in every
  /// coordinate, beside f, so that its zeros mean nothing.
  bool step_vanished() const noexcept { return step_vanished_; }

 private:
  double moved(In x, std::size_t i, double h);
  void central_gradient(In x, double f, Out g);

  const Objective& objective_;
  std::size_t n_;
  Evaluations evaluations_;
  bool step_vanished_ = false;
  Vector point_, work_;             // for differences, squares and products
  Vector hessian_, hessian_point_;  // for products: the Hessian, and where it is that
};

}  // namespace thalweg::optim::arrays
