// Matrix products: against three loops, for every kind of operand; derivatives; errors.
#include <doctest/doctest.h>

#include <vector>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/gradcheck.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg {

namespace {

Tensor random_tensor(const Shape& shape, std::uint64_t seed, Dtype dtype = float64) {
  const Tensor x = empty(shape);
  Random(seed).fill_normal(x.span<double>());
  return dtype == int64 ? (x * 10).to(int64) : x.to(dtype);
}

/// Element by element, from the definition; for matrices and stacks of them.
Tensor reference(const Tensor& a, const Tensor& b) {
  const std::int64_t m = a.size(-2);
  const std::int64_t k = a.size(-1);
  const std::int64_t n = b.size(-1);
  const auto batch = [](const Tensor& x) { return Shape(std::span(x.shape().data(), std::size_t(x.rank() - 2))); };
  const Shape leading = broadcast("reference", batch(a), batch(b));
  const std::int64_t rank = leading.rank();
  const Tensor left = raw::expand(a, leading.inserted(rank, m).inserted(rank + 1, k));
  const Tensor right = raw::expand(b, leading.inserted(rank, k).inserted(rank + 1, n));
  Tensor y = zeros(leading.inserted(rank, m).inserted(rank + 1, n), {.dtype = a.dtype()});
  const std::int64_t stacks = numel("reference", leading);
  for (std::int64_t s = 0; s < stacks; ++s) {
    Shape index = Shape::filled(rank + 2, 0);
    std::int64_t rest = s;
    for (std::int64_t axis = rank - 1; axis >= 0; --axis) {
      index[axis] = rest % leading[axis];
      rest /= leading[axis];
    }
    for (std::int64_t i = 0; i < m; ++i)
      for (std::int64_t j = 0; j < n; ++j) {
        double total = 0;
        for (std::int64_t p = 0; p < k; ++p) {
          Shape from_a = index, from_b = index;
          from_a[rank] = i, from_a[rank + 1] = p;
          from_b[rank] = p, from_b[rank + 1] = j;
          total += left.at(from_a) * right.at(from_b);
        }
        Shape to = index;
        to[rank] = i, to[rank + 1] = j;
        y.set(to, total);
      }
  }
  return y;
}

double distance(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  REQUIRE(a.dtype() == b.dtype());
  const Tensor x = raw::cast(a, float64);
  const Tensor y = raw::cast(b, float64);
  double largest = 0;
  for (std::int64_t i = 0; i < x.numel(); ++i)
    largest = std::max(largest, std::abs(x.span<double>()[std::size_t(i)] - y.span<double>()[std::size_t(i)]));
  return largest;
}

void check_derivatives(const TensorsFunction& f, const std::vector<Tensor>& inputs) {
  const GradcheckReport first = gradcheck(f, inputs);
  CHECK_MESSAGE(first.ok, first.message);
  const GradcheckReport second = gradgradcheck(f, inputs);
  CHECK_MESSAGE(second.ok, second.message);
}

const Shape shapes[][2] = {
    {{2, 3}, {3, 4}},          {{1, 1}, {1, 1}},       {{17, 33}, {33, 9}},       {{0, 3}, {3, 4}},
    {{2, 0}, {0, 4}},          {{2, 3}, {3, 0}},       {{5, 2, 3}, {3, 4}},       {{2, 3}, {5, 3, 4}},
    {{5, 2, 3}, {5, 3, 4}},    {{5, 2, 3}, {1, 3, 4}}, {{2, 1, 2, 3}, {4, 3, 2}}, {{0, 2, 3}, {3, 4}},
    {{3, 1, 2, 0}, {4, 0, 2}}, {{70, 40}, {40, 65}},
};

}  // namespace

TEST_CASE("matmul: matrices and stacks of matrices agree with three loops, in every dtype") {
  for (const auto& pair : shapes) {
    const Shape& a_shape = pair[0];
    const Shape& b_shape = pair[1];
    CAPTURE(a_shape);
    CAPTURE(b_shape);
    for (const Dtype dtype : {float64, float32, int64}) {
      const Tensor a = random_tensor(a_shape, 1, dtype);
      const Tensor b = random_tensor(b_shape, 2, dtype);
      CHECK(distance(matmul(a, b), reference(a, b)) <= (dtype == float64 ? 1e-13 : dtype == float32 ? 2e-5 : 0));
    }
  }
}

TEST_CASE("matmul: transposed, strided and stretched operands are read where they lie") {
  for (const auto& pair : shapes) {
    const Shape& a_shape = pair[0];
    const Shape& b_shape = pair[1];
    CAPTURE(a_shape);
    const Tensor a = raw::transpose(random_tensor(raw::transpose(empty(a_shape), -1, -2).shape(), 1), -1, -2);
    Shape wide = b_shape;
    wide[wide.rank() - 1] *= 2;
    wide[wide.rank() - 2] *= 3;
    const Tensor b = raw::slice(raw::slice(random_tensor(wide, 2), -1, 1, to_end, 2), -2, 0, to_end, 3);
    REQUIRE(b.shape() == b_shape);
    CHECK(distance(matmul(a, b), reference(a, b)) <= 1e-13);
  }
  const Tensor row = raw::expand(random_tensor({1, 4}, 3), {3, 4});
  CHECK(distance(matmul(row, raw::transpose(row, 0, 1)), reference(row, raw::transpose(row, 0, 1))) <= 1e-13);
  const Tensor stack = raw::transpose(random_tensor({2, 5, 3}, 4), 0, 1);
  CHECK(distance(matmul(stack, row.view({3, 4}, {1, 0}, 0)), reference(stack, row.view({3, 4}, {1, 0}, 0))) <= 1e-13);
}

