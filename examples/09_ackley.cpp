// 09: the steps of gradient descent and Adam on Ackley's function (figure F5 of the report).
//
// A funnel full of ripples, with the tip of a cone at its foot. Small steps end in the first ripple; steps longer than
// a ripple is wide go down the funnel. At the foot the slope does not become small as it does in a bowl, so a constant
// learning rate never comes to rest there.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <examples/studies/landscape.hpp>
#include <examples/studies/studies.hpp>
#include <thalweg/optim/problems/ackley.hpp>

namespace thalweg::examples {
namespace {

using optim::AdamOptions;
using optim::GradientDescentOptions;

/// The range of x over the last thousand iterations.
double swing(const Walk& walk) {
  double lo = INFINITY, hi = -INFINITY;
  for (const optim::TrajectoryPoint& point : walk.report.trajectory)
    if (point.iteration > 9000) lo = std::min(lo, point.x[0]), hi = std::max(hi, point.x[0]);
  return hi - lo;
}

}  // namespace

Study study_ackley(const StudyOptions&) {
  const optim::Problem problem = optim::problems::ackley(2);
  const std::vector<double> start{-4, -4};
  const Walk slow_gd = walk(problem, start, GradientDescentOptions{.lr = 1e-3});
  const Walk fast_gd = walk(problem, start, GradientDescentOptions{.lr = 0.1});
  const Walk slow_adam = walk(problem, start, AdamOptions{.lr = 0.1, .eps = 1e-7});
  const Walk fast_adam = walk(problem, start, AdamOptions{.lr = 0.5, .eps = 1e-7});

  Table table = printed_against_ours(
      "Where 10,000 iterations end (the report's slides say (-5, -5): its digits are from (-4, -4))");
  add_row(table, slow_gd, {-3.9830677, -3.9830677}, "exact");
  add_row(table, slow_adam, {-3.98493574, -3.98493574}, "sensitive");
  add_row(table, fast_adam, {0.02544463, 0.02544463}, "exact");
  add_row(table, fast_gd, {0.34391327, 0.34391327}, "sensitive");

  StudyFigure f5{.id = "F5",
                 .claim = "Very close to global minimum, but it's almost not feasible for it to settle there.",
                 .settings =
                     "10,000 iterations from (-4, -4); GD lr 1e-3 and 0.1; Adam lr 0.1 and 0.5, betas 0.9 "
                     "0.999, eps 1e-7"};
  f5.findings = {
      fmt::format("small steps end in the first ripple: GD with lr 1e-3 at {}, Adam with lr 0.1 at {}",
                  point_text(slow_gd.report.last_x), point_text(slow_adam.report.last_x)),
      fmt::format("Adam with lr 0.5 goes down the funnel and ends at {}", point_text(fast_adam.report.last_x)),
      fmt::format("over the last 1000 iterations its x still swings by {:.2f}, that of GD with lr 0.1 by {:.2f}",
                  swing(fast_adam), swing(fast_gd))};
  const auto figure = [&](const char* name, const char* title, const View& view, const std::vector<Walk>& walks) {
    return Figure{.name = name,
                  .title = title,
                  .caption = "From (-4, -4); " + settings_text(walks),
                  .panels = {landscape("", problem, view, walks)}};
  };
  const View ripple{-4.08, -3.86, -4.08, -3.86, 11, 11.6, 13, 12}, funnel{-5, 1.5, -5, 1.5, 1.5, 14, 16, 19};
  f5.pictures = {figure("F5a", "Ackley: small steps stay in the first ripple", ripple, {slow_adam, slow_gd}),
                 figure("F5b", "Ackley: larger steps of Adam reach the foot", funnel, {slow_gd, fast_adam}),
                 figure("F5c", "Ackley: larger steps of GD do so too", funnel, {fast_gd, fast_adam}),
                 against_iteration("F5d", "Ackley: neither comes to rest", problem, {fast_gd, fast_adam})};
  return {
      .title = "Ackley's function, a funnel full of ripples", .lines = f5.findings, .tables = {table}, .figures = {f5}};
}

}  // namespace thalweg::examples
