// A point of a least-squares problem: its residuals and their Jacobian, and what they make of f and its gradient.
#pragma once

#include <thalweg/optim/arrays/minimizer.hpp>

namespace thalweg::optim::arrays {

/// f(x) = |r|^2 and its gradient 2 J'r.
struct ResidualPoint {
  Vector r;               ///< (m)
  Vector j;               ///< (m, n), row-major
  bool vanished = false;  ///< J is by differences whose step vanished beside some x_k: its zeros mean nothing

  /// Evaluates both at at.x and fills at.f and at.g.
  void evaluate(Evaluator& f, Iterate& at);
  /// Evaluates J at at.x, whose residuals are there already, and fills at.f and at.g.
  void differentiate(Evaluator& f, Iterate& at);
  /// Nothing where all of J is finite, else why the run ends.
  std::optional<Stop> broken(std::size_t n) const;
};

}  // namespace thalweg::optim::arrays
