// 07: the steps of gradient descent and Adam on Rosenbrock's function (figure F3 of the report).
//
// A steep curved valley, y = x^2, whose floor hardly falls towards (1, 1). At lr 1e-3 the first step of gradient
// descent from (5, 0) is fifty long: it lands where the walls are steeper still, and each further step is worse. Adam's
// step is at most about lr along each axis, however steep the wall; its betas decide how well it takes the bend.
#include <fmt/format.h>

#include <cmath>
#include <utility>

#include <examples/studies/landscape.hpp>
#include <examples/studies/studies.hpp>
#include <thalweg/optim/problems/rosenbrock.hpp>

namespace thalweg::examples {
namespace {

const double step = 1.5e-8;  // of the report's differences

Walk gd(const std::vector<double>& start, double lr, double difference_step = 0) {
  return walk(optim::problems::rosenbrock(2), start, optim::GradientDescentOptions{.lr = lr}, difference_step);
}

Walk adam(const std::vector<double>& start, double lr, double beta1, double beta2) {
  return walk(optim::problems::rosenbrock(2), start,
              optim::AdamOptions{.lr = lr, .beta1 = beta1, .beta2 = beta2, .eps = 1e-7});
}

double x_of(const Walk& walk, std::size_t iteration) { return walk.report.trajectory[iteration].x[0]; }

struct Walks {
  Walk gd5 = gd({5, 0}, 1e-3), gd3 = gd({3, 0}, 1e-3), gd0 = gd({0, 0}, 1e-3);
  Walk frozen5 = gd({5, 0}, 1e-3, step), frozen3 = gd({3, 0}, 1e-3, step), patient = gd({5, 0}, 1e-5);
  Walk large = adam({5, 0}, 0.1, 0.9, 0.999), small = adam({5, 0}, 0.01, 0.9, 0.999);
  Walk adam0 = adam({0, 0}, 0.1, 0.9, 0.999);
  std::vector<Walk> adam3{adam({3, 0}, 0.1, 0.9, 0.999), adam({3, 0}, 0.1, 0.99, 0.9999),
                          adam({3, 0}, 0.1, 0.999, 0.999), adam({3, 0}, 0.1, 0.7, 0.999), adam({3, 0}, 0.1, 0.9, 0.5)};
  Walk no_momentum = adam({3, 0}, 0.1, 0, 0.999);  // not in the report
};

Table ends(const Walks& w) {
  Table table = printed_against_ours("Where 10,000 iterations end");
  for (const Walk& walk : {w.gd5, w.frozen5}) add_row(table, walk, {-1.91897874e+13, 4.09146131e+02}, "frozen");
  for (const Walk& walk : {w.gd3, w.frozen3}) add_row(table, walk, {4.23722310e+18, 6.25647912e+03}, "frozen");
  add_row(table, w.gd0, {0.99440095, 0.98881076}, "exact");
  add_row(table, w.large, {1.0001373, 1.00027483}, "exact");
  add_row(table, w.small, {1.86150594, 3.46665981}, "exact");
  add_row(table, w.adam0, {0.99993208, 0.99986374}, "sensitive");
  add_row(table, w.adam3[0], {1, 1}, "exact");
  add_row(table, w.adam3[1], {0.96279886, 0.92688621}, "open");
  add_row(table, w.adam3[2], {0.89075591, 0.82099768}, "sensitive");
  add_row(table, w.adam3[3], {0.98250643, 0.96526179}, "sensitive");
  add_row(table, w.adam3[4], {0.86305156, 0.80067135}, "exact");
  return table;
}

/// |x| after each step of gradient descent, with exact gradients and with the report's differences.
Panel growth(const Walk& exact, const Walk& differences) {
  Panel panel{.title = fmt::format("GD from ({}, 0)", exact.start()[0]),
              .x = {.label = "iteration", .lo = 0, .hi = 8},
              .y = {.label = "|x|", .lo = 1, .hi = 1e180, .log = true, .ticks = {1, 1e50, 1e100, 1e150}}};
  Line solid{.name = "exact gradients", .style = style_of("gd")};
  Line dashed{.name = fmt::format("differences with step {}", step), .style = style_of("gd")};
  dashed.style.dash = 3, dashed.style.mark = 4;
  for (std::size_t t = 0; t <= 8; ++t)
    for (const auto& [line, walk] : {std::pair{&solid, &exact}, std::pair{&dashed, &differences}})
      if (t < walk->report.trajectory.size() && std::isfinite(x_of(*walk, t))) {
        line->x.push_back(static_cast<double>(t));
        line->y.push_back(std::abs(x_of(*walk, t)));
      }
  panel.layers = {solid, dashed};
  return panel;
}

std::vector<Figure> pictures(const Walks& w) {
  const optim::Problem problem = optim::problems::rosenbrock(2);
  const View far{-3, 6, -2, 7, 5, 1e5, 8, 9}, middle{-3.2, 3.8, -2, 5, 2, 1e4, 8, 9},
      near{-0.6, 1.6, -0.6, 1.6, 0.1, 400, 10};
  Figure a{.name = "F3a", .title = "Rosenbrock from (5, 0)", .columns = 2};
  a.caption = "GD lr 1e-3, Adam betas 0.9 0.999, eps 1e-7, 10,000 iterations. GD leaves with its first step.";
  for (const Walk& walk : {w.large, w.small})
    a.panels.push_back(landscape("Adam, " + walk.settings, problem, far, {w.gd5, walk}));
  Figure b{.name = "F3b", .title = "Rosenbrock from (3, 0): the betas of Adam", .columns = 2};
  b.caption = "GD lr 1e-3, Adam lr 0.1, eps 1e-7, 10,000 iterations. GD leaves the picture with its first step.";
  std::vector<Walk> choices = w.adam3;
  choices.push_back(w.no_momentum);
  for (const Walk& walk : choices)
    b.panels.push_back(landscape("Adam, " + walk.settings, problem, middle, {w.gd3, walk}));
  Figure c{.name = "F3c", .title = "Rosenbrock from (0, 0)"};
  c.caption = settings_text({w.gd0, w.adam0});
  c.panels = {landscape("", problem, near, {w.gd0, w.adam0})};
  Figure d{.name = "F3d", .title = "How gradient descent leaves, lr 1e-3", .columns = 2};
  d.caption = "With exact gradients the next |x| is infinite; with differences x + h == x, and nothing moves any more.";
  d.panels = {growth(w.gd5, w.frozen5), growth(w.gd3, w.frozen3)};
  return {a, b, c, d};
}

}  // namespace

Study study_rosenbrock(const StudyOptions&) {
  const Walks w;
  StudyFigure f3{
      .id = "F3",
      .claim = "Initial point deep in the ravine. Adam finds its way whereas GD is unable to settle at minima.",
      .settings = "10,000 iterations; GD lr 1e-3; Adam lr 0.1 or 0.01, eps 1e-7, betas as given",
      .pictures = pictures(w)};
  f3.findings = {
      fmt::format("GD from (5, 0): x = {:.0f}, then {:.0f}, then {:.3e}; not finite at iteration {}", x_of(w.gd5, 1),
                  x_of(w.gd5, 2), x_of(w.gd5, 3), w.gd5.report.not_finite_at),
      fmt::format("with the report's differences it stands still at {} instead", point_text(w.frozen5.report.last_x)),
      fmt::format("that is the learning rate, not the method: at lr 1e-5 GD from (5, 0) comes to {}",
                  point_text(w.patient.report.last_x)),
      fmt::format("Adam from (5, 0) ends at {} with lr 0.1, still in the ravine at {} with lr 0.01",
                  point_text(w.large.report.last_x), point_text(w.small.report.last_x)),
      fmt::format("betas 0.99 0.9999: what the report prints as the end, ours passes at iteration {}",
                  nearest_iteration(w.adam3[1], {0.96279886, 0.92688621})),
      fmt::format("a choice that the report has not, betas 0 0.999, no momentum: {}",
                  point_text(w.no_momentum.report.last_x))};
  const char* title = "Rosenbrock's function 100 (y - x^2)^2 + (1 - x)^2";
  return {.title = title, .lines = f3.findings, .tables = {ends(w)}, .figures = {f3}};
}

}  // namespace thalweg::examples
