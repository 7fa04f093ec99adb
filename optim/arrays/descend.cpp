// A line search, and steepest descent where it fails.
#include <thalweg/optim/arrays/descend.hpp>

#include <algorithm>
#include <cmath>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::optim::arrays {

std::optional<Stop> descend(LineSearch& search, Evaluator& f, Iterate& at, In d, double step) {
  const SearchResult along = search.search(f, at, d, step);
  if (along.moved) return std::nullopt;
  Vector steepest(at.g.size());
  double sum = 0;
  for (std::size_t i = 0; i < steepest.size(); ++i) {
    steepest[i] = -at.g[i];
    sum += std::abs(at.g[i]);
  }
  const SearchResult last = search.search(f, at, steepest, std::min(1.0, 1 / sum));
  if (last.moved) return std::nullopt;
  return Stop{Status::line_search_failed,
              sentence("", "along the direction: ", reason(along), "; along the steepest descent: ", reason(last))};
}

}  // namespace thalweg::optim::arrays
