// Printing tensors as NumPy prints arrays: aligned columns, shortest digits, the middle of large ones left out.
#pragma once

#include <ostream>
#include <string>

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

struct PrintOptions {
  /// Most digits behind the point.
  int precision = 8;
  /// Tensors of more elements are summarised: of each long axis only the first and last `edge_items`.
  std::int64_t threshold = 1000;
  std::int64_t edge_items = 3;
  /// Rows longer than this many characters are wrapped.
  std::int64_t line_width = 75;
};

/// The values as NumPy writes them, the dtype behind them unless it is float64: "[1.  2.5]", "[1 2] int64"; a shape
/// that brackets cannot show is added: "[] (0, 3)". Errors: a negative option.
std::string to_string(const Tensor& x, const PrintOptions& options = {});
/// to_string with the default options; an undefined tensor prints as "undefined".
std::ostream& operator<<(std::ostream& out, const Tensor& x);

}  // namespace thalweg
