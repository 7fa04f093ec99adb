// The step of natural gradient, and metrics to measure it with.
#include <thalweg/optim/arrays/natural_gradient.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/damped_solve.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim {

void validate(const NaturalGradientOptions& options) {
  check_not_negative("natural-gradient", "lr", options.lr);
  check_not_negative("natural-gradient", "damping", options.damping);
  check(static_cast<bool>(options.metric), "natural-gradient",
        "needs a metric; set one, such as arrays::hessian_metric() or a function that fills G");
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const NaturalGradientOptions& options) {
  validate(options);
  return std::make_unique<arrays::NaturalGradient>(options);
}

namespace arrays {

Metric identity_metric() {
  return [](Evaluator& f, const Iterate&, Out g) {
    const std::size_t n = f.size();
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) g[i * n + j] = i == j;
  };
}

Metric hessian_metric() {
  return [](Evaluator& f, const Iterate& at, Out g) {
    f.hessian(at.x, g);
    if (!not_finite_entry("", g, f.size())) make_absolute(g, f.size());
  };
}

Metric graph_metric() {
  return [](Evaluator& f, const Iterate& at, Out g) {
    const std::size_t n = f.size();
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j) g[i * n + j] = (i == j) + at.g[i] * at.g[j];
  };
}

std::optional<Stop> NaturalGradient::iterate(Evaluator& f, Iterate& at) {
  if (std::optional<Stop> bad = check_gradient(at)) return bad;
  metric_.assign(at.x.size() * at.x.size(), std::numeric_limits<double>::quiet_NaN());
  options_.metric(f, at, metric_);
  if (std::optional<std::string> bad = not_finite_entry("the metric", metric_, at.x.size()))
    return Stop{Status::not_finite, *bad};
  step_ = at.g;
  if (std::isnan(solve_positive(metric_, options_.damping, step_)))
    return Stop{Status::not_finite, "the step by the inverse of the metric is not finite, whatever the damping"};
  add_scaled(-options_.lr * lr_factor_, step_, at.x);
  f.project(at.x);
  at.f = all_finite(at.x) ? f.value_and_gradient(at.x, at.g) : std::numeric_limits<double>::quiet_NaN();
  return std::nullopt;
}

}  // namespace arrays
}  // namespace thalweg::optim
