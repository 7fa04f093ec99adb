// Line searches: brackets, interpolation, and what counts as good enough.
#include <thalweg/optim/arrays/line_search.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim {

void validate(const LineSearchOptions& options, const char* method) {
  check(options.c1 > 0 && options.c1 < options.c2 && options.c2 < 1, method,
        "the line search needs 0 < c1 < c2 < 1, got c1 = ", options.c1, " and c2 = ", options.c2);
  check(options.max_trials >= 1, method, "max_trials of the line search must be at least 1, got ", options.max_trials);
  check_positive(method, "step", options.step);
  check_rate(method, "f_error", options.f_error);
}

namespace arrays {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double epsilon = std::numeric_limits<double>::epsilon();

/// The minimum of the cubic with these values and slopes at a and b (Nocedal, Wright, equation 3.59); NaN where it has
/// none.
double cubic_minimum(double a, double fa, double slope_a, double b, double fb, double slope_b) {
  const double d1 = slope_a + slope_b - 3 * (fa - fb) / (a - b);
  const double d2 = std::copysign(std::sqrt(d1 * d1 - slope_a * slope_b), b - a);
  return b - (b - a) * (slope_b + d2 - d1) / (slope_b - slope_a + 2 * d2);
}

}  // namespace

std::string reason(const SearchResult& result) {
  switch (result.end) {
    case SearchEnd::found:
      return "an acceptable step was found";
    case SearchEnd::no_descent:
      return sentence("", "the slope along the direction, ", result.slope, ", is not a finite number below 0");
    case SearchEnd::too_small:
      return sentence("", "the interval for the step vanished in rounding at ", result.step);
    case SearchEnd::trial_limit:
      if (!result.moved)
        return sentence("", "f never fell in ", result.trials, " steps down to ", result.step,
                        ", although the slope is ", result.slope,
                        "; the gradient may not be that of f, or the fall drowns in rounding");
      return sentence("", "f fell, but none of ", result.trials, " steps was acceptable, the last ", result.step,
                      "; f may have a kink or a jump there");
    case SearchEnd::falls_on:
      return sentence("", "f still fell after ", result.trials, " ever longer steps, the last ", result.step,
                      "; it may have no lower bound");
  }
  return "unknown";
}

SearchResult LineSearch::search(Evaluator& f, Iterate& at, In d, double first) {
  SearchResult result;
  trials_ = 0;
  trial_.x.resize(at.x.size());
  trial_.g.resize(at.x.size());
  f0_ = lowest_f_ = at.f;
  slope0_ = dot(at.g, d);
  last_t_ = lowest_t_ = 0;
  const double t = options_.step * first;
  if (fixed())
    evaluate(f, at, d, t * lr_factor_);
  else if (!(slope0_ < 0 && slope0_ > -infinity))
    result.end = SearchEnd::no_descent;
  else
    result.end = options_.kind == LineSearchKind::strong_wolfe ? strong_wolfe(f, at, d, t) : backtrack(f, at, d, t);
  if (!result.found() && lowest_t_ > 0) std::swap(trial_, best_);
  result.moved = result.found() || lowest_t_ > 0;
  if (result.moved) std::swap(at, trial_);
  result.step = last_t_;
  result.slope = slope0_;
  result.trials = trials_;
  return result;
}

LineSearch::Sample LineSearch::evaluate(Evaluator& f, const Iterate& at, In d, double t) {
  const double* x = at.x.data();
  double* to = trial_.x.data();
  for (std::size_t i = 0; i < d.size(); ++i) to[i] = x[i] + t * d[i];
  f.project(trial_.x);
  const double value = f.value_and_gradient(trial_.x, trial_.g);
  trial_.f = value;
  last_t_ = t;
  ++trials_;
  // A gradient that is not finite leaves no finite slope.
  const double slope = dot(trial_.g, d);
  const bool finite = std::isfinite(slope) && !std::isnan(value);
  return {t, finite || value == -infinity ? value : infinity, slope};
}

bool LineSearch::falls_enough(const Sample& now) const noexcept { return now.f <= f0_ + options_.c1 * now.t * slope0_; }

