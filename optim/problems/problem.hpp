// Problem: a function to try methods on, with its derivatives, minima, start and bounds.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/optim/arrays/objective.hpp>

namespace thalweg::optim {

/// A published minimum.
struct Minimum {
  std::vector<double> x = {};  ///< where it is
  double value = 0;            ///< f there
  bool global = true;          ///< no other is lower
};

/// A test function twice: on spans with derivatives by hand (arrays), and as a function of a Tensor of shape (n,) whose
/// derivatives are autograd's (tensor). Both have the same values, up to rounding. All functions can be called from
/// several threads at once and throw std::invalid_argument where x does not have n elements.
struct Problem {
  std::string name = {};                       ///< "rosenbrock", as programs spell it
  std::int64_t n = 0;                          ///< number of parameters
  std::vector<double> start = {};              ///< the standard start; where the literature has none, one chosen here
  std::vector<double> lower = {}, upper = {};  ///< the box that people search in and plots show; the start is inside
  std::vector<Minimum> minima = {};  ///< global ones first; all of them where they are few, else the global ones
  /// value, value_and_gradient, hessian; hessian_product where it costs O(n); for sums of squares also residuals and
  /// jacobian.
  arrays::Objective arrays = {};
  TensorFunction tensor = {};     ///< (n,) -> (), float64 or float32
  TensorFunction residuals = {};  ///< (n,) -> (m,), f = sum of squares; empty for others
};

}  // namespace thalweg::optim
