// Natural gradient: metrics and steps by hand, directions on the report's functions, damping, bad metrics.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <support/smooth.hpp>
#include <thalweg/optim/arrays/natural_gradient.hpp>
#include <thalweg/optim/arrays/newton.hpp>

namespace thalweg::optim {
namespace {

using namespace smooth;
using arrays::Evaluator;
using arrays::Iterate;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

doctest::Approx near(double x, double relative = 1e-14) { return doctest::Approx(x).epsilon(relative); }

Report natural(const Objective& f, const Numbers& x0, const NaturalGradientOptions& options,
               const MinimizeOptions& loop = {}) {
  return arrays::minimize(f, x0, options, loop);
}

Numbers first_step(const Objective& f, const Numbers& x0, const NaturalGradientOptions& options) {
  Numbers step = natural(f, x0, options, {.max_iterations = 1}).last_x;
  arrays::add_scaled(-1, x0, step);
  return step;
}

arrays::Metric constant_metric(const Numbers& values) {
  return [values](Evaluator&, const Iterate&, Out g) { std::copy(values.begin(), values.end(), g.begin()); };
}

/// The sine of the angle between two vectors of the plane.
double turn(const Numbers& a, const Numbers& b) {
  return (a[0] * b[1] - a[1] * b[0]) / (arrays::norm(a) * arrays::norm(b));
}

/// Ackley's function of two variables, away from 0, with its first two derivatives.
Objective ackley() {
  Objective f;
  constexpr double pi = 3.14159265358979323846, a = 20, b = 0.2, c = 2 * pi;
  f.value_and_gradient = [=](In x, Out g) {
    const double r = std::sqrt((x[0] * x[0] + x[1] * x[1]) / 2), hill = a * std::exp(-b * r);
    const double wave = std::exp((std::cos(c * x[0]) + std::cos(c * x[1])) / 2);
    for (std::size_t i = 0; i < 2; ++i) g[i] = hill * b * x[i] / (2 * r) + wave * c / 2 * std::sin(c * x[i]);
    return -hill - wave + a + std::exp(1.0);
  };
  f.hessian = [=](In x, Out h) {
    const double r = std::sqrt((x[0] * x[0] + x[1] * x[1]) / 2), hill = a * std::exp(-b * r);
    const double wave = std::exp((std::cos(c * x[0]) + std::cos(c * x[1])) / 2);
    for (std::size_t i = 0; i < 2; ++i)
      for (std::size_t j = 0; j < 2; ++j) {
        const double rr = x[i] * x[j] / (4 * r * r);
        h[i * 2 + j] = hill * b * ((i == j) / (2 * r) - rr / r - b * rr) -
                       wave * c * c / 4 * std::sin(c * x[i]) * std::sin(c * x[j]) +
                       (i == j ? wave * c * c / 2 * std::cos(c * x[i]) : 0);
      }
  };
  return f;
}

TEST_CASE("natural-gradient: with the metric I and no damping it is gradient descent to the last bit") {
  const Objective f = rosenbrock();
  const NaturalGradientOptions options{.lr = 1e-3, .damping = 0, .metric = arrays::identity_metric()};
  const Report report = natural(f, {-1.2, 1}, options, {.max_iterations = 100});
  CHECK(report.method == "natural-gradient");
  CHECK(report.evaluations.f == 101);
  CHECK(report.evaluations.g == 101);
  CHECK(report.evaluations.hessian == 0);
  Numbers x{-1.2, 1}, g(2);
  for (int k = 0; k < 100; ++k) {
    f.value_and_gradient(x, g);
    arrays::add_scaled(-1e-3, g, x);
  }
  CHECK(report.last_x == x);
}

TEST_CASE("natural-gradient: a metric of one's own, by hand") {
  // G = (4 1; 1 3), damping 1: (5 1; 1 4)^-1 (1, 2) = (4 - 2, -1 + 10) / 19.
  const Objective f = quadratic({1, 0, 0, 1}, {0, 0});
  const Numbers step = first_step(f, {1, 2}, {.lr = 0.5, .damping = 1, .metric = constant_metric({4, 1, 1, 3})});
  CHECK(step[0] == near(-0.5 * 2 / 19, 1e-13));
  CHECK(step[1] == near(-0.5 * 9 / 19, 1e-13));
  // The lower triangle is what is read.
  CHECK(first_step(f, {1, 2}, {.lr = 0.5, .damping = 1, .metric = constant_metric({4, nan, 1, 3})}) == step);
  MinimizeOptions halved{.max_iterations = 1};
  halved.lr_factor = [](std::int64_t) { return 0.5; };
  CHECK(natural(f, {1, 2}, {.lr = 1, .damping = 1, .metric = constant_metric({4, 1, 1, 3})}, halved).last_x[0] ==
        near(1 + step[0], 1e-13));
}

TEST_CASE("natural-gradient: the metric sees the point, its value and its gradient, and is counted") {
  const Objective f = quadratic({2, 0, 0, 2}, {0, 0});
  int calls = 0;
  const arrays::Metric metric = [&](Evaluator& evaluator, const Iterate& at, Out g) {
    ++calls;
    CHECK(evaluator.size() == 2);
    CHECK(at.f == near(at.x[0] * at.x[0] + at.x[1] * at.x[1]));
    CHECK(at.g[1] == near(2 * at.x[1]));
    arrays::hessian_metric()(evaluator, at, g);
  };
  const Report report = natural(f, {1, 2}, {.lr = 0.5, .metric = metric}, {.max_iterations = 7});
  CHECK(calls == 7);
  CHECK(report.evaluations.hessian == 7);
  CHECK(report.evaluations.f == 8);
}

TEST_CASE("natural-gradient: on the spherical function it is parallel to the gradient, on Ackley's it is not") {
  const Numbers start{1.3, 0.4};
  Numbers g(2);
  const Objective sphere = quadratic({2, 0, 0, 2}, {0, 0}), other = ackley();
  sphere.value_and_gradient(start, g);
  CHECK(std::abs(turn(first_step(sphere, start, {}), g)) < 1e-12);
  CHECK(first_step(sphere, start, {.lr = 0.1, .damping = 0})[0] == near(-0.1 * 1.3, 1e-12));
  other.value_and_gradient(start, g);
  CHECK(std::abs(turn(first_step(other, start, {}), g)) > 0.3);
  // Downhill all the same.
  CHECK(arrays::dot(first_step(other, start, {}), g) < 0);
}

TEST_CASE("natural-gradient: the metric of the graph shortens the gradient and never turns it") {
  // (I + g g')^-1 g = g / (1 + g'g)
  const Numbers start{-1.2, 1};
  Numbers g(2);
  rosenbrock().value_and_gradient(start, g);
  const Numbers step = first_step(rosenbrock(), start, {.lr = 1, .damping = 0, .metric = arrays::graph_metric()});
  const double size = 1 + arrays::dot(g, g);
  CHECK(step[0] == near(-g[0] / size, 1e-9));
  CHECK(step[1] == near(-g[1] / size, 1e-9));
}

TEST_CASE("natural-gradient: with the Hessian as metric and lr 1 it is Newton's method with absolute eigenvalues") {
  const Numbers start{0.1, 0.3};
  const Numbers step = first_step(saddle(), start, {.lr = 1, .damping = 0});
  // H = diag(2, -2 + 0.27)
  CHECK(step[0] == near(-0.1, 1e-13));
  CHECK(step[1] == near((0.6 - 0.027) / 1.73, 1e-13));
  const Report report = natural(saddle(), start, {.lr = 1});
  CHECK(report.status == Status::converged);
  CHECK(report.value == near(-1, 1e-9));
  const Report valley = natural(rosenbrock(), {-1.2, 1}, {.lr = 1});
  CHECK(valley.status == Status::converged);
  CHECK(valley.iterations == 5);
  CHECK(valley.x[0] == near(1, 1e-5));
}

TEST_CASE("natural-gradient: the small lr of the report converges within the default limit") {
  const Report report = natural(quadratic({2, 0, 0, 200}, {0, 0}), {1, 1}, {.lr = 2e-3});
  CHECK(report.status == Status::converged);
  CHECK(report.iterations < 10000);
  CHECK(natural(rosenbrock(), {-1.2, 1}, {}, {.gradient_tolerance = 0}).iterations == 10000);
}

TEST_CASE("natural-gradient: singular and indefinite metrics give finite steps downhill") {
  const Objective f = quadratic({1, 0, 0, 1}, {0, 0});
  for (const Numbers& metric : {Numbers{1, 1, 1, 1}, Numbers{0, 0, 0, 0}, Numbers{1, 0, 0, -3}, Numbers{-5, 2, 2, -5},
                                Numbers{1e-300, 0, 0, 1e300}})
    for (const double damping : {0.0, 1e-9}) {
      CAPTURE(metric[0]);
      const Numbers step = first_step(f, {1, 2}, {.lr = 1e-3, .damping = damping, .metric = constant_metric(metric)});
      CHECK(arrays::all_finite(step));
      CHECK(step[0] + 2 * step[1] <= 0);
    }
}

TEST_CASE("natural-gradient: what is not finite ends the run and is named") {
  const Objective f = quadratic({1, 0, 0, 1}, {0, 0});
  const Report metric = natural(f, {1, 2}, {.metric = constant_metric({1, 0, 0, nan})});
  CHECK(metric.status == Status::not_finite);
  CHECK(metric.reason == "the metric is not finite: entry [1, 1] is nan");
  CHECK(metric.not_finite_at == 1);
  CHECK(metric.x == Numbers{1, 2});
  // What a metric leaves unwritten is NaN.
  CHECK(natural(f, {1, 2}, {.metric = [](Evaluator&, const Iterate&, Out) {}}).reason ==
        "the metric is not finite: entry [0, 0] is nan");
  Objective broken = f;
  broken.hessian = [](In, Out h) { std::fill(h.begin(), h.end(), nan); };
  CHECK(natural(broken, {1, 2}, {}).status == Status::not_finite);
  const Report sloped =
      natural(line([](double x) { return x; }, [](double) { return nan; }, [](double) { return 1.0; }), {1}, {});
  CHECK(sloped.reason == "g[0] is nan at the start");
  // No line search: over the wall it goes.
  const Report wall = natural(line([](double x) { return x > 0 ? x - std::log(x) : nan; },
                                   [](double x) { return 1 - 1 / x; }, [](double x) { return 1 / (x * x); }),
                              {10}, {.lr = 1});
  CHECK(wall.status == Status::not_finite);
  CHECK(wall.not_finite_at == 1);
  CHECK(wall.x == Numbers{10});
}

TEST_CASE("natural-gradient: asks for second derivatives where its metric needs them, and only there") {
  Objective f = rosenbrock();
  f.hessian = nullptr;
  f.hessian_product = nullptr;
  CHECK_THROWS_WITH_AS(
      natural(f, {-1.2, 1}, {}),
      "minimize: the method needs second derivatives and the objective has none; set hessian or hessian_product",
      std::invalid_argument);
  CHECK(natural(f, {-1.2, 1}, {.metric = arrays::graph_metric()}, {.max_iterations = 3}).iterations == 3);
}

TEST_CASE("natural-gradient: rests at the minimum, on a constant and at zero iterations") {
  CHECK(natural(rosenbrock(), {1, 1}, {}).evaluations.hessian == 0);
  CHECK(natural(quadratic({0}, {0}), {5}, {}).status == Status::converged);
  CHECK(natural(quadratic({0}, {0}), {5}, {}, {.gradient_tolerance = 0}).reason == "the gradient is zero");
  CHECK(natural(rosenbrock(), {-1.2, 1}, {}, {.max_iterations = 0}).status == Status::max_iterations);
}

TEST_CASE("natural-gradient: carries nothing from one iteration to the next") {
  const auto halves = whole_and_halves(rosenbrock(), {-1.2, 1}, NaturalGradientOptions{.lr = 0.1}, 6);
  CHECK(halves.first == halves.second);
  State state;
  state.save(*make_minimizer(NaturalGradientOptions{}));
  CHECK(state.values.empty());
}

TEST_CASE("natural-gradient: bad options are named") {
  const auto made = [](const NaturalGradientOptions& options) { (void)make_minimizer(options); };
  CHECK_THROWS_WITH_AS(made({.lr = -1}), "natural-gradient: lr must be a finite number not below 0, got -1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(made({.damping = nan}), "natural-gradient: damping must be a finite number not below 0, got nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      made({.metric = nullptr}),
      "natural-gradient: needs a metric; set one, such as arrays::hessian_metric() or a function that fills G",
      std::invalid_argument);
}

}  // namespace
}  // namespace thalweg::optim
