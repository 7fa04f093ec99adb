// Softmax and its kin, each with its derivative.
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/lines.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/softmax.hpp>

namespace thalweg {

namespace {

/// The gradient of a softmax y for the gradient g: y (g - sum(g y)). A softmax of one number is constant.
Tensor through_softmax(const Tensor& g, const Tensor& y, std::int64_t axis) {
  if (y.rank() == 0) return zeros_like(y);
  const Tensor gy = g * y;
  return gy - y * sum(gy, {axis}, true);
}

/// y = exp(x) / sum(exp(x)),  dx = y (g - sum(g y))
Tensor softmax(const Tensor& x, std::int64_t axis, raw::DeadLine dead) {
  return record("softmax", raw::softmax("softmax", x, axis, dead), inputs(x),
                [axis](const Tensor& g, Output y) { return through_softmax(g, y, axis); });
}

/// y = log(sum(exp(x))) over the last axis,  dy/dx = softmax(x)
Tensor logsumexp_last(const Tensor& x) {
  return record("logsumexp", raw::logsumexp(x), inputs(x),
                [](const Tensor& g, First x) { return unsqueeze(g, -1) * softmax(x, -1, raw::DeadLine::zero); });
}

/// y_ij = w_i (p_ij - [j = label_i]) with p = softmax(x),  dw = sum(g (p - onehot)),  dx = p (w g - sum(w g p))
Tensor softmax_cross_entropy_gradient(const Tensor& w, const Tensor& x, const Tensor& labels) {
  return record(
      "softmax_cross_entropy_gradient", raw::softmax_cross_entropy_gradient(w, x, labels), inputs(w, x, labels),
      [](const Tensor& g, Second x, Third labels) {
        const Tensor unit = ones(labels.shape(), {.dtype = x.dtype()});
        return sum(g * softmax_cross_entropy_gradient(unit, x, labels), {-1});
      },
      [](const Tensor& g, First w, Second x) {
        return through_softmax(unsqueeze(w, -1) * g, softmax(x, -1, raw::DeadLine::nan), -1);
      });
}

}  // namespace

Tensor softmax(const Tensor& x, std::int64_t axis) { return softmax(x, axis, raw::DeadLine::nan); }

/// y = x - log(sum(exp(x))),  dx = g - softmax(x) sum(g)
Tensor log_softmax(const Tensor& x, std::int64_t axis) {
  return record("log_softmax", raw::log_softmax(x, axis), inputs(x), [axis](const Tensor& g, First x) {
    if (x.rank() == 0) return zeros_like(x);
    return g - softmax(x, axis) * sum(g, {axis}, true);
  });
}

Tensor logsumexp(const Tensor& x, const Axes& axes, bool keepdim) {
  const Axes reduced = normalize_axes("logsumexp", axes, x.rank());
  const Tensor y = logsumexp_last(as_lines(x, reduced));
  return keepdim ? with_kept_axes(y, reduced, x.shape()) : y;
}

/// y_i = logsumexp(x_i) - x_(i, label_i),  dx = g (softmax(x) - onehot(labels))
Tensor softmax_cross_entropy(const Tensor& logits, const Tensor& labels) {
  return record("softmax_cross_entropy", raw::softmax_cross_entropy(logits, labels), inputs(logits, labels),
                [](const Tensor& g, First x, Second labels) { return softmax_cross_entropy_gradient(g, x, labels); });
}

}  // namespace thalweg
