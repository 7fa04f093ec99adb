// Objectives whose derivatives come from autograd: the bridge from tensors to the methods of optim/arrays.
#pragma once

#include <functional>
#include <vector>

#include <thalweg/optim/arrays/objective.hpp>
#include <thalweg/tensor/tensor.hpp>

namespace thalweg::optim {

/// Computes the loss (or the residuals) from the parameters as they stand, by recorded operations; it neither calls
/// backward() nor changes the parameters.
using Closure = std::function<Tensor()>;

/// f(x) = closure() with x written into the parameters (contiguous leaves that require gradients) one behind the other:
/// value, gradient, Hessian and Hessian-vector products. The graph of the gradient is kept as long as x stays, so that
/// many products at one point cost one forward pass. With float32 parameters, points are rounded to float32.
/// It belongs to one thread at a time, since evaluating it moves the parameters; multi_start takes the function itself.
/// Errors, when called: a loss of more than one element, or without a graph (item(), detach() and no_grad cut it).
arrays::Objective loss_objective(const std::vector<Tensor>& parameters, Closure loss);

/// f(x) = sum of squares of closure(), a tensor of any shape: residuals and Jacobian too. The closure is called once at
/// once, for their number; those values serve the first evaluation if it is at the same point. Hessians are those of
/// the whole sum, second derivatives of the residuals included. Errors: no residuals; later, another number of them.
arrays::Objective residual_objective(const std::vector<Tensor>& parameters, Closure residuals);

}  // namespace thalweg::optim
