// NaturalGradient: memory, saved state, dtypes and bad input.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <vector>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/linear_algebra.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/piecewise.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/nn/linear.hpp>
#include <thalweg/nn/losses.hpp>
#include <thalweg/nn/mlp.hpp>
#include <thalweg/optim/flat_parameters.hpp>
#include <thalweg/optim/natural_gradient.hpp>
#include <thalweg/tensor/allocator.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/create_random.hpp>

#include <tests/support/numbers.hpp>
#include <tests/support/small_classifier.hpp>

namespace thalweg::optim {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Tensor leaf(const Nested& values) {
  Tensor x = tensor(values);
  x.requires_grad_();
  return x;
}

}  // namespace

TEST_CASE("natural gradient: memory is eight vectors of the parameters' size, three of them the solver's own") {
  Random random(1);
  const std::int64_t in = 4000, out = 50;
  nn::Linear layer(in, out, random, {.dtype = float32});
  const Tensor x = randn({2, in}, random, {.dtype = float32}), labels = integers({2}, 0, out, random);
  NaturalGradient natural(layer.named_parameters(), {.lr = 0.1});
  const auto step = [&] {
    return natural.step([&] {
      const Tensor outputs = layer(x);
      return ModelOutput{outputs, nn::cross_entropy(outputs, labels)};
    });
  };
  step();
  const std::int64_t vector_bytes = 4 * (in + 1) * out, live = live_bytes();
  reset_peak_bytes();
  CHECK(step().moved);
  CHECK(live_bytes() == live);
  // The solution is already live; the conjugate gradients' three vectors are not tensors and are not counted.
  const double vectors = static_cast<double>(peak_bytes() - live) / static_cast<double>(vector_bytes);
  CHECK(vectors < 4.1);
  CHECK(vectors > 3.5);
}

TEST_CASE("natural gradient: a run that loads its state goes on bit for bit as if it had not stopped") {
  const SmallClassifier problem, resumed;
  NaturalGradient first(problem.network.named_parameters()), second(resumed.network.named_parameters());
  for (int t = 0; t < 4; ++t) first.step(problem.closure());
  nn::Sequential copy = resumed.network;
  copy.load_state_dict(problem.network.state_dict());
  second.load_state_dict(first.state_dict());
  for (int t = 0; t < 4; ++t) {
    const ModelStep a = first.step(problem.closure()), b = second.step(resumed.closure());
    CHECK(a.next_loss == b.next_loss);
    CHECK(a.damping == b.damping);
  }
  CHECK(values_of(problem) == values_of(resumed));
}

TEST_CASE("natural gradient: warm_start says how much of the last solution the next system starts from") {
  const auto second_step = [](double warm_start, double kept) {
    const SmallClassifier problem;
    // lambda stays, and the step is so short that the system is all but the same.
    NaturalGradient natural(problem.network.named_parameters(),
                            {.lr = 1e-9,
                             .damping = {.initial = 1, .increase = 1, .decrease = 1},
                             .cg_iterations = 200,
                             .cg_tolerance = 1e-4,
                             .warm_start = warm_start});
    natural.step(problem.closure());
    StateDict state = natural.state_dict();
    for (auto& [name, value] : state)
      if (name.ends_with(".solution")) value = value * kept;
    natural.load_state_dict(state);
    return natural.step(problem.closure()).cg_iterations;
  };
  const std::int64_t from_zero = second_step(0, 1);
  CHECK(from_zero > 5);
  CHECK(second_step(0, -1) == from_zero);
  CHECK(second_step(1, 1) == 1);  // the product that finds out
  CHECK(second_step(0.5, 2) == 1);
  CHECK(second_step(0.5, 1) > 5);
}

TEST_CASE("natural gradient: lambda is lifted to the floor at every step") {
  const SmallClassifier problem;
  NaturalGradient natural(problem.network.named_parameters(), {.damping = {.floor = 1e-3}});
  natural.step(problem.closure());
  StateDict state = natural.state_dict();
  state["damping"] = tensor(1e-20);
  natural.load_state_dict(state);
  ModelStep ignored;
  const FisherProduct product(problem.closure()().outputs, problem.network.parameters());
  const double floor = 1e-3 * mean_diagonal(product, 1, ignored);
  CHECK(natural.step(problem.closure()).damping / floor == doctest::Approx(1));
}

