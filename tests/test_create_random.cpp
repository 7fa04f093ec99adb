// Random tensors: the draws of the engine, in row-major order.
#include <doctest/doctest.h>

#include <thalweg/tensor/create_random.hpp>
#include <thalweg/tensor/print.hpp>

namespace thalweg {

TEST_CASE("random tensors: elements are the engine's draws in row-major order") {
  Random random(42), again(42);
  const Tensor u = uniform({2, 3}, -1, 3, random);
  for (std::int64_t i = 0; i < 6; ++i) CHECK(u.at({i / 3, i % 3}) == again.uniform(-1, 3));
  const Tensor n = normal({2, 2}, 5, 0.5, random, {.dtype = float32});
  CHECK(n.dtype() == float32);
  for (std::int64_t i = 0; i < 4; ++i) CHECK(n.at<float>({i / 2, i % 2}) == static_cast<float>(again.normal(5, 0.5)));
  const Tensor k = integers({4}, -2, 3, random);
  CHECK(k.dtype() == int64);
  for (std::int64_t i = 0; i < 4; ++i) CHECK(k.at<std::int64_t>({i}) == again.integer(-2, 3));
  CHECK(random.state() == again.state());
}

TEST_CASE("random tensors: rand is uniform in [0, 1), randn standard normal") {
  Random random(7), again(7);
  const Tensor u = rand({3}, random);
  const Tensor n = randn({3}, random);
  for (std::int64_t i = 0; i < 3; ++i) CHECK(u.at({i}) == again.uniform());
  for (std::int64_t i = 0; i < 3; ++i) CHECK(n.at({i}) == again.normal());
}

TEST_CASE("random tensors: a permutation is the engine's") {
  Random random(1);
  CHECK(to_string(permutation(10, random)) == "[4 2 8 1 9 3 0 6 7 5] int64");
  CHECK(permutation(0, random).shape() == Shape{0});
}

TEST_CASE("random tensors: integers as a floating dtype, empty and rank 0 shapes") {
  Random random(3), again(3);
  const Tensor x = integers({2}, 0, 100, random, {.dtype = float32});
  CHECK(x.dtype() == float32);
  CHECK(x.at({0}) == static_cast<double>(again.integer(0, 100)));
  CHECK(rand({0, 2}, random).numel() == 0);
  CHECK(randn({}, random).rank() == 0);
}

TEST_CASE("random tensors: what cannot be drawn is refused, and nothing is drawn") {
  Random random(5);
  CHECK_THROWS_WITH_AS(rand({2}, random, {.dtype = int64}),
                       "uniform: needs a floating dtype, got int64; integers() draws int64", std::invalid_argument);
  CHECK_THROWS_WITH_AS(uniform({2}, 1, 0, random), "uniform: the bounds must be finite with lo <= hi, got [1, 0)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(normal({2}, 0, -1, random),
                       "normal: the mean must be finite and the standard deviation finite and not negative, got 0 and "
                       "-1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(integers({0}, 2, 2, random),
                       "integers: the range [2, 2) is empty; the upper bound is exclusive and must be larger",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(permutation(-3, random), "permutation: the length must not be negative, got -3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(randn({-1}, random), "normal: sizes must not be negative, got shape (-1,)",
                       std::invalid_argument);
  CHECK(random.state() == 5);
}

}  // namespace thalweg
