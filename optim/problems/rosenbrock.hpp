// Rosenbrock's function: a curved valley whose floor falls slowly.
#pragma once

#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::optim::problems {

/// sum_{i < n} 100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2, n >= 2: in two dimensions Rosenbrock's own (1960; number 1 of
/// More, Garbow, Hillstrom 1981), else the chained one, in which every parameter but the ends stands in two terms.
/// Start
/// (-1.2, 1, -1.2, 1, ...), box [-5, 10], minimum (1, ..., 1). From n = 4 on there is a local minimum near
/// (-1, 1, ..., 1) as well (Shang, Qiu 2006; Kok, Sandrock 2009); it is listed up to n = 7.
/// Residuals: 10 (x_{i+1} - x_i^2) for all i, then 1 - x_i for all i.
Problem rosenbrock(std::int64_t n = 2);

}  // namespace thalweg::optim::problems
