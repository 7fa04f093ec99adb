// Softmax and its kin: values of any size, lines of infinities, and gradients of gradients.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Tensor noise(const Shape& shape, std::uint64_t seed, Dtype dtype = float64) {
  Tensor x = empty(shape);
  Random random(seed);
  for (double& value : x.span<double>()) value = random.normal();
  return x.to(dtype);
}

double largest_difference(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  const Tensor da = contiguous(a.to(float64)), db = contiguous(b.to(float64));
  double worst = 0;
  for (std::size_t i = 0; i < da.span<double>().size(); ++i)
    worst = std::max(worst, std::abs(da.span<double>()[i] - db.span<double>()[i]));
  return worst;
}

}  // namespace

TEST_CASE("softmax: sums to one and agrees with exponentials along every axis, in both dtypes") {
  for (const Dtype dtype : {float64, float32}) {
    const Tensor x = noise({3, 21, 19}, 1, dtype);
    const double tolerance = dtype == float64 ? 1e-15 : 1e-6;
    for (std::int64_t axis = 0; axis < 3; ++axis) {
      const Tensor y = softmax(x, axis);
      const Tensor total = sum(y, {axis});
      CHECK(largest_difference(total, ones_like(total)) < 2 * tolerance);
      const Tensor as_last = transpose(softmax(contiguous(transpose(x, axis, 2)), -1), axis, 2);
      CHECK(largest_difference(y, as_last) < tolerance);
      for (const std::int64_t i : {0, 2}) {
        const Tensor line = select(select(transpose(x, axis, 2), 0, i % x.size(axis == 0 ? 2 : 0)), 0, 2);
        double sum_exp = 0;
        for (std::int64_t k = 0; k < line.numel(); ++k) sum_exp += std::exp(line.at({k}));
        const Tensor y_line = select(select(transpose(y, axis, 2), 0, i % x.size(axis == 0 ? 2 : 0)), 0, 2);
        for (std::int64_t k = 0; k < line.numel(); ++k)
          CHECK(y_line.at({k}) == doctest::Approx(std::exp(line.at({k})) / sum_exp).epsilon(10 * tolerance));
      }
      CHECK(largest_difference(log_softmax(x, axis), x - logsumexp(x, {axis}, true)) < 10 * tolerance);
    }
  }
}

TEST_CASE("softmax: numbers of magnitude 1e4 neither overflow nor vanish") {
  const Tensor x = tensor({{1e4, 1e4 + 1}, {-1e4, -1e4 - 2}});
  CHECK(logsumexp(x, {1}).at({0}) == doctest::Approx(1e4 + 1 + std::log1p(std::exp(-1.0))).epsilon(1e-15));
  CHECK(logsumexp(x, {1}).at({1}) == doctest::Approx(-1e4 + std::log1p(std::exp(-2.0))).epsilon(1e-15));
  CHECK(softmax(x).at({0, 0}) == doctest::Approx(1 / (1 + std::exp(1.0))).epsilon(1e-14));
  CHECK(log_softmax(tensor({0, 1e4})).at({0}) == -1e4);
  CHECK(softmax_cross_entropy(tensor({{0, 1e4}}), tensor({0}, {.dtype = int64})).item() == 1e4);
}

TEST_CASE("softmax: a -inf gets probability 0 and gradient 0; a line of nothing but -inf is NaN") {
  Tensor x = tensor({{0, -infinity, 0}, {-infinity, -infinity, -infinity}});
  const Tensor y = softmax(x);
  CHECK(y.at({0, 0}) == 0.5);
  CHECK(y.at({0, 1}) == 0.0);
  CHECK(std::isnan(y.at({1, 0})));
  CHECK(std::isnan(softmax(transpose(x, 0, 1), 0).at({0, 1})));
  CHECK(log_softmax(x).at({0, 1}) == -infinity);
  CHECK(std::isnan(log_softmax(x).at({1, 1})));

  x.requires_grad_();
  const Tensor total = logsumexp(x, {1});
  CHECK(total.at({0}) == doctest::Approx(std::log(2.0)));
  CHECK(total.at({1}) == -infinity);
  total.backward(ones({2}));
  CHECK(x.grad().at({0, 0}) == 0.5);
  CHECK(x.grad().at({0, 1}) == 0.0);
  CHECK(x.grad().at({1, 1}) == 0.0);
}

