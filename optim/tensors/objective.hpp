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
/// Errors, when called: a loss of more than one element.
arrays::Objective loss_objective(const std::vector<Tensor>& parameters, Closure loss);

/// f(x) = sum of squares of closure(), a tensor of any shape with `count` elements: residuals and Jacobian too.
/// Hessians are those of the whole sum, second derivatives of the residuals included.
arrays::Objective residual_objective(const std::vector<Tensor>& parameters, Closure residuals, std::int64_t count);

}  // namespace thalweg::optim