TEST_CASE("natural gradient: loading is strict and changes nothing on an error") {
  const SmallClassifier problem;
  NaturalGradient natural(problem.network.named_parameters());
  natural.step(problem.closure());
  StateDict state = natural.state_dict();
  CHECK(state.size() == 6);
  state["0.weight.solution"] = zeros({3});
  CHECK_THROWS_WITH_AS(
      natural.load_state_dict(state),
      "natural gradient: 0.weight.solution is float64 (10, 6) here, but float64 (3,) in the state to load",
      std::invalid_argument);
  state = natural.state_dict();
  state["damping"] = tensor(nan);
  state["2.bias.solution"] = ones({3});
  CHECK_THROWS_WITH_AS(natural.load_state_dict(state),
                       "natural gradient: damping must be a finite number not below 0, got nan", std::invalid_argument);
  state["damping"] = tensor(1.0);
  state["t"] = tensor(-1, {.dtype = int64});
  CHECK_THROWS_WITH_AS(natural.load_state_dict(state), "natural gradient: t counts steps and cannot be -1",
                       std::invalid_argument);
  state.erase("t");
  CHECK_THROWS_WITH_AS(natural.load_state_dict(state), "natural gradient: the state to load lacks t",
                       std::invalid_argument);
  CHECK(distance(natural.state_dict().at("2.bias.solution"), {1, 1, 1}) > 1e-3);
}

TEST_CASE("natural gradient: a model may change its dtype between steps, and lr may follow a schedule to zero") {
  SmallClassifier problem;
  NaturalGradient natural(problem.network.named_parameters());
  natural.step(problem.closure());
  problem.network.to(float32);
  problem.x = problem.x.to(float32);
  CHECK(natural.step(problem.closure()).moved);
  CHECK(natural.state_dict().at("0.weight.solution").dtype() == float32);
  natural.set_lr_factor(0);
  const ModelStep step = natural.step(problem.closure());
  CHECK_FALSE(step.moved);
  CHECK(step.reason == "the learning rate is 0");
}

TEST_CASE("natural gradient: bad options and bad closures are refused with one sentence") {
  Tensor w = leaf({{1.0}});
  const auto with = [&](const ModelNaturalGradientOptions& options) { NaturalGradient natural({w}, options); };
  CHECK_THROWS_WITH_AS(with({.lr = 0}), "natural gradient: lr must be a finite number above 0, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.fisher = {.variance = -1}}), "fisher: variance must be a finite number above 0, got -1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.damping = {.initial = nan}}),
                       "natural gradient: damping.initial must be a finite number above 0, got nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.damping = {.floor = 0}}),
                       "natural gradient: damping.floor must be a finite number above 0, got 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.damping = {.increase = 0.5}}),
                       "natural gradient: damping.increase must be a finite number not below 1, got 0.5",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.damping = {.decrease = 2}}),
                       "natural gradient: damping.decrease must lie in (0, 1], got 2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.cg_iterations = 0}), "natural gradient: cg_iterations must be at least 1, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.cg_tolerance = -1}),
                       "natural gradient: cg_tolerance must be a finite number not below 0, got -1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.warm_start = 1.5}), "natural gradient: warm_start must lie in [0, 1], got 1.5",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(with({.halvings = -1}), "natural gradient: halvings must not be negative, got -1",
                       std::invalid_argument);
  NaturalGradient natural({w});
  CHECK_THROWS_WITH_AS(natural.set_lr_factor(-1),
                       "natural gradient: the factor of lr must be a finite number not below 0, got -1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(natural.step(nullptr), "natural gradient: needs a closure that returns the outputs and the loss",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(natural.step([&] {
    return ModelOutput{w * 1.0, {}};
  }),
                       "natural gradient: the closure must return the outputs and the loss, but the loss is undefined",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(natural.step([&] {
    return ModelOutput{{}, sum(w)};
  }),
                       "natural gradient: the closure must return the outputs and the loss, but the outputs are "
                       "undefined",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(natural.step([&] {
    return ModelOutput{w * 1.0, ones({2})};
  }),
                       "natural gradient: the loss must be one number, got shape (2,)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(natural.step([&] {
    return ModelOutput{w * 1.0, ones({})};
  }),
                       "grad: the output of shape () has no graph; call requires_grad_() on an input before computing "
                       "it, outside no_grad",
                       std::logic_error);
}

}  // namespace thalweg::optim
