// Lines: made of views, so that gradients take the way back by themselves.
#include <thalweg/autograd/lines.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/reduce.hpp>

namespace thalweg {

Tensor with_kept_axes(const Tensor& reduced, const Axes& axes, const Shape& shape) {
  const Shape kept = raw::reduced_shape(shape, axes, true);
  return reduced.shape() == kept ? reduced : reshape(reduced, kept);
}

Tensor spread(const Tensor& reduced, const Axes& axes, const Shape& shape) {
  return expand(with_kept_axes(reduced, axes, shape), shape);
}

Tensor as_lines(const Tensor& x, const Axes& axes) {
  if (axes.rank() == 1 && axes[0] == x.rank() - 1) return x;
  const Shape kept = raw::reduced_shape(x.shape(), axes, false);
  const Shape shape = kept.inserted(kept.rank(), raw::reduced_count(x.shape(), axes));
  return reshape(permute(x, raw::kept_then(axes, x.rank())), shape);
}

Tensor from_lines(const Tensor& lines, const Axes& axes, const Shape& shape) {
  if (axes.rank() == 1 && axes[0] == shape.rank() - 1) return lines;
  const Axes order = raw::kept_then(axes, shape.rank());
  Shape permuted = order;
  Axes inverse = order;
  for (std::int64_t i = 0; i < order.rank(); ++i) {
    permuted[i] = shape[order[i]];
    inverse[order[i]] = i;
  }
  return permute(reshape(lines, permuted), inverse);
}

}  // namespace thalweg
