// Matrix products, each with its derivatives: transposed views of what was multiplied.
#include <algorithm>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/matmul.hpp>

namespace thalweg {

namespace {

Tensor transposed(const Tensor& x) { return transpose(x, -2, -1); }

/// Which operands of a product are vectors, one of them at most, and g with the axis that such an operand lacks.
struct Vectors {
  bool left, right;

  Tensor matrix(const Tensor& g) const { return unsqueeze(g, left ? -2 : -1); }
};

/// y = a B: da = g B^T, dB = a g^T;  y = A b: dA = g b^T, db = A^T g;  y = a b: da = g b, db = g a
Tensor vector_matmul(const Tensor& a, const Tensor& b) {
  const Vectors vectors{a.rank() == 1, b.rank() == 1};
  if (vectors.left && vectors.right)
    return record(
        "matmul", raw::matmul(a, b), inputs(a, b), [](const Tensor& g, Second b) { return g * b; },
        [](const Tensor& g, First a) { return g * a; });
  return record(
      "matmul", raw::matmul(a, b), inputs(a, b),
      [vectors](const Tensor& g, Second b) {
        const Tensor row = vectors.right ? unsqueeze(b, 0) : transposed(b);
        const Tensor da = matmul(vectors.matrix(g), row);
        return vectors.left ? squeeze(da, {-2}) : da;
      },
      [vectors](const Tensor& g, First a) {
        const Tensor column = vectors.left ? unsqueeze(a, 1) : transposed(a);
        const Tensor db = matmul(column, vectors.matrix(g));
        return vectors.right ? squeeze(db, {-1}) : db;
      });
}

/// Y = sum of A B over the batch axes,  dA = G B^T,  dB = A^T G
Tensor matmul_sum(const Tensor& a, const Tensor& b) {
  return record(
      "matmul_sum", raw::matmul_sum(a, b), inputs(a, b),
      [](const Tensor& g, Second b) { return matmul(g, transposed(b)); },
      [](const Tensor& g, First a) { return matmul(transposed(a), g); });
}

/// The product of stacks as the gradient of an operand with `rank` axes: summed at once where that one is a single
/// matrix.
Tensor matmul_for(std::int64_t rank, const Tensor& a, const Tensor& b) {
  return rank == 2 && std::max(a.rank(), b.rank()) > 2 ? matmul_sum(a, b) : matmul(a, b);
}

/// x with all axes but the last merged into one.
Tensor as_rows(const Tensor& x) {
  const std::int64_t columns = x.shape().back();
  std::int64_t rows = 1;
  for (std::int64_t axis = 0; axis < x.rank() - 1; ++axis) rows *= x.shape()[axis];
  return x.rank() == 2 ? x : reshape(x, {rows, columns});
}

}  // namespace

/// Y = A B,  dA = G B^T,  dB = A^T G
Tensor matmul(const Tensor& a, const Tensor& b) {
  if (a.rank() == 1 || b.rank() == 1) return vector_matmul(a, b);
  if (a.rank() > 2 && b.rank() == 2 && a.shape().back() == b.shape()[0] && raw::merges(a, 0, a.rank() - 2)) {
    Shape shape = a.shape();
    shape[a.rank() - 1] = b.shape()[1];
    return reshape(matmul(as_rows(a), b), shape);
  }
  return record(
      "matmul", raw::matmul(a, b), inputs(a, b),
      [rank = a.rank()](const Tensor& g, Second b) { return matmul_for(rank, g, transposed(b)); },
      [rank = b.rank()](const Tensor& g, First a) { return matmul_for(rank, transposed(a), g); });
}

/// y = x W^T + b,  dx = g W,  dW = g^T x,  db = g summed over the batch (by the engine)
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  return record(
      "linear", raw::linear(x, weight, &bias), inputs(x, weight, bias),
      [](const Tensor& g, Second weight) { return matmul(g, weight); },
      [](const Tensor& g, First x) { return matmul(transposed(as_rows(g)), as_rows(x)); },
      [](const Tensor& g) { return g; });
}

/// y = x W^T,  dx = g W,  dW = g^T x
Tensor linear(const Tensor& x, const Tensor& weight) {
  return record(
      "linear", raw::linear(x, weight, nullptr), inputs(x, weight),
      [](const Tensor& g, Second weight) { return matmul(g, weight); },
      [](const Tensor& g, First x) { return matmul(transposed(as_rows(g)), as_rows(x)); });
}

Tensor dot(const Tensor& a, const Tensor& b) {
  check(a.rank() == 1 && a.shape() == b.shape(), "dot", "needs two vectors of one length, got shapes ", a.shape(),
        " and ", b.shape());
  return vector_matmul(a, b);
}

Tensor outer(const Tensor& a, const Tensor& b) {
  check(a.rank() == 1 && b.rank() == 1, "outer", "needs two vectors, got shapes ", a.shape(), " and ", b.shape());
  return unsqueeze(a, 1) * unsqueeze(b, 0);
}

Tensor trace(const Tensor& x) {
  check(x.rank() >= 2, "trace", "needs at least two axes, got shape ", x.shape());
  return sum(diagonal(x), {-1});
}

}  // namespace thalweg
