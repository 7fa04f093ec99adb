// Newton's method on arrays, with a dense Hessian: damped, with absolute eigenvalues, or as the formula stands.
#pragma once

#include <memory>

#include <thalweg/optim/arrays/line_search.hpp>

namespace thalweg::optim {

/// What Newton's method does where the Hessian is not positive definite.
enum class Indefinite {
  automatic,      ///< keep, where there is neither a line search nor damping (the plain formula); else raise_damping
  raise_damping,  ///< double the damping until H + damping I is positive definite
  absolute,       ///< replace the eigenvalues by their absolute values, everywhere
  keep            ///< solve with H + damping I as it is: steps uphill, to saddle points and maxima. No line search
};

struct NewtonOptions {
  double lr = 1;       ///< length of the first trial step, in Newton steps; without line search of every step
  double damping = 0;  ///< added to the diagonal of H
  Indefinite indefinite = Indefinite::automatic;  ///< what to do where H is not positive definite
  LineSearchOptions line_search = {};             ///< {.kind = LineSearchKind::fixed}: no line search
};

/// Throws std::invalid_argument unless lr is finite and above 0, damping finite and not negative, the line search good,
/// and `keep` without a line search.
void validate(const NewtonOptions& options);

namespace arrays {

/// (H + damping I) d = -g;  x <- x + lr d, lr by a line search that tries the whole step first
/// Nocedal, Wright, Numerical Optimization, 2nd ed., algorithms 3.2 and 3.3; absolute eigenvalues: Dauphin et al. 2014
/// ("saddle-free Newton"). By Cholesky, n^3/3 operations; `absolute` by eigenvalues, about 9 n^3; `keep` by LU. The
/// lower triangle of H is read, and the upper one taken to be its mirror image. With `raise_damping` and `absolute` d
/// is a direction of descent, whatever H is; with H = 0 it is -g. Without damping and line search (lr 1, damping 0,
/// LineSearchKind::fixed) it is the report's formula, w - lr H^-1 g.
///
/// "Second order methods are more robust close to saddle points" (the report "Adam (and beyond)") is mistaken: plain
/// Newton solves for g = 0, so saddle points and maxima attract it just as minima do. Where an eigenvalue of H is
/// negative it steps uphill along its eigenvector; |eigenvalues| turn that around, and damping bends it to descent. A
/// start with g = 0 exactly, on a saddle point, passes the gradient test all the same, and is reported as converged:
/// move the start.
///
/// One iteration: one Hessian, and an evaluation of f and g for each trial. Ends as not_finite when the gradient or the
/// Hessian is, or when `keep` meets a singular one; as line_search_failed when not even -g leads down.
class Newton final : public Minimizer {
 public:
  explicit Newton(const NewtonOptions& options) : options_(options), search_(options.line_search) {}
  const char* name() const noexcept override { return "newton"; }
  std::optional<Stop> iterate(Evaluator& f, Iterate& at) override;
  /// Where there is no line search.
  void set_lr_factor(double factor) override { search_.set_lr_factor(factor); }

 private:
  std::optional<Stop> direction(Evaluator& f, const Iterate& at);

  NewtonOptions options_;
  LineSearch search_;
  Vector hessian_, d_;
};

}  // namespace arrays

std::unique_ptr<arrays::Minimizer> make_minimizer(const NewtonOptions& options);

}  // namespace thalweg::optim
