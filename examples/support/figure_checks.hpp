// What a figure must be to be drawn.
#pragma once

#include <examples/support/figure.hpp>

namespace thalweg::examples {

/// Throws std::invalid_argument with one sentence that names figure, layer and the actual counts.
void check_figure(const Figure& figure);

}  // namespace thalweg::examples
