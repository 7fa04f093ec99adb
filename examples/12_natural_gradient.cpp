// 12: natural gradient against gradient descent and Adam (figures F8 and F9 of the report).
//
// w <- w - lr G^-1 g: a step is measured by a metric G, here |H| + 1e-9 I, the Hessian with its eigenvalues made
// positive. On the spherical function G = 2 I and the natural gradient is the gradient, shorter. On Ackley's it is not:
// each direction is divided by its own curvature. At one learning rate that tames Rosenbrock's walls, where the
// gradient alone throws the run out of the picture with its first step.
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <numbers>

#include <examples/studies/short_walk.hpp>
#include <examples/studies/studies.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/arrays/natural_gradient.hpp>
#include <thalweg/optim/problems/ackley.hpp>
#include <thalweg/optim/problems/bowls.hpp>
#include <thalweg/optim/problems/rosenbrock.hpp>

namespace thalweg::examples {
namespace {

constexpr double lr = 0.1;
const std::string how = "metric |Hessian| + 1e-9 I, lr 0.1 for all";

Walk natural(const optim::Problem& problem, const std::vector<double>& start, std::int64_t steps) {
  return short_walk(problem, start, optim::NaturalGradientOptions{.lr = lr, .damping = 1e-9}, steps);
}
Walk plain(const optim::Problem& problem, const std::vector<double>& start, std::int64_t steps) {
  return short_walk(problem, start, optim::GradientDescentOptions{.lr = lr}, steps);
}
Walk adam(const optim::Problem& problem, const std::vector<double>& start, std::int64_t steps) {
  return short_walk(problem, start, optim::AdamOptions{.lr = lr, .eps = 1e-7}, steps);
}

/// The angle in degrees between the first steps of two walks.
double angle(const Walk& one, const Walk& other) {
  const auto first = [](const Walk& walk) {
    const auto &from = walk.report.trajectory[0].x, &to = walk.report.trajectory[1].x;
    return std::array{to[0] - from[0], to[1] - from[1]};
  };
  const auto a = first(one), b = first(other);
  return std::abs(std::atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1])) * 180 / std::numbers::pi;
}

/// The report's colours: natural gradient blue, Adam red, gradient descent green (broader where others lie on it).
Panel panel_of(const std::string& title, const optim::Problem& problem, const View& view,
               const std::vector<Walk>& walks, double gd_width = 2.5) {
  return with_styles(landscape(title, problem, view, walks), walks, [&](const std::string& method) {
    Style style = report_style(method);
    if (method == "gd") style.width = gd_width;
    return style;
  });
}

}  // namespace

Study study_natural_gradient(const StudyOptions&) {
  const optim::Problem spherical = optim::problems::spherical(2), ackley = optim::problems::ackley(2),
                       rosenbrock = optim::problems::rosenbrock(2);
  const std::vector<double> far{-4, 3}, near{-2.3, 1.4}, valley{-1.2, 1};
  const View bowl{-5, 5, -5, 5, 0.05, 50, 12, 9}, ripple{-2.6, -1.4, 0.45, 1.65, 4.9, 10, 14, 9};
  Study study{.title = "Natural gradient, gradient descent and Adam at one learning rate"};

  Table angles{.title = "Between the first step of GD and that of natural gradient",
               .head = {"function", "at", "angle", "length by GD's"}};
  const auto compare = [&](const optim::Problem& problem, const std::vector<double>& at) {
    const Walk a = plain(problem, at, 1), b = natural(problem, at, 1);
    const auto length = [&](const Walk& walk) {
      const std::vector<double>& to = walk.report.trajectory[1].x;
      return std::hypot(to[0] - at[0], to[1] - at[1]);
    };
    angles.rows.push_back({problem.name, fmt::format("({}, {})", at[0], at[1]),
                           fmt::format("{:.4f} degrees", angle(a, b)), fmt::format("{:.4f}", length(b) / length(a))});
  };
  for (const std::vector<double>& at : {far, near, {0.5, 5}}) compare(spherical, at);
  for (const std::vector<double>& at : {near, {-1.4, 0.3}, {2.2, 0.7}}) compare(ackley, at);
  compare(rosenbrock, valley);

  StudyFigure f8{.id = "F8",
                 .claim =
                     "Spherical function: G is an identity matrix, and thus the gradient and the natural gradient "
                     "are the same. Ackley function: G is no longer an identity matrix.",
                 .settings = how + ", 20 iterations"};
  const std::vector<Walk> same{plain(spherical, far, 20), natural(spherical, far, 20)};
  const std::vector<Walk> other{plain(ackley, near, 20), natural(ackley, near, 20)};
  f8.pictures = {
      {.name = "F8",
       .title = "Natural gradient and GD",
       .caption = f8.settings + "; on Ackley's function GD leaves the picture",
       .panels = {panel_of("spherical", spherical, bowl, same, 5), panel_of("Ackley", ackley, ripple, other, 5)},
       .columns = 2}};
  f8.findings = {"spherical: the first steps differ by " + angles.rows[0][2] + ", for G = 2 I",
                 "Ackley: the first steps differ by " + angles.rows[3][2]};

  StudyFigure f9{.id = "F9",
                 .claim =
                     "Natural gradient against classical gradient against Adam, same lr and number of iterations. "
                     "Blue NGD, red Adam, green GD.",
                 .settings = how + ", 100 iterations, Adam's betas 0.9 0.999, eps 1e-7"};
  const auto add = [&](const char* name, const char* title, const optim::Problem& problem,
                       const std::vector<double>& start, const View& view, double gd_width = 2.5) {
    const std::vector<Walk> walks{plain(problem, start, 100), adam(problem, start, 100), natural(problem, start, 100)};
    f9.pictures.push_back({.name = name,
                           .title = title,
                           .caption = f9.settings,
                           .panels = {panel_of("", problem, view, walks, gd_width)}});
    for (const Walk& walk : walks) f9.findings.push_back(problem.name + ": " + end_text(walk));
  };
  add("F9a", "NGD, Adam and GD on Ackley's function", ackley, near, {-3, 1.5, -1.5, 2.5, 0.5, 14, 12, 12});
  add("F9b", "NGD, Adam and GD on the spherical function", spherical, far, bowl, 5);
  add("F9c", "NGD, Adam and GD on Rosenbrock's function, on arrays", rosenbrock, valley, {-2, 2, -1, 2.5, 0.5, 1000});
  study.tables = {angles};
  study.lines = f9.findings;
  study.figures = {f8, f9};
  return study;
}

}  // namespace thalweg::examples
