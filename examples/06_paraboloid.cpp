// 06: the steps of gradient descent and Adam over level curves (figure F2 of the report): the paraboloid.
//
// A gradient stands at right angles on the level curves. Gradient descent follows it straight to the middle of these
// circles. Adam divides each coordinate by its own size of gradient, so at first it goes along the diagonal whatever
// the slope, and its momentum carries it past the minimum before it turns.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <examples/studies/landscape.hpp>
#include <examples/studies/studies.hpp>
#include <thalweg/optim/problems/bowls.hpp>

namespace thalweg::examples {
namespace {

/// The largest distance of a walk from the straight line between its start and (1, 2).
double detour(const Walk& walk) {
  const double dx = 1 - walk.start()[0], dy = 2 - walk.start()[1];
  double largest = 0;
  for (const optim::TrajectoryPoint& point : walk.report.trajectory)
    largest = std::max(largest, std::abs((point.x[0] - 1) * dy - (point.x[1] - 2) * dx) / std::hypot(dx, dy));
  return largest;
}

}  // namespace

Study study_paraboloid(const StudyOptions&) {
  const optim::Problem problem = optim::problems::paraboloid(2);
  const std::vector<double> start{-5, -7.5};
  const Walk gd = walk(problem, start, optim::GradientDescentOptions{.lr = 1e-3});
  const Walk adam = walk(problem, start, optim::AdamOptions{.lr = 1e-1, .beta1 = 0.99, .beta2 = 0.9999, .eps = 1e-7});

  Study study{.title = "The paraboloid (x - 1)^2 + (y - 2)^2 from (-5, -7.5)"};
  Table table = printed_against_ours("Where 10,000 iterations end");
  add_row(table, gd, {0.99999999, 1.99999998}, "exact");
  add_row(table, adam, {1, 2}, "exact");
  study.tables = {table};

  StudyFigure f2{.id = "F2",
                 .claim = "Optimization on the 2-D paraboloid: red vectors are from GD and blue are from Adam.",
                 .settings = "From (-5, -7.5); " + settings_text({gd, adam})};
  f2.findings = {fmt::format("both converge to [1, 2]: GD ends at {}, Adam at {}", point_text(gd.report.last_x),
                             point_text(adam.report.last_x)),
                 fmt::format("GD walks along a straight line (it leaves it by {:.0e}), Adam makes a detour of {:.2f}",
                             detour(gd), detour(adam))};
  f2.pictures = {Figure{.name = "F2",
                        .title = "GD and Adam on a paraboloid",
                        .caption = f2.settings,
                        .panels = {landscape("", problem, {-8, 6, -9, 5, 0.5, 180}, {gd, adam})}}};
  study.lines = f2.findings;
  study.figures = {f2};
  return study;
}

}  // namespace thalweg::examples
