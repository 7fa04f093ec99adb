// The network and the optimizer that trains it, made from the settings.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <examples/classifier/settings.hpp>
#include <thalweg/optim/optimizer.hpp>
#include <thalweg/tensor/random.hpp>
#include <thalweg/tensor/tensor.hpp>

namespace thalweg::examples {

/// The two streams of a seed: one for the weights, one for the order of images; tools/pytorch_reference.py has the
/// same.
struct Streams {
  Random weights, order;
};
Streams make_streams(std::int64_t seed);

/// Throws std::invalid_argument when the network of these settings would have more than 100 million weights.
void check_widths(std::int64_t inputs, const Settings& settings);

/// inputs - hidden - 10 with leaky-ReLU (slope 0.01) between; layer by layer weight (out, in), then bias (out,),
/// uniform in [-1 / sqrt(in), 1 / sqrt(in)), which is PyTorch's default. Checks the widths first.
class Network {
 public:
  Network(std::int64_t inputs, const Settings& settings, Random weights);

  /// (batch, inputs) -> (batch, 10)
  Tensor operator()(const Tensor& x) const;
  const std::vector<Tensor>& parameters() const { return parameters_; }

 private:
  std::vector<Tensor> parameters_;
};

/// The method of that name.
std::unique_ptr<optim::Optimizer> make_optimizer(const std::string& name, const Network& network, double lr);

}  // namespace thalweg::examples
