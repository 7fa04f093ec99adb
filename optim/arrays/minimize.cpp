// The one loop: look at the point, decide whether to go on, take one iteration.
#include <thalweg/optim/arrays/minimize.hpp>

#include <chrono>
#include <cmath>
#include <limits>
#include <utility>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim {

void validate(const MinimizeOptions& options) {
  check(options.max_iterations >= -1, "minimize", "max_iterations must be -1 (the method's default), 0 or more, got ",
        options.max_iterations);
  check(options.max_evaluations >= -1, "minimize", "max_evaluations must be -1 (no limit), 0 or more, got ",
        options.max_evaluations);
  check_not_negative("minimize", "max_seconds", options.max_seconds);
  check_not_negative("minimize", "gradient_tolerance", options.gradient_tolerance);
  check_not_negative("minimize", "f_tolerance", options.f_tolerance);
  check_not_negative("minimize", "x_tolerance", options.x_tolerance);
  (void)arrays::box(options.lower, options.upper);
}

namespace arrays {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double infinity = std::numeric_limits<double>::infinity();

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

/// "x[1] is nan", or `otherwise` where all are finite.
std::string first_not_finite(const char* name, In values, const std::string& otherwise) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (!std::isfinite(values[i])) return sentence("", name, "[", i, "] is ", values[i]);
  return otherwise;
}

/// A run in progress: what the loop looks at between iterations.
class Run {
 public:
  Run(Evaluator& f, Iterate& at, Minimizer& minimizer, const MinimizeOptions& options)
      : f_(f), at_(at), minimizer_(minimizer), options_(options), begin_(Clock::now()) {
    report_.method = minimizer.name();
    report_.value = infinity;
    limit_ = options.max_iterations >= 0 ? options.max_iterations : minimizer.default_iterations(at.x.size());
    remembers_ = options.f_tolerance > 0 || options.x_tolerance > 0;
  }

  Report finish() && {
    std::optional<Stop> stop = look();
    while (!stop) {
      if (remembers_) before_ = {at_.x, at_.f, {}};
      if (options_.lr_factor) minimizer_.set_lr_factor(checked_factor());
      stop = minimizer_.iterate(f_, at_);
      ++report_.iterations;
      std::optional<Stop> seen = look();
      const bool prevails = seen && (seen->status == Status::not_finite || seen->status == Status::converged);
      if (!stop || prevails) stop = std::move(seen);
    }
    return conclude(*stop);
  }

 private:
  /// Records the point that was reached and finds whether the run ends there.
  std::optional<Stop> look() {
    if (std::optional<Stop> bad = not_finite()) return bad;
    if (at_.f < report_.value || report_.x.empty()) {
      report_.x.assign(at_.x.begin(), at_.x.end());
      report_.value = at_.f;
    }
    if (options_.trajectory) report_.trajectory.push_back({report_.iterations, at_.x, at_.f, gradient_norm()});
    const bool stop = options_.callback &&
                      options_.callback({report_.iterations, at_.x, at_.f, at_.g, f_.evaluations()}) == Control::stop;
    if (std::optional<Stop> done = tested()) return done;
    if (stop) return Stop{Status::stopped, "the callback stopped the run"};
    return limited();
  }

  std::optional<Stop> not_finite() {
    // f = +infinity is a high value, no more.
    const bool value_good = !std::isnan(at_.f) && at_.f != -infinity;
    const bool start = report_.iterations == 0;
    if (value_good && all_finite(at_.x) && (!start || (at_.f < infinity && all_finite(at_.g)))) return std::nullopt;
    report_.not_finite_at = report_.iterations;
    if (options_.trajectory) report_.trajectory.push_back({report_.iterations, at_.x, at_.f, gradient_norm()});
    std::string what = sentence("", "f is ", at_.f);
    if (start && std::isfinite(at_.f)) what = first_not_finite("g", at_.g, what);
    what = first_not_finite("x", at_.x, what);
    what += start ? " at the start" : sentence("", " after iteration ", report_.iterations);
    if (at_.f == -infinity) what += ": f has no lower bound on the way";
    return Stop{Status::not_finite, what};
  }

