// BFGS: the inverse Hessian learned from the changes of the gradient.
#pragma once

#include <thalweg/optim/arrays/line_search.hpp>

namespace thalweg::optim {

struct BfgsOptions {
  /// Multiply the first matrix, I, by s'y / y'y of the first step: the size of the inverse Hessian there.
  bool scale_first = false;
  LineSearchOptions line_search = {};
};

/// Throws std::invalid_argument unless the line search's options are valid.
void validate(const BfgsOptions& options);

namespace arrays {

/// x <- x + t d, d = -H g, t from a strong Wolfe line search that tries 1 first. H approximates the inverse Hessian,
/// starts as I and is updated so that H y = s, s = x+ - x, y = g+ - g (the secant equation):
///   H <- (I - rho s y') H (I - rho y s') + rho s s', rho = 1 / s'y
///      = H + s w' + w s', w = rho ((1 + rho y'H y) s / 2 - H y)
/// (Broyden, Fletcher, Goldfarb, Shanno 1970; Nocedal, Wright, Numerical Optimization, 2nd ed., algorithm 6.1.) n^2
/// numbers and O(n^2) operations per iteration; H stays symmetric to the bit. The first step, and the first after a
/// failed search, is min(1, 1 / |g|_1) along -g. An update with s'y <= eps |s| |y|, which only backtracking and fixed
/// steps can bring about, is left out, so that H stays positive definite. A failed search is tried once more along -g
/// with H = I; then the run ends as line_search_failed.
/// Where it fails: H forgets its first scale slowly, so that far starts need scale_first; noise in f or g ruins H; many
/// parameters (then L-BFGS).
class Bfgs final : public Minimizer {
 public:
  explicit Bfgs(const BfgsOptions& options = {});

  const char* name() const noexcept override { return "bfgs"; }
  /// Errors: more than 32,768 parameters; a state that was loaded, or left by an earlier run, for another number of
  /// parameters.
  void begin(Evaluator& f, Iterate& at) override;
  std::optional<Stop> iterate(Evaluator& f, Iterate& at) override;
  std::int64_t default_iterations(std::size_t n) const override { return 1000 + 200 * static_cast<std::int64_t>(n); }
  void set_lr_factor(double factor) override { line_.set_lr_factor(factor); }
  /// "updates", then "inverse_hessian" if there were any.
  void visit(StateVisitor& visitor) override;

  /// d <- -H g
  void direction(In g, Out d) const;
  /// Updates H by the step from one point to another, or not (see above).
  void update(const Iterate& from, const Iterate& to);
  /// H, (n, n); symmetric.
  In inverse_hessian() const noexcept { return h_; }

 private:
  void set_identity();

  bool scale_first_;
  std::int64_t updates_ = 0;  // 0: H is I
  std::size_t n_ = 0;
  Vector h_;
  Vector d_, s_, y_, w_;
  LineSearch line_;
};

}  // namespace arrays

std::unique_ptr<arrays::Minimizer> make_minimizer(const BfgsOptions& options);

}  // namespace thalweg::optim
