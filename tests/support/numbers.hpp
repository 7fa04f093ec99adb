// Comparing tensors with lists of numbers, element by element in row-major order.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <thalweg/tensor/tensor.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

inline std::vector<double> numbers(const Tensor& x) {
  const Tensor plain = raw::contiguous(raw::cast(x, float64));
  const std::span<double> values = plain.span<double>();
  return {values.begin(), values.end()};
}

/// The largest |x_i - expected_i|; infinite when the counts differ or a number is NaN.
inline double distance(const Tensor& x, const std::vector<double>& expected) {
  const std::vector<double> values = numbers(x);
  double largest = 0;
  if (values.size() != expected.size()) return std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < values.size(); ++i) {
    const double difference = std::abs(values[i] - expected[i]);
    if (!(difference <= largest))
      largest = std::isnan(difference) ? std::numeric_limits<double>::infinity() : difference;
  }
  return largest;
}
inline double distance(const Tensor& x, const Tensor& expected) {
  return x.shape() == expected.shape() ? distance(x, numbers(expected)) : std::numeric_limits<double>::infinity();
}

}  // namespace thalweg
