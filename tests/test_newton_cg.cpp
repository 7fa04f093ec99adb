// Newton-CG: directions by hand, counts, negative curvature, many parameters, bad input.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <support/smooth.hpp>
#include <thalweg/optim/arrays/newton_cg.hpp>

namespace thalweg::optim {
namespace {

using namespace smooth;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
const LineSearchOptions no_search{.kind = LineSearchKind::fixed};

doctest::Approx near(double x, double relative = 1e-14) { return doctest::Approx(x).epsilon(relative); }

Report newton_cg(const Objective& f, const Numbers& x0, const NewtonCgOptions& options = {},
                 const MinimizeOptions& loop = {}) {
  return arrays::minimize(f, x0, options, loop);
}

TEST_CASE("newton-cg: a quadratic with one eigenvalue is solved by one product") {
  const Report report = newton_cg(quadratic({2, 0, 0, 2}, {2, 6}), {5, -7});
  CHECK(report.method == "newton-cg");
  CHECK(report.status == Status::converged);
  CHECK(report.iterations == 1);
  CHECK(report.evaluations.f == 2);
  CHECK(report.evaluations.g == 2);
  CHECK(report.evaluations.hvp == 1);
  CHECK(report.evaluations.hessian == 0);
  CHECK(report.x[0] == near(1));
  CHECK(report.x[1] == near(3));
}

TEST_CASE("newton-cg: the first directions by hand") {
  // H = diag(2, 1), g = (1, 1) at (0.5, 1): one product gives the step (-2/3, -2/3) of steepest descent.
  const Objective f = quadratic({2, 0, 0, 1}, {0, 0});
  const Numbers start{0.5, 1};
  const MinimizeOptions once{.max_iterations = 1};
  const Report one = newton_cg(f, start, {.cg_iterations = 1, .line_search = no_search}, once);
  CHECK(one.last_x[0] == near(0.5 - 2.0 / 3));
  CHECK(one.last_x[1] == near(1 - 2.0 / 3));
  CHECK(one.evaluations.hvp == 1);
  // Its residual, a third of |g|, is within 1/2, but it brought all of the gain so far: a second product ends it.
  const Report both = newton_cg(f, start, {.line_search = no_search}, once);
  CHECK(std::abs(both.last_x[0]) < 1e-15);
  CHECK(std::abs(both.last_x[1]) < 1e-15);
  CHECK(both.evaluations.hvp == 2);
}

TEST_CASE("newton-cg: on negative curvature met at once it goes along -g, by the size of the curvature") {
  const MinimizeOptions once{.max_iterations = 1};
  // H = -4: -g / 4. H = 0: -g, and where |g| < 1, length 1.
  CHECK(newton_cg(quadratic({-4}, {0}), {3}, {.line_search = no_search}, once).last_x[0] == near(3 + 3));
  CHECK(newton_cg(quadratic({0}, {5}), {3}, {.line_search = no_search}, once).last_x[0] == near(8));
  CHECK(newton_cg(quadratic({0}, {0.5}), {3}, {.line_search = no_search}, once).last_x[0] == near(4));
  // Met later, the direction is what was found before it: for diag(3, -1) and g = (-1, -1) that is -g.
  const Report later = newton_cg(quadratic({3, 0, 0, -1}, {1, 1}), {0, 0}, {.line_search = no_search}, once);
  CHECK(later.last_x[0] == near(1));
  CHECK(later.last_x[1] == near(1));
  CHECK(later.evaluations.hvp == 2);
}

TEST_CASE("newton-cg: counts on Rosenbrock's function, from near and from far") {
  const Report report = newton_cg(rosenbrock(false), {-1.2, 1});
  CHECK(report.status == Status::converged);
  CHECK(report.iterations == 21);
  CHECK(report.evaluations.f == 28);
  CHECK(report.evaluations.g == 28);
  CHECK(report.evaluations.hvp == 42);
  for (const double far : {10.0, 100.0}) {
    const Report from_afar = newton_cg(rosenbrock(false), {-1.2 * far, far}, {}, {.gradient_tolerance = 1e-8});
    CHECK(from_afar.status == Status::converged);
    CHECK(from_afar.value < 1e-16);
  }
}

TEST_CASE("newton-cg: by the residual alone it crawls along the floor of the valley") {
  const Report report = newton_cg(rosenbrock(false), {-1.2, 1}, {.gain_tolerance = 0});
  CHECK(report.status == Status::converged);
  CHECK(report.iterations == 71);
  CHECK(report.evaluations.hvp == 120);
  CHECK(newton_cg(rosenbrock(false), {-12, 10}, {.gain_tolerance = 0}).status == Status::max_iterations);
}

TEST_CASE("newton-cg: a hundred and ten thousand parameters") {
  for (const std::size_t n : {100u, 10000u}) {
    const Report report = newton_cg(rosenbrock(false), Numbers(n, 0.9));
    CHECK(report.status == Status::converged);
    CHECK(report.value < 1e-10);
  }
}

TEST_CASE("newton-cg: values never rise, and saddle points are left") {
  for (const Numbers& start : {Numbers{0.1, 0.3}, Numbers{0.5, 1e-3}}) {
    const Report report = newton_cg(saddle(), start, {}, {.trajectory = true});
    CHECK(report.status == Status::converged);
    CHECK(report.value == near(-1, 1e-9));
    for (std::size_t k = 1; k < report.trajectory.size(); ++k)
      CHECK(report.trajectory[k].value <= report.trajectory[k - 1].value);
  }
  CHECK(newton_cg(saddle(), {0, 0}).iterations == 0);
  CHECK(newton_cg(saddle(), {0, 0}, {}, {.gradient_tolerance = 0}).reason == "the gradient is zero");
}

TEST_CASE("newton-cg: needs products or a Hessian") {
  Objective f = rosenbrock();
  f.hessian_product = nullptr;
  const Report dense = newton_cg(f, {-1.2, 1}), products = newton_cg(rosenbrock(false), {-1.2, 1});
  CHECK(dense.x == products.x);
  CHECK(dense.evaluations.hessian == dense.iterations);
  CHECK(dense.evaluations.hvp == products.evaluations.hvp);
  f.hessian = nullptr;
  CHECK_THROWS_WITH_AS(
      newton_cg(f, {-1.2, 1}),
      "minimize: the method needs second derivatives and the objective has none; set hessian_product or hessian",
      std::invalid_argument);
}

TEST_CASE("newton-cg: what is not finite ends the run and is named") {
  const Report curved =
      newton_cg(line([](double x) { return x * x; }, [](double x) { return 2 * x; }, [](double) { return nan; }), {1});
  CHECK(curved.status == Status::not_finite);
  CHECK(curved.reason == "the product of the Hessian with a direction is not finite");
  CHECK(curved.not_finite_at == 1);
  const Report sloped =
      newton_cg(line([](double x) { return x * x; }, [](double) { return nan; }, [](double) { return 2.0; }), {1});
  CHECK(sloped.reason == "g[0] is nan at the start");
  // NaN beyond a wall: the search stays before it.
  const Report wall = newton_cg(line([](double x) { return x > 0 ? x - std::log(x) : nan; },
                                     [](double x) { return 1 - 1 / x; }, [](double x) { return 1 / (x * x); }),
                                {10});
  CHECK(wall.status == Status::converged);
  CHECK(wall.x[0] == near(1, 1e-5));
  // NaN everywhere but at the start.
  const Report island = newton_cg(
      line([](double x) { return x == 1 ? 1.0 : nan; }, [](double) { return 1.0; }, [](double) { return 1.0; }), {1});
  CHECK(island.status == Status::line_search_failed);
  CHECK(island.x == Numbers{1});
}

TEST_CASE("newton-cg: functions without a lower bound end, and never as converged") {
  for (const Objective& f : {quadratic({-2, 0, 0, -1}, {0, 0}), quadratic({0, 0, 0, 0}, {1, 2})}) {
    const Report report = newton_cg(f, {1, 1});
    CHECK(report.status == Status::line_search_failed);
    CHECK(report.reason.find("; it may have no lower bound") != std::string::npos);
    CHECK(report.value < -1e10);
  }
}

TEST_CASE("newton-cg: rests at the minimum, on a constant and at zero iterations") {
  CHECK(newton_cg(rosenbrock(), {1, 1}).evaluations.hvp == 0);
  CHECK(newton_cg(quadratic({0}, {0}), {5}).status == Status::converged);
  CHECK(newton_cg(rosenbrock(), {-1.2, 1}, {}, {.max_iterations = 0}).status == Status::max_iterations);
}

TEST_CASE("newton-cg: carries nothing from one iteration to the next") {
  const auto halves = whole_and_halves(rosenbrock(), {-1.2, 1}, NewtonCgOptions{}, 6);
  CHECK(halves.first == halves.second);
  State state;
  state.save(*make_minimizer(NewtonCgOptions{}));
  CHECK(state.values.empty());
}

TEST_CASE("newton-cg: bad options are named") {
  const auto made = [](const NewtonCgOptions& options) { (void)make_minimizer(options); };
  CHECK_THROWS_WITH_AS(made({.gain_tolerance = nan}),
                       "newton-cg: gain_tolerance must be a finite number not below 0, got nan", std::invalid_argument);
  CHECK_THROWS_WITH_AS(made({.cg_iterations = 0}),
                       "newton-cg: cg_iterations must be -1 (twice the number of parameters) or at least 1, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(made({.line_search = {.max_trials = 0}}),
                       "newton-cg: max_trials of the line search must be at least 1, got 0", std::invalid_argument);
}

}  // namespace
}  // namespace thalweg::optim
