// Every method on functions that misbehave: no hang, no crash, no wrong `converged`, nothing lost.
#include <doctest/doctest.h>

#include <chrono>
#include <cmath>
#include <limits>
#include <stdexcept>

#include <examples/descent/methods.hpp>
#include <thalweg/optim/problems/registry.hpp>

namespace thalweg {
namespace {

using examples::DescentMethod;
using examples::DescentSettings;
using examples::Tier;
using optim::Problem;
using optim::Report;
using optim::Status;
using optim::arrays::In;
using optim::arrays::Out;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// f, f' and f'' of one coordinate, summed over all.
struct Curve {
  std::function<double(double)> f, df, ddf;
};

/// The separable function of a curve; as a sum of squares too, of the one residual sqrt(f), where f is nowhere
/// negative.
Problem separable(const Curve& c, const std::vector<double>& start, bool squares = true) {
  Problem p;
  p.name = "test";
  p.n = static_cast<std::int64_t>(start.size());
  p.start = start;
  p.arrays.value = [c](In x) {
    double sum = 0;
    for (const double v : x) sum += c.f(v);
    return sum;
  };
  p.arrays.value_and_gradient = [c, f = p.arrays.value](In x, Out g) {
    for (std::size_t i = 0; i < x.size(); ++i) g[i] = c.df(x[i]);
    return f(x);
  };
  p.arrays.hessian = [c](In x, Out h) {
    for (std::size_t i = 0; i < x.size(); ++i)
      for (std::size_t j = 0; j < x.size(); ++j) h[i * x.size() + j] = i == j ? c.ddf(x[i]) : 0;
  };
  p.arrays.hessian_product = [c](In x, In v, Out hv) {
    for (std::size_t i = 0; i < x.size(); ++i) hv[i] = c.ddf(x[i]) * v[i];
  };
  if (!squares) return p;
  p.arrays.residual_count = p.n;
  p.arrays.residuals = [c](In x, Out r) {
    for (std::size_t i = 0; i < x.size(); ++i) r[i] = std::sqrt(c.f(x[i]));
  };
  p.arrays.jacobian = [c](In x, Out j) {
    for (std::size_t i = 0; i < x.size(); ++i)
      for (std::size_t k = 0; k < x.size(); ++k) {
        const double root = std::sqrt(c.f(x[i]));
        j[i * x.size() + k] = i != k ? 0 : root == 0 ? 0 : c.df(x[i]) / (2 * root);
      }
  };
  return p;
}

const Curve bowl{[](double x) { return x * x; }, [](double x) { return 2 * x; }, [](double) { return 2.0; }};

/// Runs every method on the problem; those that need residuals only where there are some.
template <class F>
void for_each_method(const Problem& problem, DescentSettings settings, F f) {
  for (const DescentMethod& method : examples::descent_methods()) {
    const bool squares = method.name == "gauss-newton" || method.name == "levenberg-marquardt";
    if (squares && !problem.arrays.residuals) continue;
    CAPTURE(method.name);
    if (settings.limits.max_iterations < 0) settings.limits.max_iterations = 300;
    f(method, settings);
  }
}

template <class F>
void for_each_report(const Problem& problem, F f, const DescentSettings& settings = {}) {
  for_each_method(problem, settings, [&](const DescentMethod& method, const DescentSettings& now) {
    const auto begin = std::chrono::steady_clock::now();
    const Report report = method.run(problem, now);
    CAPTURE(report.reason);
    CAPTURE(optim::name(report.status));
    CHECK_FALSE(report.reason.empty());
    CHECK(report.x.size() == problem.start.size());
    // A bound against hanging, not a measurement.
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(60));
    f(method, report);
  });
}

}  // namespace

