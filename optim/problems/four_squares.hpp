// Sums of squares of three and four parameters. "MGH" counts the problems of More, Garbow, Hillstrom 1981.
#pragma once

#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::optim::problems {

/// 100 (z - 10 t)^2 + 100 (sqrt(x^2 + y^2) - 1)^2 + z^2 (Fletcher, Powell 1963, MGH 7), where t is the angle of (x, y)
/// in turns, from -1/4 to 3/4: f jumps where x = 0 and y < 0, and is NaN where both are 0. Minimum 0 at (1, 0, 0).
/// Start
/// (-1, 0, 0), box [-10, 10] chosen here. In the tensor form derivatives are right up to the sixth.
Problem helical_valley();
/// (x1 + 10 x2)^2 + 5 (x3 - x4)^2 + (x2 - 2 x3)^4 + 10 (x1 - x4)^4 (Powell 1962, MGH 13). Minimum 0 at 0, where the
/// Hessian has rank two: Newton's method only halves or so the distance. Start (3, -1, 0, 1), box [-4, 5].
Problem powell_singular();
/// 100 (x2 - x1^2)^2 + (1 - x1)^2 + 90 (x4 - x3^2)^2 + (1 - x3)^2 + 10 (x2 + x4 - 2)^2 + 0.1 (x2 - x4)^2 (Colville
/// 1968, MGH 14, "Wood"). Minimum 0 at (1, 1, 1, 1). Start (-3, -1, -3, -1), box [-10, 10]. On the way stands a saddle
/// near
/// (-0.97, 0.95, -0.97, 0.95) with value 7.88, where slopes are small.
Problem wood();

}  // namespace thalweg::optim::problems
