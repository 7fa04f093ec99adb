// Pooling: known values, ties, NaN, derivatives, errors.
#include <doctest/doctest.h>

#include <cmath>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/gradcheck.hpp>
#include <thalweg/autograd/pool.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg {

namespace {

double distance(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  const Tensor difference = raw::contiguous(a - b);
  double largest = 0;
  for (const double v : difference.span<double>())
    if (!(std::abs(v) <= largest)) largest = std::abs(v);
  return largest;
}

Tensor plane(const Nested& values) { return unsqueeze(unsqueeze(tensor(values), 0), 0); }

}  // namespace

TEST_CASE("max_pool2d: the largest of each window, windows side by side unless a stride is given") {
  const Tensor x = plane({{1, 5, 2, 0}, {3, 4, 8, 7}, {-1, -2, -3, -4}, {-5, -6, -8, -7}});
  CHECK(distance(max_pool2d(x, 2), plane({{5, 8}, {-1, -3}})) == 0);
  CHECK(distance(max_pool2d(x, 2, {.stride = 1}), plane({{5, 8, 8}, {4, 8, 8}, {-1, -2, -3}})) == 0);
  CHECK(distance(max_pool2d(x, {1, 4}), plane({{5}, {8}, {-1}, {-5}})) == 0);
  CHECK(distance(max_pool2d(x, 3), plane({{8}})) == 0);
}

TEST_CASE("max_pool2d: padding is never the largest") {
  CHECK(distance(max_pool2d(full({1, 1, 2, 2}, -3), 2, {.padding = 1}), full({1, 1, 2, 2}, -3)) == 0);
}

TEST_CASE("max_pool2d: the first among equals gets the gradient, and NaN wins") {
  Tensor x = plane({{2, 2}, {2, 1}}).requires_grad_();
  max_pool2d(x, 2).backward();
  CHECK(distance(x.grad(), plane({{1, 0}, {0, 0}})) == 0);
  CHECK(std::isnan(max_pool2d(plane({{1, NAN}, {3, 2}}), 2).item()));
  CHECK(std::isnan(max_pool2d(plane({{NAN, 1}, {3, 2}}), 2).item()));
}

TEST_CASE("max_pool2d: overlapping windows add up their gradients") {
  Tensor x = plane({{1, 2, 1}, {3, 9, 4}, {0, 5, 1}}).requires_grad_();
  sum(max_pool2d(x, 2, {.stride = 1})).backward();
  CHECK(distance(x.grad(), plane({{0, 0, 0}, {0, 4, 0}, {0, 0, 0}})) == 0);
}

TEST_CASE("avg_pool2d: the mean of each window; padding counts as zeros") {
  const Tensor x = plane({{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
  CHECK(distance(avg_pool2d(x, 3), plane({{5}})) <= 1e-15);
  CHECK(distance(avg_pool2d(x, 2, {.stride = 1}), plane({{3, 4}, {6, 7}})) == 0);
  CHECK(distance(avg_pool2d(x, 2, {.padding = 1}), plane({{0.25, 1.25}, {2.75, 7}})) == 0);
}

TEST_CASE("pooling: derivatives of both orders, through a function that has a second one") {
  Tensor x = reshape(arange(0, 48), {2, 2, 3, 4});
  for (std::int64_t i = 0; i < x.numel(); ++i) x.span<double>()[std::size_t(i)] = std::sin(double(i * i));
  const Pool2dOptions options{.stride = {2, 1}, .padding = {1, 0}};
  for (const bool largest : {false, true}) {
    const auto f = [&](const Tensor& v) {
      const Tensor y = largest ? max_pool2d(v, {3, 2}, options) : avg_pool2d(v, {3, 2}, options);
      return y * y * y;
    };
    const GradcheckReport first = gradcheck(f, transpose(x, 2, 3));
    CHECK_MESSAGE(first.ok, first.message);
    const GradcheckReport second = gradgradcheck(f, x);
    CHECK_MESSAGE(second.ok, second.message);
  }
}

TEST_CASE("pooling: what does not fit is refused with the shapes") {
  const Tensor x = zeros({2, 3, 4, 4});
  CHECK_THROWS_WITH_AS(max_pool2d(zeros({4, 4}), 2),
                       "max_pool2d: needs planes of shape (batch, channels, h, w), got (4, 4)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(max_pool2d(x, 5), "max_pool2d: the kernel (5, 5) is larger than the padded plane, (4, 4)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(avg_pool2d(x, 2, {.padding = {0, 2}}),
                       "avg_pool2d: the padding (0, 2) is more than half the kernel, (2, 2)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(avg_pool2d(x, 0), "avg_pool2d: the kernel must be at least 1, got (0, 0)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(max_pool2d(x, 2, {.stride = {0, 1}}), "max_pool2d: the stride must be at least 1, got (0, 1)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(max_pool2d(zeros({2, 3, 0, 4}), 2, {.padding = 1}),
                       "max_pool2d: the planes of shape (2, 3, 0, 4) are empty", std::invalid_argument);
  CHECK_THROWS_WITH_AS(max_pool2d(ones({1, 1, 2, 2}, {.dtype = int64}), 2),
                       "max_pool2d: needs a floating tensor, got int64; convert it with .to(float64)",
                       std::invalid_argument);
  CHECK(max_pool2d(zeros({0, 3, 4, 4}), 2).shape() == Shape{0, 3, 2, 2});
  CHECK(avg_pool2d(zeros({2, 0, 4, 4}), 2).shape() == Shape{2, 0, 2, 2});
}

}  // namespace thalweg