TEST_CASE("bad objectives: a start where f is NaN, or infinite, ends at once as not_finite") {
  for (const double value : {nan, infinity, -infinity}) {
    CAPTURE(value);
    const Curve c{[=](double) { return value; }, [](double) { return 1.0; }, [](double) { return 1.0; }};
    for_each_report(separable(c, {1, 2}, !std::isinf(value) || value > 0),
                    [](const DescentMethod&, const Report& report) {
                      CHECK(report.status == Status::not_finite);
                      CHECK(report.not_finite_at == 0);
                      CHECK(report.iterations == 0);
                      CHECK(report.x == std::vector<double>{1, 2});
                    });
  }
}

TEST_CASE("bad objectives: what f throws reaches the caller") {
  int calls = 0;
  Problem p = separable(bowl, {1, 2});
  const auto counted = [&calls] {
    if (++calls > 2) throw std::runtime_error("the simulation failed");
  };
  const optim::arrays::Objective inner = p.arrays;
  p.arrays.value = [=](In x) { return counted(), inner.value(x); };
  p.arrays.value_and_gradient = [=](In x, Out g) { return counted(), inner.value_and_gradient(x, g); };
  p.arrays.residuals = [=](In x, Out r) { return counted(), inner.residuals(x, r); };
  p.arrays.hessian = [=](In x, Out h) { return counted(), inner.hessian(x, h); };
  p.arrays.hessian_product = [=](In x, In v, Out hv) { return counted(), inner.hessian_product(x, v, hv); };
  p.arrays.jacobian = [=](In x, Out j) { return counted(), inner.jacobian(x, j); };
  DescentSettings settings;
  settings.limits.gradient_tolerance = 0;
  for_each_method(p, settings, [&](const DescentMethod& method, const DescentSettings& now) {
    calls = 0;
    CHECK_THROWS_WITH_AS(method.run(p, now), "the simulation failed", std::runtime_error);
  });
}

TEST_CASE("bad objectives: a function that is NaN beyond a wall is minimised on this side of it or ends honestly") {
  // The minimum at 3 lies behind the wall at 2; a first step that is too long meets NaN.
  const Curve c{[](double x) { return x > 2 ? nan : (x - 3) * (x - 3); },
                [](double x) { return x > 2 ? nan : 2 * (x - 3); }, [](double x) { return x > 2 ? nan : 2.0; }};
  for_each_report(separable(c, {0, 0.5}), [](const DescentMethod& method, const Report& report) {
    // To a simplex the wall is one more slope.
    if (method.name != "nelder-mead") CHECK(report.status != Status::converged);
    CHECK(std::isfinite(report.value));
    CHECK(report.value <= 9 + 6.25);
    for (const double x : report.x) CHECK(x <= 2);
  });
}

TEST_CASE("bad objectives: a constant function has converged where it starts, or by the simplex test") {
  const Curve c{[](double) { return 4.0; }, [](double) { return 0.0; }, [](double) { return 0.0; }};
  for_each_report(separable(c, {1, 2}), [](const DescentMethod& method, const Report& report) {
    CHECK(report.status == Status::converged);
    if (method.name != "nelder-mead") CHECK(report.iterations == 0);
    CHECK(report.value == 8);
  });
}

TEST_CASE("bad objectives: a start at the minimum has converged") {
  for_each_report(separable(bowl, {0, 0}), [](const DescentMethod&, const Report& report) {
    CHECK(report.status == Status::converged);
    CHECK(report.value == doctest::Approx(0).epsilon(1e-8));
  });
}

TEST_CASE("bad objectives: functions without a lower bound end by a limit or as not_finite, never as converged") {
  const Curve line{[](double x) { return -x; }, [](double) { return -1.0; }, [](double) { return 0.0; }};
  const Curve fall{[](double x) { return -x * x * x * x; }, [](double x) { return -4 * x * x * x; },
                   [](double x) { return -12 * x * x; }};
  const Curve cliff{[](double x) { return -std::exp(x); }, [](double x) { return -std::exp(x); },
                    [](double x) { return -std::exp(x); }};
  for (const Curve& c : {line, fall, cliff})
    for_each_report(separable(c, {1, 2}, false), [](const DescentMethod&, const Report& report) {
      CHECK(report.status != Status::converged);
      CHECK(report.value < 0);
    });
}

