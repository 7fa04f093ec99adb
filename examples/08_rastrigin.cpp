// 08: the steps of gradient descent and Adam on Rastrigin's function (figure F4 of the report).
//
// A bowl full of dents, a minimum near every pair of integers. With a small learning rate gradient descent slides into
// the nearest one and stays. A large one throws it from dent to dent, for ever. Adam's steps have the length of its
// learning rate until its moments calm down: long enough, they carry it out of a dent, far past the middle and back.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>
#include <utility>

#include <examples/studies/landscape.hpp>
#include <examples/studies/studies.hpp>
#include <thalweg/optim/problems/separable.hpp>

namespace thalweg::examples {
namespace {

using optim::AdamOptions;
using optim::GradientDescentOptions;

/// How many dents a walk visits: unit squares around pairs of integers.
std::size_t dents(const Walk& walk) {
  std::set<std::pair<double, double>> seen;
  for (const optim::TrajectoryPoint& point : walk.report.trajectory)
    seen.emplace(std::round(point.x[0]), std::round(point.x[1]));
  return seen.size();
}

double farthest(const Walk& walk) {
  double most = 0;
  for (const optim::TrajectoryPoint& point : walk.report.trajectory) most = std::max(most, point.x[0]);
  return most;
}

}  // namespace

Study study_rastrigin(const StudyOptions&) {
  const optim::Problem problem = optim::problems::rastrigin(2);
  const std::vector<double> far{-5, -5}, close{-1, -1};
  const Walk stuck = walk(problem, far, GradientDescentOptions{.lr = 1e-3});
  const Walk pushed = walk(problem, far, AdamOptions{.lr = 1, .eps = 1e-7});
  const Walk still = walk(problem, close, GradientDescentOptions{.lr = 1e-3});
  const Walk jumping = walk(problem, close, GradientDescentOptions{.lr = 2e-2});
  optim::Problem as_written = problem;
  as_written.arrays.value = [](optim::arrays::In p) {
    const auto term = [](double x) { return x * x - 10 * std::cos(2 * std::numbers::pi * x); };
    return 20 + term(p[0]) + term(p[1]);
  };
  const Walk uneven = walk(as_written, close, GradientDescentOptions{.lr = 2e-2}, 1.5e-8);
  const Walk adam = walk(problem, close, AdamOptions{.lr = 0.5, .eps = 1e-7});

  Table table = printed_against_ours("Where 10,000 iterations end");
  add_row(table, stuck, {-4.97469139, -4.97469139}, "exact");
  add_row(table, pushed, {-1.99923524, -1.99755086}, "sensitive");
  add_row(table, still, {-0.99495864, -0.99495864}, "exact");
  add_row(table, jumping, {8.62994166, -8.96991123}, "sensitive");
  add_row(table, uneven, {8.62994166, -8.96991123}, "sensitive");
  add_row(table, adam, {0.01386211, 0.02081304}, "sensitive");

  Figure a{.name = "F4a", .title = "Rastrigin from (-5, -5): pushed out"};
  a.caption = settings_text({stuck, pushed}) + " Adam is drawn until it leaves.";
  a.panels = {landscape("", problem, {-6, 1.5, -6, 1.5, 2, 90, 9, 22}, {stuck, pushed})};
  Figure b{.name = "F4b", .title = "Rastrigin from (-1, -1): a small learning rate is stuck"};
  b.caption = settings_text({still, adam});
  b.panels = {landscape("", problem, {-1.8, 0.9, -1.8, 0.9, 0.5, 45, 9, 16}, {still, adam})};
  Figure c{.name = "F4c", .title = "Rastrigin from (-1, -1): a large learning rate jumps"};
  c.caption = settings_text({jumping, adam}) + " The first 25 of them are drawn.";
  c.panels = {landscape("", problem, {-2.2, 3.2, -2.2, 3.2, 1.5, 60, 9, 16, 25}, {jumping, adam})};

  StudyFigure f4{.id = "F4",
                 .claim =
                     "Adam got pushed out of a local minimum. A good initial point with appropriate lr; GD, "
                     "however, doesn't move. GD with a large learning rate jumps from minima to minima.",
                 .settings = "10,000 iterations; GD lr 1e-3 and 2e-2; Adam lr 1 and 0.5, betas 0.9 0.999, eps 1e-7"};
  f4.findings = {
      fmt::format("GD with lr 1e-3 stays in the dent it starts in: {} from (-5, -5), {} from (-1, -1)",
                  point_text(stuck.report.last_x), point_text(still.report.last_x)),
      fmt::format("GD with lr 2e-2 visits {} dents and never settles", dents(jumping)),
      fmt::format("Adam with lr 1 is pushed out, goes as far as x = {:.1f} and ends near ({:.0f}, {:.0f})",
                  farthest(pushed), pushed.report.last_x[0], pushed.report.last_x[1]),
      fmt::format("Adam with lr 0.5 from (-1, -1) ends {:.2g} away from the global minimum",
                  std::hypot(adam.report.last_x[0], adam.report.last_x[1])),
      fmt::format(
          "x and y start equal and exact gradients keep them so; differences of 20 + x^2 - ... + y^2 - ... end at {}",
          point_text(uneven.report.last_x))};
  f4.pictures = {a, b, c,
                 against_iteration("F4d", "Rastrigin from (-5, -5): out, and back again", problem, {stuck, pushed}),
                 against_iteration("F4e", "Rastrigin from (-1, -1): from dent to dent", problem, {jumping, adam})};
  return {.title = "Rastrigin's function 20 + x^2 + y^2 - 10 cos(2 pi x) - 10 cos(2 pi y)",
          .lines = f4.findings,
          .tables = {table},
          .figures = {f4}};
}

}  // namespace thalweg::examples
