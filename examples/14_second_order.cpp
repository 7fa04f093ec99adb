// 14: Newton and L-BFGS against gradient descent and Adam (figure F10 of the report).
//
// Curvature makes steps few, and each dearer: a Hessian of n parameters is counted as n gradients here. Newton's
// formula looks for g = 0, so a saddle point attracts it as a minimum does; with |eigenvalues| in the Hessian's place
// the same step leads away from it. And where a fixed learning rate throws gradient descent to infinity, a line search
// finds a step that leads down.
#include <fmt/format.h>

#include <array>

#include <examples/studies/short_walk.hpp>
#include <examples/studies/studies.hpp>
#include <examples/studies/two_wells.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/arrays/lbfgs.hpp>
#include <thalweg/optim/arrays/newton.hpp>
#include <thalweg/optim/problems/rosenbrock.hpp>

namespace thalweg::examples {
namespace {

using optim::Indefinite;
using optim::LineSearchKind;

/// f of a run against iterations and against gradients.
struct Descent {
  optim::Report report;
  std::vector<double> iteration, gradients, f;

  void note(std::int64_t at, const optim::Evaluations& count, double value) {
    iteration.push_back(static_cast<double>(at));
    gradients.push_back(static_cast<double>(count.g + 2 * count.hessian));
    f.push_back(value);
  }
};

Descent descend(const optim::Problem& problem, const optim::arrays::Method& method) {
  Descent run;
  const auto look = [&](const optim::Iteration& at) {
    run.note(at.iteration, at.evaluations, at.value);
    return optim::Control::go_on;
  };
  run.report = optim::arrays::minimize(problem.arrays, problem.start, method,
                                       {.max_iterations = 10'000, .gradient_tolerance = 1e-8, .callback = look});
  return run;
}

Walk newton(const optim::Problem& problem, Indefinite indefinite, const char* name) {
  const optim::NewtonOptions options{.indefinite = indefinite, .line_search = {.kind = LineSearchKind::fixed}};
  Walk walk = short_walk(problem, {0.4, 0.9}, options, 20, 1e-10);
  walk.name = name;
  return walk;
}

}  // namespace

Study study_second_order(const StudyOptions&) {
  const optim::Problem rosenbrock = optim::problems::rosenbrock(2), wells = two_wells();
  StudyFigure f10{
      .id = "F10",
      .claim = "Second order methods tend to converge faster. They are more robust close to saddle points.",
      .settings =
          "Rosenbrock from (-1.2, 1) to |g| <= 1e-8, 10,000 iterations at most; GD lr 1e-3; Adam lr 0.1, betas 0.9 "
          "0.999, eps 1e-7; Newton and L-BFGS with line search; a Hessian counts as two gradients"};
  Table table{.title = "Rosenbrock from (-1.2, 1)",
              .head = {"method", "iterations", "gradients", "Hessians", "f", "status"}};
  Panel by_iteration{.title = "per iteration",
                     .x = {.label = "iteration", .lo = 1, .hi = 1e4, .log = true},
                     .y = {.label = "f", .lo = 1e-31, .hi = 100, .log = true}};
  Panel by_gradient = by_iteration;
  by_gradient.title = "per gradient";
  by_gradient.x.label = "gradients";
  const std::array<optim::arrays::Method, 4> methods{optim::NewtonOptions{}, optim::LbfgsOptions{},
                                                     optim::AdamOptions{.lr = 0.1, .eps = 1e-7},
                                                     optim::GradientDescentOptions{.lr = 1e-3}};
  for (const optim::arrays::Method& method : methods) {
    const Descent run = descend(rosenbrock, method);
    const optim::Report& report = run.report;
    const std::string name = display_name(report.method);
    table.rows.push_back({name, fmt::to_string(report.iterations), fmt::to_string(report.evaluations.g),
                          fmt::to_string(report.evaluations.hessian), fmt::format("{:.1e}", report.value),
                          optim::name(report.status)});
    by_iteration.layers.push_back(Line{name, run.iteration, run.f, style_of(report.method)});
    by_gradient.layers.push_back(Line{name, run.gradients, run.f, style_of(report.method)});
  }
  Figure race{.name = "F10a",
              .title = "Newton, L-BFGS, Adam and GD on Rosenbrock's function",
              .caption = f10.settings,
              .panels = {by_iteration, by_gradient},
              .columns = 2,
              .height = 560};

  const std::vector<Walk> at_saddle{newton(wells, Indefinite::keep, "Newton"),
                                    newton(wells, Indefinite::absolute, "Newton, |H|")};
  Figure saddle{
      .name = "F10b",
      .title = "A saddle point attracts Newton's formula",
      .caption = fmt::format("x^4/4 - x^2/2 + y^2/2 from (0.4, 0.9), whole steps (lr 1), no line search, {} and {} "
                             "iterations to |g| <= 1e-10; |H|: the Hessian with the absolute values of its eigenvalues",
                             at_saddle[0].report.iterations, at_saddle[1].report.iterations)};
  saddle.panels = {two_wells_panel(at_saddle)};

  const Walk gd = short_walk(rosenbrock, {5, 0}, optim::GradientDescentOptions{.lr = 1e-3}, 10'000),
             lbfgs = short_walk(rosenbrock, {5, 0}, optim::LbfgsOptions{}, 10'000, 1e-8);
  Figure far{.name = "F10c",
             .title = "From (5, 0) on Rosenbrock's function",
             .caption = fmt::format("GD lr 1e-3 leaves the picture with its first step; L-BFGS with line search, {} "
                                    "iterations to |g| <= 1e-8",
                                    lbfgs.report.iterations)};
  far.panels = {landscape("", rosenbrock, {-3, 6, -2, 7, 5, 1e5, 8}, {gd, lbfgs})};
  f10.findings = {end_text(at_saddle[0]) + ", the saddle point", end_text(at_saddle[1]), end_text(gd),
                  fmt::format("{} after {} iterations and {} gradients", end_text(lbfgs), lbfgs.report.iterations,
                              lbfgs.report.evaluations.g)};
  f10.pictures = {race, saddle, far};
  return {.title = "Second order against first order", .lines = f10.findings, .tables = {table}, .figures = {f10}};
}

}  // namespace thalweg::examples
