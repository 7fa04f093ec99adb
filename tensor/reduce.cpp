// Reductions on values.
#include <algorithm>

#include <thalweg/tensor/reduce.hpp>

namespace thalweg::raw {

Shape reduced_shape(const Shape& shape, const Axes& axes, bool keepdim) {
  Shape result = shape;
  for (std::int64_t i = axes.rank() - 1; i >= 0; --i) {
    if (keepdim) {
      result[axes[i]] = 1;
    } else {
      result = result.erased(axes[i]);
    }
  }
  return result;
}

Tensor sum(const Tensor& x, const Axes& axes, bool keepdim) {
  return fold("sum", x, axes, keepdim, 0, [](auto a, auto b) { return a + b; });
}

}  // namespace thalweg::raw
