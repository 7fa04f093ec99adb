// Fits of a model to data: sums of squares whose minimum is not zero. "MGH" counts the problems of More, Garbow,
// Hillstrom 1981.
#pragma once

#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::optim::problems {

/// sum_{i=1..20} ((x1 + t x2 - exp(t))^2 + (x3 + x4 sin(t) - cos(t))^2)^2, t = i / 5 (Brown, Dennis 1971, MGH 16).
/// Minimum 85822.2016 at (-11.59444, 13.20363, -0.40344, 0.23678): residuals are large, so that Gauss-Newton is slow.
/// Start (25, 5, -5, -1), box [-30, 30] chosen here.
Problem brown_dennis();
/// sum_{i=1..11} (y_i - x1 (u_i^2 + u_i x2) / (u_i^2 + u_i x3 + x4))^2 (Kowalik, Osborne 1968, MGH 15; the speed of an
/// enzyme). Minimum 3.07506e-4 at (0.19281, 0.19128, 0.12306, 0.13606). f also falls to 1.02734e-3 for x2 = -14.07 and
/// the others towards infinity: no minimum, but where methods end that stray. Start (0.25, 0.39, 0.415, 0.39), box
/// [0, 0.42].
Problem kowalik_osborne();

}  // namespace thalweg::optim::problems
