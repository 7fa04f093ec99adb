// minimize: every method as a function of a Tensor; derivatives come from autograd.
#pragma once

#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/optim/arrays/lbfgs.hpp>
#include <thalweg/optim/arrays/levenberg_marquardt.hpp>
#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/multi_start.hpp>

namespace thalweg::optim {

/// A Report with its best point as a tensor like x0.
struct TensorReport : Report {
  Tensor argmin;  ///< x as a tensor shaped like x0
};

/// Minimises f, a function of a Tensor with a value of one element, from x0 (any shape; float64, or float32). x0 stays
/// as it is. The method is given by its options:
///
///     minimize(rosenbrock, tensor({-1.2, 1.0}));                                  // L-BFGS
///     minimize(rosenbrock, tensor({-1.2, 1.0}), AdamOptions{.lr = 0.1}, {.max_iterations = 500});
///
/// In float32 every point is rounded to float32, while the method itself computes in float64.
/// Errors: x0 not floating or empty; f of more than one element; options out of range; a method that needs residuals.
TensorReport minimize(const TensorFunction& f, const Tensor& x0, const arrays::Method& method = LbfgsOptions{},
                      const MinimizeOptions& options = {});

/// Minimises the sum of squares of the residuals r(x), a tensor of any shape; by any method.
TensorReport least_squares(const TensorFunction& residuals, const Tensor& x0,
                           const arrays::Method& method = LevenbergMarquardtOptions{},
                           const MinimizeOptions& options = {});

/// multi_start (see optim/multi_start.hpp) on a function of a Tensor of shape (dimensions,), float64: each run has a
/// leaf and graphs of its own, so that runs may share f and whatever constants it holds.
MultiStartReport multi_start(const TensorFunction& f, const Samples& starts, std::span<const double> lower,
                             std::span<const double> upper, const arrays::Method& method = LbfgsOptions{},
                             const MultiStartOptions& options = {});

}  // namespace thalweg::optim
