// L-BFGS: BFGS from the last few steps, for many parameters.
#pragma once

#include <thalweg/optim/arrays/line_search.hpp>

namespace thalweg::optim {

struct LbfgsOptions {
  std::int64_t history = 10;           ///< pairs of steps and changes of the gradient that are kept, at least 1
  LineSearchOptions line_search = {};  ///< how far to go along each direction
};

/// Throws std::invalid_argument unless history >= 1 and the line search's options are valid.
void validate(const LbfgsOptions& options);

namespace arrays {

/// x <- x + t d, d = -H g, t from a strong Wolfe line search that tries 1 first.
/// H approximates the inverse Hessian. It is never formed: the two-loop recursion (Nocedal, Wright, algorithm 7.4)
/// multiplies g by the BFGS updates of gamma I with the kept pairs s = x+ - x, y = g+ - g, from 4 m n operations:
///   for the pairs from new to old: a_i = (s_i'q) / (s_i'y_i), q <- q - a_i y_i, beginning with q = g
///   q <- gamma q, gamma = s'y / y'y of the newest pair
///   for the pairs from old to new: q <- q + (a_i - (y_i'q) / (s_i'y_i)) s_i, ending with q = H g
/// (Liu, Nocedal 1989. The slide of the report "Adam (and beyond)" says that the gradient is multiplied by the
/// approximation of the Hessian; it is that of its inverse, negated.)
/// The first step, and the first after a failed search, is min(1, 1 / |g|_1) along -g. A pair is kept only if
/// s'y > 1e-10 y'y, which keeps H positive definite; the oldest goes when there are more than `history`.
/// A failed search is tried once more along -g without the pairs; then the run ends as line_search_failed.
/// Where it fails: with curvatures above 1e10 times the smallest it drops pairs (Powell's badly scaled problem), the
/// history is too short for valleys that turn slowly in many dimensions, and noise in f or g (mini-batches) breaks the
/// line search and the pairs.
class Lbfgs final : public Minimizer {
 public:
  explicit Lbfgs(const LbfgsOptions& options = {});

  const char* name() const noexcept override { return "l-bfgs"; }
  /// Error: a state that was loaded, or left by an earlier run, for another number of parameters.
  void begin(Evaluator& f, Iterate& at) override;
  std::optional<Stop> iterate(Evaluator& f, Iterate& at) override;
  std::int64_t default_iterations(std::size_t) const override { return 15000; }
  void set_lr_factor(double factor) override { line_.set_lr_factor(factor); }
  /// "pairs", then "s0", "y0", ... from the oldest on.
  void visit(StateVisitor& visitor) override;

  /// d <- -H g
  void direction(In g, Out d);
  /// Keeps the pair of a step, or not (see above).
  void remember(const Iterate& from, const Iterate& to);
  std::size_t pairs() const noexcept { return count_; }

 private:
  void resize(std::size_t n);
  /// Where the pair of this age stands; 0 is the newest.
  std::size_t place(std::size_t age) const noexcept { return head_ >= age ? head_ - age : head_ + places_ - age; }
  /// The place where the next pair is made.
  std::size_t after_head() const noexcept { return head_ + 1 == places_ ? 0 : head_ + 1; }
  /// Makes what is there the newest pair, if s'y and y'y show it to be a good one.
  void take(double sy, double yy);

  std::size_t history_, places_;  // one place more than the history, where the next pair is made
  std::size_t n_ = 0, count_ = 0, head_ = 0;
  Vector s_, y_;        // rings of vectors
  Vector rho_, alpha_;  // 1 / s'y of each place; the a_i of the recursion
  double gamma_ = 1;
  Vector d_;
  LineSearch line_;
};

}  // namespace arrays

std::unique_ptr<arrays::Minimizer> make_minimizer(const LbfgsOptions& options);

}  // namespace thalweg::optim
