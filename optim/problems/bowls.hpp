// Bowls: quadratic test functions with one minimum.
#pragma once

#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::optim::problems {

/// (x - 1)^2 + (y - 2)^2, as in the report "Adam (and beyond)"; for n parameters the same for every further pair:
/// sum (x_i - c_i)^2 with c = 1, 2, 1, 2, ... Minimum c. Start (-5, -7.5, ...), box [-10, 10]. n >= 1.
Problem paraboloid(std::int64_t n = 2);
/// sum x_i^2, also known as De Jong's first function. Minimum 0. Start (-4, 3, ...) chosen here, box [-5.12, 5.12].
/// n >= 1.
Problem spherical(std::int64_t n = 2);
/// (x + 2y - 7)^2 + (2x + y - 5)^2. Minimum (1, 3). Start (0, 0) chosen here, box [-10, 10].
Problem booth();
/// 0.26 (x^2 + y^2) - 0.48 x y = (0.1 (x + y))^2 + (0.5 (x - y))^2. Minimum 0. Start (5, -4) chosen here, box [-10,
/// 10].
Problem matyas();

}  // namespace thalweg::optim::problems
