// Weights from a seed, and the four methods.
#include <examples/classifier/network.hpp>

#include <cmath>

#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

Tensor uniform(const Shape& shape, double bound, Dtype dtype, Random& random) {
  Tensor x = empty(shape, {.dtype = dtype});
  if (dtype == float32)
    random.fill_uniform(x.span<float>(), -bound, bound);
  else
    random.fill_uniform(x.span<double>(), -bound, bound);
  return x.requires_grad_();
}

}  // namespace

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

Network::Network(std::int64_t inputs, const Settings& settings, Random weights) {
  check_widths(inputs, settings);
  std::vector<std::int64_t> sizes = settings.hidden;
  sizes.push_back(10);
  for (std::int64_t outputs : sizes) {
    const double bound = 1 / std::sqrt(static_cast<double>(inputs));
    parameters_.push_back(uniform({outputs, inputs}, bound, settings.type(), weights));
    parameters_.push_back(uniform({outputs}, bound, settings.type(), weights));
    inputs = outputs;
  }
}

Tensor Network::operator()(const Tensor& x) const {
  Tensor y = linear(x, parameters_[0], parameters_[1]);
  for (std::size_t i = 2; i < parameters_.size(); i += 2) y = linear(leaky_relu(y), parameters_[i], parameters_[i + 1]);
  return y;
}

std::unique_ptr<optim::Optimizer> make_optimizer(const std::string& name, const Network& network, double lr) {
  if (name == "gd")
    return std::make_unique<optim::GradientDescent>(network.parameters(), optim::GradientDescentOptions{.lr = lr});
  if (name == "momentum")
    return std::make_unique<optim::Momentum>(network.parameters(), optim::MomentumOptions{.lr = lr});
  if (name == "adamax") return std::make_unique<optim::Adamax>(network.parameters(), optim::AdamaxOptions{.lr = lr});
  check(name == "adam", "make_optimizer", "the methods are gd, momentum, adam and adamax, got ", name);
  return std::make_unique<optim::Adam>(network.parameters(), optim::AdamOptions{.lr = lr});
}

}  // namespace thalweg::examples
