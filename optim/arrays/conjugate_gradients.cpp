// Nonlinear conjugate gradients: the four formulas and the restarts.
#include <thalweg/optim/arrays/conjugate_gradients.hpp>

#include <algorithm>
#include <cmath>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/descent.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim {

void validate(const ConjugateGradientsOptions& options) {
  check(options.restart_every >= 0, "cg", "restart_every must be 0 (never) or more, got ", options.restart_every);
  check(options.restart_orthogonality > 0, "cg", "restart_orthogonality must be above 0, got ",
        options.restart_orthogonality);
  validate(options.line_search, "cg");
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const ConjugateGradientsOptions& options) {
  return std::make_unique<arrays::ConjugateGradients>(options);
}

namespace arrays {
namespace {

double beta(ConjugateFormula formula, In d, const Iterate& from, const Iterate& to) {
  const std::size_t n = d.size();
  const double *before = from.g.data(), *now = to.g.data();
  const auto now_y = [&] { return sum_of(n, [&](std::size_t i) { return now[i] * (now[i] - before[i]); }); };
  const auto d_y = [&] { return sum_of(n, [&](std::size_t i) { return d[i] * (now[i] - before[i]); }); };
  switch (formula) {
    case ConjugateFormula::polak_ribiere:
      return std::max(0.0, now_y() / dot(from.g, from.g));
    case ConjugateFormula::fletcher_reeves:
      return dot(to.g, to.g) / dot(from.g, from.g);
    case ConjugateFormula::hestenes_stiefel:
      return std::max(0.0, now_y() / d_y());
    case ConjugateFormula::dai_yuan:
      return dot(to.g, to.g) / d_y();
  }
  return 0;
}

}  // namespace

ConjugateGradients::ConjugateGradients(const ConjugateGradientsOptions& options)
    : options_(options), line_(options.line_search) {
  validate(options);
}

void ConjugateGradients::begin(Evaluator& f, Iterate& at) {
  const std::size_t n = at.x.size();
  check(since_restart_ == 0 || d_.size() == n, "cg", "the state is that of ", d_.size(), " parameters, x has ", n,
        "; use a fresh minimizer");
  d_.resize(n);
  at.f = f.value_and_gradient(at.x, at.g);
}

std::optional<Stop> ConjugateGradients::iterate(Evaluator& f, Iterate& at) {
  if (since_restart_ == 0) steepest_descent(at.g, d_);
  const bool plain = since_restart_ == 0 && !(first_trial_ > 0);
  const double first = line_.fixed() ? 1 : first_trial_ > 0 ? first_trial_ : first_step(at.g);
  const SearchResult result = descend(line_, f, at, d_, first, plain, [this] {
    since_restart_ = 0;
    first_trial_ = 0;
  });
  if (!result.found()) return no_step(result, at.g);
  turn(line_.start(), at, result);
  return std::nullopt;
}

void ConjugateGradients::turn(const Iterate& from, const Iterate& to, const SearchResult& step) {
  const double b = beta(options_.formula, d_, from, to), gg = dot(to.g, to.g);
  ++since_restart_;
  if (std::abs(dot(to.g, from.g)) >= options_.restart_orthogonality * gg || since_restart_ == options_.restart_every)
    since_restart_ = 0;
  double slope = -gg;
  if (since_restart_ > 0) {
    const std::size_t n = d_.size();
    slope = sum_of(n, [&](std::size_t i) { return (d_[i] = b * d_[i] - to.g[i]) * to.g[i]; });
    if (!(slope <= -0.01 * gg)) since_restart_ = 0;
  }
  if (since_restart_ == 0) slope = -gg;
  first_trial_ = step.step * std::min(step.slope / slope, 100.0);
  if (!std::isfinite(first_trial_)) first_trial_ = 0;
}

void ConjugateGradients::visit(StateVisitor& visitor) {
  visitor.count("since_restart", since_restart_);
  visitor.number("first_trial", first_trial_);
  check(since_restart_ >= 0 && first_trial_ >= 0, "cg", "the state has since_restart ", since_restart_,
        " and first_trial ", first_trial_);
  if (since_restart_ > 0) visitor.vector("direction", d_);
}

}  // namespace arrays
}  // namespace thalweg::optim
