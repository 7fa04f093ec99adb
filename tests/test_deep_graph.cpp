// Deep graphs: a million operations are built, differentiated and freed. Run on a stack of 256 KiB.
#include <doctest/doctest.h>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/graph_dot.hpp>
#include <thalweg/autograd/node.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

namespace {

constexpr int depth = 1000000;

/// Checks that a case leaves neither nodes nor memory behind.
struct NothingLeft {
  std::int64_t nodes = live_nodes();
  std::int64_t bytes = live_bytes();
  ~NothingLeft() {
    CHECK(live_nodes() == nodes);
    CHECK(live_bytes() == bytes);
  }
};

}  // namespace

TEST_CASE("deep_graph: a million sums are differentiated and freed") {
  const NothingLeft nothing_left;
  Tensor x = tensor(1).requires_grad_();
  Tensor y = x;
  for (int i = 0; i < depth; ++i) y = y + 1;
  y.backward();
  CHECK(x.grad().item() == 1);
}

TEST_CASE("deep_graph: a million products, linked through what they saved as well, are differentiated and freed") {
  const NothingLeft nothing_left;
  Tensor one = tensor(1).requires_grad_();
  Tensor y = one;
  for (int i = 0; i < depth; ++i) y = y * one;
  y.backward();
  CHECK(one.grad().item() == depth + 1);
}

TEST_CASE("deep_graph: a chain that only saved values hold together is freed") {
  const NothingLeft nothing_left;
  Tensor y = tensor(1).requires_grad_();
  const Tensor x = tensor(1).requires_grad_();
  for (int i = 0; i < depth; ++i)
    y = record("keep", raw::clone(x), inputs(x, y), [](const Tensor& g, Second kept) { return g * kept; });
  CHECK(y.item() == 1);
}

TEST_CASE("deep_graph: the gradient of a million products, itself recorded, is differentiated and freed") {
  const NothingLeft nothing_left;
  Tensor x = tensor(1).requires_grad_();
  Tensor y = x;
  for (int i = 0; i < depth / 4; ++i) y = y * x;
  Tensor g = grad(y, x, {.create_graph = true});
  y = {};
  CHECK(g.item() == depth / 4 + 1);
  CHECK(grad(g, x).item() == (depth / 4 + 1.0) * (depth / 4));
}

TEST_CASE("deep_graph: the recorded gradient of a million sums of products is freed with the graph it came from") {
  const NothingLeft nothing_left;
  Tensor x = tensor(1).requires_grad_();
  Tensor y = x;
  for (int i = 0; i < depth / 2; ++i) y = y * 1.0 + x;
  Tensor g = grad(y * y, x, {.create_graph = true});
  CHECK(g.item() == 2 * (depth / 2 + 1.0) * (depth / 2 + 1.0));
  g = {};
  CHECK(to_dot(y * y).size() > depth);
}

}  // namespace thalweg
