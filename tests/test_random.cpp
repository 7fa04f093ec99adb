// Random numbers: values pinned from an independent computation in exact arithmetic, moments, distributions, errors.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <map>
#include <numeric>
#include <random>
#include <stdexcept>
#include <vector>

#include <thalweg/tensor/random.hpp>

namespace thalweg {
namespace {

/// sqrt(n) times the largest distance between the empirical and the true distribution function (Kolmogorov, Smirnov);
/// above 1.95 in one of 1000 seeds.
template <class Cdf>
double kolmogorov_smirnov(std::vector<double> x, Cdf cdf) {
  std::sort(x.begin(), x.end());
  const double n = static_cast<double>(x.size());
  double distance = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double p = cdf(x[i]), before = static_cast<double>(i) / n, after = static_cast<double>(i + 1) / n;
    distance = std::max({distance, p - before, after - p});
  }
  return std::sqrt(n) * distance;
}

// Seeds whose first draw is all ones, and all zeros (mix is a bijection).
constexpr std::uint64_t seed_of_ones = 0x31628af67b2131ab;
constexpr std::uint64_t seed_of_zeros = 0x61c8864680b583eb;

}  // namespace

TEST_CASE("random: the engine is SplitMix64") {
  Random zero(0), other(42), last(std::numeric_limits<std::uint64_t>::max());
  for (std::uint64_t expected : {0xe220a8397b1dcdafu, 0x6e789e6aa1b965f4u, 0x06c45d188009454fu, 0xf88bb8a8724c81ecu})
    CHECK(zero() == expected);
  for (std::uint64_t expected : {0xbdd732262feb6e95u, 0x28efe333b266f103u, 0x47526757130f9f52u, 0x581ce1ff0e4ae394u})
    CHECK(other() == expected);
  for (std::uint64_t expected : {0xe4d971771b652c20u, 0xe99ff867dbf682c9u, 0x382ff84cb27281e9u, 0x6d1db36ccba982d2u})
    CHECK(last() == expected);
}

TEST_CASE("random: the state is seed + draws * gamma and can be set") {
  Random random(42);
  random();
  random();
  random();
  CHECK(random.state() == 42 + 3 * 0x9E3779B97F4A7C15u);
  Random later(0);
  later.set_state(random.state());
  CHECK(later() == random());
  CHECK(later.normal() == random.normal());
}

TEST_CASE("random: a split stream is seeded with one draw of its parent") {
  Random parent(42);
  Random child = parent.split();
  CHECK(child() == 0x57e1faba65107204u);
  CHECK(child() == 0xf4abd143feb24055u);
  CHECK(parent() == 0x28efe333b266f103u);
}

TEST_CASE("random: uniform numbers are pinned and stay below their upper bound") {
  Random random(42);
  for (double expected : {0x1.7bae644c5fd6dp-1, 0x1.477f199d93378p-3, 0x1.1d499d5c4c3e6p-2, 0x1.607387fc392b8p-2})
    CHECK(random.uniform() == expected);
  CHECK(Random(seed_of_ones).uniform() == 1 - 0x1p-53);
  CHECK(Random(seed_of_zeros).uniform() == 0);
  CHECK(Random(seed_of_ones).uniform(1, 2) == std::nextafter(2.0, 0.0));
  CHECK(Random(seed_of_ones).uniform(-3, -2) == std::nextafter(-2.0, -3.0));
  CHECK(Random(seed_of_zeros).uniform(-3, -2) == -3);
  CHECK(Random(7).uniform(5, 5) == 5);
}

TEST_CASE("random: float numbers are the double ones rounded, uniform ones below the bound") {
  std::array<float, 3> out{};
  Random(42).fill_uniform(out);
  CHECK(out == std::array<float, 3>{0x1.7bae64p-1f, 0x1.477f1ap-3f, 0x1.1d499ep-2f});
  std::array<float, 1> one{};
  Random(seed_of_ones).fill_uniform(one);
  CHECK(one[0] == 1 - 0x1p-24f);
  Random(seed_of_ones).fill_uniform(one, -1, 0);
  CHECK(one[0] < 0);
  Random(seed_of_ones).fill_uniform(one, 0, 0.1);
  CHECK(static_cast<double>(one[0]) < 0.1);
  CHECK(one[0] > 0.0999999f);
  std::array<double, 3> normal{};
  std::array<float, 3> rounded{};
  Random(42).fill_normal(normal, 1, 2);
  Random(42).fill_normal(rounded, 1, 2);
  for (std::size_t i = 0; i < 3; ++i) CHECK(rounded[i] == static_cast<float>(normal[i]));
}

TEST_CASE("random: normal numbers are pinned to the bit, tails included") {
  Random random(42);
  for (double expected : {0x1.4bdde731d47a2p-1, -0x1.fd59dd259ccc3p-1, -0x1.2c8b8bd68b7a0p-1, -0x1.9aad852db488fp-2,
                          -0x1.c625fa87782f6p+0})
    CHECK(random.normal() == expected);
  CHECK(std::abs(Random(seed_of_ones).normal() - 8.209536151601387) < 1e-14);
  CHECK(Random(seed_of_zeros).normal() == -Random(seed_of_ones).normal());
}

TEST_CASE("random: filling equals calling one by one") {
  Random one(3), all(3);
  std::array<double, 5> out{};
  all.fill_uniform(out, -2, 3);
  for (double x : out) CHECK(x == one.uniform(-2, 3));
  all.fill_normal(out, 1, 2);
  for (double x : out) CHECK(x == one.normal(1, 2));
  std::array<std::int64_t, 5> whole{};
  all.fill_integers(whole, -2, 3);
  for (std::int64_t x : whole) CHECK(x == one.integer(-2, 3));
}

