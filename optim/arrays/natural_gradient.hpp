// Natural gradient on arrays: steepest descent where lengths are measured by a metric that is passed in.
#pragma once

#include <functional>
#include <memory>

#include <thalweg/optim/arrays/minimizer.hpp>

namespace thalweg::optim {

namespace arrays {

/// Fills G (n, n), row-major, at the point `at` (x, f and its gradient). G should be symmetric and positive
/// semi-definite; the lower triangle is what the method reads. What it asks of the evaluator is counted.
using Metric = std::function<void(Evaluator& f, const Iterate& at, Out g)>;

/// G = I: gradient descent.
Metric identity_metric();
/// G = |H|, the Hessian of f with its eigenvalues replaced by their absolute values; those below n eps times the
/// largest one by that floor. With lr 1 this is Newton's method without its attraction to saddle points.
Metric hessian_metric();
/// G = I + g g': lengths on the graph of f, the surface (x, f(x)). It shortens the gradient by 1 + |g|^2 and never
/// turns it.
Metric graph_metric();

}  // namespace arrays

struct NaturalGradientOptions {
  double lr = 1e-3;       ///< learning rate; 1 for the whole step to the minimum of a quadratic, in its own metric
  double damping = 1e-9;  ///< added to the diagonal of G
  arrays::Metric metric = arrays::hessian_metric();  ///< G
};

/// Throws std::invalid_argument unless lr and damping are finite and not negative, and there is a metric.
void validate(const NaturalGradientOptions& options);

namespace arrays {

/// p <- p - lr (G + damping I)^-1 g
/// Amari 1998; the slide "Natural gradients (1)" of the report "Adam (and beyond)", damped. Solved by Cholesky, n^3/3
/// operations; where G + damping I is not positive definite to working precision (G singular, and the damping lost
/// beside it) the damping is raised as for Newton's method, so that the step is always finite and downhill. There is no
/// line search: a large lr can overshoot. An iteration costs one evaluation of f and g and what the metric asks for.
/// Ends as not_finite when the gradient or G is. A start with g = 0 passes the gradient test, minimum or not.
///
/// The report's printed listing `opt_NGDT` is another method, and mistaken in three places:
///  1. it steps along M g, where the formula of the slide has the inverse, G^-1 g;
///  2. it adds 1e-9 to every entry of the matrix; damping belongs on the diagonal (a constant added everywhere makes no
///     singular matrix regular but along (1, ..., 1));
///  3. the entry it computes, component j of the gradient of h1[j], h1 being the gradient of df/dx_i, is
///     M_ij = d3f / dx_i dx_j dx_j, a third derivative; the Hessian is d2f / dx_i dx_j. M is not even symmetric, and
///     for every quadratic f it is zero.
/// tests/test_report_listing.cpp runs it as printed.
class NaturalGradient final : public Minimizer {
 public:
  explicit NaturalGradient(const NaturalGradientOptions& options) : options_(options) {}
  const char* name() const noexcept override { return "natural-gradient"; }
  std::optional<Stop> iterate(Evaluator& f, Iterate& at) override;
  /// 10,000 as in the report, whose small lr needs them.
  std::int64_t default_iterations(std::size_t) const override { return 10000; }
  void set_lr_factor(double factor) override { lr_factor_ = factor; }

 private:
  NaturalGradientOptions options_;
  double lr_factor_ = 1;
  Vector metric_, step_;
};

}  // namespace arrays

std::unique_ptr<arrays::Minimizer> make_minimizer(const NaturalGradientOptions& options);

}  // namespace thalweg::optim
