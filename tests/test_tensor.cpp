// The handle: sharing, questions, single elements, dtype conversion and replacement in place.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/print.hpp>

namespace thalweg {

TEST_CASE("tensor: copying shares values, clone does not") {
  Tensor a = tensor({1, 2});
  const Tensor shared = a;
  const Tensor copy = clone(a);
  a.set({0}, 5);
  CHECK(shared.at({0}) == 5);
  CHECK(copy.at({0}) == 1);
  CHECK(a.is(shared));
  CHECK_FALSE(a.is(copy));
  CHECK_FALSE(a.unique());
  CHECK(copy.unique());
  CHECK_FALSE(raw::select(copy, 0, 1).unique());
}

TEST_CASE("tensor: sizes, strides and rank") {
  const Tensor x = zeros({2, 3}, {.dtype = float32});
  CHECK(x.size(0) == 2);
  CHECK(x.size(-1) == 3);
  CHECK(x.rank() == 2);
  CHECK(x.numel() == 6);
  CHECK(x.strides() == Strides{3, 1});
  CHECK_THROWS_WITH_AS(x.size(2), "size: axis 2 is out of range for a tensor of rank 2", std::invalid_argument);
}

TEST_CASE("tensor: rank 8 works like any other") {
  const Tensor x = reshape(arange(256), Shape::filled(8, 2));
  CHECK(x.at({1, 0, 1, 0, 1, 0, 1, 0}) == 0b10101010);
  CHECK(x.at({-1, -1, -1, -1, -1, -1, -1, -1}) == 255);
  const Tensor y = transpose(x, 0, 7);
  CHECK(y.at({0, 0, 0, 0, 0, 0, 0, 1}) == 128);
  CHECK(sum(x * y, {0, 2, 4}).shape() == Shape{2, 2, 2, 2, 2});
  CHECK(sum(x + y).item() == 2 * 255 * 128);
}

TEST_CASE("tensor: item needs exactly one element") {
  CHECK(tensor({{2.5}}).item() == 2.5);
  CHECK(tensor(7, {.dtype = int64}).item<std::int64_t>() == 7);
  CHECK_THROWS_WITH_AS(zeros({2}).item(), "item: needs exactly one element, got shape (2,)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(zeros({0}).item(), "item: needs exactly one element, got shape (0,)", std::invalid_argument);
}

TEST_CASE("tensor: elements are read and written through strides, negative indices from the back") {
  const Tensor x = reshape(arange(6), {2, 3});
  Tensor y = transpose(x, 0, 1);
  CHECK(y.at({2, 1}) == 5);
  CHECK(y.at({-1, -2}) == 2);
  y.set({0, 1}, -3);
  CHECK(x.at({1, 0}) == -3);
  CHECK(x.version() == 1);
}

TEST_CASE("tensor: wrong indices and values are refused") {
  Tensor x = zeros({2, 3});
  CHECK_THROWS_WITH_AS(x.at({1}), "at: 1 indices for a tensor of shape (2, 3)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(x.at({2, 0}), "at: index 2 is out of range for axis 0 of shape (2, 3)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(x.at({0, -4}), "at: index -4 is out of range for axis 1 of shape (2, 3)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(x.set({0, 3}, 1), "set: index 3 is out of range for axis 1 of shape (2, 3)",
                       std::invalid_argument);
  Tensor n = zeros({1}, {.dtype = int64});
  CHECK_THROWS_WITH_AS(n.set({0}, 1.5), "set: the value 1.5 is not an integer, but the tensor holds int64",
                       std::invalid_argument);
  CHECK(n.version() == 0);
}

TEST_CASE("tensor: span is for contiguous tensors of its own dtype") {
  const Tensor x = reshape(arange(6), {2, 3});
  CHECK(x.span<double>()[4] == 4);
  CHECK(x[1].span<double>()[0] == 3);
  CHECK_THROWS_WITH_AS(x.span<float>(), "span: the tensor holds float64, not float32", std::invalid_argument);
  CHECK_THROWS_WITH_AS(transpose(x, 0, 1).span<double>(),
                       "span: the tensor of shape (3, 2) is strided; call contiguous() first", std::invalid_argument);
}

TEST_CASE("tensor: casts convert values, and refuse what int64 cannot hold") {
  CHECK(to_string(tensor({1.9, -1.9}).to(int64)) == "[ 1 -1] int64");
  CHECK(tensor({0.1}).to(float32).at<float>({0}) == 0.1f);
  const Tensor x = tensor({1});
  CHECK(x.to(float64).is(x));
  CHECK_THROWS_WITH_AS(tensor({std::nan("")}).to(int64), "to: the value nan has no int64", std::invalid_argument);
  CHECK_THROWS_WITH_AS(tensor({1e19}).to(int64), "to: the value 1e+19 has no int64", std::invalid_argument);
  CHECK(to_string(transpose(tensor({{1, 2}, {3, 4}}), 0, 1).to(int64)) == "[[1 3]\n [2 4]] int64");
}

TEST_CASE("tensor: dtypes do not mix, and the error tells the cure") {
  CHECK_THROWS_WITH_AS(zeros({2}) + zeros({2}, {.dtype = float32}),
                       "add: dtypes differ: float64 and float32; convert one with .to(float64)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(arange(2, {.dtype = int64}) * zeros({2}),
                       "mul: dtypes differ: int64 and float64; convert one with .to(float64)", std::invalid_argument);
}

TEST_CASE("tensor: replace is seen by every handle") {
  Tensor a = tensor({1, 2});
  const Tensor b = a;
  a.replace(zeros({3, 1}, {.dtype = float32}));
  CHECK(b.shape() == Shape{3, 1});
  CHECK(b.dtype() == float32);
  CHECK(a.is(b));
}

TEST_CASE("tensor: every question to an undefined tensor is a misuse") {
  const Tensor none;
  CHECK_FALSE(none.defined());
  const char* sentence = "tensor: used while undefined; assign a value (zeros, tensor, a result) first";
  CHECK_THROWS_WITH_AS(none.numel(), sentence, std::logic_error);
  CHECK_THROWS_WITH_AS(none.item(), sentence, std::logic_error);
  CHECK_THROWS_WITH_AS(none + 1, sentence, std::logic_error);
}

}  // namespace thalweg
