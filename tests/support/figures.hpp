// Small figures for tests.
#pragma once

#include <examples/support/figure.hpp>
#include <examples/support/figure_layers.hpp>

namespace thalweg::examples {

/// One panel with one layer.
inline Figure figure_of(const Layer& layer) { return {.name = "F2", .panels = {{.layers = {layer}}}}; }

/// x + 10 y over 3 x 2 points.
inline Grid plane() {
  return sample_grid([](double x, double y) { return x + 10 * y; }, 0, 2, 3, 1, 2, 2);
}

}  // namespace thalweg::examples
