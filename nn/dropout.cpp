// Dropout: the mask.
#include <thalweg/nn/dropout.hpp>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/tensor/pointwise.hpp>

namespace thalweg::nn {

Dropout::Dropout(double p, Random& random) : p_(p), random_(0) {
  check(p >= 0 && p <= 1, "Dropout", "p is a probability, got ", p);
  random_ = random.split();
}

Tensor Dropout::operator()(const Tensor& x) const {
  if (!training() || p_ == 0) return x;
  raw::check_floating("Dropout", x.dtype());
  const Tensor mask = Tensor::uninitialized("Dropout", x.shape(), x.dtype());
  dispatch_floating(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T scale = static_cast<T>(1 / (1 - p_));
    for (T& each : mask.span<T>()) each = random_.uniform() < p_ ? T(0) : scale;
  });
  return x * mask;
}

}  // namespace thalweg::nn
