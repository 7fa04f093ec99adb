// The largest and the smallest over axes, and where they stand.
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/lines.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/reduce.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

namespace {

/// What each x gets of the gradient of its extreme y: 1 / (how many x equal y) or 0. Constant but where x changes
/// places, so it has no derivative of its own.
Tensor shares(const char* op, const Tensor& x, const Tensor& y, const Axes& axes) {
  const Tensor kept = raw::reshape(y, raw::reduced_shape(x.shape(), axes, true));
  const Tensor equal = raw::map(
      op, [](auto v, auto w) { return select(v == w, decltype(v)(1), decltype(v)(0)); }, x, kept);
  return raw::map(
      op, [](auto v, auto n) { return v / n; }, equal, raw::sum(equal, axes, true));
}

Tensor extreme(const char* op, const Tensor& x, Tensor value, const Axes& axes) {
  return record(op, std::move(value), inputs(x), [op, axes](const Tensor& g, First x, Output y) {
    const Axes reduced = normalize_axes(op, axes, x.rank());
    return with_kept_axes(g, reduced, x.shape()) * shares(op, x, y, reduced);
  });
}

}  // namespace

/// y = max of x,  dy/dx_i = [x_i = y] / (how many)
Tensor max(const Tensor& x, const Axes& axes, bool keepdim) {
  return extreme("max", x, raw::max(x, axes, keepdim), axes);
}

/// y = min of x,  dy/dx_i = [x_i = y] / (how many)
Tensor min(const Tensor& x, const Axes& axes, bool keepdim) {
  return extreme("min", x, raw::min(x, axes, keepdim), axes);
}

Tensor argmax(const Tensor& x) { return raw::argmax(x); }
Tensor argmax(const Tensor& x, std::int64_t axis, bool keepdim) { return raw::argmax(x, {axis}, keepdim); }
Tensor argmin(const Tensor& x) { return raw::argmin(x); }
Tensor argmin(const Tensor& x, std::int64_t axis, bool keepdim) { return raw::argmin(x, {axis}, keepdim); }

}  // namespace thalweg
