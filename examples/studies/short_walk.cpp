// Runs with their trajectory.
#include <examples/studies/short_walk.hpp>

#include <fmt/format.h>

#include <array>
#include <variant>

namespace thalweg::examples {

optim::Problem plane_problem(const std::string& name,
                             const std::function<double(optim::arrays::In, optim::arrays::Out)>& value_and_gradient) {
  optim::Problem problem{.name = name, .n = 2};
  problem.arrays.value_and_gradient = value_and_gradient;
  problem.arrays.value = [value_and_gradient](optim::arrays::In x) {
    std::array<double, 2> unused{};
    return value_and_gradient(x, unused);
  };
  return problem;
}

std::string display_name(const std::string& method) {
  if (method == "gd") return "GD";
  if (method == "adam") return "Adam";
  if (method == "adamax") return "AdaMax";
  if (method == "momentum") return "Momentum";
  if (method == "natural-gradient") return "NGD";
  if (method == "newton") return "Newton";
  if (method == "l-bfgs") return "L-BFGS";
  return method;
}

Walk short_walk(const optim::Problem& problem, const std::vector<double>& start, const optim::arrays::Method& method,
                std::int64_t iterations, double gradient_tolerance) {
  Walk walk;
  walk.report = optim::arrays::minimize(
      problem.arrays, start, method,
      {.max_iterations = iterations, .gradient_tolerance = gradient_tolerance, .trajectory = true});
  walk.method = walk.report.method;
  walk.name = display_name(walk.method);
  return walk;
}

Panel with_styles(Panel panel, const std::vector<Walk>& walks, const std::function<Style(const std::string&)>& style) {
  auto walk = walks.begin();
  for (Layer& layer : panel.layers)
    if (auto* steps = std::get_if<Steps>(&layer)) steps->style = style((walk++)->method);
  return panel;
}

std::string end_text(const Walk& walk) {
  const std::vector<double>& from = walk.start();
  const std::vector<double>& to = walk.report.last_x;
  if (walk.report.status == optim::Status::not_finite)
    return fmt::format("{} from ({:.4g}, {:.4g}) is not finite at iteration {}", walk.name, from[0], from[1],
                       walk.report.not_finite_at);
  return fmt::format("{} from ({:.4g}, {:.4g}) ends at ({:.4f}, {:.4f}), f = {:.1e}", walk.name, from[0], from[1],
                     to[0], to[1], walk.report.last_value);
}

}  // namespace thalweg::examples
