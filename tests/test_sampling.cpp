// Sampling: strata, bounds, determinism, distances, bad input.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>
#include <vector>

#include <thalweg/optim/sampling.hpp>

namespace thalweg::optim {
namespace {

using Vector = std::vector<double>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

bool within(const Samples& samples, const Vector& lower, const Vector& upper) {
  for (std::int64_t i = 0; i < samples.count; ++i)
    for (std::size_t j = 0; j < lower.size(); ++j)
      if (!(samples[i][j] >= lower[j] && samples[i][j] <= upper[j])) return false;
  return true;
}

/// How many of the strata of coordinate j hold a sample.
std::size_t strata_hit(const Samples& samples, std::size_t j, double lower, double upper) {
  std::set<double> hit;
  for (std::int64_t i = 0; i < samples.count; ++i) {
    const double stratum = std::floor((samples[i][j] - lower) / (upper - lower) * static_cast<double>(samples.count));
    if (stratum >= 0 && stratum < static_cast<double>(samples.count)) hit.insert(stratum);
  }
  return hit.size();
}

void check_strata(const Samples& samples, const Vector& lower, const Vector& upper) {
  CHECK(within(samples, lower, upper));
  for (std::size_t j = 0; j < lower.size(); ++j)
    CHECK(strata_hit(samples, j, lower[j], upper[j]) == static_cast<std::size_t>(samples.count));
}

TEST_CASE("sampling: a Latin hypercube hits every stratum once in every dimension") {
  Random random(7);
  for (std::int64_t count = 1; count <= 1000; count += count < 40 ? 1 : count < 200 ? 13 : 100) {
    CAPTURE(count);
    for (const std::size_t d : {1, 2, 3, 7, 20}) {
      const Vector lower(d, -5.12), upper(d, 5.12);
      for (const bool centred : {false, true})
        check_strata(latin_hypercube(count, lower, upper, random, {.centred = centred}), lower, upper);
    }
  }
  const Vector lower(20, 0.0), upper(20, 1.0);
  check_strata(latin_hypercube(1000, lower, upper, random), lower, upper);
}

TEST_CASE("sampling: strata hold for huge, tiny and far off boxes") {
  Random random(3);
  const Vector lower = {1e300, -1e-300, 1e6, -1.7e308, 0, -3},
               upper = {1.1e300, 1e-300, 1e6 + 1e-6, -1.6e308, 1e308, -2};
  for (const std::int64_t count : {1, 2, 3, 10, 100, 999, 1000}) {
    CAPTURE(count);
    check_strata(latin_hypercube(count, lower, upper, random), lower, upper);
    check_strata(latin_hypercube(count, lower, upper, random, {.centred = true, .maximin_swaps = 50}), lower, upper);
  }
  // Fewer numbers than strata: the box is kept.
  const Vector low = {1, 5, 0}, high = {1 + 1e-15, 5, std::numeric_limits<double>::denorm_min()};
  CHECK(within(latin_hypercube(1000, low, high, random), low, high));
  CHECK(within(latin_hypercube(1000, low, high, random, {.maximin_swaps = 10}), low, high));
  CHECK(within(uniform_samples(1000, low, high, random), low, high));
  CHECK(within(grid_samples(10, low, high), low, high));
}

TEST_CASE("sampling: a Latin hypercube is its formula, with orders and numbers drawn dimension by dimension") {
  Random random(11), same(11);
  const Vector lower = {-1, 10}, upper = {1, 14};
  const Samples samples = latin_hypercube(5, lower, upper, random);
  for (std::size_t j = 0; j < 2; ++j) {
    const std::vector<std::int64_t> order = same.permutation(5);
    for (std::int64_t i = 0; i < 5; ++i) {
      const double u = (static_cast<double>(order[static_cast<std::size_t>(i)] + 1) - same.uniform()) / 5;
      CHECK(samples[i][j] == doctest::Approx(lower[j] + (upper[j] - lower[j]) * u).epsilon(1e-14));
    }
  }
  CHECK(random.state() == same.state());
  CHECK(samples.count == 5);
  CHECK(samples.dimensions == 2);
  CHECK(samples.values.size() == 10);

  Random one(4), other(4), third(5);
  CHECK(latin_hypercube(9, lower, upper, one).values == latin_hypercube(9, lower, upper, other).values);
  CHECK(latin_hypercube(9, lower, upper, one).values != latin_hypercube(9, lower, upper, third).values);

  Vector centred = latin_hypercube(4, Vector{0}, Vector{8}, random, {.centred = true}).values;
  std::sort(centred.begin(), centred.end());
  CHECK(centred == Vector{1, 3, 5, 7});
}

TEST_CASE("sampling: independent points leave about a third of the strata empty") {
  Random random(5);
  const Samples samples = uniform_samples(1000, Vector{-2, 3}, Vector{2, 4}, random);
  CHECK(within(samples, {-2, 3}, {2, 4}));
  for (const std::size_t j : {std::size_t(0), std::size_t(1)}) {
    const double full = static_cast<double>(strata_hit(samples, j, j == 0 ? -2 : 3, j == 0 ? 2 : 4));
    CHECK(full == doctest::Approx(1000 * (1 - std::exp(-1.0))).epsilon(0.08));
  }
  Random same(5);
  CHECK(samples[0][0] == same.uniform(-2, 2));
  CHECK(samples[0][1] == same.uniform(3, 4));
}

TEST_CASE("sampling: maximin pushes the closest points apart and keeps the strata") {
  const Vector lower = {-1, 0, 5}, upper = {1, 100, 6};
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    Random plain(seed), pushed(seed);
    const Samples before = latin_hypercube(50, lower, upper, plain);
    const Samples after = latin_hypercube(50, lower, upper, pushed, {.maximin_swaps = 1000});
    CHECK(closest_distance(after, lower, upper) > 1.5 * closest_distance(before, lower, upper));
    check_strata(after, lower, upper);
    for (std::size_t j = 0; j < 3; ++j) {
      std::multiset<double> a, b;
      for (std::int64_t i = 0; i < 50; ++i) {
        a.insert(before[i][j]);
        b.insert(after[i][j]);
      }
      CHECK(a == b);
    }
  }
  // Never worse, however few the tries.
  Random plain(1), pushed(1);
  const Samples before = latin_hypercube(20, lower, upper, plain);
  const Samples after = latin_hypercube(20, lower, upper, pushed, {.maximin_swaps = 1});
  CHECK(closest_distance(after, lower, upper) >= closest_distance(before, lower, upper));
  CHECK(latin_hypercube(2, lower, upper, pushed, {.maximin_swaps = 9}).count == 2);
  CHECK(closest_distance(latin_hypercube(1, lower, upper, pushed, {.maximin_swaps = 9}), lower, upper) == infinity);
  CHECK(closest_distance({2, 1, {1, 3}}, Vector{0}, Vector{8}) == 0.25);
}

TEST_CASE("sampling: a grid has the bounds on its edge and its last coordinate fastest") {
  const Samples grid = grid_samples(3, Vector{0, 10}, Vector{1, 20});
  CHECK(grid.count == 9);
  CHECK(grid.values == Vector{0, 10, 0, 15, 0, 20, 0.5, 10, 0.5, 15, 0.5, 20, 1, 10, 1, 15, 1, 20});
  CHECK(grid_samples(1, Vector{0, 10}, Vector{1, 20}).values == Vector{0.5, 15});
  const Vector odd = grid_samples(8, Vector{0.1}, Vector{0.7}).values;
  CHECK(odd.front() == 0.1);
  CHECK(odd.back() == 0.7);
}

TEST_CASE("sampling: bad input gets one sentence") {
  Random random;
  const auto refuse = [&](std::int64_t count, const Vector& lower, const Vector& upper, const std::string& sentence) {
    CHECK_THROWS_WITH_AS(latin_hypercube(count, lower, upper, random), ("latin_hypercube: " + sentence).c_str(),
                         std::invalid_argument);
    CHECK_THROWS_WITH_AS(uniform_samples(count, lower, upper, random), ("uniform_samples: " + sentence).c_str(),
                         std::invalid_argument);
  };
  refuse(0, {0}, {1}, "needs at least one sample, got 0");
  refuse(-3, {0}, {1}, "needs at least one sample, got -3");
  refuse(2, {}, {}, "needs at least one dimension, got no bounds");
  refuse(2, {0}, {1, 2}, "there are 1 lower bounds and 2 upper ones");
  refuse(2, {0, 2}, {1, 1}, "the lower bound must not exceed the upper one, got [2, 1] for x[1]");
  refuse(2, {nan}, {1}, "bounds must be finite, got [nan, 1] for x[0]");
  refuse(2, {0}, {infinity}, "bounds must be finite, got [0, inf] for x[0]");
  refuse(2, {-1e308}, {1e308},
         "the bounds are too far apart for a number to say how far, got [-1e+308, 1e+308] for x[0]");
  refuse(std::numeric_limits<std::int64_t>::max(), {0}, {1},
         "9223372036854775807 samples in 1 dimensions are more than memory can hold");
  CHECK_THROWS_WITH_AS(latin_hypercube(2, Vector{0}, Vector{1}, random, {.maximin_swaps = -1}),
                       "latin_hypercube: maximin_swaps must not be negative, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(grid_samples(0, Vector{0}, Vector{1}),
                       "grid_samples: needs at least one point in each dimension, got 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(grid_samples(10, Vector(20, 0.0), Vector(20, 1.0)),
                       "grid_samples: 10 points in each of 20 dimensions are more than can be counted",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(grid_samples(10, Vector(18, 0.0), Vector(18, 1.0)),
                       "grid_samples: 1000000000000000000 samples in 18 dimensions are more than memory can hold",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(closest_distance({1, 1, {0}}, Vector{0, 0}, Vector{1, 1}),
                       "closest_distance: the samples have 1 dimensions, the bounds 2", std::invalid_argument);
}

}  // namespace
}  // namespace thalweg::optim
