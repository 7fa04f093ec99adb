// Joining, padding and flipping: what the table of operations does not say.
#include <doctest/doctest.h>

#include <limits>
#include <vector>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/joins.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg {

namespace {

std::vector<double> numbers(const Tensor& x) {
  const Tensor plain = contiguous(x.to(float64));
  return {plain.span<double>().begin(), plain.span<double>().end()};
}
using Numbers = std::vector<double>;

}  // namespace

TEST_CASE("cat: a tensor joined with itself gets both gradients, and constants get none") {
  Tensor x = tensor({1, 2}).requires_grad_();
  const Tensor y = cat({x, tensor({5}), x});
  CHECK(numbers(y) == Numbers{1, 2, 5, 1, 2});
  CHECK(numbers(grad(sum(y * tensor({1, 2, 3, 4, 5})), x)) == Numbers{5, 7});
}

TEST_CASE("cat: copies, so that a change of the result leaves its parts alone") {
  const Tensor x = tensor({1, 2});
  Tensor y = cat({x});
  y.set({0}, 9);
  CHECK(numbers(x) == Numbers{1, 2});
  Tensor z = flip(x);
  z.set({0}, 9);
  CHECK(numbers(x) == Numbers{1, 2});
}

TEST_CASE("stack: the new axis goes where it is asked for") {
  const Tensor a = tensor({1, 2}), b = tensor({3, 4});
  CHECK(numbers(stack({a, b})) == Numbers{1, 2, 3, 4});
  CHECK(numbers(stack({a, b}, -1)) == Numbers{1, 3, 2, 4});
  CHECK(stack({tensor(1), tensor(2), tensor(3)}).shape() == Shape{3});
}

TEST_CASE("joins: what does not fit is refused in one sentence") {
  const Tensor x = zeros({2, 3});
  CHECK_THROWS_WITH_AS(cat(std::vector<Tensor>{}), "cat: needs at least one tensor", std::invalid_argument);
  CHECK_THROWS_WITH_AS(stack(std::vector<Tensor>{}), "stack: needs at least one tensor", std::invalid_argument);
  CHECK_THROWS_WITH_AS(cat({tensor(1), tensor(2)}), "cat: tensors of rank 0 have no axis to join; use stack",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      cat({x, zeros({2, 2})}, 0),
      "cat: tensor 1 of shape (2, 2) does not continue tensor 0 of shape (2, 3) along axis 0: the other "
      "sizes must be equal",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(cat({x, zeros({3})}, 1),
                       "cat: tensor 1 of shape (3,) does not continue tensor 0 of shape (2, 3) along axis 1: the other "
                       "sizes must be equal",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(cat({x, x.to(float32)}, 0),
                       "cat: dtypes differ: float64 and float32; convert one with .to(float64)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(cat({x, x}, 2), "cat: axis 2 is out of range for a tensor of rank 2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(stack({x, zeros({3, 2})}),
                       "stack: tensor 1 has shape (3, 2), tensor 0 (2, 3); all must be equal", std::invalid_argument);
  CHECK_THROWS_WITH_AS(pad(x, {1}, {1, 1}),
                       "pad: shape (2, 3) needs one number per axis, got (1,) before and (1, 1) after",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      pad(x, {0, -1}, {0, 0}),
      "pad: the numbers must not be negative, got (0, -1) before and (0, 0) after; use slice to take away",
      std::invalid_argument);
  const std::int64_t huge = std::numeric_limits<std::int64_t>::max();
  CHECK_THROWS_WITH_AS(pad(x, {0, huge}, {0, 0}), "pad: axis 1 becomes longer than 64 bits can count",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(flip(x, {0, 0}), "flip: axis 0 is named twice in (0, 0)", std::invalid_argument);
}

}  // namespace thalweg
