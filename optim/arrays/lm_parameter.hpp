// The Levenberg-Marquardt parameter: the damping that keeps a least-squares step within a trust region.
#pragma once

#include <thalweg/optim/arrays/objective.hpp>

namespace thalweg::optim::arrays {

/// |J p + r|^2 after J P = Q R, in the order of the pivots, where it is |R y - b|^2 and a constant.
struct TriangularSystem {
  Vector r;  ///< R (n, n), row-major; what is below the diagonal is not read
  Vector b;  ///< the first n elements of -Q' r
  Vector d;  ///< the scale of each element of y, above 0
};

/// y <- the minimiser of |R y - b|^2 + par |D y|^2, and the par >= 0 that goes with it: 0 where the undamped step is no
/// longer than the radius, |D y| <= 1.1 radius; else such that |D y| is within a tenth of the radius. `par` is where
/// the search starts: the parameter of the step before. It is More's safeguarded Newton iteration on the secular
/// equation 1 / |D y(par)| = 1 / radius (The Levenberg-Marquardt algorithm, 1978, section 5), which takes two steps or
/// so and is cut off after ten. Zeros on the diagonal of R are allowed.
double levenberg_marquardt_parameter(const TriangularSystem& system, double radius, double par, Out y);

}  // namespace thalweg::optim::arrays
