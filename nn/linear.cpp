// Linear: initial values and the product.
#include <thalweg/nn/linear.hpp>

#include <cmath>

#include <thalweg/autograd/matmul.hpp>
#include <thalweg/nn/observer.hpp>
#include <thalweg/tensor/create_random.hpp>

namespace thalweg::nn {

Linear::Linear(std::int64_t in, std::int64_t out, Random& random, const LinearOptions& options) {
  check(in >= 1 && out >= 1, "Linear", "needs at least one input and one output, got ", in, " and ", out);
  const double bound = 1 / std::sqrt(static_cast<double>(in));
  weight = uniform({out, in}, -bound, bound, random, {.dtype = options.dtype}).requires_grad_();
  if (options.bias) bias = uniform({out}, -bound, bound, random, {.dtype = options.dtype}).requires_grad_();
}

Tensor Linear::operator()(const Tensor& x) const {
  Tensor y = bias.defined() ? linear(x, weight, bias) : linear(x, weight);
  LayerObserver::show({weight, bias, x, y});
  return y;
}

void Linear::visit(Visitor& visitor) {
  visitor("weight", weight);
  visitor("bias", bias);
}

}  // namespace thalweg::nn
