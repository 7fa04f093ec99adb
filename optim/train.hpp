// train: the one loop of optim/arrays around a class optimizer and a model.
#pragma once

#include <memory>

#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/optimizer.hpp>
#include <thalweg/optim/tensors/objective.hpp>

namespace thalweg::optim {

/// Steps `optimizer` on the loss of the closure until the options end it: the same limits, tolerances, callbacks and
/// Report as every other method, and, on the same loss, the same path as minimize() with the optimizer's rule, bit for
/// bit. The closure computes the loss from the optimizer's parameters and does not call backward(). The parameters end
/// where the run ended, or at its best point where that is not finite; their gradients are dropped. When the closure
/// throws, they are back where the run began.
/// Errors: a loss of more than one element, options out of range.
Report train(Optimizer& optimizer, const Closure& loss, const MinimizeOptions& options = {});

/// The optimizer as a minimizer, for objectives of one's own: x is written into its parameters and the gradient into
/// their .grad before each step(). It keeps a reference to the optimizer.
std::unique_ptr<arrays::Minimizer> as_minimizer(Optimizer& optimizer);

}  // namespace thalweg::optim
