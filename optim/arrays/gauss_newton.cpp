// Gauss-Newton: the minimum of the linear model of the residuals, then a search along the way there.
#include <thalweg/optim/arrays/gauss_newton.hpp>

#include <algorithm>
#include <cmath>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/shortest_solution.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim {

void validate(const GaussNewtonOptions& options) {
  check_positive("gauss-newton", "lr", options.lr);
  check_not_negative("gauss-newton", "damping", options.damping);
  check(options.c1 > 0 && options.c1 < 1, "gauss-newton", "c1 must lie in (0, 1), got ", options.c1);
  check(options.max_trials >= 1, "gauss-newton", "max_trials must be at least 1, got ", options.max_trials);
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const GaussNewtonOptions& options) {
  return std::make_unique<arrays::GaussNewton>(options);
}

namespace arrays {

GaussNewton::GaussNewton(const GaussNewtonOptions& options) : options_(options) { validate(options); }

void GaussNewton::solve(std::size_t n) {
  Vector b(point_.r.size());
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = -point_.r[i];
  p_.resize(n);
  shortest_solution(point_.j, b, options_.damping, p_);
}

std::optional<Stop> GaussNewton::iterate(Evaluator& f, Iterate& at) {
  const std::size_t m = point_.r.size(), n = at.x.size();
  if (std::optional<Stop> broken = point_.broken(n)) return broken;
  solve(n);
  Outcome outcome = advance(f, at, dot(at.g, p_), options_.lr * lr_factor_);
  if (outcome == Outcome::failed) {
    // Along -g, from the minimum of the linear model: t = g'g / (2 |J g|^2).
    for (std::size_t k = 0; k < n; ++k) p_[k] = -at.g[k];
    const double slope = -dot(at.g, at.g);
    const double curvature = sum_of(m, [&](std::size_t i) {
      const double change = dot(In(point_.j).subspan(i * n, n), p_);
      return change * change;
    });
    outcome = advance(f, at, slope, -slope / (2 * curvature));
  }
  if (outcome == Outcome::failed)
    return Stop{Status::line_search_failed, sentence("", "f does not fall along the step, nor along -g")};
  if (outcome == Outcome::too_short) return Stop{Status::stalled, "the step is too short to change x"};
  return std::nullopt;
}

/// One step along p_; x, f and g are those of the new point when it moved, else as before.
GaussNewton::Outcome GaussNewton::advance(Evaluator& f, Iterate& at, double slope, double first) {
  trial_x_.resize(at.x.size());
  trial_r_.resize(point_.r.size());
  const Outcome outcome = search(f, at, slope, first);
  if (outcome != Outcome::moved) return outcome;
  at.x.swap(trial_x_);
  point_.r.swap(trial_r_);
  point_.differentiate(f, at);
  return outcome;
}

GaussNewton::Outcome GaussNewton::search(Evaluator& f, Iterate& at, double slope, double first) {
  // Next to a minimum f differs by rounding alone, and the full step is better than its value can show.
  constexpr double rounding = 1e-14;
  double t = first;
  for (int trial = 1; trial <= options_.max_trials; ++trial, t /= 2) {
    for (std::size_t k = 0; k < p_.size(); ++k) trial_x_[k] = at.x[k] + t * p_[k];
    f.project(trial_x_);
    if (trial_x_ == at.x) return trial == 1 ? Outcome::too_short : Outcome::failed;
    if (!options_.line_search || all_finite(trial_x_)) f.residuals(trial_x_, trial_r_);
    if (!options_.line_search) return Outcome::moved;
    if (!(slope < 0) || !std::isfinite(slope)) return Outcome::failed;
    const double value = all_finite(trial_x_) ? dot(trial_r_, trial_r_) : std::numeric_limits<double>::infinity();
    if (!std::isfinite(value)) continue;
    if (value <= at.f + options_.c1 * t * slope) return Outcome::moved;
    if (trial == 1 && -t * slope <= rounding * at.f && value <= at.f + rounding * at.f) return Outcome::moved;
  }
  return Outcome::failed;
}

}  // namespace arrays
}  // namespace thalweg::optim
