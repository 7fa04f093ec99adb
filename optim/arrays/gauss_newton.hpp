// Gauss-Newton for sums of squares.
#pragma once

#include <memory>

#include <thalweg/optim/arrays/residuals.hpp>

namespace thalweg::optim {

struct GaussNewtonOptions {
  double lr = 1;            ///< the first step that is tried, as a multiple of the full one; above 0
  double damping = 0;       ///< added to the diagonal of J'J; not below 0
  bool line_search = true;  ///< halve the step until f falls enough; without it lr is the step
  double c1 = 1e-4;         ///< enough: f(x + t p) <= f(x) + c1 t g'p; in (0, 1)
  int max_trials = 60;      ///< of the line search; at least 1
};

/// Throws std::invalid_argument unless lr is finite and above 0, damping finite and not negative, c1 in (0, 1) and
/// max_trials at least 1.
void validate(const GaussNewtonOptions& options);

namespace arrays {

/// p = argmin |J p + r|^2 + damping |p|^2;   x <- x + t p
/// with f = |r|^2 (no factor 1/2), g = 2 J'r. It is Newton's method with the Hessian 2 J'J, the part of the true one
/// that has no second derivatives: quadratic convergence where the residuals vanish at the minimum. p comes from a
/// pivoted QR of J, so J'J is never formed (Nocedal, Wright, Numerical Optimization, 2nd ed., section 10.3). Where J
/// has dependent columns (R_kk <= max(m, n) eps R_00), or fewer rows than columns, p is the shortest of all minimisers.
/// The line search halves t from lr on. It asks for residuals alone, and for one Jacobian at the accepted point, which
/// is why it is not one of LineSearch. Where f is finite nowhere along p, or does not fall, it tries once along -g;
/// then the run ends as line_search_failed. Without line search the full step may go uphill: far from the minimum it
/// diverges on Rosenbrock-like valleys. With or without it fails where J is almost singular on the way, for the steps
/// then grow (Powell badly scaled), and converges slowly or not at all where residuals at the minimum are large
/// (Brown-Dennis). Levenberg-Marquardt is the safer choice.
class GaussNewton final : public Minimizer {
 public:
  /// Errors: as validate.
  explicit GaussNewton(const GaussNewtonOptions& options = {});
  const char* name() const noexcept override { return "gauss-newton"; }
  void begin(Evaluator& f, Iterate& at) override { point_.evaluate(f, at); }
  std::optional<Stop> iterate(Evaluator& f, Iterate& at) override;
  void set_lr_factor(double factor) override { lr_factor_ = factor; }

 private:
  enum class Outcome { moved, failed, too_short };
  void solve(std::size_t n);
  Outcome advance(Evaluator& f, Iterate& at, double slope, double first);
  Outcome search(Evaluator& f, Iterate& at, double slope, double first);

  GaussNewtonOptions options_;
  double lr_factor_ = 1;
  ResidualPoint point_;
  Vector p_, trial_x_, trial_r_;
};

}  // namespace arrays

std::unique_ptr<arrays::Minimizer> make_minimizer(const GaussNewtonOptions& options);

}  // namespace thalweg::optim
