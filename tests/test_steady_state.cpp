// The steady state: once warmed up, a step neither keeps memory nor asks the system for any.
#include <doctest/doctest.h>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
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

/// Sanitizers see every block, so there the allocator keeps none.
bool allocator_caches() {
  deallocate(allocate(64), 64);
  const std::int64_t before = system_allocations();
  deallocate(allocate(64), 64);
  return system_allocations() == before;
}

template <class Step>
void check_steady(Step step) {
  for (int i = 0; i < 3; ++i) step();
  const std::int64_t nodes = live_nodes(), bytes = live_bytes(), allocations = system_allocations();
  for (int i = 0; i < 100; ++i) {
    step();
    CHECK(live_nodes() == nodes);
    CHECK(live_bytes() == bytes);
  }
  if (allocator_caches()) CHECK(system_allocations() == allocations);
}

}  // namespace

TEST_CASE("steady_state: steps down Rosenbrock by backward()") {
  Tensor x = tensor({-1.2, 1.0}).requires_grad_();
  double value = 0;
  check_steady([&] {
    x.set_grad({});
    const Tensor y = rosenbrock(x);
    y.backward();
    x = (x.detach() - 1e-3 * x.grad()).requires_grad_();
    value = y.item();
  });
  CHECK(value < 24.2);
}

TEST_CASE("steady_state: gradients added up in one leaf") {
  Tensor x = ones({10, 10}).requires_grad_();
  check_steady([&] { sum(x * x * x).backward(); });
  CHECK(x.grad().at({0, 0}) == 3 * 103);
}

TEST_CASE("steady_state: recorded gradients, Hessians and products with them") {
  const Tensor x = tensor({-1.2, 1.0}), v = tensor({1, 2});
  Tensor w = tensor({1, 2}).requires_grad_();
  check_steady([&] {
    const Tensor g = grad(rosenbrock(w), w, {.create_graph = true});
    (void)grad(sum(g * g), w);
  });
  check_steady([&] { (void)hessian(rosenbrock, x); });
  check_steady([&] { (void)hvp(rosenbrock, x, v); });
  check_steady([&] { (void)jvp(rosenbrock, x, v); });
}

TEST_CASE("steady_state: an exception in the middle of a step leaves nothing behind") {
  Tensor x = tensor({1.0, 2.0}).requires_grad_();
  check_steady([&] {
    const Tensor c = tensor({5.0, 6.0});
    const Tensor y = sum(x * c * x);
    c.body().storage->bump_version();
    CHECK_THROWS_AS(y.backward(), std::logic_error);
    CHECK_THROWS_AS(x * ones({3}), std::invalid_argument);
  });
}

}  // namespace thalweg
