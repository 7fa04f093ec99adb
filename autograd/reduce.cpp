// Sums and products over axes, each with its derivative.
#include <algorithm>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/joins.hpp>
#include <thalweg/autograd/lines.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/reduce.hpp>

namespace thalweg {

namespace {

/// y_i = product of all x_j of the line but x_i. The line is folded in the middle; what the pairs' products lack is
/// each pair's other half. Without a division, so zeros are ordinary numbers, also to its derivatives.
Tensor product_of_others(const Tensor& x) {
  const std::int64_t n = x.size(-1);
  if (n < 2) return ones_like(x);
  const std::int64_t half = n / 2;
  const Tensor a = slice(x, -1, 0, half);
  const Tensor b = slice(x, -1, half, 2 * half);
  if (n % 2 == 0) {
    const Tensor others = product_of_others(a * b);
    return cat({others * b, others * a}, -1);
  }
  const Tensor others = product_of_others(cat({a * b, slice(x, -1, n - 1)}, -1));
  const Tensor of_pairs = slice(others, -1, 0, half);
  return cat({of_pairs * b, of_pairs * a, slice(others, -1, half)}, -1);
}

/// y_i = x_0 + ... + x_i,  dx = g summed up from the other end
Tensor cumsum(const Tensor& x, std::int64_t axis, bool reverse) {
  return record("cumsum", raw::cumsum(x, axis, reverse), inputs(x),
                [=](const Tensor& g) { return cumsum(g, axis, !reverse); });
}

}  // namespace

/// y = sum of x,  dy/dx = 1
Tensor sum(const Tensor& x, const Axes& axes, bool keepdim) {
  return record("sum", raw::sum(x, axes, keepdim), inputs(x), [axes, shape = x.shape()](const Tensor& g) {
    return spread(g, normalize_axes("sum", axes, shape.rank()), shape);
  });
}

/// y = sum of x / n,  dy/dx = 1 / n
Tensor mean(const Tensor& x, const Axes& axes, bool keepdim) {
  raw::check_floating("mean", x.dtype());
  const Axes reduced = normalize_axes("mean", axes, x.rank());
  const auto n = static_cast<double>(raw::reduced_count(x.shape(), reduced));
  return record("mean",
                raw::map(
                    "mean", [n](auto v) { return v / n; }, raw::sum(x, axes, keepdim)),
                inputs(x), [n, reduced, shape = x.shape()](const Tensor& g) {
                  return spread(g / std::max(n, 1.0), reduced, shape);
                });
}

/// y = product of x,  dy/dx_i = product of the others
Tensor prod(const Tensor& x, const Axes& axes, bool keepdim) {
  return record("prod", raw::prod(x, axes, keepdim), inputs(x), [axes](const Tensor& g, First x) {
    const Axes reduced = normalize_axes("prod", axes, x.rank());
    const Tensor others = from_lines(product_of_others(as_lines(x, reduced)), reduced, x.shape());
    return with_kept_axes(g, reduced, x.shape()) * others;
  });
}

Tensor cumsum(const Tensor& x, std::int64_t axis) { return cumsum(x, axis, false); }

Tensor sum_to(const Tensor& x, const Shape& shape) {
  if (x.shape() == shape) return x;
  check(broadcast("sum_to", shape, x.shape()) == x.shape(), "sum_to", "shape ", x.shape(), " is not ", shape,
        " broadcast");
  const std::int64_t added = x.rank() - shape.rank();
  Axes axes;
  for (std::int64_t axis = 0; axis < x.rank(); ++axis)
    if (axis < added || (shape[axis - added] == 1 && x.shape()[axis] != 1)) axes = axes.inserted(axes.rank(), axis);
  return reshape(sum(x, axes, true), shape);
}

}  // namespace thalweg
