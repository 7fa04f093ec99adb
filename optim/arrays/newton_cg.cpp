// The truncated direction, and the step along it.
#include <thalweg/optim/arrays/newton_cg.hpp>

#include <algorithm>
#include <cmath>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/optim/arrays/damped_solve.hpp>
#include <thalweg/optim/arrays/descent.hpp>
#include <thalweg/optim/arrays/linear_cg.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim {

void validate(const NewtonCgOptions& options) {
  check_not_negative("newton-cg", "gain_tolerance", options.gain_tolerance);
  check(options.cg_iterations == -1 || options.cg_iterations >= 1, "newton-cg",
        "cg_iterations must be -1 (twice the number of parameters) or at least 1, got ", options.cg_iterations);
  validate(options.line_search, "newton-cg");
}

std::unique_ptr<arrays::Minimizer> make_minimizer(const NewtonCgOptions& options) {
  validate(options);
  return std::make_unique<arrays::NewtonCg>(options);
}

namespace arrays {

std::optional<Stop> NewtonCg::direction(Evaluator& f, const Iterate& at) {
  const std::size_t n = at.x.size();
  right_.resize(n);
  d_.resize(n);
  steepest_descent(at.g, right_);
  const CgResult inner = linear_cg([&](In v, Out hv) { f.hessian_product(at.x, v, hv); }, right_, d_,
                                   {.relative_tolerance = std::min(0.5, std::sqrt(norm(at.g))),
                                    .gain_tolerance = options_.gain_tolerance,
                                    .max_iterations = options_.cg_iterations});
  if (inner.end == CgEnd::not_finite)
    return Stop{Status::not_finite, "the product of the Hessian with a direction is not finite"};
  if (max_abs(d_) > 0) return std::nullopt;
  // Negative curvature at once: as far as the parabola that is bent the other way would go.
  const double bend = std::abs(inner.curvature), longest = std::max(1.0, 1 / norm(at.g));
  const double scale = bend * longest > 1 ? 1 / bend : longest;
  for (std::size_t i = 0; i < n; ++i) d_[i] = scale * right_[i];
  return std::nullopt;
}

std::optional<Stop> NewtonCg::iterate(Evaluator& f, Iterate& at) {
  if (std::optional<Stop> bad = check_gradient(at)) return bad;
  if (std::optional<Stop> bad = direction(f, at)) return bad;
  const SearchResult result = descend(search_, f, at, d_, 1, false, [] {});
  if (!result.found()) return no_step(result, at.g);
  return std::nullopt;
}

}  // namespace arrays
}  // namespace thalweg::optim
