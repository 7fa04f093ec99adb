// Pooling: linear in x once the places of the largest elements are known, so adjoints alternate at every order.
#include <thalweg/autograd/pool.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/pool.hpp>

namespace thalweg {

namespace {

Planes pooled_planes(const char* op, const Tensor& x, Pair kernel, const Pool2dOptions& options) {
  raw::check_floating(op, x.dtype());
  const Planes planes(op, x.shape(), {kernel, options.stride == Pair(0) ? kernel : options.stride, options.padding});
  check(planes.in.h > 0 && planes.in.w > 0, op, "the planes of shape ", x.shape(), " are empty");
  check(options.padding.h <= kernel.h / 2 && options.padding.w <= kernel.w / 2, op, "the padding ", options.padding,
        " is more than half the kernel, ", kernel);
  return planes;
}

Tensor unpick(const Tensor& g, const Tensor& places, Pair plane);

/// y = x at the places,  dx = g put back there
Tensor pick(const char* op, const Tensor& x, const Tensor& places) {
  const Pair plane{x.size(2), x.size(3)};
  return record(op, raw::pick(op, x, places), inputs(x, places),
                [plane](const Tensor& g, Second places) { return unpick(g, places, plane); });
}

/// y = g put at the places,  dg = what comes back there
Tensor unpick(const Tensor& g, const Tensor& places, Pair plane) {
  return record("max_pool2d_put", raw::unpick("max_pool2d_put", g, places, plane), inputs(g, places),
                [](const Tensor& h, Second places) { return pick("max_pool2d", h, places); });
}

Tensor spread_means(const Tensor& g, const Planes& planes);

/// y = means of windows,  dx = g / (kh kw) spread over each window
Tensor window_means(const Tensor& x, const Planes& planes) {
  return record("avg_pool2d", raw::window_means(x, planes), inputs(x),
                [planes](const Tensor& g) { return spread_means(g, planes); });
}

/// y = g / (kh kw) spread over each window,  dg = means of windows
Tensor spread_means(const Tensor& g, const Planes& planes) {
  return record("avg_pool2d_put", raw::spread_means(g, planes), inputs(g),
                [planes](const Tensor& h) { return window_means(h, planes); });
}

}  // namespace

Tensor max_pool2d(const Tensor& x, Pair kernel, const Pool2dOptions& options) {
  const Planes planes = pooled_planes("max_pool2d", x, kernel, options);
  return pick("max_pool2d", x, raw::largest_places(x, planes));
}

Tensor avg_pool2d(const Tensor& x, Pair kernel, const Pool2dOptions& options) {
  return window_means(x, pooled_planes("avg_pool2d", x, kernel, options));
}

}  // namespace thalweg
