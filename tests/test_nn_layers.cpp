// Layers: initial values pinned, outputs against plain loops, gradients, dropout's statistics.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/gradcheck.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/nn/activations.hpp>
#include <thalweg/nn/conv2d.hpp>
#include <thalweg/nn/dropout.hpp>
#include <thalweg/nn/linear.hpp>
#include <thalweg/nn/pooling.hpp>
#include <thalweg/nn/sequential.hpp>
#include <thalweg/tensor/create_random.hpp>
#include <thalweg/tensor/print.hpp>

#include <tests/support/numbers.hpp>

namespace thalweg {

namespace {

double largest(const Tensor& x) {
  double bound = 0;
  for (const double value : numbers(x)) bound = std::max(bound, std::abs(value));
  return bound;
}

/// gradcheck over the input and all parameters of a model.
template <class Model, class Check>
GradcheckReport checked(const Model& model, const Tensor& x, Check check) {
  std::vector<Tensor> inputs{x};
  for (const Tensor& parameter : model.parameters()) inputs.push_back(parameter.detach());
  const auto f = [&](const std::vector<Tensor>& in) {
    Model with_inputs = model;
    nn::Visitor visitor;
    with_inputs.visit(visitor);
    for (std::size_t i = 0; i + 1 < in.size(); ++i) *visitor.tensors()[i].tensor = in[i + 1];
    return with_inputs(in[0]);
  };
  return check(f, inputs);
}

const auto first_order = [](const auto& f, const auto& inputs) { return gradcheck(f, inputs); };
const auto second_order = [](const auto& f, const auto& inputs) { return gradgradcheck(f, inputs); };

}  // namespace

TEST_CASE("linear: initial weights are the engine's uniform draws, weight before bias") {
  Random random(42), again(42);
  const nn::Linear layer(4, 3, random);
  for (std::int64_t i = 0; i < 12; ++i) CHECK(layer.weight.at({i / 4, i % 4}) == again.uniform(-0.5, 0.5));
  for (std::int64_t i = 0; i < 3; ++i) CHECK(layer.bias.at({i}) == again.uniform(-0.5, 0.5));
  CHECK(random.state() == again.state());
  CHECK(layer.weight.at({0, 0}) == 0x1.7bae644c5fd6dp-1 - 0.5);
  CHECK(layer.weight.requires_grad());
  CHECK(layer.bias.requires_grad());
}

TEST_CASE("linear: initial weights fill [-1/sqrt(in), 1/sqrt(in))") {
  Random random(3);
  const nn::Linear layer(100, 300, random, {.dtype = float32});
  CHECK(layer.weight.dtype() == float32);
  CHECK(layer.bias.dtype() == float32);
  CHECK(layer.weight.shape() == Shape{300, 100});
  CHECK(largest(layer.weight) <= 0.1f);
  CHECK(largest(layer.weight) > 0.0999);
  CHECK(largest(layer.bias) > 0.098);
  CHECK(mean(square(layer.weight)).item() == doctest::Approx(0.01 / 3).epsilon(0.02));
}

TEST_CASE("linear: the product against a loop, for any leading axes") {
  Random random(5);
  const nn::Linear layer(3, 2, random);
  const Tensor x = randn({2, 4, 3}, random);
  const Tensor y = layer(x);
  REQUIRE(y.shape() == Shape{2, 4, 2});
  for (std::int64_t b = 0; b < 2; ++b)
    for (std::int64_t t = 0; t < 4; ++t)
      for (std::int64_t o = 0; o < 2; ++o) {
        double expected = layer.bias.at({o});
        for (std::int64_t i = 0; i < 3; ++i) expected += layer.weight.at({o, i}) * x.at({b, t, i});
        CHECK(y.at({b, t, o}) == doctest::Approx(expected).epsilon(1e-14));
      }
  const nn::Linear plain(3, 2, random, {.bias = false});
  CHECK_FALSE(plain.bias.defined());
  CHECK(plain.parameters().size() == 1);
  CHECK(plain(zeros({3})).shape() == Shape{2});
  CHECK(largest(plain(zeros({1, 3}))) == 0);
}

TEST_CASE("linear: sizes below 1 and inputs that do not fit are refused") {
  Random random(1);
  CHECK_THROWS_WITH_AS(nn::Linear(0, 3, random), "Linear: needs at least one input and one output, got 0 and 3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::Linear(2, -1, random), "Linear: needs at least one input and one output, got 2 and -1",
                       std::invalid_argument);
  CHECK(random.state() == 1);
  const nn::Linear layer(2, 3, random);
  CHECK_THROWS_WITH_AS(layer(zeros({4, 3})),
                       "linear: x of shape (4, 3) does not end in the 2 inputs of the weight, (3, 2)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(layer(zeros({4, 2}, {.dtype = float32})),
                       "linear: dtypes differ: float32 and float64; convert one with .to(float32)",
                       std::invalid_argument);
}

TEST_CASE("conv2d: initial weights are uniform within 1/sqrt(in kh kw)") {
  Random random(42), again(42);
  const nn::Conv2d layer(4, 2, {2, 2}, random);
  CHECK(layer.weight.shape() == Shape{2, 4, 2, 2});
  const std::vector<double> weights = numbers(layer.weight);
  for (const double weight : weights) CHECK(weight == again.uniform(-0.25, 0.25));
  CHECK(layer.bias.at({0}) == again.uniform(-0.25, 0.25));
}

TEST_CASE("conv2d: values against a loop, with stride and padding") {
  Random random(6);
  const nn::Conv2d layer(2, 3, {3, 2}, random, {.stride = {2, 1}, .padding = {1, 0}});
  const Tensor x = randn({2, 2, 5, 4}, random);
  const Tensor y = layer(x);
  REQUIRE(y.shape() == Shape{2, 3, 3, 3});
  for (std::int64_t b = 0; b < 2; ++b)
    for (std::int64_t o = 0; o < 3; ++o)
      for (std::int64_t row = 0; row < 3; ++row)
        for (std::int64_t column = 0; column < 3; ++column) {
          double expected = layer.bias.at({o});
          for (std::int64_t i = 0; i < 2; ++i)
            for (std::int64_t r = 0; r < 3; ++r)
              for (std::int64_t c = 0; c < 2; ++c) {
                const std::int64_t at = 2 * row + r - 1;
                if (at < 0 || at >= 5) continue;
                expected += layer.weight.at({o, i, r, c}) * x.at({b, i, at, column + c});
              }
          CHECK(y.at({b, o, row, column}) == doctest::Approx(expected).epsilon(1e-13));
        }
}

TEST_CASE("conv2d: a 1 x 1 kernel is a Linear over the channels") {
  Random random(7);
  const nn::Conv2d layer(3, 2, 1, random);
  CHECK(layer.stride == Pair(1));
  CHECK(layer.padding == Pair(0));
  const Tensor x = randn({2, 3, 4, 5}, random);
  const Tensor as_rows = permute(x, {0, 2, 3, 1});
  nn::Linear linear(3, 2, random);
  linear.weight = reshape(layer.weight, {2, 3});
  linear.bias = layer.bias;
  CHECK(distance(permute(layer(x), {0, 2, 3, 1}), linear(as_rows)) < 1e-14);
}

TEST_CASE("conv2d: sizes that make no window are refused at construction") {
  Random random(1);
  CHECK_THROWS_WITH_AS(nn::Conv2d(0, 3, 3, random),
                       "Conv2d: channels and kernel must be at least 1, got in 0, out 3, kernel (3, 3)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::Conv2d(1, 3, {3, 0}, random),
                       "Conv2d: channels and kernel must be at least 1, got in 1, out 3, kernel (3, 0)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::Conv2d(1, 1, 3, random, {.stride = 0, .padding = -1}),
                       "Conv2d: the stride must be at least 1 and the padding not negative, got (0, 0) and (-1, -1)",
                       std::invalid_argument);
}

TEST_CASE("activations: each layer is its function") {
  const Tensor x = tensor({-2, 0.5, 3});
  CHECK(to_string(nn::ReLU{}(x)) == "[0.  0.5 3. ]");
  CHECK(distance(nn::LeakyReLU{}(x), {-0.02, 0.5, 3}) < 1e-16);
  CHECK(distance(nn::LeakyReLU{.slope = 0.25}(x), {-0.5, 0.5, 3}) == 0);
  CHECK(distance(nn::Tanh{}(x), {std::tanh(-2.0), std::tanh(0.5), std::tanh(3.0)}) < 1e-15);
  const auto logistic = [](double v) { return 1 / (1 + std::exp(-v)); };
  CHECK(distance(nn::Sigmoid{}(x), {logistic(-2), logistic(0.5), logistic(3)}) < 1e-15);
  CHECK(distance(nn::SiLU{}(x), {-2 * logistic(-2), 0.5 * logistic(0.5), 3 * logistic(3)}) < 1e-15);
  const auto phi = [](double v) { return v * 0.5 * std::erfc(-v / std::sqrt(2.0)); };
  CHECK(distance(nn::GELU{}(x), {phi(-2), phi(0.5), phi(3)}) < 1e-14);
  CHECK(distance(nn::GELU{.form = GeluForm::tanh}(x), {phi(-2), phi(0.5), phi(3)}) > 1e-6);
  CHECK(distance(nn::Softplus{}(x),
                 {std::log1p(std::exp(-2.0)), std::log1p(std::exp(0.5)), std::log1p(std::exp(3.0))}) < 1e-15);
}

TEST_CASE("pooling: each layer is its function with its options") {
  const Tensor x = reshape(arange(16), {1, 1, 4, 4});
  CHECK(to_string(nn::MaxPool2d{2}(x)) == "[[[[ 5.  7.]\n   [13. 15.]]]]");
  CHECK(to_string(nn::AvgPool2d{2}(x)) == "[[[[ 2.5  4.5]\n   [10.5 12.5]]]]");
  CHECK(nn::MaxPool2d{3, {.stride = 2, .padding = 1}}(x).shape() == Shape{1, 1, 2, 2});
  CHECK(nn::AvgPool2d{{2, 4}, {.stride = 1}}(x).shape() == Shape{1, 1, 3, 1});
  CHECK(nn::Flatten{}(zeros({2, 3, 4})).shape() == Shape{2, 12});
  CHECK(nn::Flatten{.first = 0}(zeros({2, 3, 4})).shape() == Shape{24});
}

TEST_CASE("dropout: p of the elements are zero and the mean stays while training; nothing happens in use") {
  Random random(8);
  nn::Dropout drop(0.25, random);
  const std::int64_t n = 40000;
  const Tensor x = ones({n}).requires_grad_();
  const Tensor y = drop(x);
  const std::vector<double> values = numbers(y);
  const std::int64_t zeros = std::count(values.begin(), values.end(), 0.0);
  CHECK(std::count(values.begin(), values.end(), 1 / 0.75) == n - zeros);
  const double error = 4 * std::sqrt(0.25 * 0.75 / static_cast<double>(n));
  CHECK(std::abs(static_cast<double>(zeros) / static_cast<double>(n) - 0.25) < error);
  sum(y).backward();
  CHECK(distance(x.grad(), y) == 0);
  CHECK(distance(drop(x), y) > 1);
  drop.eval();
  CHECK(drop(x).is(x));
}

TEST_CASE("dropout: the masks follow from the engine it was made with, and copies draw the same ones") {
  Random random(8), again(8);
  const nn::Dropout drop(0.5, random), same(0.5, again);
  CHECK(random.state() == again.state());
  const nn::Dropout copy = drop;
  const Tensor x = ones({64}, {.dtype = float32});
  const Tensor y = drop(x);
  CHECK(y.dtype() == float32);
  CHECK(distance(same(x), y) == 0);
  CHECK(distance(copy(x), y) == 0);
}

TEST_CASE("dropout: p = 0 keeps everything, p = 1 nothing, others are refused") {
  Random random(8);
  const Tensor x = ones({5});
  CHECK(nn::Dropout(0, random)(x).is(x));
  CHECK(to_string(nn::Dropout(1, random)(x)) == "[0. 0. 0. 0. 0.]");
  CHECK_THROWS_WITH_AS(nn::Dropout(1.5, random), "Dropout: p is a probability, got 1.5", std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::Dropout(std::nan(""), random), "Dropout: p is a probability, got nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::Dropout(0.5, random)(ones({2}, {.dtype = int64})),
                       "Dropout: needs a floating tensor, got int64; convert it with .to(float64)",
                       std::invalid_argument);
}

TEST_CASE("layers: gradients of small models agree with central differences, to second order") {
  Random random(9);
  const nn::Sequential dense{nn::Linear(3, 4, random), nn::Tanh{}, nn::Linear(4, 2, random, {.bias = false}),
                             nn::GELU{}};
  const Tensor rows = randn({2, 3}, random);
  const nn::Sequential planes{nn::Conv2d(1, 2, 3, random, {.stride = 2, .padding = 1}),
                              nn::SiLU{},
                              nn::AvgPool2d{2},
                              nn::Conv2d(2, 2, 1, random),
                              nn::Softplus{},
                              nn::Flatten{},
                              nn::Linear(2, 3, random),
                              nn::Sigmoid{}};
  const Tensor images = randn({2, 1, 4, 4}, random);
  for (const GradcheckReport& report : {checked(dense, rows, first_order), checked(dense, rows, second_order),
                                        checked(planes, images, first_order), checked(planes, images, second_order)}) {
    CHECK_MESSAGE(report.ok, report.message);
    CHECK(report.compared > 20);
  }
}

}  // namespace thalweg
