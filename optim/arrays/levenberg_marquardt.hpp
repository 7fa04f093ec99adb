// Levenberg-Marquardt for sums of squares.
#pragma once

#include <memory>

#include <thalweg/optim/arrays/lm_parameter.hpp>
#include <thalweg/optim/arrays/residuals.hpp>

namespace thalweg::optim {

struct LevenbergMarquardtOptions {
  double factor = 100;  ///< the first radius is factor * |D x|, or factor where that is 0; above 0
  double ftol = 0;      ///< stalled when f falls, and was to fall, by at most this fraction; 0: never (scipy: 1.49e-8)
  double xtol = 0;      ///< stalled when the radius is at most xtol * |D x|; 0: never (scipy: 1.49e-8)
  double gtol = 0;      ///< converged when no column of J has a larger cosine with r; 0: only where all of them are 0
};

/// Throws std::invalid_argument unless factor is finite and above 0 and the tolerances are finite and not negative.
void validate(const LevenbergMarquardtOptions& options);

namespace arrays {

/// One iteration, from x with residuals r and Jacobian J:
///   D <- the largest |column of J| so far, column by column
///   until a trial is good enough:
///     p = argmin |J p + r|^2 + par |D p|^2, par >= 0 such that |D p| is about the radius, or 0 within it
///     ratio = (|r|^2 - |r(x + p)|^2) / (|r|^2 - |r + J p|^2)
///     ratio <= 1/4: radius * 0.1 .. 0.5;  ratio >= 3/4, or par = 0: radius = 2 |D p|
///   x <- x + p as soon as ratio >= 1e-4
/// with f = |r|^2 (no factor 1/2) and g = 2 J'r. It is More's variant (The Levenberg-Marquardt algorithm:
/// implementation and theory, 1978; lmder of MINPACK), written anew: pivoted QR, so nothing is squared; the step does
/// not change when the unknowns are scaled. Each iteration evaluates one Jacobian, that of the new point. MINPACK does
/// without the last one where ftol or xtol ends a run; here the gradient that is reported is the one of the last point.
/// ftol, xtol and, where they are 0, the precision of numbers end a run as stalled; converged is a small gradient.
/// A trial whose residuals are not finite counts as too long. J may be rank deficient and have fewer rows than columns
/// (MINPACK refuses this): then steps stay within the radius without being the shortest ones. It converges slowly where
/// residuals at the minimum are large and strongly curved (BFGS), and finds local minima only.
class LevenbergMarquardt final : public Minimizer {
 public:
  /// Errors: as validate.
  explicit LevenbergMarquardt(const LevenbergMarquardtOptions& options = {});
  const char* name() const noexcept override { return "levenberg-marquardt"; }
  void begin(Evaluator& f, Iterate& at) override;
  std::optional<Stop> iterate(Evaluator& f, Iterate& at) override;
  std::optional<Stop> finished(const Iterate& at) const override;
  void visit(StateVisitor& visitor) override;

 private:
  struct Trial;
  void differentiated(const Iterate& at);
  void factorize(std::size_t n);
  void try_step(Evaluator& f, const Iterate& at, Trial& trial);
  void adapt_radius(const Trial& trial);
  std::optional<Stop> tolerances(const Trial& trial, double scaled_x) const;
  double scaled_norm(In x) const;

  LevenbergMarquardtOptions options_;
  // Carried from iteration to iteration.
  double radius_ = 0, par_ = 0;
  std::int64_t accepted_ = 0;
  Vector scale_;  // D
  // Made anew at each point.
  ResidualPoint point_;
  double cosine_ = 0;
  Vector columns_;           // |column of J|
  TriangularSystem system_;  // in the order of the pivots
  std::vector<std::int64_t> order_;
};

}  // namespace arrays

std::unique_ptr<arrays::Minimizer> make_minimizer(const LevenbergMarquardtOptions& options);

}  // namespace thalweg::optim
