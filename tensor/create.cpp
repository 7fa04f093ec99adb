// Factories: each fills fresh memory once.
#include <algorithm>
#include <cmath>

#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/tape.hpp>

namespace thalweg {

namespace {

bool is_whole(double value) { return value == std::floor(value) && std::abs(value) < 9.2e18; }

template <class T>
Tensor copy_span(std::span<const T> values, const Shape& shape) {
  Tensor result = Tensor::uninitialized("from_span", shape, dtype_of<T>());
  check(result.numel() == static_cast<std::int64_t>(values.size()), "from_span", values.size(),
        " values do not fill shape ", shape, ", which has ", result.numel());
  std::copy(values.begin(), values.end(), result.data<T>());
  return raw::constant(result);
}

/// Element i is value(i).
template <class F>
Tensor generate(const char* op, const Shape& shape, Dtype dtype, F value) {
  Tensor result = Tensor::uninitialized(op, shape, dtype);
  dispatch(dtype, [&](auto zero) {
    using T = decltype(zero);
    T* out = result.data<T>();
    for (std::int64_t i = 0; i < result.numel(); ++i) out[i] = static_cast<T>(value(i));
  });
  return raw::constant(result);
}

Tensor filled(const char* op, const Shape& shape, double value, TensorOptions options) {
  check(options.dtype != int64 || is_whole(value), op, "the value ", value,
        " is not an integer, but int64 was asked for");
  return generate(op, shape, options.dtype, [value](std::int64_t) { return value; });
}

}  // namespace

Shape Nested::shape() const {
  if (!is_list_) return {};
  if (items_.empty()) return {0};
  const Shape inner = items_.front().shape();
  for (std::size_t i = 1; i < items_.size(); ++i)
    check(items_[i].shape() == inner, "tensor", "a nested list must have items of one shape, but item 0 has shape ",
          inner, " and item ", i, " has ", items_[i].shape());
  return inner.inserted(0, static_cast<std::int64_t>(items_.size()));
}

void Nested::flatten(std::vector<double>& into) const {
  if (!is_list_) into.push_back(number_);
  for (const Nested& item : items_) item.flatten(into);
}

Tensor tensor(const Nested& values, TensorOptions options) {
  const Shape shape = values.shape();
  std::vector<double> flat;
  values.flatten(flat);
  if (options.dtype == int64)
    for (const double value : flat)
      check(is_whole(value), "tensor", "the value ", value, " is not an integer, but int64 was asked for");
  return generate("tensor", shape, options.dtype, [&](std::int64_t i) { return flat[static_cast<std::size_t>(i)]; });
}

Tensor from_span(std::span<const double> values, const Shape& shape) { return copy_span(values, shape); }
Tensor from_span(std::span<const float> values, const Shape& shape) { return copy_span(values, shape); }
Tensor from_span(std::span<const std::int64_t> values, const Shape& shape) { return copy_span(values, shape); }

Tensor full(const Shape& shape, double value, TensorOptions options) { return filled("full", shape, value, options); }
Tensor zeros(const Shape& shape, TensorOptions options) { return filled("zeros", shape, 0, options); }
Tensor ones(const Shape& shape, TensorOptions options) { return filled("ones", shape, 1, options); }
Tensor empty(const Shape& shape, TensorOptions options) { return Tensor::uninitialized("empty", shape, options.dtype); }
Tensor zeros_like(const Tensor& x) { return zeros(x.shape(), {.dtype = x.dtype()}); }
Tensor ones_like(const Tensor& x) { return ones(x.shape(), {.dtype = x.dtype()}); }
Tensor full_like(const Tensor& x, double value) { return full(x.shape(), value, {.dtype = x.dtype()}); }

Tensor arange(double start, double stop, double step, TensorOptions options) {
  check(std::isfinite(start) && std::isfinite(stop) && std::isfinite(step) && step != 0, "arange",
        "start, stop and step must be finite and step not 0, got ", start, ", ", stop, ", ", step);
  const double count = std::max(0.0, std::ceil((stop - start) / step));
  check(count < 1e15, "arange", "from ", start, " to ", stop, " by ", step, " are more elements than memory can hold");
  check(options.dtype != int64 || (is_whole(start) && is_whole(step)), "arange",
        "int64 needs an integer start and step, got ", start, " and ", step);
  return generate("arange", {static_cast<std::int64_t>(count)}, options.dtype,
                  [=](std::int64_t i) { return start + static_cast<double>(i) * step; });
}

Tensor arange(std::int64_t count, TensorOptions options) {
  return generate("arange", {count}, options.dtype, [](std::int64_t i) { return i; });
}

Tensor linspace(double start, double stop, std::int64_t count, TensorOptions options) {
  check(is_floating(options.dtype), "linspace", "needs a floating dtype, got ", options.dtype);
  const double step = count > 1 ? (stop - start) / static_cast<double>(count - 1) : 0;
  return generate("linspace", {count}, options.dtype, [=](std::int64_t i) {
    return i + 1 == count && count > 1 ? stop : start + static_cast<double>(i) * step;
  });
}

Tensor eye(std::int64_t rows, std::int64_t columns, TensorOptions options) {
  if (columns < 0) columns = rows;
  return generate("eye", {rows, columns}, options.dtype,
                  [=](std::int64_t i) { return i / columns == i % columns ? 1 : 0; });
}

}  // namespace thalweg
