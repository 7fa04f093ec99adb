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
  std::vector<double> x;
  double value = 0;
  bool global = true;
};

/// A test function twice: on spans with derivatives by hand (arrays), and as a function of a Tensor of shape (n,) whose
/// derivatives are autograd's (tensor). Both have the same values.
struct Problem {
  std::string name;                  ///< "rosenbrock", as programs spell it
  std::int64_t n = 0;                ///< number of parameters
  std::vector<double> start;         ///< the standard start
  std::vector<double> lower, upper;  ///< the box that people search in and plots show
  std::vector<Minimum> minima;       ///< global ones first; all of them where they are few
  /// value, value_and_gradient, hessian, hessian_product; for sums of squares also residuals and jacobian.
  arrays::Objective arrays;
  TensorFunction tensor;
  TensorFunction residuals;  ///< (n,) -> (m,), f = sum of squares; empty for others
};

}  // namespace thalweg::optim