TEST_CASE("random: integers are pinned, half open and cover ranges of any width") {
  Random random(42);
  for (int expected : {4, 0, -3, -4, -3, 4, 2, -3, 5, 5, -3, -1}) CHECK(random.integer(-5, 6) == expected);
  // 3 * 2^62 + 1 values: one draw in four is rejected, here two of the first six.
  constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  Random wide(42);
  for (std::int64_t expected : {4456085495900499605, -4084088288392011950, -2874173976596520044, -7042448966473950459})
    CHECK(wide.integer(lowest, (std::int64_t{1} << 62) + 1) == expected);
  CHECK(wide.state() == 0xb54cda58fbbee8a8u);
  CHECK(Random(seed_of_ones).integer(lowest, std::numeric_limits<std::int64_t>::max()) == lowest);
  CHECK(Random(1).integer(9, 10) == 9);
}

TEST_CASE("random: permutations are pinned") {
  CHECK(Random(1).permutation(10) == std::vector<std::int64_t>{4, 2, 8, 1, 9, 3, 0, 6, 7, 5});
  CHECK(Random(42).permutation(10) == std::vector<std::int64_t>{0, 9, 5, 8, 6, 4, 7, 2, 1, 3});
  CHECK(Random(42).permutation(0).empty());
  CHECK(Random(42).permutation(1) == std::vector<std::int64_t>{0});
}

TEST_CASE("random: every order of four comes equally often") {
  Random random(5);
  std::map<std::vector<std::int64_t>, int> counts;
  for (int i = 0; i < 24000; ++i) ++counts[random.permutation(4)];
  REQUIRE(counts.size() == 24);
  double chi_square = 0;
  for (const auto& entry : counts) chi_square += (entry.second - 1000.0) * (entry.second - 1000.0) / 1000.0;
  CHECK(chi_square < 49.73);  // exceeded by one seed in 1000 at 23 degrees of freedom
  CHECK(chi_square > 7.5);    // and so is this one from below: too even is not random either
}

TEST_CASE("random: uniform numbers follow the uniform distribution") {
  std::vector<double> x(20000);
  Random(11).fill_uniform(x);
  CHECK(kolmogorov_smirnov(x, [](double u) { return u; }) < 1.95);
  const double mean = std::accumulate(x.begin(), x.end(), 0.0) / 20000;
  CHECK(std::abs(mean - 0.5) < 4 * std::sqrt(1.0 / 12 / 20000));
}

TEST_CASE("random: normal numbers have the moments and the distribution of the normal law") {
  constexpr int n = 100000;
  std::vector<double> x(n);
  Random(12).fill_normal(x);
  double moment[5] = {};
  for (double z : x)
    for (int k = 1; k <= 4; ++k) moment[k] += std::pow(z, k) / n;
  const double error = 4 / std::sqrt(static_cast<double>(n));  // four standard errors of a unit variance
  CHECK(std::abs(moment[1]) < error);
  CHECK(std::abs(moment[2] - 1) < error * std::sqrt(2.0));
  CHECK(std::abs(moment[3]) < error * std::sqrt(15.0));
  CHECK(std::abs(moment[4] - 3) < error * std::sqrt(96.0));
  CHECK(kolmogorov_smirnov(x, [](double z) { return 0.5 * std::erfc(-z / std::sqrt(2.0)); }) < 1.95);
}

TEST_CASE("random: neighbouring numbers, seeds and split streams are uncorrelated") {
  constexpr int n = 20000;
  Random random(13), parent(13);
  Random child = parent.split();
  double serial = 0, seeds = 0, split = 0, previous = random.normal();
  for (int i = 0; i < n; ++i) {
    const double x = random.normal();
    serial += previous * x / n;
    previous = x;
    seeds += Random(static_cast<std::uint64_t>(i)).normal() * Random(static_cast<std::uint64_t>(i) + 1).normal() / n;
    split += parent.normal() * child.normal() / n;
  }
  const double error = 4 / std::sqrt(static_cast<double>(n));
  CHECK(std::abs(serial) < error);
  CHECK(std::abs(seeds) < error);
  CHECK(std::abs(split) < error);
}

TEST_CASE("random: an engine drives the distributions and algorithms of the standard library") {
  static_assert(std::uniform_random_bit_generator<Random>);
  Random random(2);
  std::array<int, 5> order{0, 1, 2, 3, 4};
  std::shuffle(order.begin(), order.end(), random);
  std::sort(order.begin(), order.end());
  CHECK(order == std::array<int, 5>{0, 1, 2, 3, 4});
}

TEST_CASE("random: bad bounds are refused with one sentence") {
  Random random(1);
  const double inf = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH_AS(random.uniform(2, 1), "uniform: the bounds must be finite with lo <= hi, got [2, 1)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(random.uniform(0, inf), "uniform: the bounds must be finite with lo <= hi, got [0, inf)",
                       std::invalid_argument);
  CHECK_THROWS_AS(random.uniform(std::nan(""), 1), std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      random.normal(0, -1),
      "normal: the mean must be finite and the standard deviation finite and not negative, got 0 and -1",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(random.integer(3, 3),
                       "integer: the range [3, 3) is empty; the upper bound is exclusive and must be larger",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(random.permutation(-1), "permutation: the length must not be negative, got -1",
                       std::invalid_argument);
  CHECK(random.state() == 1);
}

}  // namespace thalweg
