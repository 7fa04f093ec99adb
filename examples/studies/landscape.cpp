// Level curves, gradient arrows and walks over them.
#include <examples/studies/landscape.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include <examples/support/figure_layers.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/arrays/minimize.hpp>

namespace thalweg::examples {
namespace {

optim::Report run(const optim::Problem& problem, const std::vector<double>& start, const optim::arrays::Method& method,
                  double difference_step) {
  optim::arrays::Objective objective;
  if (difference_step > 0) {
    objective.value = problem.arrays.value;
    objective.difference_step = difference_step;
  }
  return optim::arrays::minimize(difference_step > 0 ? objective : problem.arrays, start, method,
                                 {.max_iterations = 10'000, .gradient_tolerance = 0, .trajectory = true});
}

std::string how(double difference_step) {
  return difference_step > 0 ? fmt::format(", differences with step {}", difference_step) : "";
}

bool inside(const View& view, const std::vector<double>& p) {
  return view.x_lo <= p[0] && p[0] <= view.x_hi && view.y_lo <= p[1] && p[1] <= view.y_hi;
}

/// The last point of the view on the way from p, inside, to q, outside.
std::array<double, 2> cut(const View& view, const std::vector<double>& p, const std::vector<double>& q) {
  double part = 1;
  const auto shorten = [&](double from, double to, double lo, double hi) {
    if (to < lo) part = std::min(part, (lo - from) / (to - from));
    if (to > hi) part = std::min(part, (hi - from) / (to - from));
  };
  shorten(p[0], q[0], view.x_lo, view.x_hi);
  shorten(p[1], q[1], view.y_lo, view.y_hi);
  return {p[0] + part * (q[0] - p[0]), p[1] + part * (q[1] - p[1])};
}

/// The first iteration from which on a walk stays within `radius` of where it is at `last`.
std::int64_t settled(const std::vector<optim::TrajectoryPoint>& points, std::int64_t last, double radius) {
  const std::vector<double>& end = points[static_cast<std::size_t>(last)].x;
  std::int64_t t = last;
  for (; t > 0; --t) {
    const std::vector<double>& p = points[static_cast<std::size_t>(t) - 1].x;
    if (std::hypot(p[0] - end[0], p[1] - end[1]) > radius) break;
  }
  return t;
}

Steps steps_of(const Walk& walk, const View& view) {
  Steps steps{.name = walk.name, .style = style_of(walk.method)};
  const auto& points = walk.report.trajectory;
  const double visible = 0.006 * std::hypot(view.x_hi - view.x_lo, view.y_hi - view.y_lo);
  const std::int64_t last = iterations_inside(walk, view), end = settled(points, last, 2 * visible);
  const auto add = [&](double x, double y) {
    steps.x.push_back(x);
    steps.y.push_back(y);
  };
  for (std::int64_t t = 0; t <= last; ++t) {
    const std::vector<double>& p = points[static_cast<std::size_t>(t)].x;
    const bool hidden = t > end || (t > 0 && std::hypot(p[0] - steps.x.back(), p[1] - steps.y.back()) < visible);
    if (t == last || !hidden) add(p[0], p[1]);
  }
  const auto next = static_cast<std::size_t>(last) + 1;
  if (last < view.iterations && next < points.size() && std::isfinite(points[next].x[0] + points[next].x[1])) {
    const auto [x, y] = cut(view, points[next - 1].x, points[next].x);
    add(x, y);
    steps.leaves = true;
  }
  return steps;
}

}  // namespace

Walk walk(const optim::Problem& problem, const std::vector<double>& start, const optim::GradientDescentOptions& options,
          double difference_step) {
  return {"gd", "GD", fmt::format("lr {}", options.lr) + how(difference_step),
          run(problem, start, options, difference_step)};
}

Walk walk(const optim::Problem& problem, const std::vector<double>& start, const optim::AdamOptions& options,
          double difference_step) {
  return {"adam", "Adam",
          fmt::format("lr {}, betas {} {}", options.lr, options.beta1, options.beta2) + how(difference_step),
          run(problem, start, options, difference_step)};
}

std::string point_text(const std::vector<double>& x) {
  std::string text;
  for (const double v : x) {
    const bool plain = std::abs(v) < 1e4;
    text += (text.empty() ? "" : ", ") + (plain ? fmt::format("{:.8f}", v) : fmt::format("{:.8e}", v));
  }
  return "[" + text + "]";
}

std::string settings_text(const std::vector<Walk>& walks) {
  std::string text;
  for (const Walk& walk : walks)
    text += fmt::format("{} {}{}; ", walk.name, walk.settings, walk.method == "adam" ? ", eps 1e-7" : "");
  return text + "10,000 iterations.";
}

Table printed_against_ours(const std::string& title) {
  return {.title = title, .head = {"start", "method", "the report", "here", "difference", "class"}};
}

void add_row(Table& table, const Walk& walk, const std::vector<double>& printed, const std::string& kind) {
  const optim::Report& report = walk.report;
  const bool finite = report.status != optim::Status::not_finite;
  double difference = 0;
  for (std::size_t i = 0; i < printed.size(); ++i)
    difference = std::max(difference, std::abs(report.last_x[i] - printed[i]));
  table.rows.push_back(
      {fmt::format("({}, {})", walk.start()[0], walk.start()[1]), fmt::format("{}, {}", walk.name, walk.settings),
       point_text(printed),
       finite ? point_text(report.last_x) : fmt::format("not finite at iteration {}", report.not_finite_at),
       finite ? fmt::format("{:.1e}", difference) : "", kind});
}

std::int64_t iterations_inside(const Walk& walk, const View& view) {
  const auto& points = walk.report.trajectory;
  std::int64_t last = -1;
  while (last < view.iterations && last + 1 < static_cast<std::int64_t>(points.size()) &&
         inside(view, points[static_cast<std::size_t>(last) + 1].x))
    ++last;
  return last;
}

std::int64_t nearest_iteration(const Walk& walk, const std::vector<double>& point) {
  const auto distance = [&](const optim::TrajectoryPoint& p) {
    return std::hypot(p.x[0] - point[0], p.x[1] - point[1]);
  };
  const auto& points = walk.report.trajectory;
  return std::min_element(points.begin(), points.end(),
                          [&](const auto& a, const auto& b) { return distance(a) < distance(b); })
      ->iteration;
}

Panel landscape(const std::string& title, const optim::Problem& problem, const View& view,
                const std::vector<Walk>& walks) {
  const auto value = [&](double x, double y) { return problem.arrays.value(std::array{x, y}); };
  const auto gradient = [&](double x, double y) {
    std::array<double, 2> g{};
    problem.arrays.value_and_gradient(std::array{x, y}, g);
    return g;
  };
  const double width = view.x_hi - view.x_lo, height = view.y_hi - view.y_lo;
  const auto rows = static_cast<std::int64_t>(std::lround(static_cast<double>(view.arrows) * height / width));
  Panel panel{.title = title,
              .x = {.label = "x", .lo = view.x_lo, .hi = view.x_hi},
              .y = {.label = "y", .lo = view.y_lo, .hi = view.y_hi},
              .square = true};
  panel.layers.push_back(LevelCurves{sample_grid(value, view.x_lo, view.x_hi, 201, view.y_lo, view.y_hi, 201),
                                     log_levels(view.lowest, view.highest, view.levels)});
  panel.layers.push_back(
      arrow_field("gradient", gradient, view.x_lo, view.x_hi, view.arrows, view.y_lo, view.y_hi, rows));
  for (const Walk& walk : walks) panel.layers.push_back(steps_of(walk, view));
  panel.layers.push_back(start_markers({walks.at(0).start()[0]}, {walks.at(0).start()[1]}));
  for (const optim::Minimum& minimum : problem.minima)
    if (minimum.global && inside(view, minimum.x))
      panel.layers.push_back(minimum_markers({minimum.x[0]}, {minimum.x[1]}));
  return panel;
}

Figure against_iteration(const std::string& name, const std::string& title, const optim::Problem& problem,
                         const std::vector<Walk>& walks) {
  Panel panel{.x = {.label = "iteration", .lo = 1, .log = true}, .y = {.label = "x"}};
  Figure figure{.name = name, .title = title};
  const double minimum = problem.minima.at(0).x[0];
  panel.layers.push_back(Line{.name = "minimum", .x = {1, 10'000}, .y = {minimum, minimum}, .style = {.width = 1}});
  for (const Walk& walk : walks) {
    Line line{.name = walk.name, .style = style_of(walk.method)};
    line.style.mark = 0;
    line.style.width = 1.5;
    // All of the first iterations, then as many as the axis has room for.
    const auto& points = walk.report.trajectory;
    for (std::size_t t = 1; t < points.size(); t += 1 + t / 150) {
      line.x.push_back(static_cast<double>(t));
      line.y.push_back(points[t].x[0]);
    }
    panel.layers.push_back(line);
  }
  figure.caption = settings_text(walks);
  figure.panels = {panel};
  figure.height = 450;
  return figure;
}

}  // namespace thalweg::examples
