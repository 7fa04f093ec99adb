// Steepest descent: the start and the last resort of methods with a line search.
#include <thalweg/optim/arrays/descent.hpp>

#include <cmath>

#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::optim::arrays {

double first_step(In g) {
  const double length = sum_of(g.size(), [&](std::size_t i) { return std::abs(g[i]); });
  return length > 1 ? 1 / length : 1;
}

void steepest_descent(In g, Out d) {
  for (std::size_t i = 0; i < d.size(); ++i) d[i] = -g[i];
}

Stop no_step(const SearchResult& result, In g) {
  if (max_abs(g) == 0) return {Status::stalled, "the gradient is exactly 0"};
  for (std::size_t i = 0; i < g.size(); ++i)
    if (!std::isfinite(g[i]))
      return {Status::not_finite, sentence("", "the gradient is not finite: g[", i, "] is ", g[i])};
  return {Status::line_search_failed, sentence("", "no acceptable step along the steepest descent: ", reason(result))};
}

}  // namespace thalweg::optim::arrays
