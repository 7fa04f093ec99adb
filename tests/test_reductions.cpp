// Reductions: sums that keep their digits, products with zeros, ties, NaN, nothing, and what is refused.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <vector>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> numbers(const Tensor& x) {
  const Tensor plain = contiguous(x.to(float64));
  return {plain.span<double>().begin(), plain.span<double>().end()};
}
using Numbers = std::vector<double>;

}  // namespace

TEST_CASE("sum: ten million float32 numbers keep their digits, over a line and over columns") {
  const double tenth = 0.1f;
  CHECK(sum(ones({10000000}, {.dtype = float32})).item() == 1e7);
  CHECK(sum(full({10000000}, 0.1, {.dtype = float32})).item() == doctest::Approx(1e7 * tenth).epsilon(2e-7));
  const Tensor columns = sum(full({1000000, 10}, 0.1, {.dtype = float32}), {0});
  for (const double total : numbers(columns)) CHECK(total == doctest::Approx(1e6 * tenth).epsilon(3e-7));
  CHECK(sum(full({100, 1000, 10}, 0.1, {.dtype = float32}), {0, 2}).at({7}) ==
        doctest::Approx(1000 * tenth).epsilon(3e-7));
}

TEST_CASE("reductions: no bit depends on the number of threads or on the order of the axes in memory") {
  const int before = num_threads();
  Random random(3);
  Tensor x = empty({300, 400, 3}, {.dtype = float32});
  random.fill_normal(x.span<float>());
  const Tensor turned = transpose(contiguous(transpose(x, 0, 1)), 0, 1);
  const auto all = [](const Tensor& a) {
    std::vector<Tensor> results;
    for (const Axes& axes : {Axes{}, Axes{0}, Axes{1}, Axes{2}, Axes{0, 2}, Axes{0, 1}})
      for (const Tensor& y : {sum(a, axes), prod(a, axes), max(a, axes), var(a, axes), norm(a, 3, axes)})
        results.push_back(y);
    results.push_back(cumsum(a, 1));
    return results;
  };
  set_num_threads(1);
  const std::vector<Tensor> one = all(x);
  set_num_threads(4);
  const std::vector<Tensor> four = all(x), other = all(turned);
  set_num_threads(before);
  for (std::size_t i = 0; i < one.size(); ++i) {
    CHECK(numbers(one[i]) == numbers(four[i]));
    CHECK(numbers(one[i]) == numbers(other[i]));
  }
}

TEST_CASE("prod: the gradient and the gradient of the gradient are right with one zero and with two") {
  const auto first = [](Tensor x) {
    x.requires_grad_();
    return numbers(grad(prod(x), x));
  };
  CHECK(first(tensor({2, 3, 4})) == Numbers{12, 8, 6});
  CHECK(first(tensor({2, 0, 4})) == Numbers{0, 8, 0});
  CHECK(first(tensor({0, 3, 0, 5})) == Numbers{0, 0, 0, 0});
  CHECK(first(tensor({0, 5})) == Numbers{5, 0});
  CHECK(first(tensor(7)) == Numbers{1});

  // d2/dx0 dx2 of x0 x1 x2 x3 at (0, 3, 0, 5) is 15, all other second derivatives are 0.
  Tensor x = tensor({0, 3, 0, 5}).requires_grad_();
  const Tensor g = grad(prod(x), x, {.create_graph = true});
  CHECK(numbers(grad(g[0], x, {.create_graph = true})) == Numbers{0, 0, 15, 0});
  CHECK(numbers(grad(g[1], x, {.create_graph = true})) == Numbers{0, 0, 0, 0});
  // and the third, by x1 as well, is 5.
  CHECK(numbers(grad(grad(g[0], x, {.create_graph = true})[2], x)) == Numbers{0, 5, 0, 3});

  Tensor m = tensor({{0, 2, 3}, {4, 5, 0}}).requires_grad_();
  CHECK(numbers(grad(sum(prod(m, {1})), m)) == Numbers{6, 0, 0, 0, 0, 20});
  CHECK(numbers(grad(sum(prod(m, {0})), m)) == Numbers{4, 5, 0, 0, 2, 3});
}

