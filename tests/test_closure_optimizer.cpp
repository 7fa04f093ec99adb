// Methods that ask a closure, as classes that train a model: steps, state by parameter name, faults; and train().
#include <doctest/doctest.h>

#include <functional>
#include <memory>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/in_place.hpp>
#include <thalweg/autograd/mode.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/nn/activations.hpp>
#include <thalweg/nn/losses.hpp>
#include <thalweg/nn/mlp.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/optim/second_order.hpp>
#include <thalweg/optim/tensors/minimize.hpp>
#include <thalweg/optim/train.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/create_random.hpp>

namespace thalweg::optim {
namespace {

Tensor rosenbrock(const Tensor& x) { return square(1 - x[0]) + 100 * square(x[1] - square(x[0])); }

/// A curve with noise, and a small network to fit it: 3 * 4 + 4 + 4 + 1 parameters.
struct Fit {
  explicit Fit(Dtype dtype = float64)
      : random(3), model(nn::mlp({3, 4, 1}, random, {.activation = nn::Tanh{}, .dtype = dtype})) {
    x = uniform({30, 3}, -1, 1, random, {.dtype = dtype});
    y = sum(square(x), {1}, true).detach();
  }
  Tensor residuals() const { return model(x) - y; }
  Tensor loss() const { return mean(square(residuals())); }

