// What methods with a line search share: the first step, and what they do when no step is acceptable.
#pragma once

#include <thalweg/optim/arrays/line_search.hpp>

namespace thalweg::optim::arrays {

/// min(1, 1 / |g|_1): the first step along -g, whose scale says nothing yet about distances. 1 for g = 0.
double first_step(In g);

/// d <- -g
void steepest_descent(In g, Out d);

/// Searches along d from `at`; where that fails, once more along the steepest descent from the lowest point seen, and
/// that direction is then in d. `plain` says that the two are the same, so that a second search follows only if the
/// first one moved `at`; `forget` drops what d was made from.
template <class Forget>
SearchResult descend(LineSearch& line, Evaluator& f, Iterate& at, Vector& d, double first, bool plain, Forget forget) {
  const SearchResult result = line.search(f, at, d, first);
  if (result.found()) [[likely]]
    return result;
  forget();
  if (plain && !result.moved) return result;
  steepest_descent(at.g, d);
  return line.search(f, at, d, first_step(at.g));
}

/// How a run ends whose search along the steepest descent failed: line_search_failed and its cause, or stalled where
/// the gradient is exactly 0.
Stop no_step(const SearchResult& result, In g);

}  // namespace thalweg::optim::arrays