TEST_CASE("reductions: over nothing, sum is 0, prod 1 and mean NaN, as in NumPy") {
  CHECK(sum(zeros({0})).item() == 0);
  CHECK(prod(zeros({0})).item() == 1);
  CHECK(std::isnan(mean(zeros({0})).item()));
  CHECK(std::isnan(var(zeros({0})).item()));
  CHECK(norm(zeros({0})).item() == 0);
  CHECK(norm(zeros({0}), infinity).item() == 0);
  CHECK(numbers(sum(zeros({2, 0}), {1})) == Numbers{0, 0});
  CHECK(max(zeros({0, 3}), {1}).shape() == Shape{0});
  CHECK(argmax(zeros({0, 3}), 1).shape() == Shape{0});
  CHECK_THROWS_WITH_AS(max(zeros({0, 3})), "max: shape (0, 3) has no elements to choose from along axes (0, 1)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(min(zeros({2, 0}), {1}), "min: shape (2, 0) has no elements to choose from along axes (1,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(argmax(zeros({0})), "argmax: shape (0,) has no elements to choose from along axes (0,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(argmin(zeros({2, 0}), -1), "argmin: shape (2, 0) has no elements to choose from along axes (1,)",
                       std::invalid_argument);
}

TEST_CASE("max, min: equal values share the gradient, also that of the gradient") {
  Tensor x = tensor({{1, 3, 3}, {2, 2, 2}}).requires_grad_();
  CHECK(numbers(grad(sum(max(x, {1})), x)) == Numbers{0, 0.5, 0.5, 1.0 / 3, 1.0 / 3, 1.0 / 3});
  CHECK(numbers(grad(min(x), x)) == Numbers{1, 0, 0, 0, 0, 0});
  const Tensor g = grad(max(x) * max(x) * max(x), x, {.create_graph = true});  // 3 y^2 / 2 at both places
  CHECK(numbers(g) == Numbers{0, 13.5, 13.5, 0, 0, 0});
  CHECK(numbers(grad(g[0][1], x)) == Numbers{0, 4.5, 4.5, 0, 0, 0});
}

TEST_CASE("max, min: NaN wins, and infinities are values") {
  for (const std::int64_t place : {0, 3, 40}) {
    Tensor x = ones({41});
    x.set({place}, nan);
    CHECK(std::isnan(max(x).item()));
    CHECK(std::isnan(min(x).item()));
    CHECK(argmax(x).item<std::int64_t>() == place);
    CHECK(argmin(x).item<std::int64_t>() == place);
    CHECK(std::isnan(max(reshape(x, {41, 1}), {0}).at({0})));
  }
  CHECK(max(tensor({-infinity, -infinity})).item() == -infinity);
  CHECK(min(tensor({infinity, infinity})).item() == infinity);
  const std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
  CHECK(max(from_span(std::vector<std::int64_t>{lowest, lowest}, {2})).item<std::int64_t>() == lowest);
}

TEST_CASE("argmax, argmin: the first of equal values, along any axis or over all") {
  const Tensor x = tensor({{1, 5, 5}, {5, 0, 0}});
  CHECK(argmax(x).dtype() == int64);
  CHECK(argmax(x).shape() == Shape{});
  CHECK(argmax(x).item() == 1);
  CHECK(argmin(x).item() == 4);
  CHECK(numbers(argmax(x, 1)) == Numbers{1, 0});
  CHECK(numbers(argmin(x, 0)) == Numbers{0, 1, 1});
  CHECK(argmax(x, 0, true).shape() == Shape{1, 3});
  CHECK(argmax(arange(1000)).item() == 999);
}

TEST_CASE("cumsum: float32 is added up in double, so its last element is the sum") {
  const Tensor x = full({1000000}, 0.1, {.dtype = float32});
  CHECK(cumsum(x, 0).at({999999}) == static_cast<float>(1e6 * static_cast<double>(0.1f)));
  CHECK(numbers(cumsum(tensor({{1, 2}, {3, 4}}), 0)) == Numbers{1, 2, 4, 6});
  CHECK(numbers(cumsum(tensor({1, 2, 3}, {.dtype = int64}), -1)) == Numbers{1, 3, 6});
}

TEST_CASE("var, std: one element has no variance, equal elements have none, and the gradient stays finite") {
  CHECK(std::isnan(var(tensor({3})).item()));
  CHECK(std::isnan(thalweg::std(tensor({3})).item()));
  CHECK(var(tensor({3}), {}, false, 0).item() == 0);
  CHECK(var(tensor({1, 3})).item() == 2);
  CHECK(var(tensor({1e9, 1e9 + 2})).item() == 2);
  Tensor x = tensor({2, 2, 2}).requires_grad_();
  const Tensor g = grad(thalweg::std(x), x, {.create_graph = true});
  CHECK(numbers(g) == Numbers{0, 0, 0});
  CHECK(numbers(grad(sum(g), x)) == Numbers{0, 0, 0});
}

TEST_CASE("norm: 0 has subgradient 0 for every p, of the second order too") {
  for (const double p : {1.0, 2.0, 3.0, infinity}) {
    CAPTURE(p);
    Tensor x = zeros({2, 3}).requires_grad_();
    const Tensor y = norm(x, p, {1});
    CHECK(numbers(y) == Numbers{0, 0});
    const Tensor g = grad(sum(y), x, {.create_graph = true});
    CHECK(numbers(g) == Numbers{0, 0, 0, 0, 0, 0});
    if (g.requires_grad()) CHECK(numbers(grad(sum(g), x, {.allow_unused = true})) == Numbers{0, 0, 0, 0, 0, 0});
  }
}

TEST_CASE("norm: neither overflows nor vanishes on the way") {
  CHECK(norm(tensor({3e30, 4e30}, {.dtype = float32})).item() == doctest::Approx(5e30));
  CHECK(norm(tensor({3e-30, 4e-30}, {.dtype = float32})).item() == doctest::Approx(5e-30));
  CHECK(norm(tensor({3e200, -4e200})).item() == doctest::Approx(5e200));
  CHECK(norm(tensor({1e200, 1e200}), 3).item() == doctest::Approx(std::cbrt(2.0) * 1e200));
  CHECK(norm(tensor({1, infinity})).item() == infinity);
  CHECK(norm(tensor({1, -infinity}), 3).item() == infinity);
  CHECK(std::isnan(norm(tensor({1, nan})).item()));
  CHECK(norm(tensor({-3, 2}), infinity).item() == 3);
  CHECK(norm(tensor({-3, 2}), 1).item() == 5);
}

TEST_CASE("norm: infinity shares the gradient among equal magnitudes") {
  Tensor x = tensor({-3, 3, 1}).requires_grad_();
  CHECK(numbers(grad(norm(x, infinity), x)) == Numbers{-0.5, 0.5, 0});
}

TEST_CASE("reductions: bad arguments are refused in one sentence") {
  const Tensor x = zeros({2, 3});
  const Tensor whole = zeros({2}, {.dtype = int64});
  CHECK_THROWS_WITH_AS(sum(x, {2}), "sum: axis 2 is out of range for a tensor of rank 2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(mean(x, {0, -2}), "mean: axis 0 is named twice in (0, -2)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(argmax(x, -3), "argmax: axis -3 is out of range for a tensor of rank 2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(cumsum(x, 2), "cumsum: axis 2 is out of range for a tensor of rank 2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(mean(whole), "mean: needs a floating tensor, got int64; convert it with .to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(var(whole), "var: needs a floating tensor, got int64; convert it with .to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(norm(whole), "norm: needs a floating tensor, got int64; convert it with .to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(norm(x, 0.5), "norm: p must be at least 1 (infinity for the largest magnitude), got 0.5",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(norm(x, nan), "norm: p must be at least 1 (infinity for the largest magnitude), got nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(var(x, {}, false, -1), "var: the correction must be finite and not negative, got -1",
                       std::invalid_argument);
}

}  // namespace thalweg
