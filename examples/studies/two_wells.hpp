// Two wells with a saddle point between them: where Newton's formula goes wrong.
#pragma once

#include <vector>

#include <examples/studies/landscape.hpp>

namespace thalweg::examples {

/// x^4 / 4 - x^2 / 2 + y^2 / 2 + 1 / 4, with its Hessian: a saddle point at 0 between the minima (-1, 0) and (1, 0).
/// The curvature along x is negative where |x| < 1 / sqrt(3).
optim::Problem two_wells();

/// Its landscape with walks and the saddle point; the walks after the first are solid lines with open marks.
Panel two_wells_panel(const std::vector<Walk>& walks);

}  // namespace thalweg::examples
