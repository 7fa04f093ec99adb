// Goldstein and Price's function: four minima, steep walls.
#pragma once

#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::optim::problems {

/// (1 + (x + y + 1)^2 (19 - 14 x + 3 x^2 - 14 y + 6 x y + 3 y^2))
/// (30 + (2 x - 3 y)^2 (18 - 32 x + 12 x^2 + 48 y - 36 x y + 27 y^2))      (Goldstein, Price 1971).
/// Minimum 3 at (0, -1), and local ones: 30 at (-0.6, -0.4), 84 at (1.8, 0.2), 840 at (1.2, 0.8). Start (0, 0) chosen
/// here, box [-2, 2].
Problem goldstein_price();

}  // namespace thalweg::optim::problems
