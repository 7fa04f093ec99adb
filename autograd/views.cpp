// Views, copies and casts: a gradient takes the way back.
#include <thalweg/autograd/record.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg {

namespace {

/// zeros(shape) with g written to the place that place(...) names: the adjoint of taking a part. Its own derivative
/// takes the part again.
template <class Place>
Tensor put(const char* op, const Tensor& g, const Shape& shape, Place place) {
  Tensor whole = zeros(shape, {.dtype = g.dtype()});
  raw::copy(place(whole), g);
  return record(op, whole, inputs(g), [place](const Tensor& h) { return place(h); });
}

}  // namespace

/// y = x[..., i, ...];  the gradient goes back to place i, zeros elsewhere
Tensor select(const Tensor& x, std::int64_t axis, std::int64_t index) {
  return record("select", raw::select(x, axis, index), inputs(x), [=, shape = x.shape()](const Tensor& g) {
    return put("select_put", g, shape, [=](const Tensor& whole) { return select(whole, axis, index); });
  });
}

/// y = x[start:stop:step];  the gradient goes back to its places, zeros elsewhere
Tensor slice(const Tensor& x, std::int64_t axis, std::int64_t start, std::int64_t stop, std::int64_t step) {
  return record("slice", raw::slice(x, axis, start, stop, step), inputs(x), [=, shape = x.shape()](const Tensor& g) {
    return put("slice_put", g, shape, [=](const Tensor& whole) { return slice(whole, axis, start, stop, step); });
  });
}

/// y = x^T in two axes,  dx = g^T
Tensor transpose(const Tensor& x, std::int64_t axis1, std::int64_t axis2) {
  return record("transpose", raw::transpose(x, axis1, axis2), inputs(x),
                [=](const Tensor& g) { return transpose(g, axis1, axis2); });
}

/// y = x with axes reordered,  dx = g with the inverse order
Tensor permute(const Tensor& x, const Axes& order) {
  return record("permute", raw::permute(x, order), inputs(x), [order](const Tensor& g) {
    Axes inverse = order;
    for (std::int64_t i = 0; i < order.rank(); ++i) inverse[normalize_axis("permute", order[i], order.rank())] = i;
    return permute(g, inverse);
  });
}

/// y = x under another shape,  dx = g under x's shape
Tensor reshape(const Tensor& x, const Shape& shape) {
  return record("reshape", raw::reshape(x, shape), inputs(x),
                [shape = x.shape()](const Tensor& g) { return reshape(g, shape); });
}

Tensor flatten(const Tensor& x, std::int64_t first, std::int64_t last) {
  if (x.rank() == 0) return reshape(x, {1});
  first = normalize_axis("flatten", first, x.rank());
  last = normalize_axis("flatten", last, x.rank());
  check(first <= last, "flatten", "the first axis, ", first, ", lies behind the last, ", last);
  Shape shape = x.shape();
  for (std::int64_t axis = last; axis > first; --axis) {
    shape[axis - 1] *= shape[axis];
    shape = shape.erased(axis);
  }
  return reshape(x, shape);
}

/// y = x without axes of size 1,  dx = g under x's shape
Tensor squeeze(const Tensor& x, const Axes& axes) {
  return record("squeeze", raw::squeeze(x, axes), inputs(x),
                [shape = x.shape()](const Tensor& g) { return reshape(g, shape); });
}

/// y = x with one more axis of size 1,  dx = g without it
Tensor unsqueeze(const Tensor& x, std::int64_t axis) {
  return record("unsqueeze", raw::unsqueeze(x, axis), inputs(x),
                [shape = x.shape()](const Tensor& g) { return reshape(g, shape); });
}

/// y = x stretched,  dx = g summed back (by the engine, as for every broadcast)
Tensor expand(const Tensor& x, const Shape& shape) {
  return record("expand", raw::expand(x, shape), inputs(x), [](const Tensor& g) { return g; });
}

/// y_i = x_(i, i + offset);  the gradient goes back to the diagonal, zeros elsewhere
Tensor diagonal(const Tensor& x, std::int64_t offset) {
  return record("diagonal", raw::diagonal(x, offset), inputs(x), [=, shape = x.shape()](const Tensor& g) {
    return put("diagonal_put", g, shape, [=](const Tensor& whole) { return diagonal(whole, offset); });
  });
}

/// y = x,  dy/dx = 1
Tensor clone(const Tensor& x) {
  return record("clone", raw::clone(x), inputs(x), [](const Tensor& g) { return g; });
}
Tensor contiguous(const Tensor& x) { return x.is_contiguous() ? x : clone(x); }

/// y = x as another dtype,  dx = g cast back
Tensor Tensor::to(Dtype dtype) const {
  if (dtype == this->dtype()) return *this;
  if (!is_floating(dtype)) return raw::cast(*this, dtype);
  return record("to", raw::cast(*this, dtype), inputs(*this),
                [before = this->dtype()](const Tensor& g) { return g.to(before); });
}

Tensor Tensor::operator[](std::int64_t index) const { return select(*this, 0, index); }

}  // namespace thalweg
