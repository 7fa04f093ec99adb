// The one loop: limits, tolerances, callbacks, trajectories, bounds, schedules, differences and their faults.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <string>
#include <thread>

#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/arrays/lbfgs.hpp>
#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/arrays/nelder_mead.hpp>
#include <thalweg/optim/arrays/newton.hpp>
#include <thalweg/optim/problems/rosenbrock.hpp>
#include <thalweg/optim/schedules.hpp>

namespace thalweg::optim {
namespace {

using arrays::In;
using arrays::minimize;
using arrays::Objective;
using arrays::Out;

/// f = sum (x_i - i)^2
Objective bowl() {
  Objective f;
  f.value_and_gradient = [](In x, Out g) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      const double d = x[i] - static_cast<double>(i);
      sum += d * d;
      g[i] = 2 * d;
    }
    return sum;
  };
  return f;
}

const std::vector<double> start{3, 4};
const SgdOptions nesterov_sgd{.momentum = 0.9, .nesterov = true};

}  // namespace

TEST_CASE("minimize: a run of gradient descent, worked out by hand") {
  // lr 0.25 halves the distance to (0, 1) in each step.
  const Report report =
      minimize(bowl(), start, GradientDescentOptions{.lr = 0.25}, {.max_iterations = 2, .trajectory = true});
  CHECK(report.method == "gd");
  CHECK(report.status == Status::max_iterations);
  CHECK(report.reason == "the limit of 2 iterations is reached");
  CHECK(report.x == std::vector<double>{0.75, 1.75});
  CHECK(report.last_x == report.x);
  CHECK(report.value == 2 * 0.75 * 0.75);
  CHECK(report.gradient_norm == 1.5);
  CHECK(report.iterations == 2);
  CHECK(report.evaluations.f == 3);
  CHECK(report.evaluations.g == 3);
  REQUIRE(report.trajectory.size() == 3);
  CHECK(report.trajectory[1].iteration == 1);
  CHECK(report.trajectory[1].x == std::vector<double>{1.5, 2.5});
  CHECK(report.trajectory[0].value == 18);
  CHECK(report.trajectory[0].gradient_norm == 6);
  CHECK(report.not_finite_at == -1);
  CHECK_FALSE(report.converged());
}

TEST_CASE("minimize: the gradient test names its tolerance, and 0 turns it off") {
  const Report report = minimize(bowl(), start, GradientDescentOptions{.lr = 0.5});
  CHECK(report.converged());
  CHECK(report.iterations == 1);
  CHECK(report.reason == "the largest entry of the gradient, 0, is within the tolerance 1e-05");
  const Report off =
      minimize(bowl(), start, GradientDescentOptions{.lr = 0.5}, {.max_iterations = 7, .gradient_tolerance = 0});
  CHECK(off.status == Status::max_iterations);
  CHECK(off.iterations == 7);
}

TEST_CASE("minimize: small changes of f, or of x, stall") {
  const Report f = minimize(bowl(), start, GradientDescentOptions{.lr = 0.25}, {.f_tolerance = 0.1});
  CHECK(f.status == Status::stalled);
  CHECK(f.reason == "f changed by 0.0527344, within f_tolerance 0.1");
  const Report x = minimize(bowl(), start, GradientDescentOptions{.lr = 0.25}, {.x_tolerance = 0.1});
  CHECK(x.status == Status::stalled);
  CHECK(x.iterations == 5);
  CHECK(x.reason == "x moved by 0.09375, within x_tolerance 0.1");
}

TEST_CASE("minimize: limits on evaluations and on seconds stop between iterations") {
  const Report evaluations = minimize(bowl(), start, GradientDescentOptions{.lr = 0.01}, {.max_evaluations = 5});
  CHECK(evaluations.status == Status::stopped);
  CHECK(evaluations.evaluations.f == 5);
  CHECK(evaluations.reason == "the limit of 5 evaluations is reached");
  Objective slow = bowl();
  slow.value_and_gradient = [inner = slow.value_and_gradient](In x, Out g) {
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
    return inner(x, g);
  };
  const Report seconds = minimize(slow, start, GradientDescentOptions{.lr = 1e-6}, {.max_seconds = 0.01});
  CHECK(seconds.status == Status::stopped);
  CHECK(seconds.reason == "the limit of 0.01 seconds is reached");
  CHECK(seconds.iterations < 10);
}

