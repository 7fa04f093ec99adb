// Every operation of the table: its values, for all dtypes and layouts.
#include <doctest/doctest.h>

#include <cstring>

#include <tests/ops/run.hpp>

namespace thalweg::ops {

namespace {

std::string differing_bits(const Tensor& got, const Tensor& expected) {
  const Tensor a = raw::contiguous(got);
  const Tensor b = raw::contiguous(expected);
  if (a.dtype() != b.dtype()) return sentence("", a.dtype(), " instead of ", b.dtype());
  const auto bytes = static_cast<std::size_t>(b.numel() * item_size(b.dtype()));
  const bool same = a.shape() == b.shape() && dispatch(a.dtype(), [&](auto zero) {
                      using T = decltype(zero);
                      return std::memcmp(a.data<T>(), b.data<T>(), bytes) == 0;
                    });
  if (same) return "";
  const std::string numbers = difference(Array(a), Array(b), 0);
  return numbers.empty() ? "the bits differ" : numbers;
}

bool has_floating(const Inputs& inputs) {
  for (const Input& input : inputs)
    if (is_floating(input.dtype)) return true;
  return false;
}

}  // namespace

TEST_CASE("operations: the value in float64 is that of the reference") {
  for_each_case([](const Row& row, const Inputs& inputs) {
    const Tensors xs = draw(inputs);
    CHECK(difference(Array(row.f(xs)), row.reference(arrays(xs)), row.tolerance) == "");
  });
}

TEST_CASE("operations: float32 stays float32, and its value is that of the reference") {
  for_each_case([](const Row& row, const Inputs& inputs) {
    if (!has_floating(inputs)) return;
    const Tensors xs = as(draw(inputs), float32);
    const Tensor y = row.f(xs);
    CHECK(difference(Array(y), row.reference(arrays(xs)), row.float32_tolerance) == "");
    if (row.f(draw(inputs)).dtype() == float64) CHECK(y.dtype() == float32);
  });
}

TEST_CASE("operations: strided inputs give the value of contiguous ones") {
  for_each_case([](const Row& row, const Inputs& inputs) {
    for (const Dtype dtype : {float64, float32}) {
      const Tensors xs = as(draw(inputs), dtype);
      const Tensor expected = row.f(xs);
      for (const Tensors& other : layouts(xs)) {
        const Tensor y = row.f(other);
        const double tolerance = dtype == float64 ? row.tolerance : row.float32_tolerance;
        if (row.same_bits) CHECK(differing_bits(y, expected) == "");
        if (!row.same_bits) CHECK(difference(Array(y), Array(expected), tolerance) == "");
      }
    }
  });
}

TEST_CASE("operations: int64 is exact where it is allowed, and refused by name elsewhere") {
  for_each_case([](const Row& row, Inputs inputs) {
    if (!has_floating(inputs)) return;
    for (Input& input : inputs) input.dtype = int64;
    const Tensors xs = draw(inputs);
    if (row.integers == Integers::refused) {
      CHECK_THROWS_AS(row.f(xs), std::invalid_argument);
      return;
    }
    const Tensor y = row.f(xs);
    CHECK(y.dtype() == (row.integers == Integers::kept ? int64 : float64));
    CHECK(difference(Array(y), row.reference(arrays(xs)), 0) == "");
    CHECK_FALSE(y.requires_grad());
  });
}

TEST_CASE("operations: operands of two floating dtypes are refused, and the cure is named") {
  for_each_case([](const Row& row, const Inputs& inputs) {
    Tensors xs = draw(inputs);
    std::size_t floating = 0;
    for (std::size_t i = 0; i < xs.size(); ++i)
      if (inputs[i].differentiable && is_floating(xs[i].dtype()) && ++floating == 2) xs[i] = raw::cast(xs[i], float32);
    if (floating < 2) return;
    std::string message;
    try {
      row.f(xs);
    } catch (const std::invalid_argument& error) {
      message = error.what();
    }
    CHECK(message.find("dtypes differ: float64 and float32; convert one with .to(float64)") != std::string::npos);
  });
}

}  // namespace thalweg::ops
