// minimize and least_squares on functions of tensors: shapes, dtypes, counts and errors.
#include <doctest/doctest.h>

#include <cmath>
#include <numbers>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/joins.hpp>
#include <thalweg/autograd/mode.hpp>
#include <thalweg/autograd/node.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/trigonometric.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/arrays/gauss_newton.hpp>
#include <thalweg/optim/arrays/newton.hpp>
#include <thalweg/optim/arrays/newton_cg.hpp>
#include <thalweg/optim/arrays/trust_region.hpp>
#include <thalweg/optim/tensors/minimize.hpp>
#include <thalweg/optim/tensors/objective.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg::optim {
namespace {

Tensor rosenbrock(const Tensor& x) { return square(1 - x[0]) + 100 * square(x[1] - square(x[0])); }

}  // namespace

TEST_CASE("minimize: a function of a tensor is minimised by L-BFGS where no method is named") {
  const Tensor x0 = tensor({-1.2, 1.0});
  const TensorReport report = minimize(rosenbrock, x0);
  CHECK(report.method == "l-bfgs");
  CHECK(report.converged());
  CHECK(report.argmin.shape() == Shape{2});
  CHECK(report.argmin.at({0}) == doctest::Approx(1).epsilon(1e-5));
  CHECK(report.x[1] == report.argmin.at({1}));
  CHECK(x0.at({0}) == -1.2);
  CHECK_FALSE(x0.requires_grad());
}

TEST_CASE("minimize: x may have any shape, and the best point has the same") {
  const Tensor target = tensor({{1, 2, 3}, {4, 5, 6}});
  const auto f = [&](const Tensor& x) { return sum(square(x - target)); };
  for (const arrays::Method& method : std::initializer_list<arrays::Method>{LbfgsOptions{}, NewtonOptions{},
                                                                            NewtonCgOptions{}, TrustRegionOptions{}}) {
    const TensorReport report = minimize(f, zeros({2, 3}), method);
    CAPTURE(report.method);
    CHECK(report.argmin.shape() == Shape{2, 3});
    CHECK(report.argmin.at({1, 2}) == doctest::Approx(6).epsilon(1e-6));
  }
  // A strided start and a rank-0 one.
  CHECK(minimize(f, transpose(zeros({3, 2}), 0, 1)).argmin.at({0, 1}) == doctest::Approx(2).epsilon(1e-6));
  CHECK(minimize([](const Tensor& x) { return square(x - 3); }, tensor(0)).argmin.item() ==
        doctest::Approx(3).epsilon(1e-6));
}

TEST_CASE("minimize: in float32 every point is one that float32 can hold") {
  MinimizeOptions options{.gradient_tolerance = 1e-3, .trajectory = true};
  const TensorReport report = minimize(rosenbrock, tensor({-1.2, 1.0}, {.dtype = float32}),
                                       LbfgsOptions{.line_search = {.f_error = 1e-6}}, options);
  CHECK(report.argmin.dtype() == float32);
  CHECK(report.argmin.at({0}) == doctest::Approx(1).epsilon(1e-2));
  CHECK(report.value < 1e-4);
  for (const TrajectoryPoint& point : report.trajectory)
    for (const double x : point.x) CHECK(static_cast<double>(static_cast<float>(x)) == x);
}

TEST_CASE("minimize: many products of the Hessian at one point cost one pass of f") {
  int calls = 0;
  const auto f = [&](const Tensor& x) {
    ++calls;
    return rosenbrock(x);
  };
  const TensorReport report = minimize(f, tensor({-1.2, 1.0}), TrustRegionOptions{});
  CHECK(report.converged());
  CHECK(report.evaluations.hvp > report.evaluations.f);
  // One pass for each value and gradient, at most one more for the graph of the gradient.
  CHECK(calls <= 2 * report.evaluations.f);
}

TEST_CASE("least_squares: the function is called as often as is counted") {
  int calls = 0;
  const TensorReport report = least_squares(
      [&](const Tensor& x) {
        ++calls;
        return stack({10 * (x[1] - square(x[0])), 1 - x[0]});
      },
      tensor({-1.2, 1.0}));
  CHECK(calls == report.evaluations.f + report.evaluations.g);
}