TEST_CASE("minimize: the callback sees every point, the start first, and can stop the run") {
  std::vector<std::int64_t> seen;
  MinimizeOptions options;
  options.callback = [&](const Iteration& at) {
    seen.push_back(at.iteration);
    CHECK(at.x.size() == 2);
    CHECK(at.gradient[0] == 2 * at.x[0]);
    CHECK(at.evaluations.f == at.iteration + 1);
    return at.value < 5 ? Control::stop : Control::go_on;
  };
  const Report report = minimize(bowl(), start, GradientDescentOptions{.lr = 0.25}, options);
  CHECK(seen == std::vector<std::int64_t>{0, 1});
  CHECK(report.status == Status::stopped);
  CHECK(report.reason == "the callback stopped the run");
  CHECK(report.value == 4.5);
  seen.clear();
  options.callback = [&](const Iteration& at) {
    seen.push_back(at.iteration);
    return Control::go_on;
  };
  CHECK(minimize(bowl(), start, GradientDescentOptions{.lr = 0.5}, options).converged());
  CHECK(seen == std::vector<std::int64_t>{0, 1});  // the point that converged too
  options.callback = [](const Iteration&) -> Control { throw std::runtime_error("enough"); };
  CHECK_THROWS_WITH_AS(minimize(bowl(), start, GradientDescentOptions{}, options), "enough", std::runtime_error);
}

TEST_CASE("minimize: the best point is kept when the last one is worse") {
  // Steps of length 1.25 of the gradient overshoot: the distance grows by the factor 1.5.
  const Report report = minimize(bowl(), start, GradientDescentOptions{.lr = 1.25}, {.max_iterations = 3});
  CHECK(report.x == start);
  CHECK(report.value == 18);
  CHECK(report.last_x == std::vector<double>{-10.125, -9.125});
  CHECK(report.last_value > report.value);
}

