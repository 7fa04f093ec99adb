// Newton's method without a Hessian: the direction by conjugate gradients, from products of the Hessian with vectors.
#pragma once

#include <cstdint>
#include <memory>

#include <thalweg/optim/arrays/line_search.hpp>

namespace thalweg::optim {

struct NewtonCgOptions {
  double gain_tolerance = 0.5;         ///< of the inner iteration, see LinearCgOptions; 0: the residual's test alone
  std::int64_t cg_iterations = -1;     ///< products for one direction; -1: twice the number of parameters, at least 20
  LineSearchOptions line_search = {};  ///< {.kind = LineSearchKind::fixed}: whole steps
};

/// Throws std::invalid_argument unless gain_tolerance is finite and not negative, cg_iterations -1 or above 0 and the
/// line search good.
void validate(const NewtonCgOptions& options);

namespace arrays {

/// conjugate gradients on H d = -g until |H d + g| <= min(1/2, sqrt|g|) |g|, and until further steps stop paying
/// x <- x + t d, t by line search from 1
/// Nocedal, Wright, Numerical Optimization, 2nd ed., algorithm 7.1 (line search Newton-CG, "truncated Newton"). The
/// tolerance makes convergence superlinear: few products far away, more near the minimum. By itself it makes do with
/// nearly steepest descent along the floor of a valley (gain_tolerance 0: Rosenbrock's function takes 71 iterations and
/// 120 products instead of 21 and 42, and more than 1000 iterations from 10 times its start). Memory: nine vectors, no
/// matrix. Products of an asymmetric "Hessian" are used as they come.
///
/// On a direction of curvature that is not above 0 the inner iteration ends with what it has; met at once, the
/// direction is -g / |curvature| (as in scipy's Newton-CG), or -g max(1, 1/|g|) where that is shorter: always a
/// direction of descent. Negative curvature that is met late is forgotten, so trust regions leave saddle points sooner;
/// a start with g = 0 exactly, on a saddle point, passes the gradient test and is reported as converged.
///
/// One iteration: an evaluation of f and g for each trial, and the products. Ends as not_finite when the gradient or a
/// product is, and as line_search_failed when not even -g leads down.
class NewtonCg final : public Minimizer {
 public:
  explicit NewtonCg(const NewtonCgOptions& options) : options_(options), search_(options.line_search) {}
  const char* name() const noexcept override { return "newton-cg"; }
  std::optional<Stop> iterate(Evaluator& f, Iterate& at) override;
  /// Shortens the steps of LineSearchKind::fixed.
  void set_lr_factor(double factor) override { search_.set_lr_factor(factor); }

 private:
  std::optional<Stop> direction(Evaluator& f, const Iterate& at);

  NewtonCgOptions options_;
  LineSearch search_;
  Vector right_, d_;
};

}  // namespace arrays

std::unique_ptr<arrays::Minimizer> make_minimizer(const NewtonCgOptions& options);

}  // namespace thalweg::optim