  Random random;
  nn::Sequential model;
  Tensor x, y;
};

using Make = std::function<std::unique_ptr<ClosureOptimizer>(const Parameters&)>;

struct Kind {
  const char* name;
  Make make;
  bool residuals;
};

template <class Class, class Options>
Kind kind(const char* name, const Options& options, bool residuals = false) {
  return {name, [options](const Parameters& parameters) { return std::make_unique<Class>(parameters, options); },
          residuals};
}

std::vector<Kind> kinds() {
  return {
      kind<Lbfgs>("l-bfgs", LbfgsOptions{}),
      kind<Bfgs>("bfgs", BfgsOptions{}),
      kind<Newton>("newton", NewtonOptions{}),
      kind<MetricDescent>("natural-gradient", NaturalGradientOptions{.lr = 0.1, .damping = 1e-3}),
      kind<GaussNewton>("gauss-newton", GaussNewtonOptions{.damping = 1e-3}, true),
      kind<LevenbergMarquardt>("levenberg-marquardt", LevenbergMarquardtOptions{}, true),
  };
}

Closure closure_of(const Fit& fit, const Kind& kind) {
  if (kind.residuals) return [&fit] { return fit.residuals(); };
  return [&fit] { return fit.loss(); };
}

}  // namespace

TEST_CASE("closure optimizers: each fits a small network, in single steps and in one go, along one path") {
  for (const Kind& kind : kinds()) {
    CAPTURE(kind.name);
    Fit stepped, whole;
    const double before = stepped.loss().item();
    const auto by_steps = kind.make(stepped.model.named_parameters());
    for (int k = 0; k < 20; ++k) {
      const Report report = by_steps->step(closure_of(stepped, kind));
      CHECK(report.iterations <= 1);
      CHECK(report.method == kind.name);
    }
    const auto at_once = kind.make(whole.model.named_parameters());
    at_once->step(closure_of(whole, kind), {.max_iterations = 20});
    CHECK(stepped.loss().item() < 0.5 * before);
    CHECK(stepped.loss().item() == whole.loss().item());
    for (const Tensor& parameter : stepped.model.parameters()) CHECK_FALSE(parameter.grad().defined());
  }
}

TEST_CASE("closure optimizers: state is saved by parameter name, and a run that loads it goes on bit for bit") {
  for (const Kind& kind : kinds()) {
    CAPTURE(kind.name);
    Fit fit;
    const auto first = kind.make(fit.model.named_parameters());
    first->step(closure_of(fit, kind), {.max_iterations = 7});
    const StateDict state = first->state_dict();
    Fit other;
    other.model.load_state_dict(fit.model.state_dict());
    const auto second = kind.make(other.model.named_parameters());
    second->load_state_dict(state);
    first->step(closure_of(fit, kind), {.max_iterations = 5});
    second->step(closure_of(other, kind), {.max_iterations = 5});
    CHECK(fit.loss().item() == other.loss().item());
  }
  Fit fit;
  Lbfgs lbfgs(fit.model.named_parameters());
  lbfgs.step([&] { return fit.loss(); }, {.max_iterations = 2});
  const StateDict state = lbfgs.state_dict();
  CHECK(state.at("pairs").item<std::int64_t>() == 2);
  CHECK(state.at("0.weight.s0").shape() == Shape{4, 3});
  CHECK(state.at("2.bias.y1").shape() == Shape{1});
}

TEST_CASE("closure optimizers: loading is strict and changes nothing on an error") {
  Fit fit;
  Lbfgs lbfgs(fit.model.named_parameters());
  lbfgs.step([&] { return fit.loss(); }, {.max_iterations = 2});
  const StateDict good = lbfgs.state_dict();
  const auto fault = [&](const StateDict& state, const char* message) {
    CHECK_THROWS_WITH_AS(lbfgs.load_state_dict(state), message, std::invalid_argument);
    CHECK(lbfgs.state_dict().size() == good.size());
  };
  StateDict state = good;
  state.erase("pairs");
  fault(state, "l-bfgs: the state to load lacks pairs");
  state = good;
  state["0.weight.s0"] = zeros({3, 4});
  fault(state, "l-bfgs: 0.weight.s0 is float64 (4, 3) here, but float64 (3, 4) in the state to load");
  state = good;
  state["pairs"] = tensor(-1, {.dtype = int64});
  fault(state, "l-bfgs: pairs counts and cannot be -1");
  state = good;
  state["0.weight.m"] = zeros({4, 3});
  fault(state, "l-bfgs: the state to load has 0.weight.m, which this optimizer does not");
  state = good;
  state.erase("2.bias.y1");
  fault(state, "l-bfgs: the state to load lacks 2.bias.y1");
}

TEST_CASE("closure optimizers: a model in float32 is trained too") {
  Fit fit(float32);
  const double before = fit.loss().item();
  Lbfgs lbfgs(fit.model.parameters(), {.line_search = {.f_error = 1e-6}});
  const Report report = lbfgs.step([&] { return fit.loss(); }, {.max_iterations = 40, .gradient_tolerance = 1e-4});
  CHECK(fit.model.parameters().front().dtype() == float32);
  CHECK(fit.loss().item() < 0.05 * before);
  CHECK(report.evaluations.f == report.evaluations.g);
}

TEST_CASE("closure optimizers: evaluations are counted as the closure sees them") {
  Tensor x = tensor({-1.2, 1.0}).requires_grad_();
  int calls = 0;
  Lbfgs lbfgs({x});
  const Report report = lbfgs.step(
      [&] {
        ++calls;
        return rosenbrock(x);
      },
      {.max_iterations = 100});
  CHECK(report.converged());
  CHECK(calls == report.evaluations.f);
  CHECK(report.evaluations.f <= 48);
}

TEST_CASE("closure optimizers: when the closure throws, the parameters are where the step began") {
  Tensor x = tensor({-1.2, 1.0}).requires_grad_();
  Lbfgs lbfgs({x});
  int calls = 0;
  const auto failing = [&] {
    if (++calls == 4) throw std::runtime_error("out of data");
    return rosenbrock(x);
  };
  CHECK_THROWS_WITH_AS(lbfgs.step(failing, {.max_iterations = 10}), "out of data", std::runtime_error);
  CHECK(x.at({0}) == -1.2);
  CHECK(x.at({1}) == 1.0);
}

TEST_CASE("closure optimizers: losses of the wrong shape, and residuals of the wrong number, are refused") {
  Tensor x = tensor({1.0, 2.0}).requires_grad_();
  Lbfgs lbfgs({x});
  CHECK_THROWS_WITH_AS(lbfgs.step([&] { return x * 2; }),
                       "minimize: the function to minimise must give one element, got shape (2,); for a sum of squares "
                       "hand the residuals to least_squares",
                       std::invalid_argument);
  LevenbergMarquardt lm({x});
  CHECK_THROWS_WITH_AS(lm.step([&] { return zeros({0}); }), "least_squares: there are no residuals",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Lbfgs({x}, {.history = 0}), "l-bfgs: history must be at least 1, got 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(Lbfgs({x, x}), "optimizer: parameter 1 is listed twice", std::invalid_argument);
}

TEST_CASE("closure optimizers: a loss that is not finite leaves the parameters where they are") {
  Tensor x = tensor({1.0, 2.0}).requires_grad_();
  Lbfgs lbfgs({x});
  const Report report = lbfgs.step([&] { return sum(log(x - 5)); });
  CHECK(report.status == Status::not_finite);
  CHECK(x.at({0}) == 1.0);
}

TEST_CASE("train: a class optimizer in the one loop walks the path of minimize, with its limits and callbacks") {
  Tensor x = tensor({3.0, 0.0}).requires_grad_();
  Adam adam({x}, {.lr = 0.1, .eps = 1e-7});
  int seen = 0;
  MinimizeOptions options{.max_iterations = 500, .gradient_tolerance = 0, .trajectory = true};
  options.callback = [&](const Iteration&) {
    ++seen;
    return Control::go_on;
  };
  const Report report = train(
      adam, [&] { return rosenbrock(x); }, options);
  const TensorReport reference = minimize(rosenbrock, tensor({3.0, 0.0}), AdamOptions{.lr = 0.1, .eps = 1e-7}, options);
  REQUIRE(report.trajectory.size() == reference.trajectory.size());
  for (std::size_t i = 0; i < report.trajectory.size(); ++i)
    REQUIRE(report.trajectory[i].x == reference.trajectory[i].x);
  CHECK(seen == 2 * 501);
  CHECK(x.at({0}) == reference.last_x[0]);
  CHECK_FALSE(x.grad().defined());
}

TEST_CASE("train: a run that overflows leaves the best parameters") {
  Tensor x = tensor({5.0, 0.0}).requires_grad_();
  GradientDescent gd({x}, {.lr = 1e-3});
  const Report report = train(gd, [&] { return rosenbrock(x); });
  CHECK(report.status == Status::not_finite);
  CHECK(report.not_finite_at == 6);
  CHECK(x.at({0}) == 5);
}

}  // namespace thalweg::optim
