// Indexing by tensors, on values: all indices are checked before anything is written.
#include <algorithm>

#include <thalweg/tensor/indexing.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/tape.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

namespace {

/// Coordinates of the k-th element in row-major order.
Shape coordinates(std::int64_t k, const Shape& shape) {
  Shape at = shape;
  for (std::int64_t axis = shape.rank() - 1; axis >= 0; --axis) {
    at[axis] = k % shape[axis];
    k /= shape[axis];
  }
  return at;
}

void check_index_dtype(const char* op, const Tensor& index) {
  check(index.dtype() == int64, op, "the index must be int64, got ", index.dtype(), "; convert it with .to(int64)");
}

/// The checked axis of gather and scatter_add.
std::int64_t check_gather(const char* op, const Tensor& x, std::int64_t axis, const Tensor& index) {
  check_index_dtype(op, index);
  check(x.rank() > 0, op, "a tensor of rank 0 has no axis to index");
  axis = normalize_axis(op, axis, x.rank());
  bool fits = index.rank() == x.rank();
  for (std::int64_t i = 0; fits && i < x.rank(); ++i) fits = i == axis || index.shape()[i] <= x.shape()[i];
  check(fits, op, "an index of shape ", index.shape(), " does not fit shape ", x.shape(),
        ": it needs as many axes, none longer but axis ", axis);
  check_indices(op, "index", index, x.shape()[axis]);
  return axis;
}

/// The checked axis of index_select and index_add.
std::int64_t check_select(const char* op, const Tensor& x, std::int64_t axis, const Tensor& index) {
  check_index_dtype(op, index);
  check(x.rank() > 0, op, "a tensor of rank 0 has no axis to index");
  axis = normalize_axis(op, axis, x.rank());
  check(index.rank() == 1, op, "the index must have rank 1, got shape ", index.shape());
  check_indices(op, "index", index, x.shape()[axis]);
  return axis;
}

/// Strides of x along which the place of an index entry is found, leaving out the axis that the entry itself decides.
Strides without(const Strides& strides, std::int64_t axis) {
  Strides others = strides;
  others[axis] = 0;
  return others;
}

/// touch(a, b) for every entry of the index: a is the element of `part` (shaped like index) at the entry, b the element
/// of `whole` that the entry points to.
template <class T, class Touch>
void pair_up(const Tensor& part, const Tensor& whole, std::int64_t axis, const Tensor& index, Touch touch) {
  if (index.numel() == 0) return;
  T* parts = part.data<T>();
  T* wholes = whole.data<T>();
  const std::int64_t* indices = index.data<std::int64_t>();
  const std::int64_t jump = whole.strides()[axis];
  const Loops<3> loops(index.shape(), {part.strides(), index.strides(), without(whole.strides(), axis)});
  loops.run([&](const auto& offset, std::int64_t n, const auto& step) {
    for (std::int64_t i = 0; i < n; ++i)
      touch(parts[offset[0] + i * step[0]], wholes[offset[2] + i * step[2] + indices[offset[1] + i * step[1]] * jump]);
  });
}

/// The same for whole blocks behind `axis`, for contiguous tensors and an index of rank 1: touch(a, b, n).
template <class T, class Touch>
void pair_up_blocks(const Tensor& part, const Tensor& whole, std::int64_t axis, const Tensor& index, Touch touch) {
  if (part.numel() == 0) return;
  T* parts = part.data<T>();
  T* wholes = whole.data<T>();
  const std::int64_t* indices = index.data<std::int64_t>();
  const std::int64_t block = part.strides()[axis];
  const std::int64_t count = index.numel();
  for (std::int64_t o = 0; o < part.numel() / (count * block); ++o)
    for (std::int64_t i = 0; i < count; ++i)
      touch(parts + (o * count + i) * block, wholes + (o * whole.shape()[axis] + indices[i]) * block, block);
}

}  // namespace

void check_indices(const char* op, const char* noun, const Tensor& index, std::int64_t size) {
  const Tensor plain = contiguous(index);
  const std::int64_t* values = plain.data<std::int64_t>();
  for (std::int64_t i = 0; i < index.numel(); ++i)
    if (values[i] < 0 || values[i] >= size) [[unlikely]]
      fail(op, noun, ' ', values[i], " at position ", coordinates(i, index.shape()), " is outside [0, ", size, ')');
}

