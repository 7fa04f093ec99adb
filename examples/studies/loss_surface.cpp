// Surfaces and the paths on them.
#include <examples/studies/loss_surface.hpp>

#include <algorithm>
#include <array>

#include <examples/support/figure_layers.hpp>

namespace thalweg::examples {

Panel loss_surface(const std::string& title, const optim::Problem& problem, const View& view,
                   const std::vector<Walk>& walks) {
  const auto height = [&](double x, double y) {
    return std::min(problem.arrays.value(std::array{x, y}), view.highest);
  };
  const Grid grid = sample_grid(height, view.x_lo, view.x_hi, 101, view.y_lo, view.y_hi, 101);
  Panel panel{
      .title = title,
      .x = {.label = "x", .lo = view.x_lo, .hi = view.x_hi},
      .y = {.label = "y", .lo = view.y_lo, .hi = view.y_hi},
      // Room for the level curves beneath.
      .z = {.label = "f", .lo = -0.5 * view.highest, .hi = view.highest, .ticks = {0, view.highest / 2, view.highest}},
      .layers = {LevelCurves{grid, log_levels(view.lowest, view.highest, view.levels)}, Surface{grid}}};
  for (const Walk& walk : walks) {
    SpaceSteps path{.name = walk.name, .style = style_of(walk.method)};
    for (std::int64_t t = 0; t <= iterations_inside(walk, view); ++t) {
      const std::vector<double>& p = walk.report.trajectory[static_cast<std::size_t>(t)].x;
      path.x.push_back(p[0]);
      path.y.push_back(p[1]);
      path.z.push_back(height(p[0], p[1]));
    }
    panel.layers.push_back(path);
    if (!path.x.empty()) panel.layers.push_back(start_markers({path.x[0]}, {path.y[0]}, {path.z[0]}));
  }
  return panel;
}

std::vector<Figure> loss_figures(const std::string& name, const std::string& title, const std::string& caption,
                                 const optim::Problem& problem, const View& view, const std::vector<Walk>& walks) {
  Figure plane{.name = name + "a", .title = title, .caption = caption};
  plane.panels = {landscape("", problem, view, walks)};
  // The landscape marks the start of the first walk.
  for (const Walk& walk : walks)
    if (walk.start() != walks[0].start())
      plane.panels[0].layers.push_back(start_markers({walk.start()[0]}, {walk.start()[1]}));
  Figure space{.name = name + "b", .title = title + ", in space", .caption = caption};
  space.panels = {loss_surface("", problem, view, walks)};
  for (Figure* figure : {&plane, &space}) {
    figure->panels[0].x.label = "w1";
    figure->panels[0].y.label = "w2";
    figure->panels[0].z.label = "loss";
  }
  return {plane, space};
}

}  // namespace thalweg::examples
