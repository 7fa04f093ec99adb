// How the tests walk over the table of operations: every case by name, inputs laid out in several ways.
#pragma once

#include <doctest/doctest.h>

#include <exception>
#include <sstream>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

/// f(row, inputs) for every case of every row; what fails or throws is reported with the row and the shapes.
template <class F>
void for_each_case(F f) {
  for (const Row& row : rows()) {
    for (const Inputs& inputs : row.cases) {
      std::ostringstream shapes;
      for (const Input& input : inputs) shapes << ' ' << input.shape;
      INFO("operation ", row.label(), ", inputs", shapes.str());
      try {
        f(row, inputs);
      } catch (const std::exception& error) {
        FAIL_CHECK(error.what());
      }
    }
  }
}

/// The floating inputs converted; indices and labels stay.
inline Tensors as(const Tensors& inputs, Dtype dtype) {
  Tensors result;
  for (const Tensor& x : inputs) result.push_back(is_floating(x.dtype()) ? raw::cast(x, dtype) : x);
  return result;
}

inline Arrays arrays(const Tensors& inputs) {
  Arrays result;
  for (const Tensor& x : inputs) result.emplace_back(x);
  return result;
}

/// The same values with the strides of column-major order.
inline Tensor column_major(const Tensor& x) {
  Axes reversed;
  for (std::int64_t axis = 0; axis < x.rank(); ++axis) reversed = reversed.inserted(0, axis);
  return raw::permute(raw::clone(raw::permute(x, reversed)), reversed);
}

/// The same values as every second element of a longer last axis, behind an offset; NaN (or -1) between them.
inline Tensor with_gaps(const Tensor& x) {
  Shape shape = x.shape().inserted(x.rank(), 2);
  const Tensor wide = full(shape, is_floating(x.dtype()) ? std::nan("") : -1, {.dtype = x.dtype()});
  const Tensor inside = raw::select(wide, -1, 1);
  raw::copy(inside, x);
  return inside;
}

/// Every way to lay out the inputs: all column-major, all with gaps, and only every second one column-major.
inline std::vector<Tensors> layouts(const Tensors& inputs) {
  std::vector<Tensors> result(3);
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    result[0].push_back(column_major(inputs[i]));
    result[1].push_back(with_gaps(inputs[i]));
    result[2].push_back(i % 2 == 0 ? inputs[i] : column_major(inputs[i]));
  }
  return result;
}

/// Fresh leaves over the same values: those that the row differentiates require gradients.
inline Tensors leaves(const Inputs& inputs, const Tensors& values) {
  Tensors result;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    result.push_back(values[i].detach());
    if (is_floating(values[i].dtype()) && inputs[i].differentiable) result.back().requires_grad_();
  }
  return result;
}

inline Tensors tracked(const Tensors& inputs) {
  Tensors result;
  for (const Tensor& x : inputs)
    if (x.requires_grad()) result.push_back(x);
  return result;
}

}  // namespace thalweg::ops
