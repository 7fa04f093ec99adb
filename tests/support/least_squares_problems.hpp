// Least-squares problems of More, Garbow and Hillstrom (Testing unconstrained optimization software, 1981), with their
// starts and published sums of squares.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/objective.hpp>

#include <tests/support/dual.hpp>

namespace thalweg {

struct LeastSquaresProblem {
  std::string name;
  std::size_t m = 0;
  std::vector<double> start;
  std::vector<double> minima;  ///< sums of squares of the global and the known local ones
  std::function<void(std::span<const Dual> x, std::span<Dual> r)> residuals;
};

/// Residuals and exact Jacobian of a problem, as a method takes them.
optim::arrays::Objective objective(const LeastSquaresProblem& problem);

const std::vector<LeastSquaresProblem>& least_squares_problems();
const LeastSquaresProblem& least_squares_problem(const std::string& name);

}  // namespace thalweg