TEST_CASE("logsumexp: infinities, NaN, nothing and several axes") {
  CHECK(logsumexp(tensor({infinity, 1})).item() == infinity);
  CHECK(std::isnan(logsumexp(tensor({std::nan(""), infinity})).item()));
  CHECK(logsumexp(zeros({0})).item() == -infinity);
  CHECK(logsumexp(zeros({2, 0}), {1}).shape() == Shape{2});
  CHECK(logsumexp(zeros({0, 2}), {1}).shape() == Shape{0});
  CHECK(logsumexp(tensor(3)).item() == 3);
  const Tensor x = noise({3, 4, 5}, 2);
  CHECK(logsumexp(x, {0, 2}, true).shape() == Shape{1, 4, 1});
  CHECK(largest_difference(logsumexp(x, {0, 2}), logsumexp(logsumexp(x, {2}), {0})) < 1e-14);
  CHECK(largest_difference(logsumexp(x), logsumexp(x, {0, 1, 2})) == 0);
}

TEST_CASE("softmax_cross_entropy: agrees with log_softmax in value, gradient and gradient of the gradient") {
  Tensor x = noise({5, 10}, 3).requires_grad_();
  const Tensor labels = tensor({3, 0, 9, 4, 4}, {.dtype = int64});
  Tensor onehot = zeros({5, 10});
  for (std::int64_t i = 0; i < 5; ++i) onehot.set({i, labels.at<std::int64_t>({i})}, 1);
  const Tensor weights = noise({5}, 4);

  const auto orders = [&](const Tensor& losses) {
    const Tensor g = grad(sum(losses * losses * weights), x, {.create_graph = true});
    const Tensor gg = grad(sum(g * g * g), x, {.create_graph = true});
    return std::vector<Tensor>{losses.detach(), g.detach(), gg.detach(), grad(sum(gg * gg), x)};
  };
  const std::vector<Tensor> fused = orders(softmax_cross_entropy(x, labels));
  const std::vector<Tensor> composed = orders(-sum(log_softmax(x) * onehot, {1}));
  CHECK(largest_difference(fused[0], composed[0]) < 1e-14);
  CHECK(largest_difference(fused[1], composed[1]) < 1e-13);
  CHECK(largest_difference(fused[2], composed[2]) < 1e-11);
  CHECK(largest_difference(fused[3], composed[3]) < 1e-7);
}

TEST_CASE("softmax_cross_entropy: bad labels are refused in one sentence") {
  const Tensor x = zeros({2, 3});
  CHECK_THROWS_WITH_AS(softmax_cross_entropy(x, tensor({0, 3}, {.dtype = int64})),
                       "softmax_cross_entropy: label 3 at position (1,) is outside [0, 3)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(softmax_cross_entropy(x, tensor({-1, 0}, {.dtype = int64})),
                       "softmax_cross_entropy: label -1 at position (0,) is outside [0, 3)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(softmax_cross_entropy(x, zeros({2})),
                       "softmax_cross_entropy: labels must be int64, got float64; convert them with .to(int64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      softmax_cross_entropy(x, zeros({3}, {.dtype = int64})),
      "softmax_cross_entropy: logits of shape (2, 3) need labels of that shape without its last axis, got (3,)",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(softmax(zeros({2}, {.dtype = int64})),
                       "softmax: needs a floating tensor, got int64; convert it with .to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(softmax(x, 2), "softmax: axis 2 is out of range for a tensor of rank 2", std::invalid_argument);
}

TEST_CASE("softmax: no bit depends on the number of threads") {
  const int before = num_threads();
  const Tensor x = noise({700, 70}, 5, float32);
  const Tensor labels = zeros({700}, {.dtype = int64});
  set_num_threads(1);
  const std::vector<Tensor> one{softmax(x), softmax(x, 0), logsumexp(x, {1}), softmax_cross_entropy(x, labels)};
  set_num_threads(3);
  const std::vector<Tensor> three{softmax(x), softmax(x, 0), logsumexp(x, {1}), softmax_cross_entropy(x, labels)};
  set_num_threads(before);
  for (std::size_t i = 0; i < one.size(); ++i) CHECK(largest_difference(one[i], three[i]) == 0);
}

}  // namespace thalweg
