// One trial of the trust region: a step, its worth, and the next radius.
#include <thalweg/optim/arrays/trust_region.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/damped_solve.hpp>
#include <thalweg/optim/arrays/descent.hpp>
#include <thalweg/optim/arrays/linear_cg.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim {

void validate(const TrustRegionOptions& options) {
  check_positive("trust-region", "initial_radius", options.initial_radius);
  check_positive("trust-region", "max_radius", options.max_radius);
  check(options.initial_radius <= options.max_radius, "trust-region", "initial_radius ", options.initial_radius,
        " must not exceed max_radius ", options.max_radius);
  check(options.eta >= 0 && options.eta < 0.25, "trust-region", "eta must lie in [0, 0.25), got ", options.eta);
  check_not_negative("trust-region", "gain_tolerance", options.gain_tolerance);
  check(options.cg_iterations == -1 || options.cg_iterations >= 1, "trust-region",
        "cg_iterations must be -1 (twice the number of parameters) or at least 1, got ", options.cg_iterations);
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const TrustRegionOptions& options) {
  validate(options);
  return std::make_unique<arrays::TrustRegion>(options);
}

namespace arrays {

std::optional<Stop> TrustRegion::choose_step(Evaluator& f, const Iterate& at) {
  if (std::optional<Stop> bad = check_gradient(at)) return bad;
  const double size = norm(at.g);
  right_.resize(at.g.size());
  step_.resize(at.g.size());
  steepest_descent(at.g, right_);
  const auto product = [&](In v, Out hv) { f.hessian_product(at.x, v, hv); };
  const CgResult inner = linear_cg(product, right_, step_,
                                   {.relative_tolerance = std::min(0.5, std::sqrt(size)),
                                    .gain_tolerance = options_.gain_tolerance,
                                    .max_iterations = options_.cg_iterations,
                                    .radius = radius_});
  if (inner.end == CgEnd::not_finite)
    return Stop{Status::not_finite, "the product of the Hessian with a direction is not finite"};
  on_boundary_ = inner.end == CgEnd::boundary || inner.end == CgEnd::negative_curvature;
  promised_ = inner.gain;
  return std::nullopt;
}

double TrustRegion::ratio(const Iterate& at) const {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN(), infinity = std::numeric_limits<double>::infinity();
  if (trial_.f == -infinity) return infinity;  // the loop reports it
  if (!std::isfinite(trial_.f) || !all_finite(trial_.g)) return nan;
  const double digits = 4 * std::numeric_limits<double>::epsilon() * std::max(std::abs(at.f), std::abs(trial_.f));
  if (promised_ <= digits && std::abs(at.f - trial_.f) <= digits) return norm(trial_.g) < norm(at.g) ? 1 : nan;
  return (at.f - trial_.f) / promised_;
}

std::optional<Stop> TrustRegion::iterate(Evaluator& f, Iterate& at) {
  if (std::optional<Stop> none = choose_step(f, at)) return none;
  trial_.x = at.x;
  trial_.g.resize(at.g.size());
  add_scaled(1, step_, trial_.x);
  f.project(trial_.x);
  if (trial_.x == at.x)
    return Stop{Status::stalled, sentence("", "the step, of length ", norm(step_),
                                          ", no longer changes x; no step of the model lowers f any more")};
  trial_.f = f.value_and_gradient(trial_.x, trial_.g);
  const double worth = ratio(at);
  const bool taken = worth > options_.eta;
  if (!taken)
    radius_ = norm(step_) / 4;
  else if (worth < 0.25)
    radius_ /= 4;
  else if (worth > 0.75 && on_boundary_)
    radius_ = std::min(2 * radius_, options_.max_radius);
  if (taken) std::swap(at, trial_);
  return std::nullopt;
}

}  // namespace arrays
}  // namespace thalweg::optim
