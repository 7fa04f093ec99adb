// K-FAC: its factors against the exact Fisher matrix, its steps, and what it refuses.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <vector>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/joins.hpp>
#include <thalweg/autograd/linear_algebra.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/mode.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/nn/conv2d.hpp>
#include <thalweg/nn/linear.hpp>
#include <thalweg/nn/losses.hpp>
#include <thalweg/nn/mlp.hpp>
#include <thalweg/optim/flat_parameters.hpp>
#include <thalweg/optim/kfac.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/create_random.hpp>

#include <tests/support/numbers.hpp>
#include <tests/support/small_classifier.hpp>

namespace thalweg::optim {

namespace {

/// The factors of all layers for one call of the model.
std::vector<KroneckerFactors> factors_of(nn::Module& model, const std::function<Tensor()>& call,
                                         const FisherOptions& options) {
  const std::vector<KfacLayer> layers = kfac_layers(model);
  KfacCapture capture(layers);
  const Tensor outputs = call();
  return capture.factors(outputs, OutputFisher(outputs, options));
}

/// A kron G in the order of flat parameters: weight (out, in) row by row, then the bias.
Tensor block(const KroneckerFactors& factors, std::int64_t in, bool bias) {
  const std::int64_t out = factors.g.size(0), n = out * (in + (bias ? 1 : 0));
  Tensor result = zeros({n, n});
  const auto output = [&](std::int64_t k) { return k < out * in ? k / in : k - out * in; };
  const auto input = [&](std::int64_t k) { return k < out * in ? k % in : in; };
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j)
      result.set({i, j}, factors.a.at({input(i), input(j)}) * factors.g.at({output(i), output(j)}));
  return result;
}

}  // namespace

TEST_CASE("k-fac: the block of one layer is the exact Fisher matrix where the Kronecker form is exact") {
  Random random(6);
  SUBCASE("softmax and one input") {
    nn::Linear layer(4, 3, random);
    const Tensor x = randn({1, 4}, random);
    const auto factors = factors_of(layer, [&] { return layer(x); }, {});
    CHECK(distance(block(factors[0], 4, true), fisher_matrix(layer(x), layer.parameters())) < 1e-14);
  }
  SUBCASE("Gaussian outputs and any batch") {
    nn::Linear layer(4, 3, random);
    const Tensor x = randn({7, 4}, random);
    const FisherOptions gaussian{.family = Family::gaussian, .variance = 0.4};
    const auto factors = factors_of(
        layer, [&] { return layer(x); }, gaussian);
    CHECK(distance(block(factors[0], 4, true), fisher_matrix(layer(x), layer.parameters(), gaussian)) < 1e-13);
  }
  SUBCASE("a 1 x 1 convolution without bias, Gaussian planes: places add up") {
    nn::Conv2d layer(3, 2, 1, random, {.bias = false});
    const Tensor x = randn({5, 3, 2, 4}, random);
    const FisherOptions gaussian{.family = Family::gaussian};
    const auto factors = factors_of(
        layer, [&] { return layer(x); }, gaussian);
    CHECK(distance(block(factors[0], 3, false), fisher_matrix(layer(x), layer.parameters(), gaussian)) < 1e-13);
  }
  SUBCASE("every layer of a deep net and one input: the diagonal blocks") {
    nn::Sequential net = nn::mlp({3, 4, 2}, random, {.activation = nn::Tanh{}});
    const Tensor x = randn({1, 3}, random);
    const auto factors = factors_of(net, [&] { return net(x); }, {});
    const Tensor f = fisher_matrix(net(x), net.parameters());
    CHECK(distance(block(factors[0], 3, true), raw::slice(raw::slice(f, 0, 0, 16), 1, 0, 16)) < 1e-14);
    CHECK(distance(block(factors[1], 4, true), raw::slice(raw::slice(f, 0, 16, 26), 1, 16, 26)) < 1e-14);
  }
}

TEST_CASE("k-fac: factors divide by the batch once, and rows of a Linear with more axes are counted as places") {
  Random random(9);
  nn::Linear layer(4, 3, random);
  const Tensor x = randn({2, 5, 4}, random);
  const FisherOptions gaussian{.family = Family::gaussian};
  // As means of a batch of two, five places each add up.
  const auto factors = factors_of(
      layer, [&] { return layer(x); }, gaussian);
  CHECK(distance(block(factors[0], 4, true), fisher_matrix(layer(x), layer.parameters(), gaussian)) < 1e-13);
  // As logits, each of ten rows is a sample.
  const auto rows = factors_of(layer, [&] { return layer(x); }, {});
  const auto flat = factors_of(layer, [&] { return layer(reshape(x, {10, 4})); }, {});
  CHECK(distance(rows[0].a, flat[0].a) < 1e-15);
  CHECK(distance(rows[0].g, flat[0].g) < 1e-15);
  CHECK(rows[0].a.at({4, 4}) == doctest::Approx(1));
}

