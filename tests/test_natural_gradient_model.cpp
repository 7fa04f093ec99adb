// NaturalGradient on models: steps by hand, damping and safeguards.
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

TEST_CASE("natural gradient: the first step of one layer of logits, worked out by hand") {
  // logits = w x, x = 3, w = 0, label 0: p = 1/2 each, g = (-3/2, 3/2), F = 9/4 [[1, -1], [-1, 1]] with the eigenvalue
  // 9/2 along g, and lambda = 9/4, the mean diagonal: d = -g / (9/2 + 9/4) = (2/9, -2/9).
  Tensor w = leaf({{0.0}, {0.0}});
  const Tensor x = tensor({{3.0}}), label = tensor({0}, {.dtype = int64});
  NaturalGradient natural({w}, {.damping = {.initial = 1}});
  const ModelStep step = natural.step([&] {
    const Tensor logits = linear(x, w);
    return ModelOutput{logits, nn::cross_entropy(logits, label)};
  });
  CHECK(distance(w, {2. / 9, -2. / 9}) < 1e-15);
  const double next = std::log1p(std::exp(-4. / 3));
  CHECK(step.loss == doctest::Approx(std::log(2.)).epsilon(1e-14));
  CHECK(step.next_loss == doctest::Approx(next).epsilon(1e-14));
  CHECK(step.gradient_norm == doctest::Approx(1.5 * std::sqrt(2.)).epsilon(1e-14));
  CHECK(step.damping == doctest::Approx(2.25).epsilon(1e-14));
  // The model promises g'd / 2 = 1/3.
  CHECK(step.ratio == doctest::Approx((std::log(2.) - next) * 3).epsilon(1e-13));
  CHECK(step.length == doctest::Approx(1).epsilon(1e-14));
  CHECK(step.moved);
  CHECK(step.reason.empty());
  CHECK(step.cg_iterations == 1);
  CHECK(step.products == 4);  // two diagonal elements, one iteration, the curvature along d
  CHECK(step.evaluations == 2);
  // 1.2 > 3/4: lambda falls to two thirds.
  CHECK(natural.state_dict().at("damping").item() == doctest::Approx(1.5).epsilon(1e-14));
}

TEST_CASE("natural gradient: a step is (F + lambda I)^-1 g with the dense matrix") {
  const SmallClassifier problem;
  const auto parameters = problem.network.named_parameters();
  const ModelOutput now = problem.closure()();
  const Tensor f = fisher_matrix(now.outputs, parameters);
  const Tensor g = to_flat(grad(now.loss, problem.network.parameters()), parameters);
  const std::vector<double> before = values_of(problem);
  NaturalGradient natural(parameters, {.lr = 0.1, .cg_iterations = 400, .cg_tolerance = 1e-13});
  const ModelStep step = natural.step(problem.closure());
  const Tensor d = no_grad([&] { return solve(f + step.damping * eye(f.size(0)), g); });
  CHECK(step.length == doctest::Approx(0.1).epsilon(1e-9));
  const Tensor expected = no_grad([&] { return from_span(std::span<const double>(before), {f.size(0)}) - 0.1 * d; });
  CHECK(distance(expected, values_of(problem)) < 1e-10);
}

TEST_CASE("natural gradient: least squares are solved in one step, as a Gaussian model, where damping is small") {
  Random random(8);
  const Tensor x = randn({40, 5}, random), t = randn({40, 2}, random);
  nn::Linear layer(5, 2, random);
  const FisherOptions gaussian{.family = Family::gaussian, .variance = 0.5};
  NaturalGradient natural(
      layer.named_parameters(),
      {.fisher = gaussian, .damping = {.initial = 1e-10, .floor = 1e-12}, .cg_iterations = 100, .cg_tolerance = 1e-14});
  const ModelStep step = natural.step([&] {
    const Tensor y = layer(x);
    return ModelOutput{y, sum(square(y - t)) / 40};
  });
  CHECK(step.ratio == doctest::Approx(1));
  layer.zero_grad();
  nn::mse(layer(x), t).backward();
  CHECK(distance(layer.weight.grad(), std::vector<double>(10)) < 1e-8);
  CHECK(distance(layer.bias.grad(), std::vector<double>(2)) < 1e-8);
}

