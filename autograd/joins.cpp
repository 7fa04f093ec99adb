// Joining, padding and flipping: a gradient is taken apart, cropped, flipped back.
#include <memory>
#include <vector>

#include <thalweg/autograd/joins.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/joins.hpp>
#include <thalweg/tensor/pointwise.hpp>

namespace thalweg {

/// y = x_0 | x_1 | ...,  dx_i = part i of g
Tensor cat(std::span<const Tensor> xs, std::int64_t axis) {
  const Tensor value = raw::cat(xs, axis);
  auto starts = std::make_shared<std::vector<std::int64_t>>(1, 0);
  for (const Tensor& x : xs) starts->push_back(starts->back() + x.size(axis));
  return record_list("cat", value, xs,
                     [axis, starts = std::shared_ptr<const std::vector<std::int64_t>>(std::move(starts))](
                         const Tensor& g, std::int64_t i) {
                       const auto k = static_cast<std::size_t>(i);
                       return slice(g, axis, (*starts)[k], (*starts)[k + 1]);
                     });
}
Tensor cat(std::initializer_list<Tensor> xs, std::int64_t axis) {
  return cat(std::span<const Tensor>(xs.begin(), xs.size()), axis);
}

/// y_i = x_i,  dx_i = g_i
Tensor stack(std::span<const Tensor> xs, std::int64_t axis) {
  check(!xs.empty(), "stack", "needs at least one tensor");
  axis = normalize_axis("stack", axis, xs.front().rank() + 1);
  std::vector<Tensor> rows;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    raw::common_dtype("stack", xs.front(), xs[i]);
    check(xs[i].shape() == xs.front().shape(), "stack", "tensor ", i, " has shape ", xs[i].shape(), ", tensor 0 ",
          xs.front().shape(), "; all must be equal");
    rows.push_back(raw::unsqueeze(xs[i], axis));
  }
  return record_list("stack", raw::cat(rows, axis), xs,
                     [axis](const Tensor& g, std::int64_t i) { return select(g, axis, i); });
}
Tensor stack(std::initializer_list<Tensor> xs, std::int64_t axis) {
  return stack(std::span<const Tensor>(xs.begin(), xs.size()), axis);
}

/// y = x backwards,  dx = g backwards
Tensor flip(const Tensor& x, const Axes& axes) {
  return record("flip", raw::flip(x, axes), inputs(x), [axes](const Tensor& g) { return flip(g, axes); });
}

/// y = x with a margin,  dx = g without it
Tensor pad(const Tensor& x, const Shape& before, const Shape& after, double value) {
  return record("pad", raw::pad(x, before, after, value), inputs(x), [before, shape = x.shape()](const Tensor& g) {
    Tensor inside = g;
    for (std::int64_t axis = 0; axis < shape.rank(); ++axis)
      inside = slice(inside, axis, before[axis], before[axis] + shape[axis]);
    return inside;
  });
}

}  // namespace thalweg
