// The results that the report prints, from examples/data/numbers.csv, and the runs that belong to them.
#pragma once

#include <string>
#include <vector>

#include <examples/descent/settings.hpp>
#include <thalweg/optim/arrays/report.hpp>

namespace thalweg::examples {

struct PrintedResult {
  std::string function = {}, method = {};
  std::vector<double> start = {};
  double lr = 0, beta1 = 0, beta2 = 0;
  std::vector<double> printed = {};
  std::string kind = {};  ///< exact, frozen, sensitive or open
  std::string claim = {};

  /// "lr 0.1 betas 0.9 0.5"
  std::string settings() const;
  /// "rosenbrock adam (3, 0) lr 0.1 betas 0.9 0.5"
  std::string text() const;
};

/// All rows. Throws std::runtime_error where the file is missing or a row is damaged.
std::vector<PrintedResult> printed_results();

/// The report's run: 10,000 iterations, eps 1e-7 for Adam, no test for convergence.
optim::Report run_printed(const PrintedResult& row, Tier tier, const std::vector<double>& start,
                          double difference_step = 0, bool trajectory = false);

/// The largest difference of two coordinates; NaN where one is NaN.
double distance(const std::vector<double>& a, const std::vector<double>& b);

/// What the report claims where its digits cannot be held; `run` with its trajectory. Throws std::invalid_argument for
/// a claim that is not known here.
bool claim_holds(const PrintedResult& row, const optim::Report& run);

/// The farthest that any of twenty runs on arrays from starts within 3e-9, each coordinate moved by itself, ends from
/// `end`.
double spread(const PrintedResult& row, const std::vector<double>& end);

/// The point of a run that comes nearest to what is printed.
const optim::TrajectoryPoint& nearest(const PrintedResult& row, const optim::Report& run);

}  // namespace thalweg::examples
