// Derivatives of functions: products, Jacobians, Hessians, and derivatives of those.
#include <doctest/doctest.h>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/gradcheck.hpp>
#include <thalweg/autograd/in_place.hpp>
#include <thalweg/autograd/node.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/trigonometric.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

namespace {

Tensor rosenbrock(const Tensor& x) {
  const Tensor a = 1.0 - x[0];
  const Tensor b = x[1] - x[0] * x[0];
  return a * a + 100 * (b * b);
}

/// Two inputs make three outputs: (x0 x1, x0^2, 3 x1), each in its place of a vector.
Tensor three(const Tensor& x) {
  return x[0] * x[1] * tensor({1, 0, 0}) + x[0] * x[0] * tensor({0, 1, 0}) + 3 * x[1] * tensor({0, 0, 1});
}
Tensor cubes(const Tensor& x) { return sum(x * x * x); }
Tensor constant(const Tensor&) { return tensor({1, 2}); }

double largest_difference(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  const Tensor difference = contiguous((a - b).detach());
  double largest = 0;
  for (const double value : difference.span<double>()) largest = std::max(largest, std::abs(value));
  return largest;
}

}  // namespace

TEST_CASE("derivatives: value and gradient come in one call and leave the input alone") {
  Tensor x = tensor({-1.2, 1.0}).requires_grad_();
  const ValueAndGrad both = value_and_grad(rosenbrock, x);
  CHECK(both.value.item() == doctest::Approx(24.2));
  CHECK(largest_difference(both.grad, tensor({-215.6, -88})) < 1e-12);
  CHECK_FALSE(both.value.requires_grad());
  CHECK_FALSE(both.grad.requires_grad());
  CHECK_FALSE(x.grad().defined());
  const auto product = [](const std::vector<Tensor>& xs) { return sum(xs[0] * xs[1]); };
  const ValueAndGrads all = value_and_grad(product, {tensor({1, 2}), tensor(3)});
  CHECK(all.value.item() == 9);
  CHECK(largest_difference(all.grads[0], tensor({3, 3})) == 0);
  CHECK(largest_difference(all.grads[1], tensor(3)) == 0);
}

TEST_CASE("derivatives: the Hessian of Rosenbrock at (-1.2, 1) is [1330, 480; 480, 200]") {
  const Tensor h = hessian(rosenbrock, tensor({-1.2, 1.0}));
  CHECK(largest_difference(h, tensor({{1330, 480}, {480, 200}})) < 1e-11);
  CHECK_FALSE(h.requires_grad());
  const Tensor product = hvp(rosenbrock, tensor({-1.2, 1.0}), tensor({1, -2}));
  CHECK(largest_difference(product, tensor({370, 80})) < 1e-11);
}

TEST_CASE("derivatives: a Jacobian has the shape of the output, then that of the input") {
  const Tensor j = jacobian(three, tensor({2, 5}));
  CHECK(largest_difference(j, tensor({{5, 2}, {4, 0}, {0, 3}})) == 0);
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  const Tensor k = jacobian([](const Tensor& v) { return sum(v * v, {1}); }, x);
  CHECK(k.shape() == Shape{2, 2, 3});
  CHECK(largest_difference(k, tensor({{{2, 4, 6}, {0, 0, 0}}, {{0, 0, 0}, {8, 10, 12}}})) == 0);
  CHECK(largest_difference(jacobian(cubes, tensor(2)), tensor(12)) == 0);
}

TEST_CASE("derivatives: a tall Jacobian, made by columns, is the one made by rows") {
  const Tensor scale = tensor({{1, 2, 3}, {4, 5, 6}, {7, 8, 9}});
  const auto tall = [&](const Tensor& x) { return x[0] * x[1] * scale + x[0] * x[0]; };
  const auto tall_of_list = [&](const std::vector<Tensor>& xs) { return tall(xs[0]); };
  const Tensor x = tensor({2, -3});
  const Tensor by_columns = jacobian(tall, x);
  CHECK(by_columns.shape() == Shape{3, 3, 2});
  CHECK(largest_difference(by_columns, jacobian(tall_of_list, {x})[0]) == 0);
  CHECK(by_columns.at({1, 2, 0}) == -14);
  const auto squared = [&](const Tensor& v) {
    const Tensor j = jacobian(tall, v, {.create_graph = true});
    return sum(j * j);
  };
  CHECK_MESSAGE(gradcheck(squared, x).ok, gradcheck(squared, x).message);
  CHECK_MESSAGE(gradgradcheck(squared, x).ok, gradgradcheck(squared, x).message);
}

