// Factories: values, dtypes, and sizes that cannot be.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/print.hpp>

namespace thalweg {

TEST_CASE("create: nested braces give values and shape") {
  CHECK(to_string(tensor({{1, 2, 3}, {4, 5, 6}})) == "[[1. 2. 3.]\n [4. 5. 6.]]");
  CHECK(tensor({{{1}, {2}}}).shape() == Shape{1, 2, 1});
  CHECK(tensor(7).shape() == Shape{});
  CHECK(tensor(7).item() == 7);
  CHECK(tensor({7}).shape() == Shape{1});
  CHECK(tensor({1.5f, 2}, {.dtype = float32}).at<float>({0}) == 1.5f);
  CHECK(tensor({3, -4}, {.dtype = int64}).at<std::int64_t>({1}) == -4);
}

TEST_CASE("create: ragged lists and fractions as integers are refused") {
  CHECK_THROWS_WITH_AS(tensor({{1, 2}, {3}}),
                       "tensor: a nested list must have items of one shape, but item 0 has shape (2,) and item 1 has "
                       "(1,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      tensor({{1}, 2}),
      "tensor: a nested list must have items of one shape, but item 0 has shape (1,) and item 1 has ()",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(tensor({1.5}, {.dtype = int64}),
                       "tensor: the value 1.5 is not an integer, but int64 was asked for", std::invalid_argument);
  CHECK_THROWS_WITH_AS(full({2}, std::nan(""), {.dtype = int64}),
                       "full: the value nan is not an integer, but int64 was asked for", std::invalid_argument);
}

TEST_CASE("create: a span is copied, its element type is the dtype") {
  std::vector<double> values{1, 2, 3, 4};
  const Tensor x = from_span(std::span<const double>(values), {2, 2});
  values[0] = 9;
  CHECK(x.at({0, 0}) == 1);
  CHECK(x.dtype() == float64);
  const std::array<float, 1> f{2.5f};
  CHECK(from_span(std::span<const float>(f), {}).dtype() == float32);
  const std::array<std::int64_t, 2> n{1, 2};
  CHECK(from_span(std::span<const std::int64_t>(n), {2, 1}).dtype() == int64);
  CHECK_THROWS_WITH_AS(from_span(std::span<const double>(values), {3}),
                       "from_span: 4 values do not fill shape (3,), which has 3", std::invalid_argument);
}

TEST_CASE("create: constants") {
  CHECK(to_string(zeros({2})) == "[0. 0.]");
  CHECK(to_string(ones({1, 2}, {.dtype = float32})) == "[[1. 1.]] float32");
  CHECK(to_string(full({2}, -3, {.dtype = int64})) == "[-3 -3] int64");
  const Tensor like = full_like(zeros({2}, {.dtype = float32}), 4);
  CHECK(to_string(like) == "[4. 4.] float32");
  CHECK(zeros_like(like).dtype() == float32);
  CHECK(ones_like(like).at({1}) == 1);
  CHECK(empty({3, 0}).numel() == 0);
}

TEST_CASE("create: ranges stop before their end, linspace includes it") {
  CHECK(to_string(arange(0, 1, 0.25)) == "[0.   0.25 0.5  0.75]");
  CHECK(to_string(arange(3, 0, -1)) == "[3. 2. 1.]");
  CHECK(arange(3, 0).numel() == 0);
  CHECK(to_string(arange(4, {.dtype = int64})) == "[0 1 2 3] int64");
  CHECK(to_string(linspace(0, 1, 5)) == "[0.   0.25 0.5  0.75 1.  ]");
  CHECK(to_string(linspace(2, 3, 1)) == "[2.]");
  CHECK(linspace(2, 3, 0).numel() == 0);
  CHECK(linspace(0, 0.3, 4).at({-1}) == 0.3);
}

TEST_CASE("create: bad ranges are refused") {
  const double inf = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH_AS(arange(0, 1, 0), "arange: start, stop and step must be finite and step not 0, got 0, 1, 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(arange(0, inf), "arange: start, stop and step must be finite and step not 0, got 0, inf, 1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(arange(0, 1, 1e-18), "arange: from 0 to 1 by 1e-18 are more elements than memory can hold",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(arange(0, 2, 0.5, {.dtype = int64}),
                       "arange: int64 needs an integer start and step, got 0 and 0.5", std::invalid_argument);
  CHECK_THROWS_WITH_AS(arange(-1), "arange: sizes must not be negative, got shape (-1,)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(linspace(0, 1, -2), "linspace: sizes must not be negative, got shape (-2,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(linspace(0, 1, 2, {.dtype = int64}), "linspace: needs a floating dtype, got int64",
                       std::invalid_argument);
}

TEST_CASE("create: the identity, square or not") {
  CHECK(to_string(eye(2)) == "[[1. 0.]\n [0. 1.]]");
  CHECK(to_string(eye(2, 3, {.dtype = int64})) == "[[1 0 0]\n [0 1 0]] int64");
  CHECK(to_string(eye(3, 1)) == "[[1.]\n [0.]\n [0.]]");
  CHECK(eye(0).shape() == Shape{0, 0});
}

TEST_CASE("create: sizes are checked before any memory is asked for") {
  const std::int64_t huge = std::int64_t{1} << 62;
  CHECK_THROWS_WITH_AS(zeros({2, -1}), "zeros: sizes must not be negative, got shape (2, -1)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(zeros({huge, 4}),
                       "zeros: shape (4611686018427387904, 4) has more elements than 64 bits can count",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(empty({huge}),
                       "empty: shape (4611686018427387904,) of float64 needs more memory than can be "
                       "addressed",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(ones({std::int64_t{1} << 44, 8}, {.dtype = float32}),
                       "ones: shape (17592186044416, 8) of float32 needs more memory than can be addressed",
                       std::invalid_argument);
  CHECK(zeros({huge, 0, huge}).numel() == 0);
}

}  // namespace thalweg