  std::optional<Stop> tested() const {
    if (!at_.g.empty() && options_.gradient_tolerance > 0) {
      const double largest = options_.lower.empty() ? max_abs(at_.g) : projected_gradient_norm();
      if (largest <= options_.gradient_tolerance) {
        if (f_.step_vanished())
          return Stop{Status::stalled,
                      "the differences are zero because their step is lost in rounding; nothing moves any more"};
        return Stop{Status::converged,
                    sentence("", "the largest entry of the ", options_.lower.empty() ? "" : "projected ", "gradient, ",
                             largest, ", is within the tolerance ", options_.gradient_tolerance)};
      }
    }
    if (std::optional<Stop> own = minimizer_.finished(at_)) return own;
    if (!remembers_ || report_.iterations == 0) return std::nullopt;
    const double change = std::abs(before_.f - at_.f);
    if (options_.f_tolerance > 0 &&
        change <= options_.f_tolerance * std::max({std::abs(before_.f), std::abs(at_.f), 1.0}))
      return Stop{Status::stalled,
                  sentence("", "f changed by ", change, ", within f_tolerance ", options_.f_tolerance)};
    double moved = 0;
    for (std::size_t i = 0; i < at_.x.size(); ++i) moved = std::max(moved, std::abs(at_.x[i] - before_.x[i]));
    if (options_.x_tolerance > 0 && moved <= options_.x_tolerance)
      return Stop{Status::stalled, sentence("", "x moved by ", moved, ", within x_tolerance ", options_.x_tolerance)};
    return std::nullopt;
  }

  /// max |x - P(x - g)|, P the projection onto the box: 0 also where the gradient only pushes against a bound.
  double projected_gradient_norm() const {
    double largest = 0;
    for (std::size_t i = 0; i < at_.x.size(); ++i) {
      const double to = std::clamp(at_.x[i] - at_.g[i], options_.lower[i], options_.upper[i]);
      if (!(std::abs(at_.x[i] - to) <= largest)) largest = std::abs(at_.x[i] - to);
    }
    return largest;
  }

  std::optional<Stop> limited() const {
    if (report_.iterations >= limit_)
      return Stop{Status::max_iterations, sentence("", "the limit of ", limit_, " iterations is reached")};
    if (options_.max_evaluations >= 0 && f_.evaluations().f >= options_.max_evaluations)
      return Stop{Status::stopped, sentence("", "the limit of ", options_.max_evaluations, " evaluations is reached")};
    if (options_.max_seconds > 0 && seconds_since(begin_) >= options_.max_seconds)
      return Stop{Status::stopped, sentence("", "the limit of ", options_.max_seconds, " seconds is reached")};
    return std::nullopt;
  }

  double checked_factor() const {
    const double factor = options_.lr_factor(report_.iterations);
    check_not_negative("minimize", "the factor of lr", factor);
    return factor;
  }

  double gradient_norm() const { return at_.g.empty() ? std::numeric_limits<double>::quiet_NaN() : max_abs(at_.g); }

  Report conclude(Stop& stop) {
    report_.last_x = at_.x;
    report_.last_value = at_.f;
    if (report_.x.empty()) {
      report_.x = at_.x;
      report_.value = at_.f;
    }
    report_.gradient_norm = gradient_norm();
    report_.evaluations = f_.evaluations();
    report_.status = stop.status;
    if (stop.status == Status::not_finite && report_.not_finite_at < 0) report_.not_finite_at = report_.iterations;
    report_.reason = std::move(stop.reason);
    report_.seconds = seconds_since(begin_);
    return std::move(report_);
  }

  Evaluator& f_;
  Iterate& at_;
  Minimizer& minimizer_;
  const MinimizeOptions& options_;
  Clock::time_point begin_;
  Report report_;
  std::int64_t limit_ = 0;
  bool remembers_ = false;
  Iterate before_;
};

}  // namespace

namespace {

/// The objective with the box of the options.
Objective boxed(const Objective& f, std::size_t n, const Minimizer& minimizer, const MinimizeOptions& options) {
  check(minimizer.projects(), "minimize", minimizer.name(),
        " cannot be kept within bounds; first-order methods and nelder-mead can");
  check(options.lower.size() == n, "minimize", "there are bounds for ", options.lower.size(), " parameters, x has ", n);
  Objective result = f;
  result.project = [inner = f.project, outer = box(options.lower, options.upper)](Out x) {
    if (inner) inner(x);
    outer(x);
  };
  return result;
}

}  // namespace

Report run(const Objective& f, Vector& x, Minimizer& minimizer, const MinimizeOptions& options) {
  validate(options);
  const Objective inside = options.lower.empty() ? Objective{} : boxed(f, x.size(), minimizer, options);
  Evaluator evaluator(options.lower.empty() ? f : inside, x.size());
  Iterate at{x, 0, Vector(x.size())};
  evaluator.project(at.x);
  minimizer.begin(evaluator, at);
  Report report = Run(evaluator, at, minimizer, options).finish();
  x = std::move(at.x);
  return report;
}

Report minimize(const Objective& f, In x0, const Method& method, const MinimizeOptions& options) {
  Vector x(x0.begin(), x0.end());
  return run(f, x, *method.make(), options);
}

}  // namespace arrays
}  // namespace thalweg::optim
