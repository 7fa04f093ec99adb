// The steady state: once warmed up, a step neither keeps memory nor asks the system for any.
#include <doctest/doctest.h>

#include <cstdlib>
#include <new>

#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/node.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/replay.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/create_random.hpp>

namespace {

thread_local std::int64_t news = 0;

[[maybe_unused]] void* counted(std::size_t bytes) {
  ++news;
  if (void* block = std::malloc(bytes > 0 ? bytes : 1)) return block;
  throw std::bad_alloc();
}
[[maybe_unused]] void* counted(std::size_t bytes, std::align_val_t alignment) {
  ++news;
  const auto unit = static_cast<std::size_t>(alignment);
  if (void* block = std::aligned_alloc(unit, (bytes + unit - 1) / unit * unit)) return block;
  throw std::bad_alloc();
}

}  // namespace

// Every allocation of the program that does not come from malloc itself is counted. Sanitizers bring their own.
#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
void* operator new(std::size_t bytes) { return counted(bytes); }
void* operator new[](std::size_t bytes) { return counted(bytes); }
void* operator new(std::size_t bytes, std::align_val_t alignment) { return counted(bytes, alignment); }
void* operator new[](std::size_t bytes, std::align_val_t alignment) { return counted(bytes, alignment); }
void operator delete(void* block) noexcept { std::free(block); }
void operator delete[](void* block) noexcept { std::free(block); }
void operator delete(void* block, std::size_t) noexcept { std::free(block); }
void operator delete[](void* block, std::size_t) noexcept { std::free(block); }
void operator delete(void* block, std::align_val_t) noexcept { std::free(block); }
void operator delete[](void* block, std::align_val_t) noexcept { std::free(block); }
void operator delete(void* block, std::size_t, std::align_val_t) noexcept { std::free(block); }
void operator delete[](void* block, std::size_t, std::align_val_t) noexcept { std::free(block); }
#endif

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

/// A warmed-up step allocates nothing, neither from the allocator's reserve nor by `new`.
template <class Step>
void check_free_of_new(Step step) {
  if (!allocator_caches()) return;
  for (int i = 0; i < 3; ++i) step();
  const std::int64_t before = news;
  for (int i = 0; i < 100; ++i) step();
  CHECK(news == before);
}

template <class Step>
void check_steady(Step step) {
  release_cached_memory();  // of other suites: a full reserve takes nothing back
  const bool caches = allocator_caches();
  for (int i = 0; i < 3; ++i) step();
  const std::int64_t nodes = live_nodes(), bytes = live_bytes(), allocations = system_allocations();
  for (int i = 0; i < 100; ++i) {
    step();
    CHECK(live_nodes() == nodes);
    CHECK(live_bytes() == bytes);
  }
  if (caches) CHECK(system_allocations() == allocations);
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

TEST_CASE("steady_state: a training step calls neither new nor malloc") {
  Tensor x = tensor({-1.2, 1.0}).requires_grad_();
  optim::Adam adam({x}, {.lr = 1e-3});
  const auto step = [&] {
    adam.zero_grad();
    rosenbrock(x).backward();
    adam.step();
  };
  check_steady(step);
  check_free_of_new(step);

  Random random(1);
  const Tensor images = randn({8, 6}, random, {.dtype = float32}), labels = integers({8}, 0, 3, random);
  std::vector<Tensor> weights;
  for (const Shape& shape : {Shape{5, 6}, {5}, {3, 5}, {3}})
    weights.push_back(randn(shape, random, {.dtype = float32}).requires_grad_());
  optim::Adam trainer(weights, {.lr = 1e-3});
  const auto train = [&] {
    const Tensor hidden = leaky_relu(linear(images, weights[0], weights[1]), 0.01);
    trainer.zero_grad();
    mean(softmax_cross_entropy(linear(hidden, weights[2], weights[3]), labels)).backward();
    trainer.step();
  };
  check_steady(train);
  check_free_of_new(train);
}

TEST_CASE("steady_state: a replayed step calls neither new nor malloc, and touches no graph") {
  Tensor x = tensor({-1.2, 1.0}).requires_grad_();
  const Tensor g = zeros({2}), v = tensor({1, 2}), hv = zeros({2});
  x.set_grad(g);
  optim::Adam adam({x}, {.lr = 1e-3});
  Replay f(rosenbrock, x);
  const auto step = [&] {
    f.value_and_grad(x, g);
    adam.step();
  };
  check_steady(step);
  check_free_of_new(step);
  check_steady([&] { f.hvp(x, v, hv); });
  check_free_of_new([&] { f.hvp(x, v, hv); });
  check_free_of_new([&] { (void)f.value(x); });
  check_free_of_new([&] { (void)f.hessian(x); });
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
