// Weights from a seed, and the four methods.
#include <examples/classifier/network.hpp>

#include <vector>

#include <thalweg/nn/mlp.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {

void check_widths(std::int64_t inputs, const Settings& settings) {
  constexpr std::int64_t largest = 100'000'000;  // Adam keeps four numbers for each
  std::int64_t weights = 0;
  std::vector<std::int64_t> sizes = settings.hidden;
  sizes.push_back(10);
  for (std::int64_t outputs : sizes) {
    weights += inputs * outputs;
    check(weights <= largest, "--hidden", "a network may have ", largest,
          " weights, these widths take more than that from ", inputs, " to ", outputs, " on; choose smaller ones");
    inputs = outputs;
  }
}

Streams make_streams(std::int64_t seed) {
  Random random(static_cast<std::uint64_t>(seed));
  const Random weights = random.split();
  return {weights, random.split()};
}

nn::Sequential make_network(std::int64_t inputs, const Settings& settings, Random weights) {
  check_widths(inputs, settings);
  std::vector<std::int64_t> sizes{inputs};
  sizes.insert(sizes.end(), settings.hidden.begin(), settings.hidden.end());
  sizes.push_back(10);
  return nn::mlp(sizes, weights, {.dtype = settings.type()});
}

std::unique_ptr<optim::Optimizer> make_optimizer(const std::string& name, const nn::Sequential& network, double lr) {
  const auto parameters = network.named_parameters();
  if (name == "gd")
    return std::make_unique<optim::GradientDescent>(parameters, optim::GradientDescentOptions{.lr = lr});
  if (name == "momentum") return std::make_unique<optim::Momentum>(parameters, optim::MomentumOptions{.lr = lr});
  if (name == "adamax") return std::make_unique<optim::Adamax>(parameters, optim::AdamaxOptions{.lr = lr});
  check(name == "adam", "make_optimizer", "the methods are gd, momentum, adam and adamax, got ", name);
  return std::make_unique<optim::Adam>(parameters, optim::AdamOptions{.lr = lr});
}

}  // namespace thalweg::examples
