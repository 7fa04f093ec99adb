// Report: what every minimiser returns, whatever the method and the tier.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace thalweg::optim {

/// How a run ended. Not converging is a status; misuse is an exception.
enum class Status {
  converged,           ///< the method's test holds: max |g_i| <= gradient_tolerance, or without gradients its own
  stalled,             ///< a tolerance on f or x, or a step too small to change anything, ended it
  max_iterations,      ///< the limit on iterations
  line_search_failed,  ///< no acceptable step, not even along the steepest descent; the best point is returned
  not_finite,          ///< x or f became NaN or infinite
  stopped              ///< by the callback, or by the limit on evaluations or seconds
};

/// "converged", "stalled", "max_iterations", ...
const char* name(Status status) noexcept;

/// How often the objective was asked. One call that gives value and gradient counts once in each.
struct Evaluations {
  std::int64_t f = 0;        ///< values, or vectors of residuals; those made for differences are counted
  std::int64_t g = 0;        ///< gradients, or Jacobians of residuals
  std::int64_t hvp = 0;      ///< products of the Hessian (or another metric) with a vector, also by whole Hessians
  std::int64_t hessian = 0;  ///< whole Hessians
};

/// One point of a recorded run.
struct TrajectoryPoint {
  std::int64_t iteration = 0;  ///< 0 is the start
  std::vector<double> x;       ///< the point
  double value = 0;            ///< f(x)
  double gradient_norm = 0;    ///< max |g_i|; NaN where the method uses no gradient
};

/// What a run found, how it got there, and why it ended.
struct Report {
  std::string method;                      ///< "l-bfgs"
  std::vector<double> x;                   ///< the best point seen at the end of an iteration
  double value = 0;                        ///< f there
  std::vector<double> last_x;              ///< where the run ended
  double last_value = 0;                   ///< f there
  double gradient_norm = 0;                ///< max |g_i| at last_x; NaN where the method uses no gradient
  std::int64_t iterations = 0;             ///< taken; one that found no step, and ended the run, counts
  Evaluations evaluations;                 ///< exact
  Status status = Status::max_iterations;  ///< how it ended
  std::string reason;                      ///< one sentence: why it ended
  /// The iteration that met a point, value or derivative that is not finite; -1: none.
  std::int64_t not_finite_at = -1;
  double seconds = 0;                       ///< wall clock
  std::vector<TrajectoryPoint> trajectory;  ///< empty unless asked for

  /// The status is converged.
  bool converged() const noexcept { return status == Status::converged; }
};

}  // namespace thalweg::optim
