// The function and its derivatives.
#include <examples/studies/two_wells.hpp>

#include <variant>

#include <examples/studies/short_walk.hpp>

namespace thalweg::examples {

optim::Problem two_wells() {
  optim::Problem problem = plane_problem("two wells", [](auto x, auto g) {
    g[0] = x[0] * x[0] * x[0] - x[0];
    g[1] = x[1];
    return (x[0] * x[0] - 1) * (x[0] * x[0] - 1) / 4 + x[1] * x[1] / 2;
  });
  problem.arrays.hessian = [](auto x, auto h) {
    h[0] = 3 * x[0] * x[0] - 1;
    h[1] = h[2] = 0;
    h[3] = 1;
  };
  problem.minima = {{.x = {-1, 0}}, {.x = {1, 0}}};
  return problem;
}

Panel two_wells_panel(const std::vector<Walk>& walks) {
  Panel panel = landscape("", two_wells(), {-1.6, 1.6, -1.1, 1.1, 0.01, 1, 12, 11}, walks);
  bool first = true;
  for (Layer& layer : panel.layers)
    if (auto* steps = std::get_if<Steps>(&layer)) {
      if (!first) steps->style.dash = 1, steps->style.mark = 12;
      first = false;
    }
  panel.layers.push_back(Markers{.name = "saddle point", .x = {0}, .y = {0}, .style = {.mark = 2, .mark_size = 1.5}});
  return panel;
}

}  // namespace thalweg::examples
