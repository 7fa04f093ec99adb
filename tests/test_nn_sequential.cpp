// Sequential and mlp: any callable is a layer; names, access, copies, errors.
#include <doctest/doctest.h>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/trigonometric.hpp>
#include <thalweg/nn/dropout.hpp>
#include <thalweg/nn/linear.hpp>
#include <thalweg/nn/mlp.hpp>
#include <thalweg/tensor/create.hpp>

#include <tests/support/numbers.hpp>

namespace thalweg {

namespace {

std::string names(const nn::Module& module) {
  std::string all;
  for (const NamedTensor& each : module.named_parameters()) all += each.name + ' ';
  return all;
}

}  // namespace

TEST_CASE("sequential: layers run in order, each a module, an activation, a function or a lambda") {
  Random random(1);
  const nn::Linear first(2, 3, random), last(3, 1, random);
  const nn::Sequential model{first, static_cast<Tensor (*)(const Tensor&)>(sin), nn::LeakyReLU{0.1},
                             [](const Tensor& x) { return 2 * x; }, last};
  const Tensor x = tensor({{1, -2}});
  CHECK(distance(model(x), last(2 * leaky_relu(sin(first(x)), 0.1))) == 0);
  CHECK(names(model) == "0.weight 0.bias 4.weight 4.bias ");
  CHECK(model.size() == 5);
}

TEST_CASE("sequential: an empty one hands its input on") {
  const nn::Sequential model;
  const Tensor x = ones({2});
  CHECK(model(x).is(x));
  CHECK(model.parameters().empty());
}

TEST_CASE("sequential: layers in braces draw their weights from left to right") {
  Random random(1), again(1);
  const nn::Sequential model{nn::Linear(2, 3, random), nn::Linear(3, 4, random)};
  const nn::Linear first(2, 3, again), second(3, 4, again);
  CHECK(distance(model.parameters()[0], first.weight) == 0);
  CHECK(distance(model.parameters()[3], second.bias) == 0);
}

TEST_CASE("sequential: layers are reached by place and type") {
  Random random(1);
  nn::Sequential model{nn::Linear(2, 3, random), nn::ReLU{}};
  REQUIRE(model[0].as<nn::Linear>() != nullptr);
  CHECK(model[0].as<nn::Linear>()->weight.is(model.parameters()[0]));
  CHECK(model[1].as<nn::Linear>() == nullptr);
  CHECK(std::as_const(model)[1].as<nn::ReLU>() != nullptr);
  CHECK_THROWS_WITH_AS(model[2], "Sequential: there is no layer 2 among 2", std::invalid_argument);
  model[1] = nn::Tanh{};
  CHECK(model[1].as<nn::Tanh>() != nullptr);
}

TEST_CASE("sequential: one inside another keeps its path") {
  Random random(1);
  const nn::Sequential inner{nn::Linear(2, 2, random), nn::ReLU{}};
  const nn::Sequential outer{inner, nn::Linear(2, 1, random)};
  CHECK(names(outer) == "0.0.weight 0.0.bias 1.weight 1.bias ");
}

TEST_CASE("sequential: a copy shares tensors but not the mode, a clone shares nothing") {
  Random random(1);
  nn::Sequential model{nn::Linear(2, 2, random), nn::Dropout(0.5, random)};
  nn::Sequential shared = model;
  nn::Sequential own = clone(model);
  model.eval();
  CHECK_FALSE(model[1].as<nn::Dropout>()->training());
  CHECK(shared[1].as<nn::Dropout>()->training());
  CHECK(shared.parameters()[0].is(model.parameters()[0]));
  CHECK_FALSE(own.parameters()[0].is(model.parameters()[0]));
  model.parameters()[0].set({0, 0}, 5);
  CHECK(shared.parameters()[0].at({0, 0}) == 5);
  CHECK(own.parameters()[0].at({0, 0}) != 5);
  shared = own;
  CHECK(shared.parameters()[0].is(own.parameters()[0]));
}

TEST_CASE("mlp: linear layers with activations between them") {
  Random random(4), again(4);
  const nn::Sequential model = nn::mlp({784, 300, 100, 10}, random, {.dtype = float32});
  CHECK(model.size() == 5);
  CHECK(names(model) == "0.weight 0.bias 2.weight 2.bias 4.weight 4.bias ");
  CHECK(model.num_parameters() == 784 * 300 + 300 + 300 * 100 + 100 + 100 * 10 + 10);
  CHECK(model[1].as<nn::LeakyReLU>()->slope == 0.01);
  CHECK(model(zeros({2, 784}, {.dtype = float32})).shape() == Shape{2, 10});
  const nn::Linear first(784, 300, again, {.dtype = float32});
  CHECK(distance(model.parameters()[0], first.weight) == 0);
}

TEST_CASE("mlp: options choose activation, bias and dtype") {
  Random random(4);
  const nn::Sequential model = nn::mlp({2, 3, 1}, random, {.activation = nn::LeakyReLU{0.3}, .bias = false});
  CHECK(model[1].as<nn::LeakyReLU>()->slope == 0.3);
  CHECK(names(model) == "0.weight 2.weight ");
  CHECK(model.parameters()[0].dtype() == float64);
  CHECK(nn::mlp({2, 1}, random).size() == 1);
}

TEST_CASE("mlp: sizes that make no layer are refused") {
  Random random(4);
  CHECK_THROWS_WITH_AS(nn::mlp({3}, random), "mlp: needs at least an input and an output size, got 1 sizes",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::mlp({3, 0, 1}, random), "Linear: needs at least one input and one output, got 3 and 0",
                       std::invalid_argument);
}

}  // namespace thalweg
