// Trust region: Newton's quadratic model, believed in a ball whose radius follows its success.
#pragma once

#include <cstdint>
#include <memory>

#include <thalweg/optim/arrays/minimizer.hpp>

namespace thalweg::optim {

struct TrustRegionOptions {
  double initial_radius = 1;        ///< of the first step at most
  double max_radius = 1000;         ///< of any step
  double eta = 0.15;                ///< a step is taken when f falls by more than this part of what the model promised
  double gain_tolerance = 0.5;      ///< of the inner iteration, see LinearCgOptions; 0: Steihaug's test alone, as scipy
  std::int64_t cg_iterations = -1;  ///< products for one step; -1: twice the number of parameters, and at least 20
};

/// Throws std::invalid_argument unless 0 < initial_radius <= max_radius, both finite, eta lies in [0, 1/4),
/// gain_tolerance is finite and not negative, and cg_iterations is -1 or above 0.
void validate(const TrustRegionOptions& options);

namespace arrays {

/// minimise m(d) = f + g'd + d'Hd / 2 over |d| <= D, by Steihaug's truncated conjugate gradients (linear_cg.hpp) until
///   |g + Hd| <= min(1/2, sqrt|g|) |g|, and until further steps stop paying (gain_tolerance)
/// ratio = (f(x) - f(x + d)) / (m(0) - m(d));  x <- x + d when ratio > eta
/// D <- D / 4 when ratio < 1/4;  D <- min(2 D, max_radius) when ratio > 3/4 and d reached the boundary
/// Conn, Gould, Toint 2000; Nocedal, Wright, algorithm 4.1; defaults of scipy's trust-ncg. Needs a gradient and
/// products of the Hessian with vectors (or the Hessian, of which products then read both triangles); memory: seven
/// vectors. Each iteration is one trial: one evaluation of f and g, whether its point is taken or not, and no product
/// beside those of the inner iteration.
///
/// Different from scipy: the test on the gain, without which the inner iteration often ends after a step that is nearly
/// steepest descent (Rosenbrock's function then takes 29 iterations instead of 24, the helical valley 28 instead of
/// 15); after a step that is not taken D <- |d| / 4, because a larger ball would give the same step again; and where
/// the promised decrease is beyond the digits of f, a step is taken when it makes |g| smaller.
///
/// A trial that is NaN, +infinity or without a finite gradient is not taken. Negative curvature is followed to the
/// boundary, so it leaves neighbourhoods of saddle points; a start where g = 0 exactly, saddle or maximum, passes the
/// gradient test and is reported as converged. It scales all coordinates alike: variables of very different sizes want
/// a scaled problem, and a minimum further away than 1000 steps of max_radius wants a larger one. Ends as stalled when
/// the step no longer changes x, and as not_finite when the gradient or a product is.
class TrustRegion final : public Minimizer {
 public:
  explicit TrustRegion(const TrustRegionOptions& options) : options_(options), radius_(options.initial_radius) {}
  const char* name() const noexcept override { return "trust-region"; }
  std::optional<Stop> iterate(Evaluator& f, Iterate& at) override;
  /// "radius"
  void visit(StateVisitor& visitor) override { visitor.number("radius", radius_); }

 private:
  /// The step into step_ (on_boundary_, promised_), or why there is none.
  std::optional<Stop> choose_step(Evaluator& f, const Iterate& at);
  /// What the trial brought, as a part of what the model promised; NaN for a trial that must not be taken.
  double ratio(const Iterate& at) const;

  TrustRegionOptions options_;
  double radius_;
  Vector step_, right_;
  Iterate trial_;
  bool on_boundary_ = false;
  double promised_ = 0;
};

}  // namespace arrays

std::unique_ptr<arrays::Minimizer> make_minimizer(const TrustRegionOptions& options);

}  // namespace thalweg::optim
