// Nelder-Mead: a simplex that crawls downhill by comparing values alone.
#pragma once

#include <memory>

#include <thalweg/optim/arrays/minimizer.hpp>

namespace thalweg::optim {

struct NelderMeadOptions {
  bool adaptive = false;      ///< coefficients that depend on n (Gao, Han 2012), for more than a few dimensions
  double x_tolerance = 1e-4;  ///< converged when no vertex is farther than this from the best one, in any coordinate
  double f_tolerance = 1e-4;  ///< and no value differs from the best one by more
  int restarts = 0;  ///< so often a simplex that has passed this test is replaced by a fresh one, see NelderMead
};

/// Throws std::invalid_argument unless both tolerances are finite and above 0 and restarts is not negative.
void validate(const NelderMeadOptions& options);

namespace arrays {

/// One iteration, with the vertices sorted by value, x_0 best, c the mean of all but the worst, x_n:
///   reflect: r = c + rho (c - x_n)
///   f(r) < f(x_0):      expand, e = c + rho chi (c - x_n); the better of e and r replaces x_n
///   f(r) < f(x_n-1):    r replaces x_n
///   f(r) < f(x_n):      contract outside, o = c + psi rho (c - x_n), taken when f(o) <= f(r)
///   else:               contract inside, i = c - psi (c - x_n), taken when f(i) < f(x_n)
///   neither taken:      shrink, x_k <- x_0 + sigma (x_k - x_0)
/// rho 1, chi 2, psi 1/2, sigma 1/2; adaptive: 1, 1 + 2/n, 3/4 - 1/(2n), 1 - 1/n, which are the same for n = 2 (Nelder,
/// Mead 1965; Gao, Han 2012; step for step scipy's). Iteration 1 evaluates the start simplex: x and, for each k, x with
/// x_k * 1.05, or 0.00025 where x_k is 0. Equal values are ordered by index. NaN counts as +infinity. Every vertex goes
/// through the objective's project; a start vertex that it moves back onto x goes to the other side.
/// Uses no gradient: converged means the method's own test, that the simplex is small in x and f, and says nothing
/// about a gradient. It may stop where nothing is stationary (McKinnon 1998): `restarts` then builds a fresh start
/// simplex about the best point; the run has converged when one improves f by no more than f_tolerance, or none is
/// left. Ends after 200 n iterations by default. Slow beyond some ten dimensions.
class NelderMead final : public Minimizer {
 public:
  /// Errors: as validate.
  explicit NelderMead(const NelderMeadOptions& options = {});
  const char* name() const noexcept override { return "nelder-mead"; }
  bool projects() const noexcept override { return true; }
  std::int64_t default_iterations(std::size_t n) const override { return 200 * static_cast<std::int64_t>(n); }
  /// Evaluates f at x alone. A simplex from an earlier run goes on from where it was, with its values computed anew,
  /// when x is its best vertex.
  void begin(Evaluator& f, Iterate& at) override;
  std::optional<Stop> iterate(Evaluator& f, Iterate& at) override;
  std::optional<Stop> finished(const Iterate& at) const override;
  void visit(StateVisitor& visitor) override;

 private:
  struct Vertex {
    Vector x;
    double f = 0;
  };
  bool small() const;
  void build(Evaluator& f, const Iterate& at);
  void step(Evaluator& f);
  void shrink(Evaluator& f);
  void sort();
  double value(Evaluator& f, In x) const;
  Vertex between(Evaluator& f, In centre, double weight) const;

  NelderMeadOptions options_;
  double rho_ = 1, chi_ = 2, psi_ = 0.5, sigma_ = 0.5;
  std::vector<Vertex> simplex_;  // n + 1, best first; empty before the first iteration
  bool valued_ = false;          // the values are those of this run's f
  std::int64_t restarts_left_ = 0;
  double restarted_at_ = 0;  // f at the last restart
};

}  // namespace arrays

std::unique_ptr<arrays::Minimizer> make_minimizer(const NelderMeadOptions& options);

}  // namespace thalweg::optim
