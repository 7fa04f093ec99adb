// Optimizers as classes: the rules of optim/arrays on a model's parameters, their groups, schedules and saved state.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <memory>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/optim/schedules.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::optim {

namespace {

Tensor leaf(const Nested& values, Dtype dtype = float64) {
  Tensor x = tensor(values, {.dtype = dtype});
  x.requires_grad_();
  return x;
}

Tensor rosenbrock(const Tensor& x) {
  const Tensor a = 1.0 - x[0];
  const Tensor b = x[1] - x[0] * x[0];
  return a * a + 100 * (b * b);
}

/// Gives x the gradient g and takes one step.
void step_with(Optimizer& optimizer, const Tensor& x, const Nested& g) {
  Tensor handle = x;
  handle.set_grad(tensor(g, {.dtype = x.dtype()}));
  optimizer.step();
}

}  // namespace

TEST_CASE("optimizers: two steps of each class from p = 1 with gradients 2 and 1, worked out by hand") {
  Tensor p = leaf({1.0});
  SUBCASE("gradient descent: 1 - 0.1 * 2 - 0.1 * 1") {
    GradientDescent gd({p}, {.lr = 0.1});
    step_with(gd, p, {2.0});
    CHECK(p.at({0}) == doctest::Approx(0.8).epsilon(1e-15));
    step_with(gd, p, {1.0});
    CHECK(p.at({0}) == doctest::Approx(0.7).epsilon(1e-15));
  }
  SUBCASE("momentum, alpha 0.9: v = 0.2, then 0.9 * 0.2 + 0.1 = 0.28") {
    Momentum momentum({p}, {.lr = 0.1, .alpha = 0.9});
    step_with(momentum, p, {2.0});
    CHECK(p.at({0}) == doctest::Approx(0.98).epsilon(1e-15));
    step_with(momentum, p, {1.0});
    CHECK(p.at({0}) == doctest::Approx(0.952).epsilon(1e-15));
  }
  SUBCASE("sgd, momentum 0.9: buf = 2, then 0.9 * 2 + 1 = 2.8") {
    Sgd sgd({p}, {.lr = 0.1, .momentum = 0.9});
    step_with(sgd, p, {2.0});
    step_with(sgd, p, {1.0});
    CHECK(p.at({0}) == doctest::Approx(1 - 0.2 - 0.28).epsilon(1e-15));
  }
  SUBCASE("adam: the first step has length lr, whatever the gradient") {
    Adam adam({p}, {.lr = 0.1, .eps = 1e-12});
    step_with(adam, p, {2.0});
    CHECK(p.at({0}) == doctest::Approx(0.9).epsilon(1e-11));
    step_with(adam, p, {1.0});
    const double m = (0.9 * 0.2 + 0.1) / (1 - 0.81);
    const double v = (0.999 * 0.004 + 0.001) / (1 - 0.999 * 0.999);
    CHECK(p.at({0}) == doctest::Approx(0.9 - 0.1 * m / std::sqrt(v)).epsilon(1e-11));
  }
  SUBCASE("adamax: u = 2, then max(0.999 * 2, 1)") {
    Adamax adamax({p}, {.lr = 0.1, .eps = 0});
    step_with(adamax, p, {2.0});
    CHECK(p.at({0}) == doctest::Approx(0.9).epsilon(1e-14));
    step_with(adamax, p, {1.0});
    CHECK(p.at({0}) == doctest::Approx(0.9 - 0.1 / (1 - 0.81) * 0.28 / 1.998).epsilon(1e-14));
  }
}

TEST_CASE("optimizers: the class and the rule on arrays walk the same path bit for bit") {
  Tensor x = leaf({3.0, 0.0});
  Adam adam({x}, {.lr = 0.1, .eps = 1e-7});
  std::array<double, 2> p{3.0, 0.0};
  std::array<double, 2> m{};
  std::array<double, 2> v{};
  for (std::int64_t t = 1; t <= 500; ++t) {
    adam.zero_grad();
    rosenbrock(x).backward();
    const Tensor g = x.grad();
    arrays::adam(p, g.span<double>(), m, v, t, {.lr = 0.1, .eps = 1e-7});
    adam.step();
    REQUIRE(x.at({0}) == p[0]);
    REQUIRE(x.at({1}) == p[1]);
  }
}

TEST_CASE("optimizers: float32 parameters have float32 state, also when a model changes dtype later") {
  Tensor p = leaf({1.0, 2.0});
  Adam adam({p});
  step_with(adam, p, {1.0, 1.0});
  p.replace(p.to(float32).detach());
  p.set_grad({});
  Tensor g = tensor({1.0, 1.0}, {.dtype = float32});
  CHECK(p.dtype() == float32);
  p.set_grad(g);
  adam.step();
  CHECK(adam.state_dict().at("0.m").dtype() == float32);
  CHECK(p.at({0}) == doctest::Approx(1 - 2e-3).epsilon(1e-6));
}

TEST_CASE("optimizers: a parameter without a gradient stays as it is and counts no step") {
  Tensor a = leaf({1.0});
  Tensor b = leaf({1.0});
  Adam adam({a, b});
  step_with(adam, a, {1.0});
  CHECK(b.at({0}) == 1.0);
  CHECK(adam.state_dict().at("1.t").item() == 0);
  CHECK(adam.state_dict().at("0.t").item() == 1);
  adam.zero_grad();
  CHECK_FALSE(a.grad().defined());
}

