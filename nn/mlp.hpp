// mlp: the multilayer perceptron, linear layers with an activation between any two.
#pragma once

#include <vector>

#include <thalweg/nn/activations.hpp>
#include <thalweg/nn/sequential.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::nn {

struct MlpOptions {
  /// Any layer; each place gets a copy. `.activation = Tanh{}`
  Layer activation = LeakyReLU{};
  bool bias = true;
  Dtype dtype = float64;
};

/// mlp({784, 300, 100, 10}, random): Linear(784, 300), activation, Linear(300, 100), activation, Linear(100, 10).
/// Errors: fewer than two sizes, a size below 1.
Sequential mlp(const std::vector<std::int64_t>& sizes, Random& random, const MlpOptions& options = {});

}  // namespace thalweg::nn
