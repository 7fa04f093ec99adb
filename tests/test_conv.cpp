// Convolution: known values, geometry, the way through matmul, errors.
#include <doctest/doctest.h>

#include <set>
#include <string>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/conv.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/gradcheck.hpp>
#include <thalweg/autograd/node.hpp>
#include <thalweg/autograd/pool.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg {

namespace {

Tensor random_tensor(const Shape& shape, std::uint64_t seed, Dtype dtype = float64) {
  const Tensor x = empty(shape);
  Random(seed).fill_normal(x.span<double>());
  return x.to(dtype);
}

/// The sum over the window, element by element.
Tensor reference(const Tensor& x, const Tensor& w, const Conv2dOptions& o) {
  const std::int64_t oh = (x.size(2) + 2 * o.padding.h - w.size(2)) / o.stride.h + 1;
  const std::int64_t ow = (x.size(3) + 2 * o.padding.w - w.size(3)) / o.stride.w + 1;
  Tensor y = zeros({x.size(0), w.size(0), oh, ow});
  for (std::int64_t b = 0; b < x.size(0); ++b)
    for (std::int64_t f = 0; f < w.size(0); ++f)
      for (std::int64_t i = 0; i < oh; ++i)
        for (std::int64_t j = 0; j < ow; ++j) {
          double total = 0;
          for (std::int64_t c = 0; c < x.size(1); ++c)
            for (std::int64_t kh = 0; kh < w.size(2); ++kh)
              for (std::int64_t kw = 0; kw < w.size(3); ++kw) {
                const std::int64_t h = i * o.stride.h + kh - o.padding.h;
                const std::int64_t v = j * o.stride.w + kw - o.padding.w;
                if (h >= 0 && h < x.size(2) && v >= 0 && v < x.size(3))
                  total += x.at({b, c, h, v}) * w.at({f, c, kh, kw});
              }
          y.set({b, f, i, j}, total);
        }
  return y;
}

double distance(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  const Tensor difference = raw::contiguous(raw::cast(a, float64) - raw::cast(b, float64));
  double largest = 0;
  for (const double v : difference.span<double>())
    if (!(std::abs(v) <= largest)) largest = std::abs(v);
  return largest;
}

}  // namespace

TEST_CASE("conv2d: a kernel of ones sums each window") {
  const Tensor x = reshape(arange(9), {1, 1, 3, 3});
  CHECK(distance(conv2d(x, ones({1, 1, 2, 2})), tensor({{{{8, 12}, {20, 24}}}})) == 0);
  CHECK(distance(conv2d(x, ones({1, 1, 2, 2}), tensor({0.5}), {.stride = 2, .padding = 1}),
                 tensor({{{{0.5, 3.5}, {9.5, 24.5}}}})) == 0);
}

TEST_CASE("conv2d: every stride, padding and kernel agrees with the sum over the window") {
  const Tensor x = random_tensor({2, 3, 7, 6}, 1);
  for (const Pair& kernel : {Pair(1), Pair(3), Pair(2, 4), Pair(7, 1)})
    for (const Pair& stride : {Pair(1), Pair(2), Pair(3, 1), Pair(9)})
      for (const Pair& padding : {Pair(0), Pair(1), Pair(0, 5), Pair(8)}) {
        CAPTURE(kernel);
        CAPTURE(stride);
        CAPTURE(padding);
        const Tensor w = random_tensor({4, 3, kernel.h, kernel.w}, 2);
        const Conv2dOptions options{stride, padding};
        CHECK(distance(conv2d(x, w, options), reference(x, w, options)) <= 1e-13);
        CHECK(distance(conv2d(x.to(float32), w.to(float32), options), reference(x, w, options)) <= 1e-4);
      }
}

TEST_CASE("conv2d: strided and transposed planes are read where they lie") {
  const Tensor wide = random_tensor({2, 6, 7, 3}, 3);
  const Tensor x = slice(permute(wide, {0, 3, 2, 1}), 2, 1, to_end, 2);
  REQUIRE(x.shape() == Shape{2, 3, 3, 6});
  const Tensor w = permute(random_tensor({2, 2, 3, 4}, 4), {3, 2, 1, 0});
  CHECK(distance(conv2d(x, w, {.padding = 1}), reference(x, w, {.padding = 1})) <= 1e-13);
  const Tensor one = permute(random_tensor({1, 1, 3, 4}, 4), {3, 2, 1, 0});
  CHECK(distance(conv2d(x, one), reference(x, one, {})) <= 1e-13);
}

TEST_CASE("conv2d: a kernel of 1 x 1 lays out no windows") {
  const auto names = [](const Tensor& y) {
    std::set<std::string> found;
    for (Node* node = y.body().node.get(); node != nullptr && !node->is_leaf(); node = node->begin()[0].input.get())
      found.insert(node->op());
    return found;
  };
  const Tensor x = random_tensor({2, 3, 4, 4}, 5).requires_grad_();
  CHECK(names(conv2d(x, ones({2, 3, 1, 1}))).count("unfold") == 0);
  CHECK(names(conv2d(x, ones({2, 3, 2, 1}))).count("unfold") == 1);
}