TEST_CASE("optimizers: groups have options of their own, and a schedule scales every lr") {
  Tensor a = leaf({1.0});
  Tensor b = leaf({1.0});
  GradientDescent gd({{.parameters = {a}, .options = {.lr = 0.1}}, {.parameters = {b}, .options = {.lr = 0.01}}});
  const Schedule schedule = exponential_schedule({.gamma = 0.5});
  for (std::int64_t t = 0; t < 2; ++t) {
    gd.set_lr_factor(schedule(t));
    a.set_grad(ones({1}));
    b.set_grad(ones({1}));
    gd.step();
  }
  CHECK(a.at({0}) == doctest::Approx(0.85));
  CHECK(b.at({0}) == doctest::Approx(0.985));
  gd.set_options({.lr = 0.2}, 1);
  CHECK(gd.options(1).lr == 0.2);
}

TEST_CASE("optimizers: a run that loads its state goes on bit for bit as if it had not stopped") {
  Tensor x = leaf({-1.2, 1.0});
  Adam adam({x}, {.lr = 0.01});
  const auto train = [](Optimizer& optimizer, const Tensor& at, int steps) {
    for (int i = 0; i < steps; ++i) {
      optimizer.zero_grad();
      rosenbrock(at).backward();
      optimizer.step();
    }
  };
  train(adam, x, 5);
  Tensor copy = clone(x).detach();
  copy.requires_grad_();
  Adam resumed({copy}, {.lr = 0.01});
  resumed.load_state_dict(adam.state_dict());
  train(adam, x, 20);
  train(resumed, copy, 20);
  CHECK(x.at({0}) == copy.at({0}));
  CHECK(x.at({1}) == copy.at({1}));
}

TEST_CASE("optimizers: loading is strict and changes nothing on an error") {
  Tensor x = leaf({1.0, 2.0});
  Adam adam({x});
  step_with(adam, x, {1.0, 1.0});
  StateDict state = adam.state_dict();
  state["0.m"] = zeros({3});
  CHECK_THROWS_WITH_AS(adam.load_state_dict(state),
                       "adam: 0.m is float64 (2,) here, but float64 (3,) in the state to load", std::invalid_argument);
  state.erase("0.m");
  CHECK_THROWS_WITH_AS(adam.load_state_dict(state), "adam: the state to load lacks 0.m", std::invalid_argument);
  state = adam.state_dict();
  state["1.m"] = zeros({2});
  CHECK_THROWS_WITH_AS(adam.load_state_dict(state), "adam: the state to load has 1.m, which this optimizer does not",
                       std::invalid_argument);
  state = adam.state_dict();
  state["0.t"] = tensor(-1, {.dtype = int64});
  state["0.m"] = ones({2});
  CHECK_THROWS_WITH_AS(adam.load_state_dict(state), "adam: 0.t counts steps and cannot be -1", std::invalid_argument);
  CHECK(adam.state_dict().at("0.m").at({0}) == doctest::Approx(0.1));
}

TEST_CASE("optimizers: bad lists of parameters and bad options are refused when the optimizer is made") {
  Tensor x = leaf({1.0, 2.0});
  const Tensor constant = ones({2});
  CHECK_THROWS_WITH_AS(Adam(std::vector<Tensor>{}), "optimizer: the list of parameters is empty",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Adam({x, x}), "optimizer: parameter 1 is listed twice", std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      Adam({constant}),
      "optimizer: parameter 0 of shape (2,) does not require a gradient; call requires_grad_() on it first",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(Adam({x * 2}),
                       "optimizer: parameter 0 of shape (2,) is the result of an operation, not a leaf; optimize the "
                       "leaves it is made of",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Adam({x}, {.beta1 = 1.5}), "adam: beta1 must lie in [0, 1), got 1.5", std::invalid_argument);
  CHECK_THROWS_WITH_AS(Adam({x}, {.lr = -1}), "adam: lr must be a finite number not below 0, got -1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS((GradientDescent({{.parameters = {x}}, {.parameters = {x}}})),
                       "optimizer: parameter 1 is listed twice", std::invalid_argument);
}

TEST_CASE("optimizers: clipping by norm keeps the direction and returns the norm before") {
  Tensor a = leaf({0.0, 0.0});
  Tensor b = leaf({0.0}, float32);
  a.set_grad(tensor({3.0, 0.0}));
  b.set_grad(tensor({4.0}, {.dtype = float32}));
  CHECK(clip_grad_norm({a, b}, 1.0) == doctest::Approx(5));
  CHECK(a.grad().at({0}) == doctest::Approx(0.6));
  CHECK(b.grad().at({0}) == doctest::Approx(0.8));
  CHECK(clip_grad_norm({a, b}, 10.0) == doctest::Approx(1));
  CHECK(a.grad().at({0}) == doctest::Approx(0.6));
  a.set_grad(tensor({std::numeric_limits<double>::infinity(), 1.0}));
  CHECK_THROWS_WITH_AS(clip_grad_norm({a, b}, 1.0, true), "clip_grad_norm: the norm of the gradients is inf",
                       std::runtime_error);
  CHECK_THROWS_WITH_AS(clip_grad_norm({a}, 0), "clip_grad_norm: max_norm must be a finite number above 0, got 0",
                       std::invalid_argument);
}

TEST_CASE("optimizers: clipping by value clamps every entry") {
  Tensor a = leaf({0.0, 0.0, 0.0});
  a.set_grad(tensor({-3.0, 0.25, 7.0}));
  clip_grad_value({a}, 0.5);
  CHECK(a.grad().at({0}) == -0.5);
  CHECK(a.grad().at({1}) == 0.25);
  CHECK(a.grad().at({2}) == 0.5);
}

}  // namespace thalweg::optim
