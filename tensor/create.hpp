// Factories: tensors from nested lists, spans, constants and ranges.
#pragma once

#include <concepts>
#include <initializer_list>
#include <span>
#include <vector>

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// What every factory takes last: `zeros({2, 3}, {.dtype = float32})`.
struct TensorOptions {
  Dtype dtype = float64;  ///< of the new tensor
};

/// A number or a list of equally shaped lists, as braces write them.
class Nested {
 public:
  /// A number.
  template <class Number>
  requires std::integral<Number> || std::floating_point<Number> Nested(Number number)
      : number_(static_cast<double>(number)) {}
  /// A list.
  Nested(std::initializer_list<Nested> items) : is_list_(true), items_(items) {}

  /// The shape of the nest. Error: items of different shapes.
  Shape shape() const;
  /// Appends the numbers in row-major order.
  void flatten(std::vector<double>& into) const;

 private:
  double number_ = 0;
  bool is_list_ = false;
  std::vector<Nested> items_;
};

/// tensor({{1, 2}, {3, 4}}) has shape (2, 2); tensor(3) has rank 0. Errors: ragged lists, fractions as int64.
Tensor tensor(const Nested& values, TensorOptions options = {});
/// Copies the values of a span in row-major order; the dtype is the span's. Error: count and shape disagree.
Tensor from_span(std::span<const double> values, const Shape& shape);
Tensor from_span(std::span<const float> values, const Shape& shape);
Tensor from_span(std::span<const std::int64_t> values, const Shape& shape);

/// A new tensor of one value: 0, 1 or any.
Tensor zeros(const Shape& shape, TensorOptions options = {});
Tensor ones(const Shape& shape, TensorOptions options = {});
Tensor full(const Shape& shape, double value, TensorOptions options = {});
/// Uninitialised values: to be written before they are read.
Tensor empty(const Shape& shape, TensorOptions options = {});
/// Shape and dtype of another tensor.
Tensor zeros_like(const Tensor& x);
Tensor ones_like(const Tensor& x);
Tensor full_like(const Tensor& x, double value);

/// start, start + step, ... before stop. Errors: step 0 or not finite, more elements than memory can address.
Tensor arange(double start, double stop, double step = 1, TensorOptions options = {});
/// 0, 1, ..., count - 1.
Tensor arange(std::int64_t count, TensorOptions options = {});
/// `count` evenly spaced values from start to stop, both included. Error: count < 0.
Tensor linspace(double start, double stop, std::int64_t count, TensorOptions options = {});
/// rows x columns with ones on the diagonal; columns defaults to rows.
Tensor eye(std::int64_t rows, std::int64_t columns = -1, TensorOptions options = {});

}  // namespace thalweg
