// Every operation of the table, recorded on one set of inputs and run again on others: the bits of a call.
#include <doctest/doctest.h>

#include <cstring>

#include <tests/ops/run.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/replay.hpp>

namespace thalweg::ops {

namespace {

bool same_bits(const Tensor& a, const Tensor& b) {
  if (a.shape() != b.shape() || a.dtype() != b.dtype()) return false;
  const Tensor x = raw::contiguous(a), y = raw::contiguous(b);
  return dispatch(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    return std::memcmp(x.data<T>(), y.data<T>(), sizeof(T) * static_cast<std::size_t>(x.numel())) == 0;
  });
}

/// Looks at values, and says so when it is recorded.
bool refused(const Row& row) { return row.name == "slogdet" && row.variant == "logdet"; }

/// One number that depends on every element of the row's value.
Tensor weighed(const Row& row, const Tensors& xs) {
  const Tensor y = row.f(xs);
  return sum(y * raw::cast(draw({{.shape = y.shape(), .low = 0.5}}, 7)[0], y.dtype()));
}

Tensors floating_of(const Tensors& xs) {
  Tensors list;
  for (const Tensor& x : xs)
    if (is_floating(x.dtype())) list.push_back(x);
  return list;
}

/// xs with the floating ones replaced.
Tensors with_floating(Tensors xs, const Tensors& floating) {
  std::size_t k = 0;
  for (Tensor& x : xs)
    if (is_floating(x.dtype())) x = floating[k++];
  return xs;
}

}  // namespace

TEST_CASE("operations: replayed, the value has the bits of a call") {
  for_each_case([](const Row& row, const Inputs& inputs) {
    if (refused(row)) return;
    for (const Dtype dtype : {float64, float32}) {
      Replay replay(row.f, as(draw(inputs), dtype));
      for (const std::uint64_t seed : {2, 3, 1}) {
        const Tensors xs = as(draw(inputs, seed), dtype);
        CHECK(same_bits(replay.value(xs), row.f(xs)));
      }
    }
  });
}

TEST_CASE("operations: replayed, the gradients have the bits of a call") {
  for_each_case([](const Row& row, const Inputs& inputs) {
    if (refused(row) || !row.differentiable) return;
    for (const Dtype dtype : {float64, float32}) {
      Replay replay([&](const Tensors& xs) { return weighed(row, xs); }, as(draw(inputs), dtype));
      for (const std::uint64_t seed : {2, 3}) {
        const Tensors xs = as(draw(inputs, seed), dtype);
        const ValueAndGrads expected = value_and_grad(
            [&](const Tensors& floating) { return weighed(row, with_floating(xs, floating)); }, floating_of(xs));
        const ValueAndGrads got = replay.value_and_grad(xs);
        CHECK(same_bits(got.value, expected.value));
        for (std::size_t k = 0; k < got.grads.size(); ++k) CHECK(same_bits(got.grads[k], expected.grads[k]));
      }
    }
  });
}

TEST_CASE("operations: replayed, products with the Hessian by one input have the bits of a call") {
  for_each_case([](const Row& row, const Inputs& inputs) {
    if (refused(row) || !row.differentiable) return;
    const Tensors first = draw(inputs), second = draw(inputs, 2);
    for (std::size_t i = 0; i < inputs.size(); ++i) {
      if (!is_floating(inputs[i].dtype) || !inputs[i].differentiable) continue;
      const auto f = [&](const Tensor& x) {
        Tensors xs = first;
        xs[i] = x;
        return weighed(row, xs);
      };
      Replay replay(f, first[i]);
      for (const std::uint64_t seed : {3, 4}) {
        const Tensor v = draw({{.shape = inputs[i].shape}}, seed)[0];
        CHECK(same_bits(replay.hvp(second[i], v), hvp(f, second[i], v)));
      }
    }
  });
}

}  // namespace thalweg::ops