TEST_CASE("multi_start: runs on a function of a tensor have graphs of their own, on any number of threads") {
  const Tensor scale = tensor(10.0);
  const auto rastrigin = [&](const Tensor& x) { return 20 + sum(square(x) - scale * cos(2 * std::numbers::pi * x)); };
  const std::vector<double> lower{-5.12, -5.12}, upper{5.12, 5.12};
  Random random(4);
  const Samples starts = latin_hypercube(24, lower, upper, random);
  const int before = num_threads();
  std::vector<double> best;
  for (const int threads : {1, 4}) {
    set_num_threads(threads);
    const MultiStartReport report = multi_start(rastrigin, starts, lower, upper);
    CHECK(report.runs.size() == 24);
    if (best.empty()) best = report.best().x;
    CHECK(report.best().x == best);
  }
  set_num_threads(before);
  CHECK_THROWS_WITH_AS(multi_start(TensorFunction{}, starts, lower, upper),
                       "multi_start: needs a function, got an empty one", std::invalid_argument);
}

TEST_CASE("least_squares: residuals as a tensor, by Levenberg-Marquardt, 21 residuals and 16 Jacobians on Rosenbrock") {
  const auto residuals = [](const Tensor& x) { return stack({10 * (x[1] - square(x[0])), 1 - x[0]}); };
  const TensorReport report = least_squares(residuals, tensor({-1.2, 1.0}));
  CHECK(report.method == "levenberg-marquardt");
  CHECK(report.evaluations.f == 21);
  CHECK(report.evaluations.g == 16);
  CHECK(report.value < 1e-20);
  // Any method takes the sum of squares, and residuals may have any shape.
  const auto square_shaped = [&](const Tensor& x) { return reshape(residuals(x), {2, 1}); };
  for (const arrays::Method& method :
       std::initializer_list<arrays::Method>{GaussNewtonOptions{}, LbfgsOptions{}, NewtonOptions{}})
    CHECK(least_squares(square_shaped, tensor({-1.2, 1.0}), method).argmin.at({1}) == doctest::Approx(1).epsilon(1e-4));
}

TEST_CASE("minimize: bad functions and starts are refused by one sentence") {
  const auto pair = [](const Tensor& x) { return x * 2; };
  CHECK_THROWS_WITH_AS(minimize(pair, tensor({1.0, 2.0})),
                       "minimize: the function to minimise must give one element, got shape (2,); for a sum of squares "
                       "hand the residuals to least_squares",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(minimize(rosenbrock, tensor({1, 2}, {.dtype = int64})),
                       "minimize: x0 must be floating, got int64; convert it with .to(float64)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(minimize([](const Tensor& x) { return sum(x); }, zeros({0})),
                       "minimize: needs at least one parameter, got an empty start", std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      minimize(rosenbrock, tensor({1.0, 2.0}), LevenbergMarquardtOptions{}),
      "minimize: the method needs a sum of squares; set residuals and residual_count (for tensors: call least_squares)",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(least_squares([](const Tensor& x) { return slice(x, 0, 0, 0); }, tensor({1.0})),
                       "least_squares: there are no residuals", std::invalid_argument);
  const char* no_graph =
      "minimize: the function's value has no graph, so that it has no derivatives; compute it from x by recorded "
      "operations, without item(), detach() and no_grad";
  CHECK_THROWS_WITH_AS(minimize([](const Tensor& x) { return sum(square(x.detach())); }, tensor({1.0})), no_graph,
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(least_squares([](const Tensor& x) { return x.detach(); }, tensor({1.0})), no_graph,
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(minimize(TensorFunction{}, tensor({1.0})), "minimize: needs a function, got an empty one",
                       std::invalid_argument);
  int calls = 0;
  // One call for the first residuals, one for the first Jacobian.
  for (const int good : {1, 2}) {
    calls = 0;
    const auto growing = [&](const Tensor& x) { return ++calls > good ? cat({x, x}) : x; };
    CHECK_THROWS_WITH_AS(least_squares(growing, tensor({1.0, 2.0})),
                         "least_squares: there were 2 residuals at the start, now there are 4", std::invalid_argument);
  }
}

TEST_CASE("minimize: what f does not depend on has zeros for a gradient") {
  const TensorReport part = minimize([](const Tensor& x) { return square(x[0]); }, tensor({1.0, 2.0}), NewtonOptions{});
  CHECK(part.argmin.at({0}) == doctest::Approx(0));
  CHECK(part.argmin.at({1}) == 2);
}

TEST_CASE("minimize: works under no_grad, and leaves no graph behind") {
  const std::int64_t before = live_nodes();
  {
    const NoGrad guard;
    CHECK(minimize(rosenbrock, tensor({-1.2, 1.0}), TrustRegionOptions{}).converged());
  }
  CHECK(live_nodes() == before);
}

}  // namespace thalweg::optim
