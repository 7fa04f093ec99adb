// Nonlinear conjugate gradients: directions that remember the one before.
#pragma once

#include <thalweg/optim/arrays/line_search.hpp>

namespace thalweg::optim {

/// beta, with y = g+ - g
enum class ConjugateFormula {
  polak_ribiere,     ///< max(0, g+'y / g'g)
  fletcher_reeves,   ///< g+'g+ / g'g
  hestenes_stiefel,  ///< max(0, g+'y / d'y)
  dai_yuan           ///< g+'g+ / d'y
};

struct ConjugateGradientsOptions {
  ConjugateFormula formula = ConjugateFormula::polak_ribiere;  ///< of beta
  std::int64_t restart_every = 0;               ///< take d = -g after that many iterations; 0: never for this reason
  double restart_orthogonality = 0.5;           ///< take d = -g when |g+'g| >= this * g+'g+, above 0
  LineSearchOptions line_search = {.c2 = 0.1};  ///< how far to go along each direction
};

/// Throws std::invalid_argument unless restart_every >= 0, restart_orthogonality is above 0 (infinity: never) and the
/// line search's options are valid.
void validate(const ConjugateGradientsOptions& options);

namespace arrays {

/// x <- x + t d, d <- -g+ + beta d, t from a strong Wolfe line search with c2 = 0.1: three vectors, no matrix.
/// (Polak, Ribiere 1969 with max(0, .), the default; Fletcher, Reeves 1964; Hestenes, Stiefel 1952 with max(0, .);
/// Dai, Yuan 1999. Nocedal, Wright, Numerical Optimization, 2nd ed., section 5.2.) On a parabola with exact line
/// searches all are the linear method of conjugate gradients. The first step is min(1, 1 / |g|_1), later ones are tried
/// where slope times t is that of the step before, but at no more than 100 times its t. Restarts with d = -g: where
/// successive gradients are far from orthogonal (Powell 1977), where -d'g+ < 0.01 |g+|^2, so hardly a descent, and
/// after restart_every iterations. A failed search is tried once more along -g; then the run ends as
/// line_search_failed. Where it fails: more iterations than L-BFGS nearly everywhere, many more where curvatures differ
/// widely; Fletcher-Reeves creeps after a bad step unless it restarts.
class ConjugateGradients final : public Minimizer {
 public:
  explicit ConjugateGradients(const ConjugateGradientsOptions& options = {});

  const char* name() const noexcept override { return "cg"; }
  /// Error: a state that was loaded, or left by an earlier run, for another number of parameters.
  void begin(Evaluator& f, Iterate& at) override;
  std::optional<Stop> iterate(Evaluator& f, Iterate& at) override;
  std::int64_t default_iterations(std::size_t n) const override { return 2000 + 200 * static_cast<std::int64_t>(n); }
  void set_lr_factor(double factor) override { line_.set_lr_factor(factor); }
  /// "since_restart" and "first_trial", then "direction" unless the next one is -g.
  void visit(StateVisitor& visitor) override;

 private:
  /// From d, the direction that led from one point to another, to the next one.
  void turn(const Iterate& from, const Iterate& to, const SearchResult& step);

  ConjugateGradientsOptions options_;
  std::int64_t since_restart_ = 0;  // 0: the next direction is -g
  double first_trial_ = 0;          // of the next search; 0: nothing is known
  Vector d_;
  LineSearch line_;
};

}  // namespace arrays

std::unique_ptr<arrays::Minimizer> make_minimizer(const ConjugateGradientsOptions& options);

}  // namespace thalweg::optim
