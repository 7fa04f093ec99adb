// Residuals and their Jacobian at one point.
#include <thalweg/optim/arrays/residuals.hpp>

#include <cmath>

#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::optim::arrays {

void ResidualPoint::evaluate(Evaluator& f, Iterate& at) {
  r.resize(f.residual_count());
  f.residuals(at.x, r);
  differentiate(f, at);
}

void ResidualPoint::differentiate(Evaluator& f, Iterate& at) {
  const std::size_t m = r.size(), n = at.x.size();
  j.resize(m * n);
  f.jacobian(at.x, j);
  vanished = f.step_vanished();
  at.f = dot(r, r);
  at.g.resize(n);
  for (std::size_t k = 0; k < n; ++k) at.g[k] = 2 * sum_of(m, [&](std::size_t i) { return j[i * n + k] * r[i]; });
}

std::optional<Stop> ResidualPoint::broken(std::size_t n) const {
  if (all_finite(j)) return std::nullopt;
  std::size_t at = 0;
  while (std::isfinite(j[at])) ++at;
  return Stop{Status::not_finite, sentence("", "the derivative of residual ", at / n, " by x[", at % n, "] is ",
                                           std::isnan(j[at]) ? std::abs(j[at]) : j[at])};
}

}  // namespace thalweg::optim::arrays
