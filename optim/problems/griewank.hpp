// Griewank's function: a wide bowl covered with small waves.
#pragma once

#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::optim::problems {

/// 1 + sum x_i^2 / 4000 - prod cos(x_i / sqrt(i)), i from 1, n >= 1 (Griewank 1981). Minimum 0 at 0, with many local
/// ones around it; the waves vanish as n grows. Start (-50, 70, ...) chosen here, box [-600, 600].
Problem griewank(std::int64_t n = 2);

}  // namespace thalweg::optim::problems
