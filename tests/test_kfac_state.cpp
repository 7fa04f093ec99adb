// K-FAC: saved state, numbers that are not finite, and bad input.
#include <doctest/doctest.h>

#include <limits>
#include <stdexcept>
#include <utility>
#include <vector>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/mode.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/nn/conv2d.hpp>
#include <thalweg/nn/linear.hpp>
#include <thalweg/nn/losses.hpp>
#include <thalweg/optim/kfac.hpp>
#include <thalweg/tensor/create.hpp>

#include <tests/support/numbers.hpp>
#include <tests/support/small_classifier.hpp>

namespace thalweg::optim {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A net with a parameter beside its layers.
struct Scaled : nn::Module {
  explicit Scaled(Random& random) : layer(2, 2, random), scale(ones({})) { scale.requires_grad_(); }
  void visit(nn::Visitor& visitor) override {
    visitor("layer", layer);
    visitor("scale", scale);
  }
  nn::Linear layer;
  Tensor scale;
};

}  // namespace

TEST_CASE("k-fac: a run that loads its state goes on bit for bit, between two inversions too") {
  for (int before : {2, 4, 5}) {
    SmallClassifier problem, resumed;
    Kfac first(problem.network), second(resumed.network);
    for (int t = 0; t < before; ++t) first.step(problem.closure());
    resumed.network.load_state_dict(problem.network.state_dict());
    second.load_state_dict(first.state_dict());
    for (int t = 0; t < 6; ++t) {
      const ModelStep a = first.step(problem.closure()), b = second.step(resumed.closure());
      CHECK(a.next_loss == b.next_loss);
      CHECK(a.damping == b.damping);
    }
    CHECK(values_of(problem) == values_of(resumed));
  }
}

TEST_CASE("k-fac: loading is strict and changes nothing on an error") {
  SmallClassifier problem;
  Kfac kfac(problem.network);
  kfac.step(problem.closure());
  StateDict state = kfac.state_dict();
  CHECK(state.size() == 8 + 4 + 3);
  state["0.weight.a"] = zeros({3});
  CHECK_THROWS_WITH_AS(kfac.load_state_dict(state),
                       "k-fac: 0.weight.a is float64 (7, 7) here, but float64 (3,) in the state to load",
                       std::invalid_argument);
  state = kfac.state_dict();
  state["2.weight.g"] = zeros({3, 3});
  state["t"] = tensor(-1, {.dtype = int64});
  CHECK_THROWS_WITH_AS(kfac.load_state_dict(state), "k-fac: t and age count steps and cannot be -1 and 1",
                       std::invalid_argument);
  state["damping"] = tensor(nan);
  CHECK_THROWS_WITH_AS(kfac.load_state_dict(state), "k-fac: damping must be a finite number not below 0, got nan",
                       std::invalid_argument);
  state["scale.a"] = zeros({1});
  CHECK_THROWS_WITH_AS(kfac.load_state_dict(state),
                       "k-fac: the state to load has scale.a, which this optimizer does not", std::invalid_argument);
  CHECK(distance(kfac.state_dict().at("2.weight.g"), zeros({3, 3})) > 1e-3);
}

TEST_CASE("k-fac: the running average weighs the first batches alike, and inverses are kept for a while") {
  SmallClassifier problem;
  Kfac kfac(problem.network, {.lr = 1e-9, .inverse_every = 100});
  const auto a = [&] { return numbers(kfac.state_dict().at("0.weight.a")); };
  const auto inverse = [&] { return numbers(kfac.state_dict().at("0.weight.a_inverse")); };
  kfac.step(problem.closure());
  const std::vector<double> first = a();
  problem.x = problem.x * 2.0;
  kfac.step(problem.closure());
  // x grows twofold, x x' fourfold, their mean 2.5-fold.
  CHECK(a()[0] == doctest::Approx(2.5 * first[0]));
  kfac.step(problem.closure());
  CHECK(a()[0] == doctest::Approx(3 * first[0]));
  const std::vector<double> kept = inverse();
  kfac.step(problem.closure());
  CHECK(inverse() == kept);
  kfac.set_options({.inverse_every = 1});
  kfac.step(problem.closure());
  CHECK(inverse() != kept);
}

TEST_CASE("k-fac: losses, gradients and factors that are not finite change nothing and are told") {
  Random random(1);
  nn::Linear layer(2, 2, random, {.dtype = float32});
  const Tensor x = ones({3, 2}, {.dtype = float32});
  Kfac kfac(layer);
  const std::vector<double> before = numbers(layer.weight);
  const auto step = [&](const Tensor& at, double factor) {
    return kfac.step([&] {
      const Tensor y = layer(at);
      return ModelOutput{y, factor * sum(y) + 0.0};
    });
  };
  CHECK(step(x, nan).reason == "the loss is nan before the step");
  CHECK(step(x, 0).reason == "the gradient is zero");
  const ModelStep huge = step(no_grad([&] { return x * 1e25; }), 1e-3);
  CHECK(huge.reason == "the factors of weight are not finite");
  CHECK_FALSE(huge.moved);
  CHECK(numbers(layer.weight) == before);
  CHECK(kfac.state_dict().at("t").item() == 0);
  kfac.set_lr_factor(0);
  CHECK(step(x, 1).reason == "the learning rate is 0");
}