TEST_CASE("minimize: bounds keep first-order methods and Nelder-Mead in a box, and move a start outside to its edge") {
  const MinimizeOptions options{.lower = {1, -1}, .upper = {2, 0.5}, .trajectory = true};
  for (const arrays::Method& method : std::initializer_list<arrays::Method>{
           GradientDescentOptions{.lr = 0.1}, AdamOptions{.lr = 0.1}, NelderMeadOptions{}}) {
    const Report report = minimize(bowl(), start, method, options);
    CAPTURE(report.method);
    CHECK(report.trajectory.front().x == std::vector<double>{2, 0.5});
    for (const TrajectoryPoint& point : report.trajectory) {
      CHECK((point.x[0] >= 1 && point.x[0] <= 2));
      CHECK((point.x[1] >= -1 && point.x[1] <= 0.5));
    }
    CHECK(report.x[0] == doctest::Approx(1).epsilon(1e-4));
    CHECK(report.x[1] == doctest::Approx(0.5).epsilon(1e-4));
  }
  CHECK_THROWS_WITH_AS(minimize(bowl(), start, LbfgsOptions{}, options),
                       "minimize: l-bfgs cannot be kept within bounds; first-order methods and nelder-mead can",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(minimize(bowl(), start, AdamOptions{}, {.lower = {1}, .upper = {2}}),
                       "minimize: there are bounds for 1 parameters, x has 2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(minimize(bowl(), start, AdamOptions{}, {.lower = {1, 1}, .upper = {2, 0}}),
                       "box: the lower bound must not exceed the upper one, got [1, 0] for x[1]",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(minimize(bowl(), start, AdamOptions{}, {.lower = {1, 1}, .upper = {2}}),
                       "box: 2 lower bounds and 1 upper ones", std::invalid_argument);
}

TEST_CASE("minimize: a schedule scales the learning rate, and lets Adam settle") {
  MinimizeOptions options{.max_iterations = 2};
  options.lr_factor = exponential_schedule({.gamma = 0.5});
  // 0.25 halves the distance, then 0.125 leaves three quarters of it.
  const Report report = minimize(bowl(), start, GradientDescentOptions{.lr = 0.25}, options);
  CHECK(report.last_x[0] == 3 * 0.5 * 0.75);
  options.lr_factor = [](std::int64_t) { return -1.0; };
  CHECK_THROWS_WITH_AS(minimize(bowl(), start, GradientDescentOptions{}, options),
                       "minimize: the factor of lr must be a finite number not below 0, got -1", std::invalid_argument);

  // The report: "it's almost not feasible for it to settle". On |x|, whose gradient never shrinks, a constant lr
  // bounces by about lr for ever; along a cosine it comes to rest.
  Objective kink;
  kink.value_and_gradient = [](In x, Out g) {
    g[0] = x[0] < 0 ? -1 : 1;
    return std::abs(x[0]);
  };
  const std::vector<double> one{1};
  MinimizeOptions settling{.max_iterations = 2000, .gradient_tolerance = 0};
  const double bouncing = std::abs(minimize(kink, one, AdamOptions{.lr = 0.1}, settling).last_x[0]);
  settling.lr_factor = cosine_schedule({.steps = 2000});
  const double settled = std::abs(minimize(kink, one, AdamOptions{.lr = 0.1}, settling).last_x[0]);
  CHECK(settled < 1e-3);
  CHECK(bouncing > 10 * settled);
}

TEST_CASE("minimize: central differences take the place of a gradient, and each of their values is counted") {
  Objective f;
  f.value = [](In x) { return x[0] * x[0] * x[0] + x[1] * x[1]; };
  f.difference_step = 0.5;
  const std::vector<double> x0{1, 2};
  const Report report = minimize(f, x0, GradientDescentOptions{.lr = 0.1}, {.max_iterations = 1});
  // d/dx of x^3 by central differences is 3 x^2 + h^2.
  CHECK(report.last_x[0] == doctest::Approx(1 - 0.1 * 3.25).epsilon(1e-15));
  CHECK(report.last_x[1] == doctest::Approx(2 - 0.1 * 4).epsilon(1e-15));
  CHECK(report.evaluations.f == 2 * 5);
  CHECK(report.evaluations.g == 2);
}

TEST_CASE("minimize: differences whose step vanishes beside x are no convergence") {
  Objective f;
  f.value = [](In x) { return x[0] * x[0]; };
  f.difference_step = 1e-8;
  const std::vector<double> far{1e12};
  const Report report = minimize(f, far, GradientDescentOptions{});
  CHECK(report.status == Status::stalled);
  CHECK(report.reason == "the differences are zero because their step is lost in rounding; nothing moves any more");
}

TEST_CASE("minimize: differences that drown in a large f are no convergence") {
  Objective f;
  f.value = [](In x) { return 1e12 + (x[0] - 3) * (x[0] - 3); };
  f.difference_step = 1.5e-8;
  const std::vector<double> one{1};
  for (const arrays::Method& method : std::initializer_list<arrays::Method>{AdamOptions{}, LbfgsOptions{}})
    CHECK(minimize(f, one, method).status == Status::stalled);
}

TEST_CASE("minimize: differences stay within the box, one-sided at its edge") {
  Objective f;
  f.value = [](In x) { return x[0] < 0 ? std::nan("") : 2 * x[0] + x[0] * x[0]; };
  f.difference_step = 1e-3;
  const std::vector<double> one{1};
  const Report report = minimize(f, one, GradientDescentOptions{.lr = 0.3}, {.lower = {0}, .upper = {5}});
  CHECK(report.converged());
  CHECK(report.x[0] == 0);
  CHECK(report.reason == "the largest entry of the projected gradient, 0, is within the tolerance 1e-05");
}

TEST_CASE("minimize: a gradient that is not finite at the start ends the run there, in every method") {
  Objective f = bowl();
  f.value_and_gradient = [inner = f.value_and_gradient](In x, Out g) {
    const double value = inner(x, g);
    g[1] = std::nan("");
    return value;
  };
  for (const arrays::Method& method :
       std::initializer_list<arrays::Method>{AdamOptions{}, LbfgsOptions{}, nesterov_sgd}) {
    const Report report = minimize(f, start, method);
    CAPTURE(report.method);
    CHECK(report.status == Status::not_finite);
    CHECK(report.not_finite_at == 0);
    CHECK(report.reason == "g[1] is nan at the start");
  }
}

TEST_CASE("minimize: a gradient that is left unwritten later is not taken for that of before") {
  int calls = 0;
  Objective f;
  f.value_and_gradient = [&](In x, Out g) {
    g[0] = 2 * x[0];
    if (++calls == 1) g[1] = 0;
    return x[0] * x[0] + (x[1] - 5) * (x[1] - 5);
  };
  for (const arrays::Method& method : std::initializer_list<arrays::Method>{AdamOptions{.lr = 0.1}, LbfgsOptions{}}) {
    calls = 0;
    CHECK_FALSE(minimize(f, std::vector<double>{1, 0}, method).converged());
  }
}

TEST_CASE("minimize: an entry of the gradient that f leaves out is not taken for zero") {
  Objective f;
  f.value_and_gradient = [](In x, Out g) {
    g[0] = 2 * x[0];
    return x[0] * x[0] + x[1];
  };
  const Report report = minimize(f, start, GradientDescentOptions{.lr = 0.1}, {.max_iterations = 10});
  CHECK(report.status == Status::not_finite);
  CHECK(report.not_finite_at == 0);
  CHECK(report.reason == "g[1] is nan at the start");
  CHECK(report.x == start);
}

TEST_CASE("minimize: infinity at a finite point is a high value, and f of -infinity has no lower bound") {
  Objective f;
  f.value_and_gradient = [](In x, Out g) {
    g[0] = 2 * x[0];
    return std::abs(x[0]) > 2 ? std::numeric_limits<double>::infinity() : x[0] * x[0];
  };
  const std::vector<double> inside{1.9};
  const Report over = minimize(f, inside, GradientDescentOptions{.lr = 1.2}, {.max_iterations = 3});
  CHECK(over.status == Status::max_iterations);
  CHECK(std::isinf(over.last_value));
  CHECK(over.value == 1.9 * 1.9);
  f.value_and_gradient = [](In x, Out g) {
    g[0] = 1;
    return std::log(x[0]);
  };
  const Report down = minimize(f, inside, GradientDescentOptions{.lr = 1.9}, {.max_iterations = 3});
  CHECK(down.status == Status::not_finite);
  CHECK(down.reason == "f is -inf after iteration 1: f has no lower bound on the way");
}

TEST_CASE("minimize: every option out of range is named") {
  const auto fault = [](const MinimizeOptions& options, const char* message) {
    CHECK_THROWS_WITH_AS(minimize(bowl(), start, GradientDescentOptions{}, options), message, std::invalid_argument);
  };
  fault({.max_iterations = -2}, "minimize: max_iterations must be -1 (the method's default), 0 or more, got -2");
  fault({.max_evaluations = -2}, "minimize: max_evaluations must be -1 (no limit), 0 or more, got -2");
  fault({.max_seconds = -1}, "minimize: max_seconds must be a finite number not below 0, got -1");
  fault({.gradient_tolerance = -1e-3}, "minimize: gradient_tolerance must be a finite number not below 0, got -0.001");
  fault({.f_tolerance = std::nan("")}, "minimize: f_tolerance must be a finite number not below 0, got nan");
  fault({.x_tolerance = -1}, "minimize: x_tolerance must be a finite number not below 0, got -1");
}

TEST_CASE("minimize: objectives that lack something are refused by one sentence") {
  const auto fault = [](const Objective& f, const arrays::Method& method, const char* message) {
    CHECK_THROWS_WITH_AS(minimize(f, start, method), message, std::invalid_argument);
  };
  fault({}, GradientDescentOptions{},
        "minimize: the objective gives nothing; set value, value_and_gradient or residuals");
  fault(bowl(), NewtonOptions{},
        "minimize: the method needs second derivatives and the objective has none; set hessian or hessian_product");
  Objective f = bowl();
  f.difference_step = -1;
  fault(f, GradientDescentOptions{}, "minimize: difference_step must be a finite number not below 0, got -1");
  f = {};
  f.residuals = [](In, Out) {};
  fault(f, GradientDescentOptions{}, "minimize: residuals need residual_count >= 1, got 0");
}

TEST_CASE("minimize: a fixed lr diverges on Rosenbrock from (5, 0), and a line search does not") {
  const Problem p = problems::rosenbrock(2);
  const std::vector<double> from{5, 0};
  CHECK(minimize(p.arrays, from, GradientDescentOptions{.lr = 1e-3}).status == Status::not_finite);
  const Report searched = minimize(p.arrays, from, LbfgsOptions{});
  CHECK(searched.converged());
  CHECK(searched.x[0] == doctest::Approx(1).epsilon(1e-4));
}

TEST_CASE("minimize: a minimizer that keeps its state goes on where it stopped") {
  const Problem p = problems::rosenbrock(2);
  for (const arrays::Method& method :
       std::initializer_list<arrays::Method>{AdamOptions{.lr = 0.1}, NadamOptions{}, LbfgsOptions{}}) {
    const Report whole = minimize(p.arrays, p.start, method, {.max_iterations = 30, .gradient_tolerance = 0});
    auto minimizer = method.make();
    arrays::Vector x = p.start;
    for (int k = 0; k < 3; ++k) run(p.arrays, x, *minimizer, {.max_iterations = 10, .gradient_tolerance = 0});
    CAPTURE(whole.method);
    CHECK(x == whole.last_x);
  }
}

}  // namespace thalweg::optim
