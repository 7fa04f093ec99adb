// Views: each against brute force over indices, sharing storage where it says so.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <vector>

#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/print.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg {

namespace {

bool shares(const Tensor& a, const Tensor& b) { return a.body().storage.get() == b.body().storage.get(); }

/// The elements in row-major order, read one by one.
std::vector<double> elements(const Tensor& x) {
  std::vector<double> values;
  for (std::int64_t i = 0; i < x.numel(); ++i) {
    Shape index = Shape::filled(x.rank(), 0);
    std::int64_t rest = i;
    for (std::int64_t axis = x.rank() - 1; axis >= 0; --axis) {
      index[axis] = rest % x.shape()[axis];
      rest /= x.shape()[axis];
    }
    values.push_back(x.at(index));
  }
  return values;
}

/// A view made of random slices, transposes, expansions and new axes.
Tensor random_view(Random& random) {
  Tensor x = reshape(arange(360), {3, 4, 5, 6});
  for (int step = 0; step < 4; ++step) {
    const std::int64_t axis = random.integer(0, x.rank());
    switch (random.integer(0, 5)) {
      case 0:
        x = slice(x, axis, random.integer(0, 2), to_end, random.integer(1, 3));
        break;
      case 1:
        x = transpose(x, axis, random.integer(0, x.rank()));
        break;
      case 2:
        x = unsqueeze(x, axis);
        break;
      case 3:
        x = expand(x, x.shape().inserted(0, 2));
        break;
      default:
        if (x.rank() > 1 && x.size(axis) > 0) x = select(x, axis, -1);
    }
  }
  return x;
}

}  // namespace

