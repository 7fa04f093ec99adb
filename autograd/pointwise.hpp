// Element-wise operations: a value lambda over packs and one vjp per input make a differentiable operation.
#pragma once

#include <thalweg/autograd/record.hpp>
#include <thalweg/tensor/math.hpp>
#include <thalweg/tensor/pointwise.hpp>

namespace thalweg {

/// y = value(x) element by element; dx is the vjp. Works for floating tensors, or for `any` dtype.
template <Accept accept = Accept::floating, class Value, class D>
Tensor unary(const char* op, const Tensor& x, Value value, D dx) {
  return record(op, raw::map<accept>(op, value, x), inputs(x), dx);
}

/// y = value(a, b) on broadcast operands of one dtype; da and db are the vjps.
template <Accept accept = Accept::floating, class Value, class Da, class Db>
Tensor binary(const char* op, const Tensor& a, const Tensor& b, Value value, Da da, Db db) {
  return record(op, raw::map<accept>(op, value, a, b), inputs(a, b), da, db);
}

}  // namespace thalweg
