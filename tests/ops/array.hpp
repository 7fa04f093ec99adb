// Array: plain numbers in row-major order, for references that are written as naive loops.
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::ops {

struct Array {
  explicit Array(const Shape& s, double value = 0)
      : shape(s), values(static_cast<std::size_t>(numel("array", s)), value) {}
  explicit Array(const Tensor& x) : Array(x.shape()) {
    const Tensor plain = raw::cast(x, float64);
    values.assign(plain.data<double>(), plain.data<double>() + plain.numel());
  }
  Tensor tensor(Dtype dtype = float64) const {
    return raw::cast(from_span(std::span<const double>(values), shape), dtype);
  }

  std::int64_t rank() const { return shape.rank(); }
  std::int64_t size(std::int64_t axis) const { return shape[axis < 0 ? axis + rank() : axis]; }
  double& operator[](const Shape& index) { return values[position(index)]; }
  double operator[](const Shape& index) const { return values[position(index)]; }
  /// The element that broadcasting puts at `index` of a broader shape.
  double stretched(const Shape& index) const {
    Shape own = Shape::filled(rank(), 0);
    for (std::int64_t axis = 0; axis < rank(); ++axis)
      if (shape[axis] != 1) own[axis] = index[axis + index.rank() - rank()];
    return (*this)[own];
  }

  Shape shape;
  std::vector<double> values;

 private:
  std::size_t position(const Shape& index) const {
    std::int64_t at = 0;
    for (std::int64_t axis = 0; axis < rank(); ++axis) at = at * shape[axis] + index[axis];
    return static_cast<std::size_t>(at);
  }
};

/// f(index) for every index of the shape, in row-major order; once, with an empty index, for rank 0.
template <class F>
void for_each_index(const Shape& shape, F f) {
  Shape index = Shape::filled(shape.rank(), 0);
  for (std::int64_t count = numel("array", shape); count > 0; --count) {
    f(index);
    for (std::int64_t axis = shape.rank() - 1; axis >= 0 && ++index[axis] == shape[axis]; --axis) index[axis] = 0;
  }
}

/// The array of `shape` with f(index) at every index.
template <class F>
Array generate(const Shape& shape, F f) {
  Array result(shape);
  for_each_index(shape, [&](const Shape& index) { result[index] = f(index); });
  return result;
}

/// NumPy's rule, spelled out.
inline Shape stretched_shape(const Shape& a, const Shape& b) {
  const bool swap = a.rank() < b.rank();
  Shape result = swap ? b : a;
  const Shape& other = swap ? a : b;
  for (std::int64_t i = 1; i <= other.rank(); ++i) {
    std::int64_t& size = result[result.rank() - i];
    if (size == 1) size = other[other.rank() - i];
  }
  return result;
}

/// f on the elements of broadcast arrays.
template <class F, class... Arrays>
Array map(F f, const Arrays&... xs) {
  Shape shape;
  ((shape = stretched_shape(shape, xs.shape)), ...);
  return generate(shape, [&](const Shape& index) { return f(xs.stretched(index)...); });
}

/// What differs between two arrays, as a sentence; empty when they agree within tolerance * (1 + |expected|), where
/// infinities of one sign agree and so do NaNs.
std::string difference(const Array& got, const Array& expected, double tolerance);

}  // namespace thalweg::ops