TEST_CASE("views: select drops an axis and shares storage") {
  const Tensor x = reshape(arange(6), {2, 3});
  Tensor row = select(x, 0, -1);
  CHECK(to_string(row) == "[3. 4. 5.]");
  CHECK(to_string(x[0]) == "[0. 1. 2.]");
  CHECK(to_string(select(x, -1, 1)) == "[1. 4.]");
  CHECK(shares(x, row));
  row.set({0}, 9);
  CHECK(x.at({1, 0}) == 9);
  CHECK_THROWS_WITH_AS(select(x, 0, 2), "select: index 2 is out of range for axis 0 of shape (2, 3)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(x[-3], "select: index -3 is out of range for axis 0 of shape (2, 3)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(tensor(1)[0], "select: axis 0 is out of range for a tensor of rank 0, which has no axes",
                       std::invalid_argument);
}

TEST_CASE("views: slices clip their ends and count negative ones from the back") {
  const Tensor x = arange(6, {.dtype = int64});
  CHECK(to_string(slice(x, 0, 1, 4)) == "[1 2 3] int64");
  CHECK(to_string(slice(x, 0, -2)) == "[4 5] int64");
  CHECK(to_string(slice(x, 0, 0, -4)) == "[0 1] int64");
  CHECK(to_string(slice(x, 0, -100, 100, 2)) == "[0 2 4] int64");
  CHECK(to_string(slice(x, 0, 1, to_end, 4)) == "[1 5] int64");
  CHECK(slice(x, 0, 4, 2).shape() == Shape{0});
  CHECK(slice(x, 0, 100).shape() == Shape{0});
  CHECK(to_string(slice(x, 0, 5, to_end, to_end)) == "[5] int64");
  CHECK(shares(x, slice(x, 0, 1)));
  CHECK_THROWS_WITH_AS(slice(x, 0, 0, 2, 0), "slice: step must be at least 1, got 0; flip() turns an axis round",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(slice(x, 1, 0), "slice: axis 1 is out of range for a tensor of rank 1", std::invalid_argument);
}

TEST_CASE("views: transpose and permute reorder axes") {
  const Tensor x = reshape(arange(24), {2, 3, 4});
  const Tensor p = permute(x, {2, 0, -2});
  CHECK(p.shape() == Shape{4, 2, 3});
  CHECK(shares(x, p));
  for (std::int64_t i = 0; i < 2; ++i)
    for (std::int64_t j = 0; j < 3; ++j)
      for (std::int64_t k = 0; k < 4; ++k) {
        CHECK(p.at({k, i, j}) == x.at({i, j, k}));
        CHECK(transpose(x, 0, -1).at({k, j, i}) == x.at({i, j, k}));
      }
  CHECK(permute(tensor(3), {}).item() == 3);
  CHECK_THROWS_WITH_AS(permute(x, {0, 1}), "permute: the order (0, 1) does not name the 3 axes of shape (2, 3, 4)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(permute(x, {0, 1, 1}), "permute: axis 1 is named twice in (0, 1, 1)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(transpose(x, 0, 3), "transpose: axis 3 is out of range for a tensor of rank 3",
                       std::invalid_argument);
}

TEST_CASE("views: reshape is a view where strides allow it, else a copy, with the same elements in order") {
  const Tensor x = reshape(arange(24), {2, 3, 4});
  CHECK(shares(x, reshape(x, {6, 4})));
  CHECK(shares(x, reshape(slice(x, 0, 1), {12})));
  CHECK(shares(x, reshape(slice(x, 2, 0, to_end, 2), {6, 2})));
  CHECK_FALSE(shares(x, reshape(slice(x, 2, 0, 3), {18})));
  CHECK_FALSE(shares(x, reshape(transpose(x, 1, 2), {24})));
  CHECK(shares(x, reshape(transpose(x, 0, 2), {4, 3, 1, 2, 1})));
  CHECK(shares(x, reshape(expand(select(x, 0, 0), {5, 3, 4}), {5, 12})));
  CHECK(elements(reshape(transpose(x, 0, 1), {8, 3})) == elements(transpose(x, 0, 1)));
}

TEST_CASE("views: reshape of random views keeps the elements in order") {
  Random random(11);
  for (int round = 0; round < 300; ++round) {
    const Tensor x = random_view(random);
    const std::vector<double> before = elements(x);
    // A random factorisation of the element count.
    Shape shape;
    for (std::int64_t rest = x.numel(); rest > 1;) {
      std::int64_t factor = random.integer(2, std::min<std::int64_t>(rest, 6) + 1);
      while (rest % factor != 0) ++factor;
      shape = shape.inserted(random.integer(0, shape.rank() + 1), factor);
      rest /= factor;
    }
    CAPTURE(x.shape());
    CAPTURE(x.strides());
    CAPTURE(shape);
    const Tensor y = reshape(x, x.numel() == 0 ? Shape{0, 3} : shape);
    CHECK(elements(y) == before);
    CHECK(elements(contiguous(x)) == before);
    CHECK(contiguous(x).is_contiguous());
  }
}

TEST_CASE("views: reshape fills in one size and refuses counts that differ") {
  const Tensor x = arange(6);
  CHECK(reshape(x, {2, -1}).shape() == Shape{2, 3});
  CHECK(reshape(x, {-1}).shape() == Shape{6});
  CHECK(reshape(zeros({0, 3}), {3, -1}).shape() == Shape{3, 0});
  CHECK(reshape(tensor(1), {1, 1}).rank() == 2);
  CHECK(reshape(tensor({1}), {}).rank() == 0);
  CHECK_THROWS_WITH_AS(reshape(x, {-1, -1}), "reshape: only one size may be -1, got (-1, -1)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(reshape(x, {4, -1}), "reshape: cannot fill in -1: 6 elements do not divide into (4, -1)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(reshape(x, {4}), "reshape: 6 elements do not fit shape (4,), which has 4",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(reshape(x, {-2, -3}), "reshape: sizes must not be negative, got shape (-2, -3)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(reshape(zeros({0}), {0, -1}),
                       "reshape: cannot fill in -1: 0 elements do not divide into (0, -1)", std::invalid_argument);
}

TEST_CASE("views: flatten merges axes") {
  const Tensor x = reshape(arange(24), {2, 3, 4});
  CHECK(flatten(x).shape() == Shape{24});
  CHECK(flatten(x, 1).shape() == Shape{2, 12});
  CHECK(flatten(x, 0, -2).shape() == Shape{6, 4});
  CHECK(flatten(tensor(1)).shape() == Shape{1});
  CHECK_THROWS_WITH_AS(flatten(x, 2, 1), "flatten: the first axis, 2, lies behind the last, 1", std::invalid_argument);
}

TEST_CASE("views: squeeze and unsqueeze take away and add axes of size 1") {
  const Tensor x = reshape(arange(3), {1, 3, 1});
  CHECK(squeeze(x).shape() == Shape{3});
  CHECK(squeeze(x, {-1}).shape() == Shape{1, 3});
  CHECK(unsqueeze(x, 4 - 1).shape() == Shape{1, 3, 1, 1});
  CHECK(unsqueeze(arange(3), -1).shape() == Shape{3, 1});
  CHECK(shares(x, squeeze(x)));
  CHECK_THROWS_WITH_AS(squeeze(x, {1}), "squeeze: axis 1 of shape (1, 3, 1) does not have size 1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(unsqueeze(x, 4), "unsqueeze: axis 4 is out of range for a tensor of rank 4",
                       std::invalid_argument);
}

TEST_CASE("views: expand repeats without copying") {
  const Tensor x = reshape(arange(3), {3, 1});
  const Tensor y = expand(x, {2, 3, 2});
  CHECK(elements(y) == std::vector<double>{0, 0, 1, 1, 2, 2, 0, 0, 1, 1, 2, 2});
  CHECK(shares(x, y));
  CHECK(y.strides() == Strides{0, 1, 0});
  CHECK_THROWS_WITH_AS(expand(x, {3}), "expand: shape (3, 1) does not stretch to (3,)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(expand(x, {2, 2}),
                       "expand: shapes (3, 1) and (2, 2) do not broadcast: axis -2 has sizes 3 and 2, which must be "
                       "equal or 1",
                       std::invalid_argument);
}

TEST_CASE("views: diagonals of every offset") {
  const Tensor x = reshape(arange(12), {3, 4});
  for (std::int64_t offset = -5; offset <= 6; ++offset) {
    std::vector<double> expected;
    for (std::int64_t i = 0; i < 3; ++i)
      if (i + offset >= 0 && i + offset < 4) expected.push_back(x.at({i, i + offset}));
    CAPTURE(offset);
    CHECK(elements(diagonal(x, offset)) == expected);
  }
  CHECK(diagonal(x, std::numeric_limits<std::int64_t>::min()).shape() == Shape{0});
  CHECK(diagonal(x, std::numeric_limits<std::int64_t>::max()).shape() == Shape{0});
  CHECK(to_string(diagonal(reshape(arange(8), {2, 2, 2}))) == "[[0. 3.]\n [4. 7.]]");
  CHECK_THROWS_WITH_AS(diagonal(arange(3)), "diagonal: needs at least two axes, got shape (3,)", std::invalid_argument);
}

TEST_CASE("views: copy broadcasts and casts into a view, also from itself") {
  const Tensor x = zeros({2, 3});
  raw::copy(raw::select(x, 1, 1), tensor({5, 6}));
  CHECK(to_string(x) == "[[0. 5. 0.]\n [0. 6. 0.]]");
  raw::copy(x, tensor({1, 2, 3}, {.dtype = int64}));
  CHECK(to_string(x) == "[[1. 2. 3.]\n [1. 2. 3.]]");
  const Tensor n = arange(4);
  raw::copy(raw::slice(n, 0, 1), raw::slice(n, 0, 0, 3));
  CHECK(to_string(n) == "[0. 0. 1. 2.]");
  CHECK_THROWS_WITH_AS(raw::copy(n, zeros({2, 4})), "copy_: shape (2, 4) does not stretch to (4,)",
                       std::invalid_argument);
}

}  // namespace thalweg
