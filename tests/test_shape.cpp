// Shapes: the list itself, counting, broadcasting and axes.
#include <doctest/doctest.h>

#include <cstdint>
#include <sstream>
#include <utility>

#include <thalweg/tensor/shape.hpp>

namespace thalweg {

namespace {

const Shape eight{1, 2, 3, 4, 5, 6, 7, 8};

std::string text(const Shape& shape) {
  std::ostringstream out;
  out << shape;
  return out.str();
}

}  // namespace

TEST_CASE("shape: prints as a tuple") {
  CHECK(text({}) == "()");
  CHECK(text({3}) == "(3,)");
  CHECK(text({64, 784}) == "(64, 784)");
  CHECK(text(eight) == "(1, 2, 3, 4, 5, 6, 7, 8)");
}

TEST_CASE("shape: values of any rank are copied, moved and assigned") {
  Shape copy = eight;
  CHECK(copy == eight);
  Shape moved = std::move(copy);
  CHECK(moved == eight);
  Shape small{1, 2};
  small = moved;
  CHECK(small == eight);
  moved[7] = 9;
  CHECK(small[7] == 8);
  moved = Shape{4};
  CHECK(moved == Shape{4});
  small = std::move(moved);
  CHECK(small == Shape{4});
  const Shape& same = small;
  small = same;
  CHECK(small == Shape{4});
  CHECK_FALSE(Shape{1} == Shape{1, 1});
  CHECK(Shape::filled(7, 2).rank() == 7);
  CHECK(Shape::filled(7, 2).back() == 2);
}

TEST_CASE("shape: entries are put in and taken out across the inline limit") {
  const Shape six{1, 2, 3, 4, 5, 6};
  CHECK(six.inserted(0, 9) == Shape{9, 1, 2, 3, 4, 5, 6});
  CHECK(six.inserted(6, 9) == Shape{1, 2, 3, 4, 5, 6, 9});
  CHECK(Shape{1, 2, 3, 4, 5, 6, 7}.erased(3) == Shape{1, 2, 3, 5, 6, 7});
  CHECK(eight.erased(7) == Shape{1, 2, 3, 4, 5, 6, 7});
  CHECK(Shape{5}.erased(0) == Shape{});
}

TEST_CASE("shape: elements are counted with an eye on overflow") {
  CHECK(numel("op", {}) == 1);
  CHECK(numel("op", {2, 3}) == 6);
  CHECK(numel("op", {2, 0, 3}) == 0);
  const std::int64_t big = std::int64_t{1} << 32;
  CHECK(numel("op", {big, big, 0}) == 0);
  CHECK(numel("op", {big, big / 4}) == big / 4 * big);
  CHECK_THROWS_WITH_AS(numel("op", {big, big / 2}),
                       "op: shape (4294967296, 2147483648) has more elements than 64 bits can count",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(numel("op", {0, -2}), "op: sizes must not be negative, got shape (0, -2)",
                       std::invalid_argument);
}

TEST_CASE("shape: row-major strides") {
  CHECK(contiguous_strides({2, 3, 4}) == Strides{12, 4, 1});
  CHECK(contiguous_strides({2, 0, 4}) == Strides{4, 4, 1});
  CHECK(contiguous_strides({}) == Strides{});
}

TEST_CASE("shape: broadcasting aligns the last axes and stretches 1") {
  CHECK(broadcast("op", {2, 3}, {3}) == Shape{2, 3});
  CHECK(broadcast("op", {4, 1, 3}, {2, 1}) == Shape{4, 2, 3});
  CHECK(broadcast("op", {}, {2}) == Shape{2});
  CHECK(broadcast("op", {0}, {1}) == Shape{0});
  CHECK(broadcast("op", eight, {1}) == eight);
  CHECK_THROWS_WITH_AS(broadcast("add", {2, 3}, {4, 2}),
                       "add: shapes (2, 3) and (4, 2) do not broadcast: axis -1 has sizes 3 and 2, which must be equal "
                       "or 1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(broadcast("add", {0}, {2}),
                       "add: shapes (0,) and (2,) do not broadcast: axis -1 has sizes 0 and 2, which must be equal or "
                       "1",
                       std::invalid_argument);
  CHECK(broadcast_strides({3, 1}, {1, 1}, {2, 3, 4}) == Strides{0, 1, 0});
}

TEST_CASE("shape: axes count from either end, once each") {
  CHECK(normalize_axis("op", -1, 3) == 2);
  CHECK(normalize_axis("op", 0, 1) == 0);
  CHECK_THROWS_WITH_AS(normalize_axis("op", 3, 3), "op: axis 3 is out of range for a tensor of rank 3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(normalize_axis("op", -1, 0),
                       "op: axis -1 is out of range for a tensor of rank 0, which has no axes", std::invalid_argument);
  CHECK(normalize_axes("op", {-1, 0}, 3) == Axes{0, 2});
  CHECK(normalize_axes("op", {}, 2) == Axes{0, 1});
  CHECK_THROWS_WITH_AS(normalize_axes("op", {1, -1}, 2), "op: axis 1 is named twice in (1, -1)", std::invalid_argument);
}

}  // namespace thalweg
