// Trust region: steps and radii by hand, counts on Rosenbrock's function, many parameters, bad input.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <support/smooth.hpp>
#include <thalweg/optim/arrays/trust_region.hpp>

namespace thalweg::optim {
namespace {

using namespace smooth;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

doctest::Approx near(double x, double relative = 1e-14) { return doctest::Approx(x).epsilon(relative); }

Report trust(const Objective& f, const Numbers& x0, const TrustRegionOptions& options = {},
             const MinimizeOptions& loop = {}) {
  return arrays::minimize(f, x0, options, loop);
}

double radius_after(const Objective& f, Numbers x, std::int64_t iterations, const TrustRegionOptions& options = {}) {
  const auto minimizer = make_minimizer(options);
  arrays::run(f, x, *minimizer, {.max_iterations = iterations, .gradient_tolerance = 0});
  State state;
  state.save(*minimizer);
  return state.values.at("radius").at(0);
}

TEST_CASE("trust-region: the radius doubles on success until the minimum lies inside") {
  // x^2 + y^2 from (3, 4), 5 away: steps of length 1, 2, and the 2 that are left.
  const Objective f = quadratic({2, 0, 0, 2}, {0, 0});
  const Report report = trust(f, {3, 4}, {}, {.trajectory = true});
  CHECK(report.method == "trust-region");
  CHECK(report.status == Status::converged);
  REQUIRE(report.trajectory.size() == 4);
  CHECK(report.trajectory[1].x[0] == near(2.4));
  CHECK(report.trajectory[1].x[1] == near(3.2));
  CHECK(report.trajectory[2].x[0] == near(1.2));
  CHECK(report.trajectory[2].x[1] == near(1.6));
  CHECK(std::abs(report.x[0]) < 1e-15);
  CHECK(report.iterations == 3);
  CHECK(report.evaluations.f == 4);
  CHECK(report.evaluations.g == 4);
  CHECK(report.evaluations.hvp == 3);
  CHECK(report.evaluations.hessian == 0);
  CHECK(radius_after(f, {3, 4}, 0) == 1);
  CHECK(radius_after(f, {3, 4}, 1) == 2);
  CHECK(radius_after(f, {3, 4}, 2) == 4);
  CHECK(radius_after(f, {3, 4}, 3) == 4);  // not on the boundary
  CHECK(radius_after(f, {3, 4}, 2, {.max_radius = 3}) == 3);
}

TEST_CASE("trust-region: a bad step is not taken and shrinks the radius to a quarter of it") {
  // f = x - log x from 3: g = 2/3, H = 1/9, the model's minimum at -3 lies where f is NaN.
  const Objective f = line([](double x) { return x > 0 ? x - std::log(x) : nan; }, [](double x) { return 1 - 1 / x; },
                           [](double x) { return 1 / (x * x); });
  const TrustRegionOptions wide{.initial_radius = 10};
  const Report one = trust(f, {3}, wide, {.max_iterations = 1});
  CHECK(one.last_x == Numbers{3});
  CHECK(one.evaluations.f == 2);
  CHECK(one.status == Status::max_iterations);
  CHECK(radius_after(f, {3}, 1, wide) == near(1.5));
  // Then to 1.5: f falls by 1.5 - log 2 = 0.807, promised were 1 - 1/8: a ratio of 0.92 on the boundary.
  CHECK(trust(f, {3}, wide, {.max_iterations = 2}).last_x[0] == near(1.5));
  CHECK(radius_after(f, {3}, 2, wide) == near(3));
  const Report report = trust(f, {3}, wide);
  CHECK(report.status == Status::converged);
  CHECK(report.x[0] == near(1, 1e-5));
}

TEST_CASE("trust-region: eta decides which steps are taken, a quarter which radii shrink") {
  // At x = 1 with slope -1 and bend 1 the model's minimum is at 2 and promises 1/2; what f does there is free.
  for (const double ratio : {0.1, 0.14, 0.16, 0.24, 0.26, 0.9}) {
    CAPTURE(ratio);
    const Objective f = line([=](double x) { return x < 1.5 ? 0.0 : -0.5 * ratio; }, [](double) { return -1.0; },
                             [](double) { return 1.0; });
    const TrustRegionOptions options{.initial_radius = 1.5};
    const Report report = trust(f, {1}, options, {.max_iterations = 1, .gradient_tolerance = 0});
    CHECK(report.last_x[0] == (ratio > 0.15 ? 2.0 : 1.0));
    CHECK(radius_after(f, {1}, 1, options) == near(ratio < 0.15 ? 0.25 : ratio < 0.25 ? 1.5 / 4 : 1.5));
  }
}

TEST_CASE("trust-region: counts on Rosenbrock's function, from near and from far") {
  const Objective f = rosenbrock(false);
  const Report report = trust(f, {-1.2, 1});
  CHECK(report.status == Status::converged);
  CHECK(report.iterations == 24);
  CHECK(report.evaluations.f == 25);
  CHECK(report.evaluations.g == 25);
  CHECK(report.evaluations.hvp == 48);
  for (const double far : {10.0, 100.0}) {
    const Report from_afar = trust(f, {-1.2 * far, far}, {}, {.gradient_tolerance = 1e-8});
    CHECK(from_afar.status == Status::converged);
    CHECK(from_afar.iterations == (far == 10 ? 51 : 124));
    CHECK(from_afar.x[0] == near(1, 1e-8));
  }
}

TEST_CASE("trust-region: with Steihaug's test alone it needs no more iterations than scipy's trust-ncg") {
  // That one stops where the length of the gradient, not its largest entry, is below 1e-4, after 30 iterations with 31
  // evaluations and, from 100 times the start, after 124.
  const Objective f = rosenbrock(false);
  MinimizeOptions like_scipy;
  like_scipy.gradient_tolerance = 0;
  like_scipy.callback = [](const Iteration& at) {
    return arrays::norm(at.gradient) < 1e-4 ? Control::stop : Control::go_on;
  };
  const TrustRegionOptions steihaug{.gain_tolerance = 0};
  CHECK(trust(f, {-1.2, 1}, steihaug, like_scipy).iterations == 29);
  CHECK(trust(f, {-1.2, 1}, steihaug, like_scipy).evaluations.f == 30);
  CHECK(trust(f, {-120, 100}, steihaug, like_scipy).iterations == 124);
  CHECK(trust(f, {-1.2, 1}, {}, like_scipy).iterations == 24);
  CHECK(trust(f, {-120, 100}, {}, like_scipy).iterations == 123);
  // The tolerance here.
  const Report report = trust(f, {-1.2, 1}, steihaug);
  CHECK(report.status == Status::converged);
  CHECK(report.iterations == 29);
  CHECK(report.evaluations.f == 30);
  CHECK(report.evaluations.hvp == 44);
}

TEST_CASE("trust-region: an objective with a Hessian alone pays one for each point that is taken") {
  Objective f = rosenbrock();
  f.hessian_product = nullptr;
  const Report report = trust(f, {-1.2, 1}), products = trust(rosenbrock(false), {-1.2, 1});
  CHECK(report.x == products.x);
  CHECK(report.evaluations.hvp == products.evaluations.hvp);
  CHECK(report.evaluations.hessian < report.iterations);
  f.hessian = nullptr;
  CHECK_THROWS_WITH_AS(
      trust(f, {-1.2, 1}),
      "minimize: the method needs second derivatives and the objective has none; set hessian_product or hessian",
      std::invalid_argument);
  f = {};
  f.value = [](In) { return 0.0; };
  CHECK_THROWS_AS(trust(f, {-1.2, 1}), std::invalid_argument);
}

TEST_CASE("trust-region: a hundred and ten thousand parameters") {
  for (const std::size_t n : {100u, 10000u}) {
    const Report report = trust(rosenbrock(false), Numbers(n, 0.9));
    CHECK(report.status == Status::converged);
    CHECK(report.value < 1e-10);
    CHECK(report.evaluations.f == report.iterations + 1);
  }
}

TEST_CASE("trust-region: negative curvature leads away from a saddle point") {
  const Report report = trust(saddle(), {0.5, 1e-3});
  CHECK(report.status == Status::converged);
  CHECK(report.value == near(-1, 1e-9));
  // On the saddle point itself the gradient is zero, and that is all the test asks.
  const Report on_it = trust(saddle(), {0, 0});
  CHECK(on_it.status == Status::converged);
  CHECK(on_it.iterations == 0);
  CHECK(trust(saddle(), {0, 0}, {}, {.gradient_tolerance = 0}).reason == "the gradient is zero");
}

TEST_CASE("trust-region: takes up its radius where another run left it") {
  const auto halves = whole_and_halves(rosenbrock(), {-12, 10}, TrustRegionOptions{}, 8);
  CHECK(halves.first == halves.second);
  CHECK(radius_after(rosenbrock(), {-12, 10}, 8) != 1);
}

TEST_CASE("trust-region: functions without a lower bound end by a limit or as not finite") {
  const Report falls = trust(quadratic({-2}, {0}), {1});
  CHECK(falls.status == Status::max_iterations);
  CHECK(falls.value < -1e10);
  const Report straight = trust(quadratic({0, 0, 0, 0}, {1, 2}), {0, 0});
  CHECK(straight.status == Status::max_iterations);
  const Report steep = trust(line([](double x) { return -std::exp(x); }, [](double x) { return -std::exp(x); },
                                  [](double x) { return -std::exp(x); }),
                             {0});
  CHECK(steep.status == Status::not_finite);
  CHECK(steep.reason.find(": f has no lower bound on the way") != std::string::npos);
}

TEST_CASE("trust-region: what is not finite ends the run and is named") {
  const Report curved =
      trust(line([](double x) { return x * x; }, [](double x) { return 2 * x; }, [](double) { return nan; }), {1});
  CHECK(curved.status == Status::not_finite);
  CHECK(curved.reason == "the product of the Hessian with a direction is not finite");
  CHECK(curved.not_finite_at == 1);
  CHECK(curved.x == Numbers{1});
  const Report sloped =
      trust(line([](double x) { return x * x; }, [](double) { return infinity; }, [](double) { return 2.0; }), {1});
  CHECK(sloped.status == Status::not_finite);
  CHECK(sloped.reason == "g[0] is inf at the start");
  CHECK(trust(quadratic({1}, {nan}), {1}).not_finite_at == 0);
  // NaN everywhere but at the start: the steps shrink to nothing.
  const Report island = trust(
      line([](double x) { return x == 1 ? 1.0 : nan; }, [](double) { return 1.0; }, [](double) { return 1.0; }), {1});
  CHECK(island.status == Status::stalled);
  CHECK(island.reason.find("no longer changes x; no step of the model lowers f any more") != std::string::npos);
  CHECK(island.x == Numbers{1});
  CHECK(island.iterations < 60);
}

TEST_CASE("trust-region: a lower point without a finite gradient is not taken") {
  // f = x^2 / 2 from 2, its gradient NaN within 1 of the minimum.
  const Report report = trust(
      line([](double x) { return x * x / 2; }, [](double x) { return x < 1 ? nan : x; }, [](double) { return 1.0; }),
      {2}, {.initial_radius = 10});
  CHECK(report.status == Status::stalled);
  CHECK(report.x[0] == near(1, 1e-9));
  CHECK(report.gradient_norm == near(1, 1e-9));
}

TEST_CASE("trust-region: a wrong gradient never counts as converged") {
  // The gradient leads uphill: no step is ever taken.
  const Report report =
      trust(line([](double x) { return x * x; }, [](double x) { return -2 * x; }, [](double) { return 2.0; }), {1});
  CHECK(report.status == Status::stalled);
  CHECK(report.x == Numbers{1});
}

TEST_CASE("trust-region: rests at the minimum, on a constant and at zero iterations") {
  CHECK(trust(rosenbrock(), {1, 1}).evaluations.f == 1);
  CHECK(trust(rosenbrock(), {1, 1}).status == Status::converged);
  CHECK(trust(quadratic({0}, {0}), {5}).status == Status::converged);
  CHECK(trust(quadratic({0}, {0}), {5}).iterations == 0);
  const Report none = trust(rosenbrock(), {-1.2, 1}, {}, {.max_iterations = 0});
  CHECK(none.status == Status::max_iterations);
  CHECK(none.last_x == Numbers{-1.2, 1});
}

TEST_CASE("trust-region: tolerances below the digits of f are reached by the gradient") {
  // f = 1e6 + 1e-3 (x - 1)^2 / 2: f stops changing 1e-4 away from the minimum.
  const Objective f = line([](double x) { return 1e6 + 5e-4 * (x - 1) * (x - 1); },
                           [](double x) { return 1e-3 * (x - 1); }, [](double) { return 1e-3; });
  const Report report = trust(f, {1.0001}, {}, {.gradient_tolerance = 1e-12});
  CHECK(report.status == Status::converged);
  CHECK(report.last_x[0] == near(1, 1e-9));
}

TEST_CASE("trust-region: bad options are named") {
  const auto made = [](const TrustRegionOptions& options) { (void)make_minimizer(options); };
  CHECK_THROWS_WITH_AS(made({.initial_radius = 0}),
                       "trust-region: initial_radius must be a finite number above 0, got 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(made({.max_radius = infinity}),
                       "trust-region: max_radius must be a finite number above 0, got inf", std::invalid_argument);
  CHECK_THROWS_WITH_AS(made({.initial_radius = 2, .max_radius = 1}),
                       "trust-region: initial_radius 2 must not exceed max_radius 1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(made({.eta = 0.25}), "trust-region: eta must lie in [0, 0.25), got 0.25", std::invalid_argument);
  CHECK_THROWS_WITH_AS(made({.eta = nan}), "trust-region: eta must lie in [0, 0.25), got nan", std::invalid_argument);
  CHECK_THROWS_WITH_AS(made({.cg_iterations = 0}),
                       "trust-region: cg_iterations must be -1 (twice the number of parameters) or at least 1, got 0",
                       std::invalid_argument);
}

}  // namespace
}  // namespace thalweg::optim
