// 13: natural gradient for the Kullback-Leibler divergence, and what parameters are called.
//
// A normal distribution is fitted to another by their divergence, once with parameters (mean, log deviation) and once
// with (mean, variance). The Fisher metric, the Hessian of the divergence of now from x at x = now, is taken by double
// backward. Gradient descent walks another way for each choice of parameters; natural gradient walks one, in the limit
// of small steps: it moves the distribution, not its parameters. (A model's Fisher matrix is too large to hold; the
// program natural_gradient multiplies by it without forming it.)
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include <examples/studies/studies.hpp>
#include <examples/support/figure_layers.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/linear_algebra.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::examples {
namespace {

struct Normal {
  Tensor mean, variance;
};

/// KL(p || q) = (log(vq / vp) + (vp + (mp - mq)^2) / vq - 1) / 2
Tensor divergence(const Normal& p, const Normal& q) {
  return 0.5 * (log(q.variance / p.variance) + (p.variance + square(p.mean - q.mean)) / q.variance - 1.0);
}

/// Two numbers as a normal distribution.
using Parameters = std::function<Normal(const Tensor&)>;
Normal by_log_deviation(const Tensor& x) { return {x[0], exp(2 * x[1])}; }
Normal by_variance(const Tensor& x) { return {x[0], x[1]}; }

Normal target() { return {tensor(1.0), tensor(0.25)}; }

Tensor fisher(const Parameters& parameters, const Tensor& x) {
  return hessian([&](const Tensor& at) { return divergence(parameters(x), parameters(at)); }, x);
}

/// Means and standard deviations on the way from N(0, 2^2), lr * steps = 3.
Steps walk(const char* name, const Parameters& parameters, Tensor x, bool natural, double lr, const Style& style) {
  Steps path{.name = name, .style = style};
  for (double way = 0; way < 3 + lr / 2; way += lr) {
    const Normal now = parameters(x);
    path.x.push_back(now.mean.item());
    path.y.push_back(std::sqrt(now.variance.item()));
    const Tensor g = value_and_grad([&](const Tensor& at) { return divergence(target(), parameters(at)); }, x).grad;
    x = x - lr * (natural ? solve(fisher(parameters, x), g) : g);
  }
  return path;
}

/// The largest distance between two walks, point by point.
double apart(const Steps& a, const Steps& b) {
  double most = 0;
  for (std::size_t i = 0; i < a.x.size(); ++i) most = std::max(most, std::hypot(a.x[i] - b.x[i], a.y[i] - b.y[i]));
  return most;
}

std::vector<Steps> walks(bool natural, double lr, int mark) {
  const Style style = report_style(natural ? "natural-gradient" : "gd");
  const auto look = [&](int dash) {
    return Style{.colour = style.colour, .dash = dash, .mark = dash == 1 ? mark : mark - 1};
  };
  const std::string name = natural ? "natural gradient" : "GD";
  return {
      walk((name + ", log deviation").c_str(), by_log_deviation, tensor({0.0, std::log(2.0)}), natural, lr, look(1)),
      walk((name + ", variance").c_str(), by_variance, tensor({0.0, 4.0}), natural, lr, look(2))};
}

std::string matrix_text(const Tensor& m) {
  return fmt::format("[{:.4g} {:.4g}; {:.4g} {:.4g}]", m.at({0, 0}), m.at({0, 1}), m.at({1, 0}), m.at({1, 1}));
}

}  // namespace

Study study_kl(const StudyOptions&) {
  Study study{.title = "A normal distribution fitted by its divergence, with two choices of parameters"};
  study.lines = {
      "Fisher metric at N(0, 2^2) by (mean, log deviation): " +
          matrix_text(fisher(by_log_deviation, tensor({0.0, std::log(2.0)}))),
      "Fisher metric at N(0, 2^2) by (mean, variance): " + matrix_text(fisher(by_variance, tensor({0.0, 4.0})))};
  Table table{.title = "How far the two choices of parameters drift apart", .head = {"lr", "natural gradient", "GD"}};
  for (const double lr : {0.1, 0.05, 0.025, 0.0125}) {
    const std::vector<Steps> natural = walks(true, lr, 9), plain = walks(false, lr, 7);
    table.rows.push_back({fmt::format("{}", lr), fmt::format("{:.4f}", apart(natural[0], natural[1])),
                          fmt::format("{:.4f}", apart(plain[0], plain[1]))});
  }
  study.tables = {table};

  const auto value = [](double mean, double deviation) {
    return divergence(target(), {tensor(mean), tensor(deviation * deviation)}).item();
  };
  Panel panel{.x = {.label = "mean"}, .y = {.label = "standard deviation"}, .square = true};
  panel.layers = {LevelCurves{sample_grid(value, -0.25, 1.75, 81, 0.25, 2.25, 81), log_levels(0.01, 10, 12)}};
  for (const bool natural : {false, true})
    for (const Steps& path : walks(natural, 0.05, natural ? 9 : 7)) panel.layers.push_back(path);
  panel.layers.push_back(start_markers({0}, {2}));
  panel.layers.push_back(minimum_markers({1}, {0.5}));
  StudyFigure figure{.id = "KL",
                     .claim = "Fisher information metric is equivalent to Riemannian metric on statistical manifolds.",
                     .settings = "Fisher metric by double backward; KL(N(1, 0.5^2) || model); lr 0.05, 60 iterations"};
  figure.findings = {"natural gradient walks one path whatever the parameters, gradient descent one for each"};
  figure.pictures = {
      {.name = "KL", .title = "From N(0, 2^2) to N(1, 0.5^2)", .caption = figure.settings, .panels = {panel}}};
  study.figures = {figure};
  return study;
}

}  // namespace thalweg::examples
