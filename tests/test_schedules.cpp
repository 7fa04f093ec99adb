// Schedules: hand-computed values, the edges of their ranges, composition, errors.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>

#include <thalweg/optim/schedules.hpp>

namespace thalweg::optim {
namespace {

doctest::Approx near(double x) { return doctest::Approx(x).epsilon(1e-15); }

}  // namespace

TEST_CASE("schedules: constant is one for ever") {
  CHECK(constant_schedule()(0) == 1);
  CHECK(constant_schedule()(1000000) == 1);
  CHECK(Schedule()(7) == 1);
}

TEST_CASE("schedules: step drops by gamma every so many steps") {
  const Schedule schedule = step_schedule({.every = 3, .gamma = 0.5});
  constexpr double expected[] = {1, 1, 1, 0.5, 0.5, 0.5, 0.25};
  for (int t = 0; t < 7; ++t) CHECK(schedule(t) == expected[t]);
  CHECK(step_schedule({.every = 30})(60) == near(0.01));
}

TEST_CASE("schedules: exponential multiplies by gamma at every step") {
  const Schedule schedule = exponential_schedule({.gamma = 0.5});
  CHECK(schedule(0) == 1);
  CHECK(schedule(1) == 0.5);
  CHECK(schedule(10) == 1.0 / 1024);
}

TEST_CASE("schedules: cosine falls along half a wave and stays at its end") {
  const Schedule schedule = cosine_schedule({.steps = 12, .final_factor = 0.1});
  CHECK(schedule(0) == 1);
  CHECK(schedule(2) == near(0.1 + 0.9 * (1 + std::sqrt(3) / 2) / 2));  // cos 30 degrees
  CHECK(schedule(4) == near(0.1 + 0.9 * 0.75));                        // cos 60 degrees = 1/2
  CHECK(schedule(6) == near(0.55));
  CHECK(schedule(8) == near(0.1 + 0.9 * 0.25));
  CHECK(schedule(12) == 0.1);
  CHECK(schedule(13) == 0.1);
  CHECK(cosine_schedule({.steps = 1})(1) == 0);
}

TEST_CASE("schedules: warm-up is a ramp that hands over to any schedule, which counts from 0") {
  const Schedule schedule = warmup({.steps = 4, .start_factor = 0.2}, step_schedule({.every = 2, .gamma = 0.5}));
  constexpr double expected[] = {0.2, 0.4, 0.6, 0.8, 1, 1, 0.5, 0.5, 0.25};
  for (int t = 0; t < 9; ++t) CHECK(schedule(t) == near(expected[t]));
  CHECK(warmup({.steps = 5})(0) == near(1.0 / 3));
  CHECK(warmup({.steps = 5})(5) == 1);
  CHECK(warmup({.steps = 0, .start_factor = 0})(0) == 1);
  CHECK(warmup({.steps = 10, .start_factor = 0}, cosine_schedule({.steps = 20}))(20) == near(0.5));
}

TEST_CASE("schedules: a sequence and a function of one's own") {
  const Schedule harmonic = [](std::int64_t t) { return 1 / static_cast<double>(t + 1); };
  const Schedule schedule = sequence(harmonic, 2, harmonic);
  CHECK(schedule(0) == 1);
  CHECK(schedule(1) == 0.5);
  CHECK(schedule(2) == 1);
  CHECK(schedule(3) == 0.5);
}

TEST_CASE("schedules: one cycle rises to 1 and falls far below its start") {
  // 20 steps: peak at 0.3 * 20 - 1 = 5, last at 19.
  const Schedule schedule = one_cycle_schedule({.steps = 20});
  CHECK(schedule(0) == near(0.04));
  CHECK(schedule(1) == near(1 - 0.96 * (1 + std::cos(std::acos(-1) / 5)) / 2));
  CHECK(schedule(5) == 1);
  CHECK(schedule(12) == near((1 + 4e-6) / 2));  // half way down
  CHECK(std::abs(schedule(19) / 4e-6 - 1) < 1e-10);
  CHECK(schedule(20) == schedule(19));
  for (int t = 0; t < 19; ++t) CHECK((t < 5 ? schedule(t) < schedule(t + 1) : schedule(t) > schedule(t + 1)));
}

TEST_CASE("schedules: one cycle of a single step, without rise and without fall") {
  CHECK(one_cycle_schedule({.steps = 1})(0) == 1);
  CHECK(one_cycle_schedule({.steps = 5, .pct_start = 0})(0) == 1);
  const Schedule rise = one_cycle_schedule({.steps = 5, .pct_start = 1});
  CHECK(rise(0) == near(0.04));
  CHECK(rise(4) == 1);
  CHECK(rise(5) == 1);
  // A peak between two steps: 0.5 * 5 - 1 = 1.5.
  const Schedule between = one_cycle_schedule({.steps = 5, .pct_start = 0.5, .div = 2, .final_div = 1});
  CHECK(between(1) == near(1 - 0.5 * 0.25));  // two thirds of the way up: cos 120 degrees
  CHECK(between(4) == near(0.5));
}

TEST_CASE("schedules: bad options are refused with one sentence") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH_AS(step_schedule({}), "step_schedule: every must be at least 1, got 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(step_schedule({.every = 1, .gamma = -1}),
                       "step_schedule: gamma must be a finite number above 0, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(exponential_schedule({}), "exponential_schedule: gamma must be a finite number above 0, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(cosine_schedule({.steps = -3}), "cosine_schedule: steps must be at least 1, got -3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(cosine_schedule({.steps = 1, .final_factor = nan}),
                       "cosine_schedule: final_factor must be a finite number not below 0, got nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(warmup({.steps = -1}), "warmup: steps must not be negative, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(warmup({.steps = 1, .start_factor = 2}), "warmup: start_factor must lie in [0, 1], got 2",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(sequence({}, -1, {}), "sequence: steps must not be negative, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(one_cycle_schedule({}), "one_cycle_schedule: steps must be at least 1, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(one_cycle_schedule({.steps = 9, .pct_start = 1.5}),
                       "one_cycle_schedule: pct_start must lie in [0, 1], got 1.5", std::invalid_argument);
  CHECK_THROWS_WITH_AS(one_cycle_schedule({.steps = 9, .div = 0}),
                       "one_cycle_schedule: div must be a finite number of at least 1, got 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(one_cycle_schedule({.steps = 9, .final_div = 0.5}),
                       "one_cycle_schedule: final_div must be a finite number of at least 1, got 0.5",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Schedule()(-1), "schedule: steps are counted from 0, got -1", std::invalid_argument);
}

}  // namespace thalweg::optim