TEST_CASE("k-fac: after a step that failed lambda grows tenfold, the last step is forgotten, and the next inverts") {
  SmallClassifier problem;
  Kfac kfac(problem.network, {.damping = {.increase = 1, .decrease = 1}, .inverse_every = 1000});
  for (int t = 0; t < 4; ++t) kfac.step(problem.closure());
  const double damping = kfac.state_dict().at("damping").item();
  const std::vector<double> before = values_of(problem);
  bool trial = false;
  const ModelStep step = kfac.step([&] {
    ModelOutput now = problem.closure()();
    if (std::exchange(trial, true)) now.loss = tensor(nan);
    return now;
  });
  CHECK_FALSE(step.moved);
  CHECK(step.reason.starts_with("no step down to 0.00097"));
  CHECK(values_of(problem) == before);
  CHECK(kfac.state_dict().at("damping").item() / damping == doctest::Approx(10));
  CHECK(kfac.state_dict().at("age").item() == 0);
  CHECK(distance(kfac.state_dict().at("0.weight.last_step"), zeros({10, 6})) == 0);
  CHECK(kfac.step(problem.closure()).moved);
  CHECK(kfac.state_dict().at("age").item() == 1);
}

TEST_CASE("k-fac: lambda is lifted to the floor at every step") {
  SmallClassifier problem;
  Kfac kfac(problem.network, {.damping = {.floor = 1e-3}});
  kfac.step(problem.closure());
  StateDict state = kfac.state_dict();
  state["damping"] = tensor(1e-20);
  kfac.load_state_dict(state);
  ModelStep ignored;
  const FisherProduct product(problem.closure()().outputs, problem.network.parameters());
  const double floor = 1e-3 * mean_diagonal(product, 1, ignored);
  CHECK(kfac.step(problem.closure()).damping / floor == doctest::Approx(1));
}

TEST_CASE("k-fac: models it has no blocks for are refused by name") {
  Random random(1);
  Scaled scaled(random);
  CHECK_THROWS_WITH_AS(Kfac{scaled},
                       "k-fac: parameter scale of shape () belongs to no Linear or Conv2d; NaturalGradient takes any "
                       "model",
                       std::invalid_argument);
  nn::Sequential wide{nn::Conv2d(1, 2, 3, random)};
  CHECK_THROWS_WITH_AS(Kfac{wide},
                       "k-fac: layer 0 has a kernel of 3 x 3, only 1 x 1 is supported; NaturalGradient takes any model",
                       std::invalid_argument);
  nn::Sequential strided{nn::Conv2d(1, 2, 1, random, {.stride = 2})};
  CHECK_THROWS_WITH_AS(Kfac{strided},
                       "k-fac: layer 0 has a stride or padding, only stride 1 without padding is supported; "
                       "NaturalGradient takes any model",
                       std::invalid_argument);
  const nn::Linear square(2, 2, random);
  nn::Sequential tied{square, square};
  CHECK_THROWS_WITH_AS(Kfac{tied}, "k-fac: layers share the weight 0.weight; NaturalGradient takes any model",
                       std::invalid_argument);
  nn::Sequential nothing;
  CHECK_THROWS_WITH_AS(Kfac{nothing}, "optimizer: the list of parameters is empty", std::invalid_argument);
  CHECK_THROWS_WITH_AS(Kfac(wide, {.lr = 0}),
                       "k-fac: layer 0 has a kernel of 3 x 3, only 1 x 1 is supported; "
                       "NaturalGradient takes any model",
                       std::invalid_argument);
}

TEST_CASE("k-fac: bad options, and layers that the closure calls never or twice, are refused") {
  Random random(1);
  nn::Sequential net = nn::mlp({2, 2, 2}, random);
  const auto with = [&](const KfacOptions& options) { Kfac kfac(net, options); };
  CHECK_THROWS_WITH_AS(with({.lr = -1}), "k-fac: lr must be a finite number above 0, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.decay = 1}), "k-fac: decay must lie in [0, 1), got 1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.inverse_every = 0}), "k-fac: inverse_every must be at least 1, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.halvings = -1}), "k-fac: halvings must not be negative, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.damping = {.floor = nan}}),
                       "k-fac: damping.floor must be a finite number above 0, got nan", std::invalid_argument);
  Kfac kfac(net);
  const Tensor x = ones({3, 2});
  CHECK_THROWS_WITH_AS(kfac.step([&] {
    const Tensor y = net[0](x);
    return ModelOutput{y, sum(y)};
  }),
                       "k-fac: the closure called the layer of 2.weight 0 times in one pass; K-FAC needs exactly one "
                       "call, NaturalGradient takes any model",
                       std::logic_error);
  CHECK_THROWS_WITH_AS(kfac.step([&] {
    const Tensor y = net(net(x));
    return ModelOutput{y, sum(y)};
  }),
                       "k-fac: the closure called the layer of 0.weight 2 times in one pass; K-FAC needs exactly one "
                       "call, NaturalGradient takes any model",
                       std::logic_error);
}

}  // namespace thalweg::optim
