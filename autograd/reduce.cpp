// Reductions, each with its derivative.
#include <thalweg/autograd/record.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/reduce.hpp>

namespace thalweg {

namespace {

/// g, whose axes have been reduced away, stretched back over `shape`.
Tensor spread(const Tensor& g, const Axes& axes, bool keepdim, const Shape& shape) {
  if (keepdim) return expand(g, shape);
  return expand(reshape(g, raw::reduced_shape(shape, normalize_axes("sum", axes, shape.rank()), true)), shape);
}

}  // namespace

/// y = sum of x,  dy/dx = 1
Tensor sum(const Tensor& x, const Axes& axes, bool keepdim) {
  return record("sum", raw::sum(x, axes, keepdim), inputs(x),
                [axes, keepdim, shape = x.shape()](const Tensor& g) { return spread(g, axes, keepdim, shape); });
}

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
