// Changes in place: values, strides, overlaps, versions, and where they are refused.
#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include <thalweg/thalweg.hpp>

namespace thalweg {

namespace {

std::vector<double> values(const Tensor& x) {
  const Tensor plain = contiguous(x.detach()).to(float64);
  return {plain.data<double>(), plain.data<double>() + plain.numel()};
}

constexpr const char* tracked_left =
    "+=: the tensor of shape (2,) is part of a graph, which a change in place would not enter; change it under "
    "no_grad, or make a new tensor";

}  // namespace

TEST_CASE("in place: every operator does what its counterpart does, with the same bits, on any strides") {
  for (const Dtype dtype : {float64, float32}) {
    const Tensor a = (arange(60) / 7 + 1).to(dtype);
    const Tensor row = (arange(20) / 3 + 1).to(dtype);
    const auto layouts = [&] {
      const Tensor wide = zeros({3, 40}, {.dtype = dtype});
      copy_(slice(wide, 1, 1, to_end, 2), reshape(a, {3, 20}));
      return std::vector<Tensor>{reshape(clone(a), {3, 20}), transpose(reshape(clone(a), {20, 3}), 0, 1),
                                 slice(wide, 1, 1, to_end, 2)};
    };
    for (std::size_t k = 0; k < 3; ++k) {
      const Tensor before = clone(layouts()[k]);
      const auto same = [&](const Tensor& changed, const Tensor& expected) {
        CHECK(values(changed) == values(expected));
      };
      same(layouts()[k] += row, before + row);
      same(layouts()[k] -= row, before - row);
      same(layouts()[k] *= row, before * row);
      same(layouts()[k] /= row, before / row);
      same(layouts()[k] += 2.5, before + 2.5);
      same(layouts()[k] -= 2.5, before - 2.5);
      same(layouts()[k] *= 2.5, before * 2.5);
      same(layouts()[k] /= 2.5, before / 2.5);
      same(fill_(layouts()[k], 2.5), full({3, 20}, 2.5));
      same(zero_(layouts()[k]), zeros({3, 20}));
      same(copy_(layouts()[k], row), expand(row, {3, 20}));
    }
  }
}

TEST_CASE("in place: a view changes its place in the whole, and nothing else") {
  const Tensor x = zeros({3, 5});
  x[1] += 1;
  slice(x, 1, 0, 5, 2) *= 3;
  fill_(select(x, 1, 4), 7);
  CHECK(values(x) == std::vector<double>{0, 0, 0, 0, 7, 3, 1, 3, 1, 7, 0, 0, 0, 0, 7});
}

TEST_CASE("in place: the right side may overlap the left") {
  const Tensor x = reshape(arange(9), {3, 3});
  x += transpose(x, 0, 1);
  CHECK(values(x) == std::vector<double>{0, 4, 8, 4, 8, 12, 8, 12, 16});
  const Tensor y = arange(5);
  slice(y, 0, 1) += slice(y, 0, 0, -1);
  CHECK(values(y) == std::vector<double>{0, 1, 3, 5, 7});
  y *= y;
  CHECK(values(y) == std::vector<double>{0, 1, 9, 25, 49});
  y -= y[1];
  CHECK(values(y) == std::vector<double>{-1, 0, 8, 24, 48});
  copy_(slice(y, 0, 1), slice(y, 0, 0, -1));
  CHECK(values(y) == std::vector<double>{-1, -1, 0, 8, 24});
}

TEST_CASE("in place: int64 is exact, takes whole numbers, and is not divided") {
  const Tensor x = from_span(std::vector<std::int64_t>{9007199254740993, 1}, {2});
  x += 1;
  x *= tensor({1, 5}, {.dtype = int64});
  CHECK(x.at<std::int64_t>({0}) == 9007199254740994);
  CHECK(x.at<std::int64_t>({1}) == 10);
  CHECK_THROWS_WITH_AS(x += 0.5,
                       "+=: the scalar 0.5 is not a whole number, but the tensor holds int64; convert it with "
                       ".to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(fill_(x, std::nan("")),
                       "fill_: the scalar nan is not a whole number, but the tensor holds int64; convert it with "
                       ".to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(x /= 2, "/=: needs a floating tensor, got int64; convert it with .to(float64)",
                       std::invalid_argument);
  copy_(x, tensor({-1.9, 2.9}));
  CHECK(values(x) == std::vector<double>{-1, 2});
}

TEST_CASE("in place: what is refused leaves values and version as they were") {
  const Tensor x = arange(6);
  const std::vector<double> before = values(x);
  const std::uint64_t version = x.version();
  const Tensor narrow = reshape(x, {2, 3});
  CHECK_THROWS_WITH_AS(narrow += ones({4, 2, 3}),
                       "+=: shape (4, 2, 3) does not stretch to (2, 3), the shape of what is changed",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(narrow += ones({2}),
                       "+=: shapes (2, 3) and (2,) do not broadcast: axis -1 has sizes 3 and 2, which must be equal or "
                       "1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(x += ones({6}, {.dtype = float32}),
                       "+=: dtypes differ: float64 and float32; convert one with .to(float64)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(expand(x, {2, 6}) += 1,
                       "+=: the tensor of shape (2, 6) is stretched along axis 0, so that elements share one place; "
                       "change a clone() of it",
                       std::invalid_argument);
  CHECK(values(x) == before);
  CHECK(x.version() == version);
  const Tensor labels = zeros({3}, {.dtype = int64});
  CHECK_THROWS_WITH_AS(copy_(labels, tensor({1, std::nan(""), 2})), "to: the value nan has no int64",
                       std::invalid_argument);
  CHECK(values(labels) == std::vector<double>{0, 0, 0});
}

TEST_CASE("in place: tensors of a graph are changed under no_grad only") {
  Tensor x = tensor({1, 2}).requires_grad_();
  const Tensor c = tensor({3, 4});
  CHECK_THROWS_WITH_AS(x += c, tracked_left, std::logic_error);
  CHECK_THROWS_AS(zero_(x), std::logic_error);
  CHECK_THROWS_AS(x[0] *= 2, std::logic_error);
  CHECK_THROWS_WITH_AS(c += x,
                       "+=: the right side, of shape (2,), is part of a graph, which a change in place would not "
                       "enter; detach() it, or make a new tensor",
                       std::logic_error);
  CHECK_THROWS_AS(copy_(c, x), std::logic_error);
  no_grad([&] {
    x -= 0.5 * c;
    x[0] += 10;
  });
  CHECK(values(x) == std::vector<double>{9.5, 0});
  CHECK(x.requires_grad());
  CHECK(values(c) == std::vector<double>{3, 4});
}

TEST_CASE("in place: a derivative that needs the value from before is refused, one that does not goes on") {
  Tensor x = tensor({1, 2}).requires_grad_();
  const Tensor sum_before = sum(x + 1);
  const Tensor product_before = sum(x * x);
  no_grad([&] { x += 1; });
  CHECK_NOTHROW(sum_before.backward());
  CHECK_THROWS_AS(product_before.backward(), std::logic_error);
  const std::uint64_t version = x.version();
  no_grad([&] { x[0] *= 2; });
  CHECK(x.version() == version + 1);
  no_grad([&] { fill_(x, 1); });
  CHECK(x.version() == version + 2);
}

TEST_CASE("in place: nothing happens to empty tensors, and rank 0 works") {
  const Tensor none = zeros({0, 3});
  none += 1;
  none *= ones({3});
  fill_(none, 2);
  CHECK(none.shape() == Shape{0, 3});
  const Tensor one = tensor(2);
  one *= one;
  one += 1;
  CHECK(one.item() == 5);
}

}  // namespace thalweg
