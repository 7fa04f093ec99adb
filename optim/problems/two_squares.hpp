// Sums of squares of two parameters. "MGH" counts the problems of More, Garbow, Hillstrom 1981.
#pragma once

#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::optim::problems {

/// sum_{i=1..3} (c_i - x (1 - y^i))^2, c = 1.5, 2.25, 2.625 (Beale 1958, MGH 5). Minimum 0 at (3, 0.5). Start (1, 1),
/// box
/// [-4.5, 4.5]. Flat along y = 1, where f hardly falls for x -> -infinity.
Problem beale();
/// (x - 13 + ((5 - y) y - 2) y)^2 + (x - 29 + ((y + 1) y - 14) y)^2 (Freudenstein, Roth 1963, MGH 2). Minimum 0 at
/// (5, 4) and a local one, 48.98425, at (11.41278, -0.89681), to which the start (0.5, -2) leads. Box [-20, 20] chosen
/// here.
Problem freudenstein_roth();
/// (x^2 + y - 11)^2 + (x + y^2 - 7)^2 (Himmelblau 1972). Four minima of value 0. Start (0, 0) chosen here, box [-5, 5].
Problem himmelblau();
/// (10^4 x y - 1)^2 + (exp(-x) + exp(-y) - 1.0001)^2 (Powell 1970, MGH 3). Minimum 0 at (1.09816e-5, 9.10615) and,
/// since x and y may be exchanged, at (9.10615, 1.09816e-5). Start (0, 1), box [-10, 10] chosen here.
Problem powell_badly_scaled();

}  // namespace thalweg::optim::problems
