// Layers without parameters that work on planes: pooling, and flattening them for a Linear.
#pragma once

#include <thalweg/autograd/pool.hpp>
#include <thalweg/autograd/views.hpp>

namespace thalweg::nn {

/// The largest element of each window: MaxPool2d{2}, MaxPool2d{3, {.stride = 2, .padding = 1}}.
struct MaxPool2d {
  Pair kernel;                 ///< height and width of the window
  Pool2dOptions options = {};  ///< stride and padding
  Tensor operator()(const Tensor& x) const { return max_pool2d(x, kernel, options); }
};

/// The mean of each window.
struct AvgPool2d {
  Pair kernel;                 ///< height and width of the window
  Pool2dOptions options = {};  ///< stride and padding
  Tensor operator()(const Tensor& x) const { return avg_pool2d(x, kernel, options); }
};

/// Merges all axes but those in front of `first`: (batch, channels, h, w) -> (batch, channels h w).
struct Flatten {
  std::int64_t first = 1;  ///< the first axis that is merged
  Tensor operator()(const Tensor& x) const { return flatten(x, first); }
};

}  // namespace thalweg::nn
