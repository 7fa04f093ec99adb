// Landscapes: a function of two variables by its level curves and gradient, and the walks that methods take over it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <examples/studies/study.hpp>
#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/optim/arrays/gradient_descent.hpp>
#include <thalweg/optim/arrays/report.hpp>
#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::examples {

/// A run of the report: 10,000 iterations, no test for convergence.
struct Walk {
  std::string method;    ///< "gd" or "adam": gives the style
  std::string name;      ///< "GD", "Adam"
  std::string settings;  ///< "lr 0.1, betas 0.9 0.999"
  optim::Report report;  ///< with its trajectory

  const std::vector<double>& start() const { return report.trajectory.front().x; }
};

/// `difference_step` 0: exact gradients. Otherwise central differences with this step, as the report had them.
Walk walk(const optim::Problem& problem, const std::vector<double>& start, const optim::GradientDescentOptions& options,
          double difference_step = 0);
Walk walk(const optim::Problem& problem, const std::vector<double>& start, const optim::AdamOptions& options,
          double difference_step = 0);

/// "[0.99999999, 1.99999998]"; large and not finite numbers as they are.
std::string point_text(const std::vector<double>& x);

/// "GD lr 0.001; Adam lr 0.1, betas 0.9 0.999, eps 1e-7; 10,000 iterations."
std::string settings_text(const std::vector<Walk>& walks);

/// What the report prints as the end of a run, how far it can be held, and where ours ends.
/// Columns: start, method, the report's end, ours, the largest difference, the class of examples/data/numbers.csv.
Table printed_against_ours(const std::string& title);
void add_row(Table& table, const Walk& walk, const std::vector<double>& printed, const std::string& kind);

/// The part of the plane that a panel shows, its level curves and how much of the walks.
struct View {
  double x_lo, x_hi, y_lo, y_hi;
  double lowest, highest;  ///< levels, log-spaced
  std::int64_t levels = 12;
  std::int64_t arrows = 14;          ///< of the gradient, along x
  std::int64_t iterations = 10'000;  ///< of a walk that are drawn at most
};

/// Level curves, the gradient as black arrows, each walk in the style of its method, the start and, where it is in
/// view, the global minimum. A walk is drawn until it first leaves the view; the step that leaves is cut at the edge.
/// Steps too short to see are joined, and so is what a walk does close to its end.
Panel landscape(const std::string& title, const optim::Problem& problem, const View& view,
                const std::vector<Walk>& walks);

/// A figure of the coordinate x of each walk against the iteration, on a logarithmic axis, with the x of the minimum as
/// a thin line: what walks do late, or outside of a view.
Figure against_iteration(const std::string& name, const std::string& title, const optim::Problem& problem,
                         const std::vector<Walk>& walks);

/// The iteration at which a walk is nearest to a point.
std::int64_t nearest_iteration(const Walk& walk, const std::vector<double>& point);

/// How many iterations of a walk lie inside the view before it first leaves.
std::int64_t iterations_inside(const Walk& walk, const View& view);

}  // namespace thalweg::examples
