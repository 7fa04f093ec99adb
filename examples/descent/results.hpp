// What descend prints and writes: a table, JSON, a trajectory.
#pragma once

#include <string>
#include <vector>

#include <examples/descent/settings.hpp>

namespace thalweg::examples {

struct DescentRun {
  std::string function;
  Tier tier;
  optim::Report report;
};

/// A line for each run, and under it why it ended.
std::string runs_table(const std::vector<DescentRun>& runs);

/// An array with an object for each run: function, method, tier, x_best, f_best, x_last, f_last, gradient_norm,
/// iterations, evaluations {f, g, hvp, hessian}, status, reason, seconds, and not_finite_at where the run ended so.
/// Numbers that are not finite, and a gradient norm that does not exist, are null.
std::string runs_json(const std::vector<DescentRun>& runs);

/// "method,iteration,f,gradient_norm,x0,x1,..." and a line for every recorded point.
std::string trajectory_csv(const std::vector<DescentRun>& runs);

/// All functions and all methods, for people or as a JSON object {functions, methods}.
std::string catalogue(bool json);

}  // namespace thalweg::examples
