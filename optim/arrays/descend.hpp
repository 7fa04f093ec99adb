// A line search with a second chance: what second-order methods do with a direction of descent.
#pragma once

#include <optional>

#include <thalweg/optim/arrays/line_search.hpp>

namespace thalweg::optim::arrays {

/// Moves `at` along d by the line search, trying `step` first. Where that brings no lower point it tries once along
/// -g, first by min(1, 1 / |g|_1). Nothing: `at` has moved. Else line_search_failed with both reasons, `at` unmoved.
std::optional<Stop> descend(LineSearch& search, Evaluator& f, Iterate& at, In d, double step);

}  // namespace thalweg::optim::arrays