TEST_CASE("matmul: a vector is a row on the left and a column on the right") {
  const Tensor a = tensor({1, 2, 3});
  const Tensor m = tensor({{1, 0}, {0, 1}, {2, 2}});
  CHECK(matmul(a, a).shape() == Shape{});
  CHECK(matmul(a, a).item() == 14);
  CHECK(distance(matmul(a, m), tensor({7, 8})) == 0);
  CHECK(distance(matmul(raw::transpose(m, 0, 1), a), tensor({7, 8})) == 0);
  CHECK(matmul(a, ones({4, 5, 3, 2})).shape() == Shape{4, 5, 2});
  CHECK(matmul(ones({4, 5, 2, 3}), a).shape() == Shape{4, 5, 2});
  CHECK(matmul(ones({4, 5, 2, 3}), a).at({3, 4, 1}) == 6);
  CHECK(matmul(zeros({0}), zeros({0})).item() == 0);
  CHECK(distance(dot(a, a), tensor(14)) == 0);
  CHECK(distance(outer(a, tensor({1, -1})), tensor({{1, -1}, {2, -2}, {3, -3}})) == 0);
  CHECK(trace(tensor({{1, 2, 3}, {4, 5, 6}})).item() == 6);
  CHECK(distance(trace(ones({3, 2, 2})), tensor({2, 2, 2})) == 0);
}

TEST_CASE("matmul: derivatives of both orders agree with central differences for every pairing of ranks") {
  const Shape pairs[][2] = {
      {{2, 3}, {3, 4}}, {{3}, {3}},          {{3}, {3, 4}},       {{2, 3}, {3}},          {{3}, {2, 3, 4}},
      {{2, 5, 3}, {3}}, {{2, 5, 3}, {3, 4}}, {{5, 3}, {2, 3, 4}}, {{2, 5, 3}, {2, 3, 2}}, {{2, 1, 5, 3}, {3, 3, 2}}};
  for (const auto& pair : pairs) {
    const Shape& a_shape = pair[0];
    const Shape& b_shape = pair[1];
    CAPTURE(a_shape);
    CAPTURE(b_shape);
    check_derivatives([](const auto& x) { return matmul(x[0], x[1]); },
                      {random_tensor(a_shape, 5), random_tensor(b_shape, 6)});
  }
}

TEST_CASE("linear: x W^T + b on batches of any rank, with its derivatives") {
  const Tensor w = random_tensor({4, 3}, 7);
  const Tensor b = random_tensor({4}, 8);
  for (const Shape& shape : {Shape{3}, Shape{5, 3}, Shape{2, 5, 3}, Shape{0, 3}}) {
    CAPTURE(shape);
    const Tensor x = random_tensor(shape, 9);
    CHECK(distance(linear(x, w, b), matmul(x, raw::transpose(w, 0, 1)) + b) < 1e-14);
    CHECK(distance(linear(x, w), matmul(x, raw::transpose(w, 0, 1))) < 1e-14);
    if (x.numel() == 0) continue;
    check_derivatives([](const auto& v) { return linear(v[0], v[1], v[2]); }, {x, w, b});
    check_derivatives([](const auto& v) { return linear(v[0], v[1]); }, {x, w});
  }
  const Tensor spread_bias = raw::expand(tensor({2.0}), {4});
  CHECK(distance(linear(zeros({2, 0}), zeros({4, 0}), spread_bias), full({2, 4}, 2)) == 0);
}

TEST_CASE("matmul: the gradient reaches only the inputs that need it") {
  Tensor a = ones({2, 3}).requires_grad_();
  Tensor b = ones({3, 2});
  const Tensor y = sum(matmul(a, b));
  b.set({0, 0}, 5);
  CHECK_THROWS_AS(y.backward(), std::logic_error);
  const Tensor z = sum(matmul(b, a));
  a.detach().set({0, 0}, 7);
  CHECK_NOTHROW(z.backward());
}

TEST_CASE("matmul: what does not fit is refused with both shapes, and no operand changes") {
  CHECK_THROWS_WITH_AS(matmul(zeros({64, 784}), zeros({300, 100})),
                       "matmul: inner sizes differ: (64, 784) x (300, 100)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(matmul(zeros({3}), zeros({4})), "matmul: inner sizes differ: (3,) x (4,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(matmul(zeros({2, 5, 3}), zeros({4, 2})), "matmul: inner sizes differ: (2, 5, 3) x (4, 2)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(matmul(tensor(2.0), zeros({4, 2})),
                       "matmul: needs vectors or matrices, got shapes () and (4, 2); multiply by a scalar with *",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(matmul(zeros({2, 5, 3}), zeros({4, 3, 2})),
                       "matmul: batch axes do not broadcast: (2, 5, 3) x (4, 3, 2)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(matmul(zeros({2, 3}), zeros({3, 2}, {.dtype = float32})),
                       "matmul: dtypes differ: float64 and float32; convert one with .to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(linear(zeros({2, 3}), zeros({4, 5}), zeros({4})),
                       "linear: x of shape (2, 3) does not end in the 5 inputs of the weight, (4, 5)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(linear(zeros({2, 3}), zeros({4, 3}), zeros({3})),
                       "linear: the bias must have shape (4,), got (3,)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(linear(zeros({2, 3}), zeros({3}), zeros({3})),
                       "linear: the weight must have shape (out, in), got (3,)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(dot(zeros({2}), zeros({3})), "dot: needs two vectors of one length, got shapes (2,) and (3,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(outer(zeros({2}), zeros({3, 1})), "outer: needs two vectors, got shapes (2,) and (3, 1)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(trace(zeros({2})), "trace: needs at least two axes, got shape (2,)", std::invalid_argument);
}

}  // namespace thalweg