Tensor gather(const Tensor& x, std::int64_t axis, const Tensor& index) {
  if (tape != nullptr) [[unlikely]]
    return taped("gather", gather, x, axis, index);
  axis = check_gather("gather", x, axis, index);
  Tensor out = Tensor::uninitialized("gather", index.shape(), x.dtype());
  dispatch(x.dtype(),
           [&](auto zero) { pair_up<decltype(zero)>(out, x, axis, index, [](auto& a, auto& b) { a = b; }); });
  return out;
}

Tensor scatter_add(const Tensor& x, std::int64_t axis, const Tensor& index, const Tensor& source) {
  if (tape != nullptr) [[unlikely]]
    return taped("scatter_add", scatter_add, x, axis, index, source);
  common_dtype("scatter_add", x, source);
  axis = check_gather("scatter_add", x, axis, index);
  check(source.shape() == index.shape(), "scatter_add", "the source, ", source.shape(),
        ", must have the shape of the index, ", index.shape());
  Tensor out = clone(x);
  dispatch(x.dtype(),
           [&](auto zero) { pair_up<decltype(zero)>(source, out, axis, index, [](auto& a, auto& b) { b += a; }); });
  return out;
}

Tensor index_select(const Tensor& x, std::int64_t axis, const Tensor& index) {
  if (tape != nullptr) [[unlikely]]
    return taped("index_select", index_select, x, axis, index);
  axis = check_select("index_select", x, axis, index);
  Shape shape = x.shape();
  shape[axis] = index.numel();
  Tensor out = Tensor::uninitialized("index_select", shape, x.dtype());
  const Tensor plain = contiguous(x), places = contiguous(index);
  dispatch(x.dtype(), [&](auto zero) {
    pair_up_blocks<decltype(zero)>(out, plain, axis, places,
                                   [](auto* a, auto* b, std::int64_t n) { std::copy_n(b, n, a); });
  });
  return out;
}

Tensor index_add(const Tensor& x, std::int64_t axis, const Tensor& index, const Tensor& source) {
  if (tape != nullptr) [[unlikely]]
    return taped("index_add", index_add, x, axis, index, source);
  common_dtype("index_add", x, source);
  axis = check_select("index_add", x, axis, index);
  Shape shape = x.shape();
  shape[axis] = index.numel();
  check(source.shape() == shape, "index_add", "the source, ", source.shape(), ", must have shape ", shape, ": that of ",
        x.shape(), " with one entry of axis ", axis, " for each index");
  Tensor out = clone(x);
  const Tensor plain = contiguous(source), places = contiguous(index);
  dispatch(x.dtype(), [&](auto zero) {
    pair_up_blocks<decltype(zero)>(plain, out, axis, places, [](auto* a, auto* b, std::int64_t n) {
      for (std::int64_t i = 0; i < n; ++i) b[i] += a[i];
    });
  });
  return out;
}

Tensor one_hot(const Tensor& labels, std::int64_t classes, Dtype dtype) {
  if (tape != nullptr) [[unlikely]]
    return taped("one_hot", one_hot, labels, classes, dtype);
  check(labels.dtype() == int64, "one_hot", "labels must be int64, got ", labels.dtype(),
        "; convert them with .to(int64)");
  check(classes >= 0, "one_hot", "the number of classes must not be negative, got ", classes);
  check_indices("one_hot", "label", labels, classes);
  Tensor out = Tensor::uninitialized("one_hot", labels.shape().inserted(labels.rank(), classes), dtype);
  const Tensor plain = contiguous(labels);
  dispatch(dtype, [&](auto zero) {
    auto* to = out.data<decltype(zero)>();
    std::fill_n(to, out.numel(), zero);
    for (std::int64_t i = 0; i < labels.numel(); ++i) to[i * classes + plain.data<std::int64_t>()[i]] = 1;
  });
  return out;
}

}  // namespace thalweg::raw
