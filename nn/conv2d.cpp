// Conv2d: initial values and the convolution.
#include <thalweg/nn/conv2d.hpp>

#include <cmath>

#include <thalweg/nn/observer.hpp>
#include <thalweg/tensor/create_random.hpp>

namespace thalweg::nn {

Conv2d::Conv2d(std::int64_t in, std::int64_t out, Pair kernel, Random& random, const Conv2dOptions& options)
    : stride(options.stride), padding(options.padding) {
  check(in >= 1 && out >= 1 && kernel.h >= 1 && kernel.w >= 1, "Conv2d",
        "channels and kernel must be at least 1, got in ", in, ", out ", out, ", kernel ", kernel);
  check(stride.h >= 1 && stride.w >= 1 && padding.h >= 0 && padding.w >= 0, "Conv2d",
        "the stride must be at least 1 and the padding not negative, got ", stride, " and ", padding);
  const Shape shape{out, in, kernel.h, kernel.w};
  const double inputs = static_cast<double>(numel("Conv2d", {in, kernel.h, kernel.w}));
  const double bound = 1 / std::sqrt(inputs);
  weight = uniform(shape, -bound, bound, random, {.dtype = options.dtype}).requires_grad_();
  if (options.bias) bias = uniform({out}, -bound, bound, random, {.dtype = options.dtype}).requires_grad_();
}

Tensor Conv2d::operator()(const Tensor& x) const {
  const thalweg::Conv2dOptions options{.stride = stride, .padding = padding};
  Tensor y = bias.defined() ? conv2d(x, weight, bias, options) : conv2d(x, weight, options);
  LayerObserver::show({weight, bias, x, y});
  return y;
}

void Conv2d::visit(Visitor& visitor) {
  visitor("weight", weight);
  visitor("bias", bias);
}

}  // namespace thalweg::nn
