// Comparisons: dtypes, NaN, scalars, and no gradient.
#include <doctest/doctest.h>

#include <cmath>

#include <thalweg/thalweg.hpp>

namespace thalweg {

TEST_CASE("comparisons: NaN compares false with everything, except that it differs") {
  const Tensor x = tensor({std::nan(""), 1});
  for (const Tensor& truth : {x<x, x> x, x == x, x<2, x >= x, x == 1, 2> x}) CHECK(truth.at({0}) == 0);
  CHECK((x != x).at({0}) == 1);
  CHECK((x != x).at({1}) == 0);
  CHECK((x <= x).at({1}) == 1);
}

TEST_CASE("comparisons: zeros of both signs are equal, infinities equal themselves") {
  CHECK((tensor(-0.0) == tensor(0.0)).item() == 1);
  CHECK((tensor(-0.0) < 0).item() == 0);
  CHECK((tensor(INFINITY) == tensor(INFINITY)).item() == 1);
  CHECK((tensor(-INFINITY) < tensor(INFINITY)).item() == 1);
}

TEST_CASE("comparisons: the result has the floating dtype of the operands, float64 for int64, and no gradient") {
  Tensor x = tensor({1, 2}).requires_grad_();
  CHECK_FALSE((x < 1.5).requires_grad());
  CHECK((x.to(float32) < 1.5).dtype() == float32);
  const Tensor large = from_span(std::vector<std::int64_t>{9007199254740993, 9007199254740992}, {2});
  const Tensor same = large == large[1];
  CHECK(same.dtype() == float64);
  CHECK(same.at({0}) == 0);
  CHECK(same.at({1}) == 1);
  CHECK(sum(tensor({1, 2, 3}, {.dtype = int64}) >= 2).item() == 2);
}

TEST_CASE("comparisons: int64 meets whole numbers only, and dtypes do not mix") {
  CHECK_THROWS_WITH_AS((tensor({1, 2}, {.dtype = int64}) < 1.5).item(),
                       "less: the scalar 1.5 is not a whole number, but the tensor holds int64; convert it with "
                       ".to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS((tensor({1, 2}, {.dtype = int64}) == tensor({1, 2})).item(),
                       "equal: dtypes differ: int64 and float64; convert one with .to(float64)", std::invalid_argument);
}

}  // namespace thalweg
