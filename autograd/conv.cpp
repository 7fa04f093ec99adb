// Convolution: a matrix product with the windows as columns; every derivative is made of the same three operations.
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/conv.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/unfold.hpp>

namespace thalweg {

namespace {

Tensor fold_planes(const Tensor& columns, const Planes& planes);

/// y = the windows of x as columns,  dx = the columns of g added up where they came from
Tensor unfold_planes(const Tensor& x, const Planes& planes) {
  return record("unfold", raw::unfold(x, planes), inputs(x),
                [planes](const Tensor& g) { return fold_planes(g, planes); });
}

/// y = columns added up to planes,  dx = the windows of g as columns
Tensor fold_planes(const Tensor& columns, const Planes& planes) {
  return record("fold", raw::fold(columns, planes), inputs(columns),
                [planes](const Tensor& g) { return unfold_planes(g, planes); });
}

Tensor convolve(const Tensor& x, const Tensor& weight, const Conv2dOptions& options) {
  raw::common_dtype("conv2d", x, weight);
  check(x.rank() == 4, "conv2d", "x must have shape (batch, in, h, w), got ", x.shape());
  check(weight.rank() == 4, "conv2d", "the weight must have shape (out, in, kh, kw), got ", weight.shape());
  check(x.size(1) == weight.size(1), "conv2d", "x of shape ", x.shape(), " has ", x.size(1),
        " channels, but the weight, ", weight.shape(), ", takes ", weight.size(1));
  const Pair kernel{weight.size(2), weight.size(3)};
  const Planes planes("conv2d", x.shape(), {kernel, options.stride, options.padding});
  const bool direct = kernel == Pair(1) && options.stride == Pair(1) && options.padding == Pair(0);
  const Tensor columns =
      direct ? reshape(x, {x.size(0), x.size(1), planes.in.h * planes.in.w}) : unfold_planes(x, planes);
  const std::int64_t out = weight.size(0);
  const Tensor y = matmul(reshape(weight, {out, columns.size(1)}), columns);
  return reshape(y, {x.size(0), out, planes.out.h, planes.out.w});
}

}  // namespace

Tensor conv2d(const Tensor& x, const Tensor& weight, const Conv2dOptions& options) {
  return convolve(x, weight, options);
}

Tensor conv2d(const Tensor& x, const Tensor& weight, const Tensor& bias, const Conv2dOptions& options) {
  check(weight.rank() != 4 || bias.shape() == Shape{weight.size(0)}, "conv2d", "the bias must have shape ",
        Shape{weight.rank() > 0 ? weight.size(0) : 0}, ", got ", bias.shape());
  return convolve(x, weight, options) + reshape(bias, {bias.numel(), 1, 1});
}

Tensor unfold(const Tensor& x, Pair kernel, const Conv2dOptions& options) {
  return unfold_planes(x, Planes("unfold", x.shape(), {kernel, options.stride, options.padding}));
}

Tensor fold(const Tensor& columns, Pair plane, Pair kernel, const Conv2dOptions& options) {
  check(columns.rank() == 3 && kernel.h >= 1 && kernel.w >= 1 && columns.size(1) % kernel.h == 0 &&
            columns.size(1) / kernel.h % kernel.w == 0,
        "fold", "the columns must have shape (batch, channels kh kw, oh ow) with a kernel of ", kernel, ", got ",
        columns.shape());
  const Shape shape{columns.size(0), columns.size(1) / kernel.h / kernel.w, plane.h, plane.w};
  return fold_planes(columns, Planes("fold", shape, {kernel, options.stride, options.padding}));
}

}  // namespace thalweg
