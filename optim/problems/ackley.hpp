// Ackley's function: a funnel full of ripples, with a cone at its foot.
#pragma once

#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::optim::problems {

/// -20 exp(-0.2 sqrt(mean x_i^2)) - exp(mean cos(2 pi x_i)) + 20 + e, n >= 1 (Ackley 1987), evaluated as
/// -20 expm1(-0.2 sqrt(mean x_i^2)) - e expm1(-2 mean sin^2(pi x_i)), which loses no digits near its minimum 0 at 0.
/// Start (-4, ..., -4) as in the report "Adam (and beyond)", box [-32.768, 32.768].
///
/// At 0 the first part is the tip of a cone, which has no derivative. There its gradient and Hessian are returned as
/// zeros, in both forms, so that 0 is seen as stationary; as near as 1e-300 the gradient has length 4 / sqrt(n).
/// Coordinates that are equal have gradients that are equal bit for bit.
Problem ackley(std::int64_t n = 2);

}  // namespace thalweg::optim::problems
