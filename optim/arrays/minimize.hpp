// minimize: the one loop around every method, with its limits, tolerances, callbacks and records.
#pragma once

#include <thalweg/optim/arrays/minimizer.hpp>

namespace thalweg::optim {

/// What a callback sees at the start (iteration 0) and after every iteration, the last one too. The spans are valid
/// during the call.
struct Iteration {
  std::int64_t iteration;            ///< 0 before the first
  std::span<const double> x;         ///< where the run stands
  double value;                      ///< f(x)
  std::span<const double> gradient;  ///< empty where the method uses none
  const Evaluations& evaluations;    ///< so far
};

/// What a callback wants.
enum class Control { go_on, stop };

struct MinimizeOptions {
  std::int64_t max_iterations = -1;   ///< 0: only look at the start; -1: the method's own default
  std::int64_t max_evaluations = -1;  ///< of f; asked between iterations, so one may run over it; -1: no limit
  double max_seconds = 0;             ///< asked between iterations; 0: no limit
  double gradient_tolerance = 1e-5;   ///< converged when max |g_i| (in a box: of the projected gradient) is at most
                                      ///< this; 0: never
  double f_tolerance = 0;             ///< stalled when |f - f_next| <= this * max(|f|, |f_next|, 1); 0: never
  double x_tolerance = 0;             ///< stalled when max |x_i - x_next_i| <= this; 0: never
  /// A box to stay in, one bound for each x_i (empty: none), for the methods that take one: first-order ones and
  /// Nelder-Mead. A start outside is moved to its edge.
  std::vector<double> lower = {}, upper = {};
  bool trajectory = false;  ///< record every point
  std::function<Control(const Iteration&)> callback = {};
  /// Multiplies the learning rate at iteration t, counted from 0, of the methods that have one. A Schedule fits.
  std::function<double(std::int64_t)> lr_factor = {};
};

/// Throws std::invalid_argument unless limits are -1 or not negative, tolerances and seconds finite and not negative,
/// and bounds the right way round.
void validate(const MinimizeOptions& options);

namespace arrays {

/// Minimises f from x0. What is not finite, in every method: a start with a NaN or infinity in x, f or the gradient
/// ends at once as not_finite. Later, an iteration after which x is not finite or f is NaN or -infinity ends the run as
/// not_finite and is named; the best point stays. f = +infinity at a finite x only counts as a high value: fixed-step
/// methods do not look at f, and line searches shorten their step. Exceptions of f and of the callback pass through.
/// Errors (std::invalid_argument): an empty x0, options out of range, an objective that lacks what the method needs.
Report minimize(const Objective& f, In x0, const Method& method, const MinimizeOptions& options = {});

/// The same with a minimizer that keeps its state between runs; `x` ends where the run ended.
Report run(const Objective& f, Vector& x, Minimizer& minimizer, const MinimizeOptions& options = {});

}  // namespace arrays
}  // namespace thalweg::optim