TEST_CASE("derivatives: jvp and vjp are adjoint, and both agree with the Jacobian") {
  const Tensor x = tensor({2, 5}), v = tensor({0.5, -1}), w = tensor({1, 2, -3});
  const Tensor forward = jvp(three, x, v);
  const Tensor back = vjp(three, x, w);
  CHECK(sum(w * forward).item() == sum(back * v).item());
  CHECK(largest_difference(forward, tensor({0.5, 2, -3})) == 0);
  CHECK(largest_difference(back, tensor({13, -7})) == 0);
}

TEST_CASE("derivatives: several inputs have products, Jacobians and Hessians in blocks") {
  const auto f = [](const std::vector<Tensor>& xs) { return xs[0] * xs[0] * xs[1]; };
  const auto total = [&](const std::vector<Tensor>& xs) { return sum(f(xs)); };
  const std::vector<Tensor> xs{tensor({2, 3}), tensor(5)};
  const std::vector<Tensor> vs{tensor({1, -1}), tensor(2)};
  CHECK(largest_difference(jvp(f, xs, vs), tensor({28, -12})) == 0);
  const std::vector<Tensor> back = vjp(f, xs, tensor({1, 1}));
  CHECK(largest_difference(back[0], tensor({20, 30})) == 0);
  CHECK(largest_difference(back[1], tensor(13)) == 0);
  const std::vector<Tensor> js = jacobian(f, xs);
  CHECK(largest_difference(js[0], tensor({{20, 0}, {0, 30}})) == 0);
  CHECK(largest_difference(js[1], tensor({4, 9})) == 0);
  const std::vector<std::vector<Tensor>> h = hessian(total, xs);
  CHECK(largest_difference(h[0][0], tensor({{10, 0}, {0, 10}})) == 0);
  CHECK(largest_difference(h[0][1], tensor({4, 6})) == 0);
  CHECK(largest_difference(h[1][0], tensor({4, 6})) == 0);
  CHECK(h[1][1].item() == 0);
  const std::vector<Tensor> products = hvp(total, xs, vs);
  CHECK(largest_difference(products[0], tensor({18, 2})) == 0);
  CHECK(products[1].item() == -2);
}

TEST_CASE("derivatives: the third derivative comes from nesting") {
  const Tensor x = tensor({1, 2});
  const auto hessian_of_cubes = [](const Tensor& v) { return hessian(cubes, v, {.create_graph = true}); };
  const Tensor third = jacobian(hessian_of_cubes, x);
  CHECK(third.shape() == Shape{2, 2, 2});
  CHECK(largest_difference(third, tensor({{{6, 0}, {0, 0}}, {{0, 0}, {0, 6}}})) == 0);
  const auto curvature = [](const Tensor& v) { return sum(hvp(rosenbrock, v, ones({2}), {.create_graph = true})); };
  CHECK_MESSAGE(gradcheck(curvature, x).ok, gradcheck(curvature, x).message);
}

TEST_CASE("derivatives: third derivatives of tanh are exact to 1e-12") {
  const auto first = [](const Tensor& x) {
    return value_and_grad([](const Tensor& v) { return sum(tanh(v)); }, x, {.create_graph = true}).grad;
  };
  const auto second = [&](const Tensor& x) { return vjp(first, x, ones_like(x), {.create_graph = true}); };
  const Tensor x = linspace(-3, 3, 25);
  const Tensor y = tanh(x);
  const Tensor slope = 1 - y * y;
  CHECK(largest_difference(first(x), slope) < 1e-15);
  CHECK(largest_difference(second(x), -2 * y * slope) < 1e-15);
  CHECK(largest_difference(vjp(second, x, ones_like(x)), slope * (6 * y * y - 2)) < 1e-14);
}

TEST_CASE("derivatives: with create_graph they reach the input's own graph and what else the function uses") {
  Tensor x = tensor({1, 2}).requires_grad_();
  Tensor scale = tensor(3).requires_grad_();
  const Tensor inner = x * 2;
  const auto f = [&](const Tensor& v) { return sum(v * v * scale); };
  const Tensor g = value_and_grad(f, inner, {.create_graph = true}).grad;
  sum(g).backward();
  CHECK(largest_difference(x.grad(), tensor({12, 12})) == 0);
  CHECK(scale.grad().item() == 12);
  Tensor v = tensor({1, 1}).requires_grad_();
  for (const Tensor& directional : {jvp(three, x, v, {.create_graph = true}), three(v) * 0}) {
    CAPTURE(directional.shape());
    CHECK(grad(sum(directional), {v, x}, {.allow_unused = true}).size() == 2);
  }
  CHECK(largest_difference(grad(sum(jvp(three, x, v, {.create_graph = true})), v), tensor({4, 4})) == 0);
}