TEST_CASE("natural gradient: a net learns random labels by heart, in both dtypes, and never makes the loss worse") {
  for (const Dtype dtype : {float64, float32})
    for (const double lr : {1.0, 3.0}) {
      INFO("lr " << lr);
      const SmallClassifier problem(dtype);
      NaturalGradient natural(problem.network.named_parameters(), {.lr = lr});
      double loss = problem.closure()().loss.item();
      for (int t = 0; t < 60; ++t) {
        const ModelStep step = natural.step(problem.closure());
        REQUIRE(step.loss == loss);
        REQUIRE(step.next_loss <= step.loss);
        REQUIRE(std::isfinite(step.damping));
        loss = step.next_loss;
        REQUIRE(loss == problem.closure()().loss.item());
      }
      if (lr == 1) CHECK(loss < 1e-3);
    }
}

TEST_CASE("natural gradient: float32 goes on where the Fisher matrix has all but vanished") {
  // Separable data: the loss has no minimum, the softmax saturates, F and g go to zero together.
  Random random(2);
  nn::Sequential network = nn::mlp({3, 8, 2}, random, {.dtype = float32});
  const Tensor x = tensor({{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}, {.dtype = float32}),
               labels = tensor({0, 1, 0}, {.dtype = int64});
  NaturalGradient natural(network.named_parameters());
  for (int t = 0; t < 120; ++t) {
    const ModelStep step = natural.step([&] {
      const Tensor outputs = network(x);
      return ModelOutput{outputs, nn::cross_entropy(outputs, labels)};
    });
    REQUIRE(std::isfinite(step.next_loss));
    REQUIRE(std::isfinite(step.damping));
    if (!step.moved) {
      INFO(step.reason);
      CHECK(step.next_loss < 1e-6);
    }
  }
  for (const Tensor& each : network.parameters()) CHECK(std::isfinite(sum(abs(each)).item()));
}

TEST_CASE(
    "natural gradient: lambda shrinks after good steps, grows after bad ones, and stays within floor and ceiling") {
  const ModelDampingOptions options;
  CHECK(next_damping(3, 0.76, options) == doctest::Approx(2));
  CHECK(next_damping(3, 0.75, options) == 3);
  CHECK(next_damping(3, 0.25, options) == 3);
  CHECK(next_damping(3, 0.24, options) == 4.5);
  CHECK(next_damping(3, -5, options) == 4.5);
  CHECK(next_damping(3, nan, options) == 4.5);
  CHECK(bounded_damping(0, 5, options) / 5e-8 == doctest::Approx(1));
  CHECK(bounded_damping(7, 5, options) == 7);
  CHECK(bounded_damping(1e300, 5, options) == 5e6);
  CHECK(bounded_damping(1, 0, options) == 1e-30);
  const SmallClassifier problem;
  NaturalGradient natural(problem.network.named_parameters(), {.damping = {.initial = 1e-3, .floor = 50}});
  ModelStep ignored;
  const FisherProduct product(problem.closure()().outputs, problem.network.parameters());
  const double mean = mean_diagonal(product, 8, ignored);
  CHECK(ignored.products == 8);
  CHECK(natural.step(problem.closure()).damping / (50 * mean) == doctest::Approx(1));
}

TEST_CASE("natural gradient: the mean diagonal is exact for few parameters and an estimate for many") {
  const SmallClassifier problem;
  const auto parameters = problem.network.named_parameters();
  const FisherProduct product(problem.closure()().outputs, parameters);
  const Tensor f = fisher_matrix(problem.closure()().outputs, parameters);
  const double n = static_cast<double>(f.size(0)), exact = trace(f).item() / n;
  ModelStep report;
  CHECK(mean_diagonal(product, 1000, report) == doctest::Approx(exact).epsilon(1e-12));
  CHECK(mean_diagonal(product, f.size(0) - 1, report) == doctest::Approx(exact).epsilon(0.3));
}

TEST_CASE("natural gradient: a loss or gradient that is not finite changes nothing and is told") {
  Tensor w = leaf({{1.0, 2.0}});
  NaturalGradient natural({w});
  const Tensor x = tensor({{1.0, 1.0}});
  const auto times = [&](double factor) {
    return [&, factor] {
      const Tensor y = linear(x, w);
      return ModelOutput{y, factor * sum(exp(y))};
    };
  };
  ModelStep step = natural.step(times(nan));
  CHECK_FALSE(step.moved);
  CHECK(step.reason == "the loss is nan before the step");
  step = natural.step(times(std::numeric_limits<double>::infinity()));
  CHECK(step.reason == "the loss is inf before the step");
  // sqrt at zero: a finite value with an infinite slope.
  step = natural.step([&] {
    const Tensor y = linear(x, w);
    return ModelOutput{y, sum(sqrt(y - 3.0))};
  });
  CHECK(step.reason.starts_with("the norm of the gradient is "));
  step = natural.step([&] {
    const Tensor y = linear(x, w);
    return ModelOutput{y, sum(0.0 * y)};
  });
  CHECK(step.reason == "the gradient is zero");
  CHECK_FALSE(step.moved);
  CHECK(distance(w, {1, 2}) == 0);
  CHECK(natural.state_dict().at("t").item() == 0);
}

TEST_CASE("natural gradient: trials that are not finite are halved away, and when none is left nothing has moved") {
  Tensor w = leaf({{0.0}});
  const Tensor x = tensor({{1.0}});
  const FisherOptions gaussian{.family = Family::gaussian};
  const auto wall = [&](double at) {
    return [&, at] {
      const Tensor y = linear(x, w);
      const double factor = y.item() > at ? nan : 1.0;
      return ModelOutput{y, factor * sum(square(y - 1.0)) / 2};
    };
  };
  NaturalGradient natural({w}, {.fisher = gaussian, .damping = {.initial = 1e-8}});
  ModelStep step = natural.step(wall(0.3));
  CHECK(step.moved);
  CHECK(w.item() == doctest::Approx(0.25));
  CHECK(step.reason == "the step was halved 2 times");
  CHECK(std::isnan(step.ratio));
  CHECK(step.evaluations == 4);
  w.set({0, 0}, 0);
  step = natural.step(wall(0));
  CHECK_FALSE(step.moved);
  CHECK(step.length == 0);
  CHECK(step.next_loss == 0.5);
  CHECK(w.item() == 0);
  CHECK(step.evaluations == 12);
  CHECK(step.reason.starts_with("no step down to 0.00097"));
  CHECK(step.reason.ends_with(" times the direction lowers the loss of 0.5; the last trial had nan"));
  // lambda, floored at 1e-8, has grown by 1.5 and tenfold; the solution is forgotten.
  CHECK(natural.state_dict().at("damping").item() / 1.5e-7 == doctest::Approx(1));
  CHECK(natural.state_dict().at("0.solution").item() == 0);
}

TEST_CASE("natural gradient: minus infinity is no better loss") {
  Tensor w = leaf({{0.0}});
  const Tensor x = tensor({{1.0}});
  NaturalGradient natural({w}, {.fisher = {.family = Family::gaussian}, .damping = {.initial = 1e-8}});
  const ModelStep step = natural.step([&] {
    const Tensor y = linear(x, w);
    const double below = y.item() > 0.6 ? -std::numeric_limits<double>::infinity() : 0.0;
    return ModelOutput{y, sum(square(y - 1.0)) / 2 + below};
  });
  CHECK(w.item() == doctest::Approx(0.5));
  CHECK(step.reason == "the step was halved 1 time");
}

TEST_CASE("natural gradient: an old solution that leads uphill is dropped") {
  const SmallClassifier problem;
  const auto parameters = problem.network.named_parameters();
  NaturalGradient natural(parameters, {.cg_iterations = 1});
  natural.step(problem.closure());
  StateDict state = natural.state_dict();
  const auto g = grad(problem.closure()().loss, problem.network.parameters());
  for (std::size_t k = 0; k < g.size(); ++k) state[parameters[k].name + ".solution"] = g[k];
  natural.load_state_dict(state);
  const ModelStep step = natural.step(problem.closure());
  CHECK(step.moved);
  CHECK(step.cg_iterations == 2);
}

TEST_CASE("natural gradient: a closure that throws at a trial leaves the parameters as they were") {
  SmallClassifier problem;
  const std::vector<double> before = values_of(problem);
  NaturalGradient natural(problem.network.named_parameters());
  int calls = 0;
  CHECK_THROWS_WITH_AS(natural.step([&] {
    if (++calls == 2) throw std::runtime_error("the data are gone");
    return problem.closure()();
  }),
                       "the data are gone", std::runtime_error);
  CHECK(values_of(problem) == before);
}

}  // namespace thalweg::optim
