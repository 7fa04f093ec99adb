// A small classifier of random points with random labels, for tests of methods that train models.
#pragma once

#include <cstdint>
#include <vector>

#include <thalweg/nn/losses.hpp>
#include <thalweg/nn/mlp.hpp>
#include <thalweg/optim/flat_parameters.hpp>
#include <thalweg/optim/model_step.hpp>
#include <thalweg/tensor/create_random.hpp>

#include <tests/support/numbers.hpp>

namespace thalweg::optim {

/// A classifier with its data and the closure of its loss.
struct SmallClassifier {
  explicit SmallClassifier(Dtype dtype = float64, std::uint64_t seed = 4) {
    Random random(seed);
    network = nn::mlp({6, 10, 3}, random, {.activation = nn::Tanh{}, .dtype = dtype});
    x = randn({30, 6}, random, {.dtype = dtype});
    labels = integers({30}, 0, 3, random);
  }
  ModelClosure closure() const {
    return [this] {
      const Tensor outputs = network(x);
      return ModelOutput{outputs, nn::cross_entropy(outputs, labels)};
    };
  }
  nn::Sequential network;
  Tensor x, labels;
};

/// All parameters, one after the other.
inline std::vector<double> values_of(const SmallClassifier& problem) {
  return numbers(to_flat(problem.network.parameters(), problem.network.named_parameters()));
}

}  // namespace thalweg::optim
