// Views on values: only shapes, strides and offsets are computed here.
#include <algorithm>
#include <optional>

#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

Tensor select(const Tensor& x, std::int64_t axis, std::int64_t index) {
  axis = normalize_axis("select", axis, x.rank());
  const std::int64_t size = x.shape()[axis];
  check(index >= -size && index < size, "select", "index ", index, " is out of range for axis ", axis, " of shape ",
        x.shape());
  if (index < 0) index += size;
  return x.view(x.shape().erased(axis), x.strides().erased(axis), x.offset() + index * x.strides()[axis]);
}

Tensor slice(const Tensor& x, std::int64_t axis, std::int64_t start, std::int64_t stop, std::int64_t step) {
  axis = normalize_axis("slice", axis, x.rank());
  check(step >= 1, "slice", "step must be at least 1, got ", step, "; flip() turns an axis round");
  const std::int64_t size = x.shape()[axis];
  const auto clip = [size](std::int64_t i) { return std::clamp<std::int64_t>(i < 0 ? i + size : i, 0, size); };
  const std::int64_t first = clip(start);
  const std::int64_t length = std::max<std::int64_t>(clip(stop) - first, 0);
  Shape shape = x.shape();
  Strides strides = x.strides();
  shape[axis] = length == 0 ? 0 : (length - 1) / step + 1;
  if (shape[axis] > 1) strides[axis] *= step;
  return x.view(shape, strides, x.offset() + (shape[axis] == 0 ? 0 : first * x.strides()[axis]));
}

Tensor transpose(const Tensor& x, std::int64_t axis1, std::int64_t axis2) {
  axis1 = normalize_axis("transpose", axis1, x.rank());
  axis2 = normalize_axis("transpose", axis2, x.rank());
  Shape shape = x.shape();
  Strides strides = x.strides();
  std::swap(shape[axis1], shape[axis2]);
  std::swap(strides[axis1], strides[axis2]);
  return x.view(shape, strides, x.offset());
}

Tensor permute(const Tensor& x, const Axes& order) {
  check(order.rank() == x.rank(), "permute", "the order ", order, " does not name the ", x.rank(), " axes of shape ",
        x.shape());
  if (!order.empty()) normalize_axes("permute", order, x.rank());
  Shape shape = x.shape();
  Strides strides = x.strides();
  for (std::int64_t i = 0; i < x.rank(); ++i) {
    const std::int64_t from = normalize_axis("permute", order[i], x.rank());
    shape[i] = x.shape()[from];
    strides[i] = x.strides()[from];
  }
  return x.view(shape, strides, x.offset());
}

Shape resolve_reshape(const char* op, std::int64_t count, const Shape& shape) {
  Shape result = shape;
  std::int64_t open = -1;
  for (std::int64_t i = 0; i < shape.rank(); ++i) {
    if (shape[i] != -1) continue;
    check(open < 0, op, "only one size may be -1, got ", shape);
    open = i;
    result[i] = 1;
  }
  const std::int64_t known = numel(op, result);
  if (open >= 0) {
    check(known > 0 && count % known == 0, op, "cannot fill in -1: ", count, " elements do not divide into ", shape);
    result[open] = count / known;
  } else {
    check(known == count, op, count, " elements do not fit shape ", shape, ", which has ", known);
  }
  return result;
}

namespace {

// Axes of x that lie in memory without a gap are merged into runs; the new axes must divide each run exactly.
std::optional<Strides> view_strides(const Tensor& x, const Shape& shape) {
  Strides strides = contiguous_strides(shape);
  if (x.is_contiguous()) return strides;
  std::int64_t to = shape.rank() - 1;
  for (std::int64_t from = x.rank() - 1; from >= 0;) {
    const std::int64_t base = x.strides()[from];
    std::int64_t run = x.shape()[from--];
    if (run == 1) continue;
    for (; from >= 0 && (x.shape()[from] == 1 || x.strides()[from] == run * base); --from) run *= x.shape()[from];
    std::int64_t filled = 1;
    for (; to >= 0 && filled < run; --to) {
      strides[to] = filled * base;
      filled *= shape[to];
    }
    if (filled != run) return std::nullopt;
  }
  return strides;
}

}  // namespace

Tensor reshape(const Tensor& x, const Shape& shape) {
  const Shape resolved = resolve_reshape("reshape", x.numel(), shape);
  if (const std::optional<Strides> strides = view_strides(x, resolved)) return x.view(resolved, *strides, x.offset());
  const Tensor copy = clone(x);
  return copy.view(resolved, contiguous_strides(resolved), 0);
}

Tensor squeeze(const Tensor& x, const Axes& axes) {
  const bool all = axes.empty();
  const Axes named = normalize_axes("squeeze", axes, x.rank());
  Shape shape = x.shape();
  Strides strides = x.strides();
  for (std::int64_t i = named.rank() - 1; i >= 0; --i) {
    const std::int64_t axis = named[i];
    check(all || shape[axis] == 1, "squeeze", "axis ", axis, " of shape ", x.shape(), " does not have size 1");
    if (shape[axis] != 1) continue;
    shape = shape.erased(axis);
    strides = strides.erased(axis);
  }
  return x.view(shape, strides, x.offset());
}

Tensor unsqueeze(const Tensor& x, std::int64_t axis) {
  axis = normalize_axis("unsqueeze", axis, x.rank() + 1);
  return x.view(x.shape().inserted(axis, 1), x.strides().inserted(axis, 0), x.offset());
}

Tensor expand(const Tensor& x, const Shape& shape) {
  check(broadcast("expand", x.shape(), shape) == shape, "expand", "shape ", x.shape(), " does not stretch to ", shape);
  return x.view(shape, broadcast_strides(x.shape(), x.strides(), shape), x.offset());
}

Tensor diagonal(const Tensor& x, std::int64_t offset) {
  check(x.rank() >= 2, "diagonal", "needs at least two axes, got shape ", x.shape());
  const std::int64_t row_axis = x.rank() - 2;
  const std::int64_t rows = x.shape()[row_axis];
  const std::int64_t columns = x.shape()[row_axis + 1];
  const std::int64_t row = std::max<std::int64_t>(-std::max<std::int64_t>(offset, -rows), 0);
  const std::int64_t column = std::clamp<std::int64_t>(offset, 0, columns);
  const std::int64_t length = std::max<std::int64_t>(std::min(rows - row, columns - column), 0);
  const std::int64_t row_stride = x.strides()[row_axis];
  const std::int64_t column_stride = x.strides()[row_axis + 1];
  Shape shape = x.shape().erased(row_axis);
  Strides strides = x.strides().erased(row_axis);
  shape[row_axis] = length;
  strides[row_axis] = row_stride + column_stride;
  return x.view(shape, strides, length == 0 ? x.offset() : x.offset() + row * row_stride + column * column_stride);
}

Tensor contiguous(const Tensor& x) { return x.is_contiguous() ? x : clone(x); }

}  // namespace thalweg::raw
