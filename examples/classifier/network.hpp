// The network and the optimizer that trains it, made from the settings.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include <examples/classifier/settings.hpp>
#include <thalweg/nn/sequential.hpp>
#include <thalweg/optim/optimizer.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::examples {

/// The two streams of a seed: one for the weights, one for the order of images; tools/pytorch_reference.py has the
/// same.
struct Streams {
  Random weights, order;
};
Streams make_streams(std::int64_t seed);

/// Throws std::invalid_argument when the network of these settings would have more than 100 million weights.
void check_widths(std::int64_t inputs, const Settings& settings);

/// inputs - hidden - 10 with leaky-ReLU (slope 0.01) between, in the dtype of the settings. Checks the widths first.
nn::Sequential make_network(std::int64_t inputs, const Settings& settings, Random weights);

/// The method of that name.
std::unique_ptr<optim::Optimizer> make_optimizer(const std::string& name, const nn::Sequential& network, double lr);

}  // namespace thalweg::examples
