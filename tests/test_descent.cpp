// The methods with a line search together: classic problems, and objectives that are bad in every way.
#include <doctest/doctest.h>

#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <support/classic_squares.hpp>
#include <support/valleys.hpp>
#include <thalweg/optim/arrays/bfgs.hpp>
#include <thalweg/optim/arrays/conjugate_gradients.hpp>
#include <thalweg/optim/arrays/descent.hpp>
#include <thalweg/optim/arrays/lbfgs.hpp>
#include <thalweg/optim/arrays/minimize.hpp>

namespace thalweg::optim::arrays {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct Named {
  std::string name;
  Method method;
};

std::vector<Named> methods() {
  return {{"bfgs", BfgsOptions{}},
          {"bfgs, scaled", BfgsOptions{.scale_first = true}},
          {"l-bfgs", LbfgsOptions{}},
          {"l-bfgs, backtracking", LbfgsOptions{.line_search = {.kind = LineSearchKind::backtracking}}},
          {"cg", ConjugateGradientsOptions{}}};
}

/// A function of one variable.
Objective line(std::function<double(double)> f, std::function<double(double)> slope) {
  Objective objective;
  objective.value_and_gradient = [f, slope](In x, Out g) {
    g[0] = slope(x[0]);
    return f(x[0]);
  };
  return objective;
}

Report from(double x0, const Objective& f, const Method& method, const MinimizeOptions& options = {}) {
  const Report report = minimize(f, Vector{x0}, method, options);
  CHECK(report.evaluations.f <= 60 * (report.iterations + 1));
  CHECK(report.evaluations.f == report.evaluations.g);
  return report;
}

TEST_CASE("descent: BFGS and L-BFGS solve the classic sums of squares from their usual starts") {
  for (const test::Squares& problem : test::classic_squares())
    for (const Named& method : methods()) {
      if (method.name == "cg" || method.name == "l-bfgs, backtracking") continue;
      // Curvatures that differ by 1e16 are too much for a few pairs.
      if (method.name == "l-bfgs" && problem.name == "powell-badly-scaled") continue;
      CAPTURE(problem.name);
      CAPTURE(method.name);
      const Report report = minimize(problem.objective(), problem.start, method.method,
                                     {.max_iterations = 5000, .gradient_tolerance = 1e-11});
      CAPTURE(report.value);
      CAPTURE(report.reason);
      CHECK(problem.solved_by(report.value));
      if (report.status == Status::converged) CHECK(report.gradient_norm <= 1e-11);
    }
}

TEST_CASE("descent: conjugate gradients solve those that are not badly scaled") {
  for (const test::Squares& problem : test::classic_squares()) {
    if (problem.name.find("badly-scaled") != std::string::npos || problem.name == "watson-9") continue;
    CAPTURE(problem.name);
    const Report report = minimize(problem.objective(), problem.start, ConjugateGradientsOptions{},
                                   {.max_iterations = 10000, .gradient_tolerance = 1e-10});
    CAPTURE(report.value);
    CAPTURE(report.reason);
    CHECK(problem.solved_by(report.value));
  }
}

TEST_CASE("descent: a start where f is NaN or infinite ends at once") {
  for (const Named& method : methods())
    for (const double value : {nan, inf, -inf}) {
      const Report report = from(1, line([=](double) { return value; }, [](double) { return 1; }), method.method);
      CHECK(report.status == Status::not_finite);
      CHECK(report.iterations == 0);
      CHECK(report.evaluations.f == 1);
    }
}

TEST_CASE("descent: a gradient that is NaN is named, and never a success") {
  for (const Named& method : methods()) {
    const Report report = from(1, line([](double x) { return x * x; }, [](double) { return nan; }), method.method);
    CHECK(report.status == Status::not_finite);
    CHECK(report.reason == "g[0] is nan at the start");
  }
}

TEST_CASE("descent: at the minimum, or on a constant, the gradient test holds; without one the run stalls") {
  for (const Named& method : methods())
    for (const double curvature : {0.0, 1.0}) {
      const Objective f =
          line([=](double x) { return 3 + curvature * x * x; }, [=](double x) { return 2 * curvature * x; });
      const Report tested = from(0, f, method.method);
      CHECK(tested.converged());
      CHECK(tested.iterations == 0);
      const Report untested = from(0, f, method.method, {.gradient_tolerance = 0});
      CHECK(untested.status == Status::stalled);
      CHECK(untested.reason == "the gradient is exactly 0");
      CHECK(untested.evaluations.f == 1);
    }
}

TEST_CASE("descent: functions without a lower bound end, and not as converged") {
  for (const Named& method : methods()) {
    CAPTURE(method.name);
    const bool grows = method.name != "l-bfgs, backtracking";
    const MinimizeOptions options{.max_iterations = 1000};
    const Report linear = from(1, line([](double x) { return x; }, [](double) { return 1; }), method.method, options);
    CHECK(linear.status == (grows ? Status::line_search_failed : Status::max_iterations));
    if (grows) {
      CHECK(linear.x[0] < -1e10);
      CHECK(linear.reason.find("f still fell after 25 ever longer steps") != std::string::npos);
    }
    const Report quartic =
        from(1, line([](double x) { return -x * x * x * x; }, [](double x) { return -4 * x * x * x; }), method.method,
             options);
    CHECK(quartic.status == (grows ? Status::line_search_failed : Status::max_iterations));
    const Report falling = from(1, line([](double x) { return -std::exp(x); }, [](double x) { return -std::exp(x); }),
                                method.method, options);
    CHECK(falling.status == (grows ? Status::not_finite : Status::line_search_failed));
    if (grows) CHECK(falling.reason == "f is -inf after iteration 1: f has no lower bound on the way");
    const Report log =
        from(1, line([](double x) { return std::log(x); }, [](double x) { return 1 / x; }), method.method, options);
    CHECK(log.status == Status::not_finite);
    CHECK(log.x[0] == 1);
    // exp has an infimum, and there its slope is below every tolerance.
    const Report exp = from(1, line([](double x) { return std::exp(x); }, [](double x) { return std::exp(x); }),
                            method.method, options);
    CHECK(exp.converged());
    CHECK(exp.x[0] < -11.5);
  }
}

TEST_CASE("descent: a gradient of the wrong sign fails at the start and is suspected") {
  for (const Named& method : methods()) {
    const Report report = from(1, line([](double x) { return x * x; }, [](double x) { return -2 * x; }), method.method);
    CHECK(report.status == Status::line_search_failed);
    CHECK(report.iterations == 1);
    CHECK(report.evaluations.f == 26);
    CHECK(report.x == Vector{1});
    CHECK(report.reason.find("f never fell in 25 steps") != std::string::npos);
    CHECK(report.reason.find("the gradient may not be that of f") != std::string::npos);
  }
}

TEST_CASE("descent: kinks and walls end as a failed line search at the lowest point") {
  for (const Named& method : methods()) {
    CAPTURE(method.name);
    const Report kink =
        from(1, line([](double x) { return std::abs(x - 0.3); }, [](double x) { return x < 0.3 ? -1.0 : 1.0; }),
             method.method);
    CHECK(kink.status == Status::line_search_failed);
    CHECK(kink.x[0] == doctest::Approx(0.3).epsilon(1e-4));
    const Report wall =
        from(3.7, line([](double x) { return x < 1 ? inf : x; }, [](double) { return 1; }), method.method);
    CHECK(wall.status == Status::line_search_failed);
    CHECK(wall.x[0] >= 1);
    CHECK(wall.x[0] < 1.001);
  }
}

TEST_CASE("descent: a region of NaN across the path is jumped or shunned") {
  for (const Named& method : methods()) {
    const auto inside = [](double x) { return x > 1 && x < 2; };
    const Report report = from(
        3, line([=](double x) { return inside(x) ? nan : x * x; }, [=](double x) { return inside(x) ? nan : 2 * x; }),
        method.method);
    CHECK(report.converged());
    CHECK(std::abs(report.x[0]) < 1e-5);
  }
  // The logarithm's barrier: NaN for x < 0, and the minimum close to it.
  for (const Named& method : methods()) {
    const Report report = from(
        5, line([](double x) { return x - 1e-6 * std::log(x); }, [](double x) { return 1 - 1e-6 / x; }), method.method);
    CAPTURE(method.name);
    CAPTURE(report.reason);
    CHECK(report.x[0] > 0);
    CHECK(report.x[0] < 1e-3);
  }
}

TEST_CASE("descent: jumps of f do not hang, and where it is called converged the gradient is small") {
  for (const Named& method : methods())
    for (const double x0 : {3.7, -2.2, 0.1}) {
      const Report report =
          from(x0, line([](double x) { return std::floor(x) + x * x; }, [](double x) { return 2 * x; }), method.method,
               {.max_iterations = 1000});
      if (report.converged()) CHECK(report.gradient_norm <= 1e-5);
      CHECK(report.value <= std::floor(x0) + x0 * x0);
    }
}

TEST_CASE("descent: an exception of f passes through, and the minimizer can be used again") {
  for (const Named& method : methods()) {
    int calls = 0;
    Objective f = test::rosenbrock();
    f.value_and_gradient = [&, sane = f.value_and_gradient](In x, Out g) {
      if (++calls == 9) throw std::runtime_error("out of paper");
      return sane(x, g);
    };
    const auto minimizer = method.method.make();
    Vector x{-1.2, 1};
    CHECK_THROWS_WITH_AS(run(f, x, *minimizer), "out of paper", std::runtime_error);
    CHECK(x == Vector{-1.2, 1});
    CHECK(run(f, x, *minimizer).converged());
    CHECK(x[0] == doctest::Approx(1).epsilon(1e-4));
  }
}

TEST_CASE("descent: a failed search is tried once more along the steepest descent from the lowest point seen") {
  // d leads uphill, so that nothing is tried along it.
  const Objective f = test::bowl({1, 1});
  Evaluator evaluator(f, 2);
  Iterate at{{1, 1}, 2, {2, 2}};
  LineSearch search({});
  Vector d{1, 0};
  bool forgotten = false;
  const SearchResult result = descend(search, evaluator, at, d, 1, false, [&] { forgotten = true; });
  CHECK(result.found());
  CHECK(forgotten);
  CHECK(d == Vector{-2, -2});
  CHECK(at.x == Vector{0.5, 0.5});
  CHECK(search.start().x == Vector{1, 1});
  CHECK(evaluator.evaluations().f == 1);
}

TEST_CASE("descent: where the last, failed step ends at a small gradient the run has converged") {
  // Flat and lower to the left of a jump, but by less than the slope on its right promises.
  for (const Named& method : methods()) {
    const Report report =
        from(1, line([](double x) { return x < 0.9 ? 1 - 1e-6 : 1.0; }, [](double x) { return x < 0.9 ? 0.0 : 1.0; }),
             method.method);
    CHECK(report.converged());
    CHECK(report.value == 1 - 1e-6);
    CHECK(report.gradient_norm == 0);
  }
}

/// The chained Rosenbrock function as a float32 model would compute it, at points that it can hold.
Objective in_float32() {
  Objective f;
  f.project = [](Out x) {
    for (double& v : x) v = static_cast<float>(v);
  };
  f.value_and_gradient = [](In x, Out g) {
    float sum = 0;
    for (double& v : g) v = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      const float x0 = static_cast<float>(x[i]), a = static_cast<float>(x[i + 1]) - x0 * x0, b = 1 - x0;
      sum += 100 * a * a + b * b;
      g[i] = static_cast<float>(g[i] - 400 * x0 * a - 2 * b);
      g[i + 1] = static_cast<float>(g[i + 1] + 200 * a);
    }
    return static_cast<double>(sum);
  };
  return f;
}

TEST_CASE("descent: told the error of an f in float32, methods reach gradients that f alone does not show") {
  // At this start's local minimum f is 3.7, and its neighbours are 2.4e-7 away.
  const auto run = [](double f_error, auto options) {
    options.line_search.f_error = f_error;
    return minimize(in_float32(), Vector{-1.2, 1, 0.5, 2}, options,
                    {.max_iterations = 1000, .gradient_tolerance = 1e-4});
  };
  for (const Report& report : {run(1e-6, BfgsOptions{}), run(1e-6, LbfgsOptions{})}) {
    CHECK(report.converged());
    CHECK(report.value == doctest::Approx(3.70143).epsilon(1e-6));
    for (const double v : report.x) CHECK(v == static_cast<float>(v));
  }
  CHECK(run(0, BfgsOptions{}).status == Status::line_search_failed);
  CHECK(run(0, LbfgsOptions{}).status == Status::line_search_failed);
}

}  // namespace
}  // namespace thalweg::optim::arrays
