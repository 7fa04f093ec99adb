// The engine: gradients of any order, what keeps a graph alive, and what it refuses.
#include <doctest/doctest.h>

#include <array>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/node.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg {

namespace {

Tensor rosenbrock(const Tensor& x) {
  const Tensor a = 1.0 - x[0];
  const Tensor b = x[1] - x[0] * x[0];
  return a * a + 100 * (b * b);
}

}  // namespace

TEST_CASE("engine: the gradient of Rosenbrock at (-1.2, 1) is (-215.6, -88)") {
  Tensor x = tensor({-1.2, 1.0}).requires_grad_();
  const Tensor y = rosenbrock(x);
  CHECK(y.item() == doctest::Approx(24.2));
  y.backward();
  CHECK(x.grad().at({0}) == doctest::Approx(-215.6));
  CHECK(x.grad().at({1}) == doctest::Approx(-88.0));
  rosenbrock(x).backward();
  CHECK(x.grad().at({1}) == doctest::Approx(-176.0));
  CHECK_FALSE(x.grad().requires_grad());
}

TEST_CASE("engine: the Hessian of Rosenbrock at (-1.2, 1) is [1330, 480; 480, 200], by a gradient of the gradient") {
  Tensor x = tensor({-1.2, 1.0}).requires_grad_();
  const Tensor g = grad(rosenbrock(x), x, {.create_graph = true});
  const Tensor row0 = grad(g[0], x);
  const Tensor row1 = grad(g[1], x);
  CHECK(row0.at({0}) == doctest::Approx(1330));
  CHECK(row0.at({1}) == doctest::Approx(480));
  CHECK(row1.at({0}) == doctest::Approx(480));
  CHECK(row1.at({1}) == doctest::Approx(200));
}

TEST_CASE("engine: broadcast operands get gradients of their own shape") {
  Tensor a = ones({2, 3}).requires_grad_();
  Tensor b = tensor({1, 2, 3}).requires_grad_();
  Tensor s = tensor(2.0).requires_grad_();
  sum(a * b / s).backward();
  CHECK(a.grad().shape() == Shape{2, 3});
  CHECK(b.grad().shape() == Shape{3});
  CHECK(b.grad().at({0}) == 1.0);
  CHECK(s.grad().shape() == Shape{});
  CHECK(s.grad().item() == doctest::Approx(-3.0));
}

TEST_CASE("engine: no node is left once the tensors are gone, with create_graph too") {
  const std::int64_t nodes = live_nodes();
  const std::int64_t bytes = live_bytes();
  {
    Tensor x = tensor({3.0, 4.0}).requires_grad_();
    const Tensor g = grad(sum(x * x * x / (x + 1)), x, {.create_graph = true});
    sum(g * g).backward();
    CHECK(live_nodes() > nodes);
  }
  CHECK(live_nodes() == nodes);
  CHECK(live_bytes() == bytes);
}

TEST_CASE("engine: an in-place change of a saved value is an error that names the operation and both versions") {
  Tensor x = tensor({1.0, 2.0}).requires_grad_();
  const Tensor c = tensor({5.0, 6.0});
  const Tensor y = sum(x * c);
  c.body().storage->bump_version();
  CHECK_THROWS_WITH_AS(y.backward(),
                       "mul: a value saved for the derivative was changed in place: it was saved at version 0 and is "
                       "now at version 1; change a clone() or differentiate first",
                       std::logic_error);
  const Tensor z = sum(x + c);
  c.body().storage->bump_version();
  CHECK_NOTHROW(z.backward());
}

TEST_CASE("engine: misuse is told in one sentence") {
  const Tensor c = tensor({1.0, 2.0});
  Tensor x = tensor({1.0, 2.0}).requires_grad_();
  CHECK_THROWS_WITH_AS(c.backward(),
                       "backward: the output of shape (2,) has no graph; call requires_grad_() on an input before "
                       "computing it, outside no_grad",
                       std::logic_error);
  CHECK_THROWS_WITH_AS((x * 2).backward(),
                       "backward: an output of shape (2,) needs a seed of that shape; only one element does not",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS((x * 2).backward(ones({3})),
                       "backward: the seed, float64 (3,), must match the output, float64 (2,)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(grad(sum(x * 2), c),
                       "grad: input 0 of shape (2,) does not require a gradient; call requires_grad_() on it before "
                       "computing the output",
                       std::logic_error);
  Tensor z = ones({2}).requires_grad_();
  CHECK_THROWS_WITH_AS(grad(sum(x * 2), z),
                       "grad: no output depends on input 0 of shape (2,); with .allow_unused its gradient is zeros",
                       std::logic_error);
  CHECK(sum(grad(sum(x * 2), z, {.allow_unused = true})).item() == 0);
  CHECK_THROWS_WITH_AS(Tensor{}.shape(), "tensor: used while undefined; assign a value (zeros, tensor, a result) first",
                       std::logic_error);
}

TEST_CASE("engine: a chain of a million operations is built, differentiated and freed, through saved tensors as well") {
  const std::int64_t nodes = live_nodes();
  {
    Tensor x = tensor(1.0).requires_grad_();
    const Tensor one = tensor(1.0).requires_grad_();
    Tensor sum_chain = x;
    Tensor product_chain = x;
    for (int i = 0; i < 1000000; ++i) sum_chain = sum_chain + 1.0;
    for (int i = 0; i < 1000000; ++i) product_chain = product_chain * one;
    (sum_chain + product_chain).backward();
    CHECK(x.grad().item() == 2.0);
    CHECK(one.grad().item() == 1e6);
  }
  CHECK(live_nodes() == nodes);
}

TEST_CASE("engine: a seed weights the outputs, and several outputs add up") {
  Tensor x = tensor({1.0, 2.0}).requires_grad_();
  const std::array<Tensor, 2> ys{x * x, x * 3};
  const std::array<Tensor, 2> seeds{tensor({1.0, 10.0}), ones({2})};
  const std::vector<Tensor> g = grad(ys, std::span(&x, 1), seeds);
  CHECK(g[0].at({0}) == 5.0);
  CHECK(g[0].at({1}) == 43.0);
}

TEST_CASE("engine: nothing is recorded under no_grad, and integer tensors cannot require gradients") {
  Tensor x = tensor({1.0}).requires_grad_();
  CHECK_FALSE(no_grad([&] { return x * 2; }).requires_grad());
  CHECK((x * 2).requires_grad());
  CHECK_THROWS_WITH_AS(tensor({1}, {.dtype = int64}).requires_grad_(),
                       "requires_grad_: only floating tensors have gradients, got int64", std::invalid_argument);
}

}  // namespace thalweg