bool LineSearch::flat_enough(const Sample& now) const noexcept { return std::abs(now.slope) <= -options_.c2 * slope0_; }

/// The difference of two values is within their error.
bool LineSearch::same(double f, double other) const noexcept {
  return std::abs(f - other) <= options_.f_error * std::max(std::abs(f), std::abs(other));
}

/// The step has not changed x.
bool LineSearch::vanished(const Sample& now, const Iterate& at) const {
  return now.f == f0_ && now.slope == slope0_ && trial_.x == at.x;
}

void LineSearch::keep_lowest(const Sample& now) {
  if (!(now.f < lowest_f_)) return;
  lowest_f_ = now.f;
  lowest_t_ = now.t;
  std::swap(trial_, best_);
  trial_.x.resize(best_.x.size());
  trial_.g.resize(best_.g.size());
}

SearchEnd LineSearch::strong_wolfe(Evaluator& f, const Iterate& at, In d, double t) {
  Sample lo = begin(), hi{infinity, infinity, 0};
  double width = infinity, width_before = infinity;
  while (trials_ < options_.max_trials) {
    const Sample now = evaluate(f, at, d, t);
    if (now.f == -infinity) return SearchEnd::found;
    if (now.finite() && vanished(now, at)) return SearchEnd::too_small;
    if (now.finite() && flat_enough(now) && (falls_enough(now) || same(now.f, f0_))) return SearchEnd::found;

    const Sample before = lo;
    const bool falls_to_hi = now.slope * (hi.t - lo.t) < 0;
    if (!now.finite() || (same(now.f, lo.f) ? !falls_to_hi : !falls_enough(now) || (lo.t > 0 && now.f >= lo.f))) {
      hi = now;
    } else {
      // Lower than lo; the far end stays unless phi rises towards it.
      if (!falls_to_hi) hi = lo;
      lo = now;
    }
    keep_lowest(now);

    if (hi.t == infinity) {
      const double minimum = cubic_minimum(before.t, before.f, before.slope, now.t, now.f, now.slope);
      const double least = now.t + (now.t - before.t), most = now.t + 4 * (now.t - before.t);
      t = minimum > least ? std::min(minimum, most) : minimum > now.t ? least : most;
      continue;
    }
    width_before = std::exchange(width, std::abs(hi.t - lo.t));
    if (width <= 4 * epsilon * std::max(lo.t, hi.t)) return SearchEnd::too_small;
    if (!hi.finite()) {
      t = lo.t + 0.25 * (hi.t - lo.t);
      continue;
    }
    if (same(lo.f, hi.f))
      t = lo.t - lo.slope * (hi.t - lo.t) / (hi.slope - lo.slope);
    else
      t = cubic_minimum(lo.t, lo.f, lo.slope, hi.t, hi.f, hi.slope);
    const double margin = 0.02 * width, left = std::min(lo.t, hi.t) + margin, right = std::max(lo.t, hi.t) - margin;
    if (std::isnan(t) || width > 0.66 * width_before)
      t = lo.t + 0.5 * (hi.t - lo.t);
    else
      t = std::clamp(t, left, right);
  }
  return hi.t == infinity ? SearchEnd::falls_on : SearchEnd::trial_limit;
}

SearchEnd LineSearch::backtrack(Evaluator& f, const Iterate& at, In d, double t) {
  while (trials_ < options_.max_trials) {
    const Sample now = evaluate(f, at, d, t);
    if (now.f == -infinity) return SearchEnd::found;
    if (now.finite() && vanished(now, at)) return SearchEnd::too_small;
    if (now.finite() && (falls_enough(now) || (same(now.f, f0_) && flat_enough(now)))) return SearchEnd::found;
    keep_lowest(now);
    // phi(0) + phi'(0) t + c t^2 through phi(t) is lowest at -phi'(0) / (2c).
    const double c = (now.f - f0_ - slope0_ * t) / (t * t);
    const double minimum = -slope0_ / (2 * c);
    if (!now.finite())
      t *= 0.25;
    else
      t = minimum > 0.1 * t ? std::min(minimum, 0.5 * t) : 0.1 * t;
  }
  return SearchEnd::trial_limit;
}

}  // namespace arrays
}  // namespace thalweg::optim
