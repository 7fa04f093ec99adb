// Training: small models fit small problems exactly, in both dtypes, with what the library offers together.
#include <doctest/doctest.h>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/nn/conv2d.hpp>
#include <thalweg/nn/dropout.hpp>
#include <thalweg/nn/linear.hpp>
#include <thalweg/nn/losses.hpp>
#include <thalweg/nn/mlp.hpp>
#include <thalweg/nn/pooling.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/create_random.hpp>

#include <tests/support/numbers.hpp>

namespace thalweg {

namespace {

template <class Model, class Optimizer>
double train(Model& model, Optimizer& optimizer, const Tensor& x, const Tensor& labels, int steps) {
  double loss = 0;
  for (int step = 0; step < steps; ++step) {
    optimizer.zero_grad();
    const Tensor l = nn::cross_entropy(model(x), labels);
    loss = l.item();
    l.backward();
    optimizer.step();
  }
  return loss;
}

}  // namespace

TEST_CASE("training: an MLP learns random labels by heart, in float64 and float32") {
  for (const Dtype dtype : {float64, float32}) {
    Random random(1);
    const Tensor x = randn({32, 8}, random, {.dtype = dtype});
    const Tensor labels = integers({32}, 0, 4, random);
    nn::Sequential model = nn::mlp({8, 32, 32, 4}, random, {.dtype = dtype});
    CHECK(nn::cross_entropy(model(x), labels).item() > 1);
    optim::Adam adam(model.parameters(), {.lr = 1e-2});
    CHECK(train(model, adam, x, labels, 200) < 0.01);
    CHECK(distance(argmax(model(x), 1), labels) == 0);
  }
}

TEST_CASE("training: a small convolutional net with dropout tells rows from columns") {
  Random random(2);
  const Tensor images = zeros({16, 1, 4, 4});
  const Tensor labels = zeros({16}, {.dtype = int64});
  for (std::int64_t i = 0; i < 16; ++i) {
    const std::int64_t line = i % 4;
    const bool row = i < 8;
    Tensor label = labels;
    label.set({i}, row);
    Tensor image = images;
    for (std::int64_t k = 0; k < 4; ++k) image.set({i, 0, row ? line : k, row ? k : line}, i % 8 < 4 ? 1 : 0.5);
  }
  nn::Sequential model{nn::Conv2d(1, 8, 3, random, {.padding = 1}),
                       nn::LeakyReLU{},
                       nn::MaxPool2d{2},
                       nn::Flatten{},
                       nn::Dropout(0.1, random),
                       nn::Linear(32, 2, random)};
  optim::Adam adam(model.parameters(), {.lr = 1e-2});
  train(model, adam, images, labels, 150);
  model.eval();
  CHECK(nn::cross_entropy(model(images), labels).item() < 0.05);
  CHECK(distance(argmax(model(images), 1), labels) == 0);
}

TEST_CASE("training: a Linear finds the least-squares line") {
  Random random(3);
  const Tensor x = randn({50, 1}, random);
  const Tensor t = 3 * x - 2;
  nn::Linear line(1, 1, random);
  optim::GradientDescent gd(line.parameters(), {.lr = 0.2});
  for (int step = 0; step < 200; ++step) {
    gd.zero_grad();
    nn::mse(line(x), t).backward();
    gd.step();
  }
  CHECK(line.weight.item() == doctest::Approx(3));
  CHECK(line.bias.item() == doctest::Approx(-2));
}

TEST_CASE("training: the same seed gives the same weights to the bit") {
  const auto run = [] {
    Random random(7);
    const Tensor x = randn({16, 4}, random, {.dtype = float32});
    const Tensor labels = integers({16}, 0, 3, random);
    nn::Sequential model = nn::mlp({4, 8, 3}, random, {.dtype = float32});
    model.add(nn::Dropout(0.1, random));
    optim::Adam adam(model.parameters());
    train(model, adam, x, labels, 20);
    return model.state_dict();
  };
  const StateDict first = run();
  StateDict second = run();
  REQUIRE(first.size() == 4);
  for (const auto& entry : first) CHECK(distance(entry.second, second.at(entry.first)) == 0);
}

}  // namespace thalweg