TEST_CASE("derivatives: what does not depend on the input has derivative zero") {
  const Tensor x = tensor({1, 2, 3});
  const auto linear = [](const Tensor& v) { return sum(v * 2); };
  CHECK(largest_difference(vjp(constant, x, tensor({1, 1})), zeros({3})) == 0);
  CHECK(largest_difference(jvp(constant, x, x), zeros({2})) == 0);
  CHECK(largest_difference(jacobian(constant, x), zeros({2, 3})) == 0);
  CHECK(largest_difference(jacobian(constant, tensor({}), {.create_graph = true}), zeros({2, 0})) == 0);
  CHECK(largest_difference(hessian(linear, x), zeros({3, 3})) == 0);
  CHECK(largest_difference(hessian(linear, x, {.create_graph = true}), zeros({3, 3})) == 0);
  CHECK(largest_difference(hvp(linear, x, x), zeros({3})) == 0);
  CHECK(hessian(cubes, tensor({})).shape() == Shape{0, 0});
}

TEST_CASE("derivatives: the identity hands back no graph of the caller") {
  const auto identity = [](const Tensor& v) { return v; };
  Tensor v = tensor({1, 2}).requires_grad_();
  const Tensor x = tensor({3, 4});
  CHECK_FALSE(vjp(identity, x, v).requires_grad());
  CHECK_FALSE(jvp(identity, x, v).requires_grad());
  CHECK(largest_difference(jvp(identity, x, v), v) == 0);
  CHECK(largest_difference(jacobian(identity, x), eye(2)) == 0);
}

TEST_CASE("derivatives: float32 stays float32, no_grad does not disturb, and no graph is left") {
  const std::int64_t nodes = live_nodes();
  {
    const NoGrad guard;
    const Tensor x = tensor({1, 2}).to(float32);
    CHECK(hessian(cubes, x).dtype() == float32);
    CHECK(jacobian([](const Tensor& y) { return expand(y, {9, 2}); }, x).dtype() == float32);
    CHECK(hessian(cubes, x, {.create_graph = true}).requires_grad());
  }
  CHECK(live_nodes() == nodes);
}

TEST_CASE("derivatives: misuse is told in one sentence") {
  const Tensor x = tensor({1, 2});
  CHECK_THROWS_WITH_AS(hessian(three, x), "hessian: the function must give one element, got shape (3,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(value_and_grad(three, x), "value_and_grad: the function must give one element, got shape (3,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(vjp(three, x, x), "vjp: the vector, float64 (2,), must match the function's value, float64 (3,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(jvp(three, x, ones({3})), "jvp: the vector, float64 (3,), must match the input, float64 (2,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(hvp(cubes, x, x.to(float32)),
                       "hvp: the vector, float32 (2,), must match the input, float64 (2,)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(jacobian(cubes, x.to(int64)),
                       "jacobian: input 0 is int64; only floating tensors have derivatives", std::invalid_argument);
  const auto first = [](const std::vector<Tensor>& xs) { return xs[0]; };
  CHECK_THROWS_WITH_AS(jvp(first, {x, x}, {x}), "jvp: 1 vectors for 2 inputs", std::invalid_argument);
  CHECK_THROWS_WITH_AS(jacobian(first, {}), "jacobian: needs at least one input", std::invalid_argument);
}

TEST_CASE("derivatives: rows of large Jacobians and Hessians have the bits of single passes") {
  const Tensor x = linspace(-1.5, 2, 12);
  const auto f = [](const Tensor& t) { return exp(slice(t, 0, 1)) * slice(t, 0, 0, -1) + prod(t); };
  const Tensor j = jacobian(f, x);
  const auto loss = [&](const Tensor& t) { return sum(f(t) * f(t)) + t[0] * t[11]; };
  const Tensor h = hessian(loss, x);
  const auto same = [](const Tensor& a, const Tensor& b) {
    for (std::int64_t k = 0; k < 12; ++k)
      if (a.at({k}) != b.at({k})) return false;
    return true;
  };
  for (std::int64_t i = 0; i < 12; ++i) {
    const Tensor e = zeros({12});
    fill_(e[i], 1);
    if (i < 11) CHECK(same(j[i], vjp(f, x, raw::slice(e, 0, 0, 11))));
    CHECK(same(h[i], hvp(loss, x, e)));
  }
  const auto reads_gradient = [](const Tensor& t) {
    return record("odd", raw::clone(t), inputs(t), [](const Tensor& g) { return g.at({0}) == 0 ? g : 2 * g; });
  };
  CHECK(jacobian(reads_gradient, x).at({0, 0}) == 2);
  CHECK(jacobian(reads_gradient, x).at({5, 5}) == 1);
  CHECK(sum(jacobian([](const Tensor& t) { return t; }, x)).item() == 12);
  // What does not depend on the input, and what reads values on its way, is no obstacle.
  CHECK(sum(hessian([](const Tensor& t) { return sum(t); }, x)).item() == 0);
  CHECK(hessian([](const Tensor& t) { return sum(t * t) * (t[0].item() < 0 ? 0.5 : 2); }, x).at({3, 3}) == 1);
}

}  // namespace thalweg
