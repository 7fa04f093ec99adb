// Update rules on arrays: first steps worked out by hand, the report's printed results, bad options.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>

#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/optim/arrays/adamax.hpp>
#include <thalweg/optim/arrays/gradient_descent.hpp>
#include <thalweg/optim/arrays/momentum.hpp>
#include <thalweg/optim/arrays/sgd.hpp>

namespace thalweg::optim {
namespace {

using One = std::array<double, 1>;

doctest::Approx near(double x) { return doctest::Approx(x).epsilon(1e-15); }

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using Point = std::array<double, 2>;

Point paraboloid_gradient(const Point& p) { return {2 * (p[0] - 1), 2 * (p[1] - 2)}; }

Point rosenbrock_gradient(const Point& p) {
  const double valley = p[1] - p[0] * p[0];
  return {-400 * p[0] * valley - 2 * (1 - p[0]), 200 * valley};
}

}  // namespace

TEST_CASE("gradient_descent: the first step by hand, with and without decay") {
  One p{1}, g{0.5};
  arrays::gradient_descent(p, g, {.lr = 0.1});
  CHECK(p[0] == near(0.95));
  p = {2};
  arrays::gradient_descent(p, g, {.lr = 0.1, .weight_decay = 0.5});
  CHECK(p[0] == near(2 - 0.1 * (0.5 + 0.5 * 2)));
}

TEST_CASE("momentum: two steps by hand, the report's form") {
  One p{1}, v{0};
  arrays::momentum(p, One{0.5}, v, {.lr = 0.1, .alpha = 0.75});
  CHECK(v[0] == 0.125);  // 0.75 * 0 + 0.25 * 0.5
  CHECK(p[0] == near(0.9875));
  arrays::momentum(p, One{-1}, v, {.lr = 0.1, .alpha = 0.75});
  CHECK(v[0] == -0.15625);  // 0.75 * 0.125 - 0.25
  CHECK(p[0] == near(1.003125));
}

TEST_CASE("sgd: three steps by hand: plain, with momentum and dampening, and Nesterov's") {
  One p{1}, buf{99};  // the buffer of the first step is not read
  const SgdOptions heavy{.lr = 0.5, .momentum = 0.5, .dampening = 0.25};
  arrays::sgd(p, One{1}, buf, 1, heavy);
  CHECK(buf[0] == 1);  // the gradient itself, not dampened
  CHECK(p[0] == 0.5);
  arrays::sgd(p, One{2}, buf, 2, heavy);
  CHECK(buf[0] == 2);  // 0.5 * 1 + 0.75 * 2
  CHECK(p[0] == -0.5);
  arrays::sgd(p, One{-4}, buf, 3, heavy);
  CHECK(buf[0] == -2);  // 0.5 * 2 - 0.75 * 4
  CHECK(p[0] == 0.5);

  const SgdOptions nesterov{.lr = 0.5, .momentum = 0.5, .nesterov = true};
  p = {1};
  arrays::sgd(p, One{1}, buf, 1, nesterov);
  CHECK(p[0] == 0.25);  // along 1 + 0.5 * 1
  arrays::sgd(p, One{2}, buf, 2, nesterov);
  CHECK(buf[0] == 2.5);
  CHECK(p[0] == -1.375);  // along 2 + 0.5 * 2.5

  p = {1};
  arrays::sgd(p, One{1}, {}, 1, {.lr = 0.5});
  CHECK(p[0] == 0.5);
}

TEST_CASE("adam: two steps by hand") {
  One p{1}, m{0}, v{0};
  arrays::adam(p, One{0.5}, m, v, 1, {.lr = 0.1});
  // m = 0.1 * 0.5, v = 0.001 * 0.25; corrected 0.5 and 0.25; the step is 0.1 * 0.5 / (0.5 + 1e-8).
  CHECK(m[0] == near(0.05));
  CHECK(std::abs(v[0] / 0.00025 - 1) < 1e-15);
  CHECK(p[0] == near(0.90000000199999996));
  arrays::adam(p, One{-1}, m, v, 2, {.lr = 0.1});
  // m = 0.9 * 0.05 - 0.1 = -0.055, v = 0.999 * 0.00025 + 0.001 = 0.00124975; corrected by 0.19 and 0.001999:
  // -0.28947368421052632 and the root 0.79068805087524780.
  CHECK(m[0] == near(-0.055));
  CHECK(std::abs(v[0] / 0.00124975 - 1) < 1e-15);
  CHECK(p[0] == near(0.9366103542405656));
}

TEST_CASE("adam: the defaults are those of the paper") {
  One p{0}, m{0}, v{0};
  arrays::adam(p, One{3}, m, v, 1);
  CHECK(std::abs(p[0] / (-1e-3 * 3 / (3 + 1e-8)) - 1) < 1e-14);
  CHECK(m[0] == near(0.3));
  CHECK(v[0] == near(0.009));
}

TEST_CASE("adamax: three steps by hand, the largest gradient fades by beta2") {
  One p{1}, m{0}, u{0};
  arrays::adamax(p, One{0.5}, m, u, 1, {.lr = 0.1});
  CHECK(u[0] == near(0.50000001));
  CHECK(p[0] == near(0.90000000199999996));  // 1 - 0.1 / 0.1 * 0.05 / 0.50000001
  arrays::adamax(p, One{-1}, m, u, 2, {.lr = 0.1});
  CHECK(u[0] == near(1.00000001));
  CHECK(p[0] == near(0.9289473701315789));  // + 0.1 / 0.19 * 0.055 / 1.00000001
  arrays::adamax(p, One{0.25}, m, u, 3, {.lr = 0.1});
  CHECK(u[0] == near(0.99900000999));
  CHECK(m[0] == near(-0.0245));
  CHECK(p[0] == near(0.9379970100870325));  // + 0.1 / 0.271 * 0.0245 / 0.99900000999
}

TEST_CASE("adamax: without eps a coordinate that never had a gradient stays") {
  std::array<double, 2> p{1, 1}, m{}, u{};
  arrays::adamax(p, std::array<double, 2>{0, 4}, m, u, 1, {.lr = 0.1, .eps = 0});
  CHECK(p[0] == 1);
  CHECK(p[1] == near(0.9));
  CHECK(u[1] == 4);
}

TEST_CASE("update rules: the report's printed results, exact gradients, 10,000 steps") {
  struct Row {
    Point (*gradient)(const Point&);
    Point start;
    double lr, beta1, beta2;  // beta1 < 0: gradient descent
    Point printed;
  };
  const Row table[] = {
      {paraboloid_gradient, {-5, -7.5}, 1e-3, -1, 0, {0.99999999, 1.99999998}},
      {paraboloid_gradient, {-5, -7.5}, 1e-1, 0.99, 0.9999, {1, 2}},
      {rosenbrock_gradient, {0, 0}, 1e-3, -1, 0, {0.99440095, 0.98881076}},
      {rosenbrock_gradient, {5, 0}, 1e-1, 0.9, 0.999, {1.0001373, 1.00027483}},
      {rosenbrock_gradient, {5, 0}, 1e-2, 0.9, 0.999, {1.86150594, 3.46665981}},
      {rosenbrock_gradient, {3, 0}, 1e-1, 0.9, 0.999, {1, 1}},
      {rosenbrock_gradient, {3, 0}, 1e-1, 0.9, 0.5, {0.86305156, 0.80067135}},
  };
  for (const Row& row : table) {
    Point p = row.start, m{}, v{};
    for (std::int64_t t = 1; t <= 10000; ++t) {
      if (row.beta1 < 0)
        arrays::gradient_descent(p, row.gradient(p), {.lr = row.lr});
      else
        arrays::adam(p, row.gradient(p), m, v, t, {.lr = row.lr, .beta1 = row.beta1, .beta2 = row.beta2, .eps = 1e-7});
    }
    CAPTURE(row.start[0]);
    CAPTURE(row.lr);
    CAPTURE(row.beta2);
    CHECK(std::abs(p[0] - row.printed[0]) < 2e-8);
    CHECK(std::abs(p[1] - row.printed[1]) < 2e-8);
  }
}

TEST_CASE("gradient_descent: overflows on Rosenbrock from (5, 0) at step 6 and is NaN from step 7") {
  Point p{5, 0};
  for (int t = 1; t <= 7; ++t) {
    arrays::gradient_descent(p, rosenbrock_gradient(p), {.lr = 1e-3});
    CAPTURE(t);
    CHECK(std::isfinite(p[0]) == (t < 6));
    CHECK(std::isnan(p[0]) == (t > 6));
  }
}

TEST_CASE("update rules: bad options are refused with one sentence") {
  CHECK_THROWS_WITH_AS(validate(GradientDescentOptions{.lr = -1}),
                       "gradient_descent: lr must be a finite number not below 0, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(GradientDescentOptions{.weight_decay = nan}),
                       "gradient_descent: weight_decay must be a finite number not below 0, got nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(MomentumOptions{.alpha = 1}), "momentum: alpha must lie in [0, 1), got 1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(SgdOptions{.momentum = -0.5}),
                       "sgd: momentum must be a finite number not below 0, got -0.5", std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(SgdOptions{.momentum = 0.9, .dampening = 0.5, .nesterov = true}),
                       "sgd: nesterov needs momentum above 0 and dampening 0, got momentum 0.9 and dampening 0.5",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(SgdOptions{.nesterov = true}),
                       "sgd: nesterov needs momentum above 0 and dampening 0, got momentum 0 and dampening 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AdamOptions{.beta1 = 1.5}), "adam: beta1 must lie in [0, 1), got 1.5",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AdamOptions{.beta2 = nan}), "adam: beta2 must lie in [0, 1), got nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AdamOptions{.eps = 0}), "adam: eps must be a finite number above 0, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AdamaxOptions{.beta2 = -0.1}), "adamax: beta2 must lie in [0, 1), got -0.1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AdamaxOptions{.eps = -1}), "adamax: eps must be a finite number not below 0, got -1",
                       std::invalid_argument);
  One p{1}, g{1}, m{0}, v{0};
  CHECK_THROWS_AS(arrays::adam(p, g, m, v, 1, {.beta1 = 1.5}), std::invalid_argument);
  CHECK(p[0] == 1);
}

}  // namespace thalweg::optim