TEST_CASE("bad objectives: a gradient of the wrong sign is no convergence") {
  const Curve c{bowl.f, [](double x) { return -2 * x; }, bowl.ddf};
  for_each_report(separable(c, {1, 2}, false), [](const DescentMethod& method, const Report& report) {
    if (method.name != "nelder-mead") CHECK(report.status != Status::converged);
    CHECK(report.value <= 5);
  });
}

TEST_CASE("bad objectives: Hessians of zeros, of negative and of NaN entries") {
  for (const double curvature : {0.0, -2.0, nan}) {
    CAPTURE(curvature);
    const Curve c{bowl.f, bowl.df, [=](double) { return curvature; }};
    for_each_report(separable(c, {1, 2}), [&](const DescentMethod& method, const Report& report) {
      CHECK(report.value <= 5);
      const bool second = method.name == "newton" || method.name == "newton-cg" || method.name == "trust-region" ||
                          method.name == "natural-gradient";
      if (second && std::isnan(curvature)) CHECK(report.status != Status::converged);
      if (report.status == Status::converged && method.name != "nelder-mead") CHECK(report.gradient_norm <= 1e-5);
    });
  }
}

TEST_CASE("bad objectives: zero iterations look at the start only") {
  DescentSettings settings;
  settings.limits.max_iterations = 0;
  for_each_report(
      separable(bowl, {1, 2}),
      [](const DescentMethod&, const Report& report) {
        CHECK(report.status == Status::max_iterations);
        CHECK(report.iterations == 0);
        CHECK(report.x == std::vector<double>{1, 2});
        CHECK(report.value == doctest::Approx(5));
      },
      settings);
}

TEST_CASE("bad objectives: one parameter is enough for every method") {
  DescentSettings settings;
  settings.limits.max_iterations = 10'000;
  for_each_report(
      separable(bowl, {0.5}), [](const DescentMethod&, const Report& report) { CHECK(report.value < 0.25); }, settings);
}

TEST_CASE("bad objectives: an empty start and a function without derivatives are refused by one sentence") {
  Problem p = separable(bowl, {1, 2}, false);
  p.arrays.value_and_gradient = {};
  p.arrays.hessian = {};
  p.arrays.hessian_product = {};
  for_each_method(p, {}, [&](const DescentMethod& method, const DescentSettings& now) {
    if (method.name == "nelder-mead") {
      CHECK(method.run(p, now).converged());
      return;
    }
    CHECK_THROWS_WITH_AS(method.run(p, now),
                         "minimize: the method needs a gradient and the objective has none; set value_and_gradient, or "
                         "difference_step (1e-6, say) for central differences",
                         std::invalid_argument);
  });
  p = separable(bowl, {});
  for_each_method(p, {}, [&](const DescentMethod& method, const DescentSettings& now) {
    CHECK_THROWS_WITH_AS(method.run(p, now), "minimize: needs at least one parameter, got an empty start",
                         std::invalid_argument);
  });
}

TEST_CASE("bad objectives: ten thousand parameters suit the methods that keep vectors only") {
  const Problem p = optim::problem("rosenbrock", 10'000);
  for (const char* name : {"l-bfgs", "cg", "newton-cg", "trust-region"}) {
    CAPTURE(name);
    DescentSettings settings;
    settings.limits.max_iterations = 0;
    const Report before = examples::find_method(name, Tier::arrays).run(p, settings);
    settings.limits.max_iterations = 20;
    const Report report = examples::find_method(name, Tier::arrays).run(p, settings);
    CHECK(report.value < 0.1 * before.value);
  }
}

}  // namespace thalweg
