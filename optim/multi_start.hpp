// Multi-start: one local run from each of many points, and the distinct minima they end in.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/sampling.hpp>

namespace thalweg::optim {

struct MultiStartOptions {
  /// Of each run. Bounds are those of the box and stay empty here; a callback is called on several threads at once.
  MinimizeOptions run = {};
  /// Two ends are one minimum when no coordinate differs by more than this fraction of the width of the box.
  double merge_distance = 1e-3;
};

/// Throws std::invalid_argument unless the options of the runs are valid and without bounds, and merge_distance is
/// finite and not negative.
void validate(const MultiStartOptions& options);

/// Runs that ended in the same place.
struct DistinctMinimum {
  std::vector<double> x;       ///< the lowest of these ends
  double value = 0;            ///< f there
  std::int64_t count = 0;      ///< runs that ended here
  std::int64_t converged = 0;  ///< of them, those whose status is converged
  std::int64_t run = 0;        ///< the run that found x: an index into runs
};

/// What all runs together have found.
struct MultiStartReport {
  std::vector<DistinctMinimum> minima;  ///< the lowest first; of equal ones that of the earlier start
  std::int64_t outside = 0;             ///< runs that ended outside of the box: discarded
  std::int64_t not_finite = 0;          ///< runs that ended as not_finite: not merged
  Evaluations evaluations;              ///< of all runs
  std::vector<Report> runs;             ///< one for each start, in their order

  /// minima[0]. Throws std::logic_error when no run ended in the box.
  const DistinctMinimum& best() const;
};

/// Minimises f from every start. First-order methods and Nelder-Mead (Minimizer::projects) are kept within
/// lower <= x <= upper; others run free, and what ends outside is discarded and counted. Of each run its best point
/// counts, whether it converged or came to its limit of iterations. Ends are taken from the lowest up: each joins the
/// first minimum that is near its own x (see merge_distance), or begins another one.
/// Runs are spread over num_threads() threads, so f, its derivatives and the callback must allow calls at the same
/// time. The result does not depend on the number of threads, unless max_seconds ends a run. When runs throw, the
/// exception of the earliest start that throws passes through, and later runs need not take place. Errors
/// (std::invalid_argument): no starts, starts or bounds of different dimensions, bounds the wrong way round or not
/// finite, options out of range, and what minimize() refuses.
MultiStartReport multi_start(const arrays::Objective& f, const Samples& starts, std::span<const double> lower,
                             std::span<const double> upper, const arrays::Method& method,
                             const MultiStartOptions& options = {});

/// Makes the objective of one run, on the thread of that run: for functions that cannot be asked by several threads at
/// once. Called once for each start, on several threads.
using ObjectiveForRun = std::function<arrays::Objective()>;
MultiStartReport multi_start(const ObjectiveForRun& objective, const Samples& starts, std::span<const double> lower,
                             std::span<const double> upper, const arrays::Method& method,
                             const MultiStartOptions& options = {});

}  // namespace thalweg::optim
