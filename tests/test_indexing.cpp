// Indexing by tensors: which element goes where, what adds up, and which index is out of range.
#include <doctest/doctest.h>

#include <vector>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/indexing.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>

namespace thalweg {

namespace {

Tensor integers(const Nested& values) { return tensor(values, {.dtype = int64}); }

std::vector<double> numbers(const Tensor& x) {
  const Tensor plain = contiguous(x.to(float64));
  return {plain.span<double>().begin(), plain.span<double>().end()};
}
using Numbers = std::vector<double>;

}  // namespace

TEST_CASE("gather: picks one class of every row, and its gradient goes back there") {
  Tensor x = tensor({{1, 2, 3}, {4, 5, 6}}).requires_grad_();
  const Tensor labels = unsqueeze(integers({2, 0}), 1);
  const Tensor picked = gather(x, -1, labels);
  CHECK(picked.shape() == Shape{2, 1});
  CHECK(numbers(picked) == Numbers{3, 4});
  CHECK(numbers(grad(sum(picked * picked), x)) == Numbers{0, 0, 6, 8, 0, 0});
  CHECK(numbers(gather(x, 0, integers({{1, 0, 1}}))) == Numbers{4, 2, 6});
  CHECK(numbers(gather(integers({7, 8}), 0, integers({1, 1, 0}))) == Numbers{8, 8, 7});
}

TEST_CASE("gather: an element read twice gets both gradients") {
  Tensor x = tensor({1, 2}).requires_grad_();
  CHECK(numbers(grad(sum(gather(x, 0, integers({1, 1, 1})) * tensor({1, 10, 100})), x)) == Numbers{0, 111});
}

TEST_CASE("scatter_add: what meets in one place adds up, and x itself stays") {
  Tensor x = tensor({1, 2, 3}).requires_grad_();
  Tensor s = tensor({10, 20, 30}).requires_grad_();
  const Tensor y = scatter_add(x, 0, integers({2, 0, 2}), s);
  CHECK(numbers(y) == Numbers{21, 2, 43});
  CHECK(numbers(x) == Numbers{1, 2, 3});
  const std::vector<Tensor> g = grad(sum(y * tensor({1, 2, 3})), {x, s});
  CHECK(numbers(g[0]) == Numbers{1, 2, 3});
  CHECK(numbers(g[1]) == Numbers{3, 1, 3});
}

TEST_CASE("index_select: rows in any order and number; index_add brings them back") {
  Tensor x = tensor({{1, 2}, {3, 4}, {5, 6}}).requires_grad_();
  const Tensor index = integers({2, 0, 2});
  CHECK(numbers(index_select(x, 0, index)) == Numbers{5, 6, 1, 2, 5, 6});
  CHECK(numbers(index_select(x, -1, integers({1}))) == Numbers{2, 4, 6});
  CHECK(index_select(x, 0, zeros({0}, {.dtype = int64})).shape() == Shape{0, 2});
  CHECK(numbers(grad(sum(index_select(x, 0, index)), x)) == Numbers{1, 1, 0, 0, 2, 2});
  CHECK(numbers(index_add(zeros({3, 2}), 0, index, tensor({{1, 2}, {10, 20}, {100, 200}}))) ==
        Numbers{10, 20, 0, 0, 101, 202});
}

TEST_CASE("one_hot: a one where the label says, in the dtype asked for") {
  CHECK(numbers(one_hot(integers({2, 0}), 3)) == Numbers{0, 0, 1, 1, 0, 0});
  CHECK(one_hot(integers({2, 0}), 3, {.dtype = float32}).dtype() == float32);
  CHECK(one_hot(integers(1), 2).shape() == Shape{2});
}

TEST_CASE("indexing: an index out of range, or negative, is named with its position") {
  const Tensor x = zeros({2, 3});
  CHECK_THROWS_WITH_AS(gather(x, 1, integers({{0, 2}, {1, 3}})), "gather: index 3 at position (1, 1) is outside [0, 3)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(gather(x, 1, integers({{0}, {-1}})), "gather: index -1 at position (1, 0) is outside [0, 3)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(scatter_add(x, 0, integers({{0, 2}}), ones({1, 2})),
                       "scatter_add: index 2 at position (0, 1) is outside [0, 2)", std::invalid_argument);
  CHECK(numbers(x) == Numbers(6, 0));
  CHECK_THROWS_WITH_AS(index_select(x, 0, integers({0, 5})), "index_select: index 5 at position (1,) is outside [0, 2)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(index_add(x, 0, integers({2}), ones({1, 3})),
                       "index_add: index 2 at position (0,) is outside [0, 2)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(one_hot(integers({0, 3}), 3), "one_hot: label 3 at position (1,) is outside [0, 3)",
                       std::invalid_argument);
}

TEST_CASE("indexing: shapes and dtypes that do not fit are refused in one sentence") {
  const Tensor x = zeros({2, 3});
  CHECK_THROWS_WITH_AS(gather(x, 1, zeros({2, 1})),
                       "gather: the index must be int64, got float64; convert it with .to(int64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(
      gather(x, 1, integers({0, 1})),
      "gather: an index of shape (2,) does not fit shape (2, 3): it needs as many axes, none longer but "
      "axis 1",
      std::invalid_argument);
  CHECK_THROWS_WITH_AS(gather(x, 1, integers({{0}, {0}, {0}})),
                       "gather: an index of shape (3, 1) does not fit shape (2, 3): it needs as many axes, none longer "
                       "but axis 1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(gather(tensor(1), 0, integers({0})), "gather: a tensor of rank 0 has no axis to index",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(scatter_add(x, 1, integers({{0}}), ones({1, 2})),
                       "scatter_add: the source, (1, 2), must have the shape of the index, (1, 1)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(index_select(x, 0, integers({{0}})),
                       "index_select: the index must have rank 1, got shape (1, 1)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(index_add(x, 1, integers({0}), ones({2, 2})),
                       "index_add: the source, (2, 2), must have shape (2, 1): that of (2, 3) with one entry of axis 1 "
                       "for each index",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(one_hot(zeros({2}), 3),
                       "one_hot: labels must be int64, got float64; convert them with .to(int64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(one_hot(integers({0}), -1), "one_hot: the number of classes must not be negative, got -1",
                       std::invalid_argument);
}

}  // namespace thalweg