TEST_CASE("conv2d: derivatives of both orders with respect to planes, weight and bias") {
  for (const Pair& kernel : {Pair(1), Pair(2, 3)}) {
    const std::vector<Tensor> at{random_tensor({2, 2, 3, 4}, 6), random_tensor({2, 2, kernel.h, kernel.w}, 7),
                                 random_tensor({2}, 8)};
    for (const Conv2dOptions& options : {Conv2dOptions{}, Conv2dOptions{.stride = 2, .padding = {1, 0}}}) {
      const auto f = [&](const std::vector<Tensor>& x) { return conv2d(x[0], x[1], x[2], options); };
      const GradcheckReport first = gradcheck(f, at);
      CHECK_MESSAGE(first.ok, first.message);
      const GradcheckReport second = gradgradcheck(f, at);
      CHECK_MESSAGE(second.ok, second.message);
    }
  }
}

TEST_CASE("conv2d: values and gradients have the same bits with one thread and with four") {
  const int before = num_threads();
  const auto run = [](int threads) {
    set_num_threads(threads);
    const Tensor x = random_tensor({4, 8, 20, 20}, 10).requires_grad_();
    const Tensor w = random_tensor({16, 8, 3, 3}, 11).requires_grad_();
    const Tensor y = max_pool2d(conv2d(x, w, {.padding = 1}), 2);
    std::vector<Tensor> results = grad(sum(y * y), {x, w});
    results.push_back(y.detach());
    return results;
  };
  const std::vector<Tensor> alone = run(1);
  const std::vector<Tensor> together = run(4);
  set_num_threads(before);
  for (std::size_t i = 0; i < alone.size(); ++i) CHECK(distance(alone[i], together[i]) == 0);
}

TEST_CASE("conv2d: no batch, no channels and no filters give empty results or the bias") {
  CHECK(conv2d(zeros({0, 2, 3, 3}), zeros({4, 2, 2, 2})).shape() == Shape{0, 4, 2, 2});
  CHECK(conv2d(zeros({2, 2, 3, 3}), zeros({0, 2, 2, 2})).shape() == Shape{2, 0, 2, 2});
  CHECK(distance(conv2d(zeros({2, 0, 3, 3}), zeros({1, 0, 2, 2}), tensor({3.0})), full({2, 1, 2, 2}, 3)) == 0);
}

TEST_CASE("fold: undoes unfold where windows do not overlap, and counts where they do") {
  const Tensor x = random_tensor({2, 3, 4, 6}, 9);
  CHECK(distance(fold(unfold(x, {2, 3}, {.stride = {2, 3}}), {4, 6}, {2, 3}, {.stride = {2, 3}}), x) == 0);
  CHECK(distance(fold(unfold(ones({1, 1, 3, 3}), 2), 3, 2), tensor({{{{1, 2, 1}, {2, 4, 2}, {1, 2, 1}}}})) == 0);
}

TEST_CASE("conv2d: what does not fit is refused with the shapes") {
  const Tensor x = zeros({2, 3, 4, 4});
  const Tensor w = zeros({5, 3, 3, 3});
  CHECK_THROWS_WITH_AS(conv2d(zeros({3, 4, 4}), w), "conv2d: x must have shape (batch, in, h, w), got (3, 4, 4)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(conv2d(x, zeros({5, 3})), "conv2d: the weight must have shape (out, in, kh, kw), got (5, 3)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(conv2d(x, zeros({5, 1, 3, 3})),
                       "conv2d: x of shape (2, 3, 4, 4) has 3 channels, but the weight, (5, 1, 3, 3), takes 1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(conv2d(x, zeros({5, 3, 5, 7}), {.padding = {0, 1}}),
                       "conv2d: the kernel (5, 7) is larger than the padded plane, (4, 6)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(conv2d(x, zeros({5, 3, 0, 3})), "conv2d: the kernel must be at least 1, got (0, 3)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(conv2d(x, w, {.stride = {1, 0}}), "conv2d: the stride must be at least 1, got (1, 0)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(conv2d(x, w, {.padding = -1}),
                       "conv2d: the padding must be at least 0 and at most 2147483647, got (-1, -1)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(conv2d(x, w, {.padding = 2147483647}),
                       "conv2d: shape (4294967296, 4294967296) has more elements than 64 bits can count",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(conv2d(x, w, zeros({4})), "conv2d: the bias must have shape (5,), got (4,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(conv2d(x, w.to(float32)),
                       "conv2d: dtypes differ: float64 and float32; convert one with .to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(unfold(zeros({4, 4}), 2), "unfold: needs planes of shape (batch, channels, h, w), got (4, 4)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(fold(zeros({1, 5, 4}), 3, 2),
                       "fold: the columns must have shape (batch, channels kh kw, oh ow) with a kernel of (2, 2), got "
                       "(1, 5, 4)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(fold(zeros({1, 4, 5}), 3, 2), "fold: the columns must have shape (1, 4, 4), got (1, 4, 5)",
                       std::invalid_argument);
}

}  // namespace thalweg
