// Newton's direction in its variants, and the step along it.
#include <thalweg/optim/arrays/newton.hpp>

#include <cmath>
#include <limits>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/damped_solve.hpp>
#include <thalweg/optim/arrays/descent.hpp>

namespace thalweg::optim {

void validate(const NewtonOptions& options) {
  check_positive("newton", "lr", options.lr);
  check_not_negative("newton", "damping", options.damping);
  validate(options.line_search, "newton");
  check(options.indefinite != Indefinite::keep || options.line_search.kind == LineSearchKind::fixed, "newton",
        "a line search needs directions of descent, which Indefinite::keep does not give; choose another cure, or "
        "LineSearchKind::fixed");
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const NewtonOptions& options) {
  validate(options);
  NewtonOptions chosen = options;
  const bool plain = options.damping == 0 && options.line_search.kind == LineSearchKind::fixed;
  if (options.indefinite == Indefinite::automatic)
    chosen.indefinite = plain ? Indefinite::keep : Indefinite::raise_damping;
  return std::make_unique<arrays::Newton>(chosen);
}

namespace arrays {

std::optional<Stop> Newton::direction(Evaluator& f, const Iterate& at) {
  const std::size_t n = at.x.size();
  hessian_.assign(n * n, std::numeric_limits<double>::quiet_NaN());
  f.hessian(at.x, hessian_);
  if (std::optional<std::string> bad = not_finite_entry("the Hessian", hessian_, n))
    return Stop{Status::not_finite, *bad};
  d_.resize(n);
  steepest_descent(at.g, d_);
  switch (options_.indefinite) {
    case Indefinite::absolute:
      if (solve_absolute(hessian_, options_.damping, d_)) return std::nullopt;
      return Stop{Status::not_finite, "the step by the absolute eigenvalues of the Hessian is not finite"};
    case Indefinite::keep:
      if (solve_as_is(hessian_, options_.damping, d_)) return std::nullopt;
      return Stop{Status::not_finite,
                  "the Hessian is singular, so the step is not finite; damping, Indefinite::raise_damping or "
                  "Indefinite::absolute gives one"};
    case Indefinite::automatic:
    case Indefinite::raise_damping:
      break;
  }
  if (!std::isnan(solve_positive(hessian_, options_.damping, d_))) return std::nullopt;
  return Stop{Status::not_finite, "the step by the inverse of the Hessian is not finite, whatever the damping"};
}

std::optional<Stop> Newton::iterate(Evaluator& f, Iterate& at) {
  if (std::optional<Stop> bad = check_gradient(at)) return bad;
  if (std::optional<Stop> bad = direction(f, at)) return bad;
  const SearchResult result = descend(search_, f, at, d_, options_.lr, false, [] {});
  if (!result.found()) return no_step(result, at.g);
  return std::nullopt;
}

}  // namespace arrays
}  // namespace thalweg::optim
