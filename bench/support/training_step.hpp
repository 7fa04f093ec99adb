// The training step of the MNIST workload, on made-up images.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/tensor.hpp>

namespace thalweg::bench {

/// Linear layers with leaky-ReLU between them, cross-entropy, Adam, float32. The same network, batches and numbers as
/// in bench/peers/.
class TrainingStep {
 public:
  TrainingStep(const std::vector<std::int64_t>& sizes, std::int64_t batch);
  /// Trains on; returns the last loss.
  double run(int steps);

 private:
  std::vector<Tensor> parameters_, images_, labels_;
  std::optional<optim::Adam> adam_;
  std::size_t t_ = 0;
};

}  // namespace thalweg::bench
