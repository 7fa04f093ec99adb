// A normal distribution fitted by its divergence: natural gradient does not care what the parameters are called.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/linear_algebra.hpp>
#include <thalweg/autograd/mode.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::optim {

namespace {

/// Mean and variance of a normal distribution.
struct Normal {
  Tensor mean, variance;
};

/// KL(p || q) = (log(vq / vp) + (vp + (mp - mq)^2) / vq - 1) / 2
Tensor divergence(const Normal& p, const Normal& q) {
  return 0.5 * (log(q.variance / p.variance) + (p.variance + square(p.mean - q.mean)) / q.variance - 1.0);
}

/// Two numbers as parameters of a normal distribution.
using Chart = std::function<Normal(const Tensor&)>;
const Chart log_scale = [](const Tensor& x) { return Normal{x[0], exp(2 * x[1])}; };
const Chart variance = [](const Tensor& x) { return Normal{x[0], x[1]}; };

enum class Rule { natural, plain };

/// x - lr g, or x - lr G^-1 g with the Fisher metric G, the Hessian of KL(now || x) at x = now.
Tensor step(const Chart& chart, const Tensor& x, double lr, Rule rule) {
  const Normal target{tensor(1.0), tensor(0.25)};
  const Tensor g = value_and_grad([&](const Tensor& at) { return divergence(target, chart(at)); }, x).grad;
  if (rule == Rule::plain) return x - lr * g;
  const Tensor metric = hessian([&](const Tensor& at) { return divergence(chart(x), chart(at)); }, x);
  return x - lr * solve(metric, g);
}

/// Mean and standard deviation after `steps` steps from N(0, 2^2).
struct Place {
  double mean, deviation;
};
Place walk(const Chart& chart, const Nested& start, double lr, int steps, Rule rule) {
  Tensor x = tensor(start);
  for (int t = 0; t < steps; ++t) x = step(chart, x, lr, rule);
  const Normal end = chart(x);
  return {end.mean.item(), std::sqrt(end.variance.item())};
}

/// How far apart the two parameterisations end after a path of length `time`, in steps of lr.
double gap(double lr, int steps, Rule rule) {
  const Place a = walk(log_scale, {0.0, std::log(2.0)}, lr, steps, rule);
  const Place b = walk(variance, {0.0, 4.0}, lr, steps, rule);
  return std::hypot(a.mean - b.mean, a.deviation - b.deviation);
}

}  // namespace

TEST_CASE("reparameterisation: the Fisher metric of a normal distribution is the one of the textbooks") {
  // diag(1 / s^2, 2) by (mean, log s) and diag(1 / v, 1 / (2 v^2)) by (mean, v), at s = 2.
  const auto metric = [](const Chart& chart, const Tensor& x) {
    return hessian([&](const Tensor& at) { return divergence(chart(x), chart(at)); }, x);
  };
  const Tensor by_scale = metric(log_scale, tensor({0.5, std::log(2.0)}));
  const Tensor by_variance = metric(variance, tensor({0.5, 4.0}));
  CHECK(by_scale.at({0, 0}) == doctest::Approx(0.25));
  CHECK(by_scale.at({1, 1}) == doctest::Approx(2));
  CHECK(std::abs(by_scale.at({0, 1})) < 1e-15);
  CHECK(by_variance.at({0, 0}) == doctest::Approx(0.25));
  CHECK(by_variance.at({1, 1}) == doctest::Approx(1. / 32));
}

TEST_CASE("reparameterisation: one step of natural gradient differs by lr^2, one of gradient descent by lr") {
  for (const double lr : {1e-2, 1e-3}) {
    CHECK(gap(lr, 1, Rule::natural) / gap(lr / 2, 1, Rule::natural) == doctest::Approx(4).epsilon(0.02));
    CHECK(gap(lr, 1, Rule::plain) / gap(lr / 2, 1, Rule::plain) == doctest::Approx(2).epsilon(0.02));
  }
}

TEST_CASE("reparameterisation: natural gradient walks one path as lr shrinks, gradient descent walks two") {
  // Each run covers lr * steps = 1.
  const double natural = gap(1e-2, 100, Rule::natural), finer = gap(5e-3, 200, Rule::natural);
  CHECK(natural < 0.01);
  CHECK(natural > 1e-4);
  CHECK(natural / finer == doctest::Approx(2).epsilon(0.05));
  const double plain = gap(1e-2, 100, Rule::plain), plain_finer = gap(5e-3, 200, Rule::plain);
  CHECK(plain_finer > 0.1);
  CHECK(plain / plain_finer == doctest::Approx(1).epsilon(0.02));
}

TEST_CASE("reparameterisation: both end at the target, natural gradient in either parameterisation") {
  for (const Rule rule : {Rule::natural, Rule::plain}) {
    const Place place = walk(log_scale, {0.0, std::log(2.0)}, 0.05, 2000, rule);
    CHECK(place.mean == doctest::Approx(1));
    CHECK(place.deviation == doctest::Approx(0.5));
  }
  const Place place = walk(variance, {0.0, 4.0}, 0.05, 2000, Rule::natural);
  CHECK(place.mean == doctest::Approx(1));
  CHECK(place.deviation == doctest::Approx(0.5));
}

}  // namespace thalweg::optim