TEST_CASE("k-fac: the preconditioner solves with the damped Kronecker product") {
  Random random(12);
  nn::Linear layer(4, 3, random);
  const Tensor x = randn({6, 4}, random);
  const KroneckerFactors factors = factors_of(layer, [&] { return layer(x); }, {})[0];
  const double lambda = 0.01;
  const double pi = std::sqrt(trace(factors.a).item() / 5 / (trace(factors.g).item() / 3));
  const KroneckerFactors damped = no_grad([&] {
    return KroneckerFactors{factors.a + pi * std::sqrt(lambda) * eye(5), factors.g + std::sqrt(lambda) / pi * eye(3)};
  });
  const std::vector<Tensor> v{randn({3, 4}, random), randn({3}, random)};
  const auto parameters = layer.named_parameters();
  const Tensor expected = solve(block(damped, 4, true), to_flat(v, parameters));
  const LayerGradient result = precondition(damped_inverse(factors, lambda), {v[0], v[1]});
  CHECK(distance(to_flat({result.weight, result.bias}, parameters), expected) < 1e-11);
  // Without gradients of the outputs, all of the damping is left: A as it is and lambda^(1/2) on either side.
  const KroneckerFactors silent = damped_inverse({zeros({2, 2}), zeros({1, 1})}, 0.25);
  CHECK(distance(silent.a, {2, 0, 0, 2}) < 1e-15);
  CHECK(distance(silent.g, {2}) < 1e-15);
}

TEST_CASE("k-fac: the first step of one layer of logits, worked out by hand") {
  // logits = w x, x = 3, w = 0, label 0: A = 9, G = [[1, -1], [-1, 1]] / 4; D points along -g whatever the damping, and
  // the best length with F + lambda I, lambda = 9/4, is that of natural gradient: (2/9, -2/9).
  Random random(1);
  nn::Linear layer(1, 2, random, {.bias = false});
  raw::copy(layer.weight, zeros({2, 1}));
  const Tensor x = tensor({{3.0}}), label = tensor({0}, {.dtype = int64});
  Kfac kfac(layer, {.damping = {.initial = 1}});
  const ModelStep step = kfac.step([&] {
    const Tensor logits = layer(x);
    return ModelOutput{logits, nn::cross_entropy(logits, label)};
  });
  CHECK(distance(layer.weight, {2. / 9, -2. / 9}) < 1e-14);
  CHECK(step.ratio == doctest::Approx((std::log(2.) - std::log1p(std::exp(-4. / 3))) * 3).epsilon(1e-12));
  CHECK(step.products == 3);
  CHECK(step.evaluations == 2);
  const StateDict state = kfac.state_dict();
  CHECK(state.at("weight.a").item() == doctest::Approx(9));
  CHECK(distance(state.at("weight.g"), {0.25, -0.25, -0.25, 0.25}) < 1e-15);
}

TEST_CASE("k-fac: least squares are solved in one step where the Kronecker form is exact") {
  Random random(8);
  const Tensor x = randn({40, 5}, random), t = randn({40, 2}, random);
  nn::Linear layer(5, 2, random);
  Kfac kfac(layer,
            {.fisher = {.family = Family::gaussian, .variance = 0.5}, .damping = {.initial = 1e-14, .floor = 1e-15}});
  kfac.step([&] {
    const Tensor y = layer(x);
    return ModelOutput{y, sum(square(y - t)) / 40};
  });
  layer.zero_grad();
  nn::mse(layer(x), t).backward();
  CHECK(distance(layer.weight.grad(), std::vector<double>(10)) < 1e-6);
  CHECK(distance(layer.bias.grad(), std::vector<double>(2)) < 1e-6);
}

TEST_CASE("k-fac: nets learn random labels by heart, in both dtypes, and the loss never grows") {
  for (const Dtype dtype : {float64, float32})
    for (const bool momentum : {true, false}) {
      SmallClassifier problem(dtype);
      Kfac kfac(problem.network, {.momentum = momentum});
      double loss = problem.closure()().loss.item();
      for (int t = 0; t < 100; ++t) {
        const ModelStep step = kfac.step(problem.closure());
        REQUIRE(step.loss == loss);
        REQUIRE(step.next_loss <= step.loss);
        loss = step.next_loss;
        REQUIRE(loss == problem.closure()().loss.item());
      }
      CHECK(loss < 1e-2);
    }
}

TEST_CASE("k-fac: a net of 1 x 1 convolutions learns to sort planes") {
  Random random(3);
  nn::Sequential net{nn::Conv2d(2, 6, 1, random), nn::Tanh{}, nn::Conv2d(6, 3, 1, random),
                     nn::Layer([](const Tensor& y) {
                       return mean(y, {2, 3});
                     })};
  const Tensor x = randn({24, 2, 3, 3}, random), labels = argmax(mean(cat({x, -sum(x, {1}, true)}, 1), {2, 3}), 1);
  Kfac kfac(net);
  ModelStep step;
  for (int t = 0; t < 80; ++t)
    step = kfac.step([&] {
      const Tensor outputs = net(x);
      return ModelOutput{outputs, nn::cross_entropy(outputs, labels)};
    });
  CHECK(step.next_loss < 0.05);
}

namespace {

struct Counter final : nn::LayerObserver {
  void saw(const Call& call) override {
    ++calls;
    rows = call.x.size(0);
  }
  int calls = 0;
  std::int64_t rows = 0;
};

}  // namespace

TEST_CASE("k-fac: of several observers the newest sees") {
  Random random(1);
  nn::Sequential net = nn::mlp({2, 3, 2}, random);
  const Tensor x = ones({5, 2});
  Counter outer;
  net(x);
  {
    Counter inner;
    net(x);
    CHECK(inner.calls == 2);
    CHECK(inner.rows == 5);
  }
  CHECK(outer.calls == 2);
  net(x);
  CHECK(outer.calls == 4);
}

TEST_CASE("k-fac: only the first call of a step is looked at, not the trials") {
  const SmallClassifier problem;
  nn::Sequential model = problem.network;
  Kfac kfac(model);
  Counter outer;
  const ModelStep step = kfac.step(problem.closure());
  CHECK(step.evaluations >= 2);
  CHECK(outer.calls == 2 * (step.evaluations - 1));
}

}  // namespace thalweg::optim
