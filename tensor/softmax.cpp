// Softmax and its kin: each kernel stands once, for packs along a line and for lines side by side.
#include <algorithm>
#include <limits>

#include <thalweg/tensor/indexing.hpp>
#include <thalweg/tensor/lines.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/softmax.hpp>
#include <thalweg/tensor/tape.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

namespace {

/// The maximum of each lane's line.
template <class T, template <class> class Lines>
Pack<T> maximum(const Lines<T>& lines) {
  Pack<T> m(-std::numeric_limits<T>::infinity());
  lines.each([&](Pack<T> v, std::int64_t, std::int64_t) { m = math::max(m, v); });
  return lines.whole_max(m);
}

/// sum(exp(x - shift)) of each lane's line; the terms are left in `to` unless that is null.
template <class T, template <class> class Lines>
Pack<T> sum_exp(const Lines<T>& lines, Pack<T> shift, T* to = nullptr) {
  Pack<T> total(T(0));
  lines.each([&](Pack<T> v, std::int64_t i, std::int64_t count) {
    const Pack<T> e = math::exp(v - shift);
    total += e;
    if (to != nullptr) store(e, to + i, count);
  });
  return lines.whole_sum(total);
}

/// to *= w
template <class T, template <class> class Lines>
void scale(const Lines<T>& lines, T* to, Pack<T> w) {
  lines.at(to).each([&](Pack<T> e, std::int64_t i, std::int64_t count) { store(e * w, to + i, count); });
}

/// The shift of a line with maximum m: m, but 0 for an infinity where infinity - infinity must not arise.
template <class P>
P finite_or_zero(P m) {
  return select(math::is_finite(m), m, P(0));
}

/// A tensor shaped like x from kernel(lines, to).
template <class Kernel>
Tensor along(const char* op, const Tensor& x, std::int64_t axis, Kernel kernel) {
  check_floating(op, x.dtype());
  axis = normalize_axis(op, axis, std::max<std::int64_t>(x.rank(), 1));
  const std::int64_t n = x.rank() == 0 ? 1 : x.shape()[axis];
  std::int64_t inner = 1;
  for (std::int64_t i = axis + 1; i < x.rank(); ++i) inner *= x.shape()[i];
  Tensor out = Tensor::uninitialized(op, x.shape(), x.dtype());
  if (x.numel() == 0) return out;
  const std::int64_t outer = x.numel() / (n * inner);
  const Tensor plain = contiguous(x);
  dispatch_floating(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const auto run = [&](const auto& lines, std::int64_t, T* to) { kernel(lines, to); };
    if (inner == 1) {
      over_lines(plain.data<T>(), out.data<T>(), outer, n, run);
    } else {
      over_columns(plain.data<T>(), out.data<T>(), outer, n, inner, run);
    }
  });
  return out;
}

void check_labels(const char* op, const Tensor& logits, const Tensor& labels) {
  check_floating(op, logits.dtype());
  check(labels.dtype() == int64, op, "labels must be int64, got ", labels.dtype(), "; convert them with .to(int64)");
  check(logits.rank() > 0 && labels.shape() == logits.shape().erased(logits.rank() - 1), op, "logits of shape ",
        logits.shape(), " need labels of that shape without its last axis, got ", labels.shape());
}

}  // namespace

Tensor softmax(const char* op, const Tensor& x, std::int64_t axis, DeadLine dead) {
  if (tape != nullptr) [[unlikely]]
    return taped(op, softmax, op, x, axis, dead);
  return along(op, x, axis, [dead]<class T, template <class> class Lines>(const Lines<T>& lines, T* to) {
    const Pack<T> m = maximum(lines);
    const Pack<T> total = sum_exp(lines, dead == DeadLine::zero ? finite_or_zero(m) : m, to);
    const Pack<T> w = T(1) / total;
    scale(lines, to, dead == DeadLine::zero ? select(total == T(0), T(0), w) : w);
  });
}

Tensor log_softmax(const Tensor& x, std::int64_t axis) {
  if (tape != nullptr) [[unlikely]]
    return taped("log_softmax", log_softmax, x, axis);
  return along("log_softmax", x, axis, []<class T, template <class> class Lines>(const Lines<T>& lines, T* to) {
    const Pack<T> m = maximum(lines);
    const Pack<T> log_total = math::log(sum_exp(lines, m));
    lines.each([&](Pack<T> v, std::int64_t i, std::int64_t count) { store((v - m) - log_total, to + i, count); });
  });
}

Tensor logsumexp(const Tensor& x) {
  if (tape != nullptr) [[unlikely]]
    return taped("logsumexp", logsumexp, x);
  check_floating("logsumexp", x.dtype());
  Tensor out = Tensor::uninitialized("logsumexp", x.shape().erased(x.rank() - 1), x.dtype());
  const Tensor plain = contiguous(x);
  dispatch_floating(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* to = out.data<T>();
    if (x.numel() == 0) {
      std::fill_n(to, out.numel(), -std::numeric_limits<T>::infinity());
      return;
    }
    over_lines<T>(plain.data<T>(), nullptr, out.numel(), x.shape().back(),
                  [&](const auto& lines, std::int64_t first, T*) {
                    const Pack<T> m = finite_or_zero(maximum(lines));
                    lines.store_each(m + math::log(sum_exp(lines, m)), to + first);
                  });
  });
  return out;
}

Tensor softmax_cross_entropy(const Tensor& logits, const Tensor& labels) {
  if (tape != nullptr) [[unlikely]]
    return taped("softmax_cross_entropy", softmax_cross_entropy, logits, labels);
  const char* op = "softmax_cross_entropy";
  check_labels(op, logits, labels);
  check_indices(op, "label", labels, logits.shape().back());
  Tensor out = Tensor::uninitialized(op, labels.shape(), logits.dtype());
  if (out.numel() == 0) return out;
  const Tensor plain = contiguous(logits);
  const Tensor plain_labels = contiguous(labels);
  const std::int64_t* label = plain_labels.data<std::int64_t>();
  dispatch_floating(logits.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* to = out.data<T>();
    over_lines<T>(plain.data<T>(), nullptr, out.numel(), logits.shape().back(),
                  [&](const auto& lines, std::int64_t first, T*) {
                    const Pack<T> m = maximum(lines);
                    const Pack<T> picked = lines.pick(label + first);
                    lines.store_each(math::log(sum_exp(lines, m)) - (picked - m), to + first);
                  });
  });
  return out;
}

Tensor softmax_cross_entropy_gradient(const Tensor& g, const Tensor& logits, const Tensor& labels) {
  if (tape != nullptr) [[unlikely]]
    return taped("softmax_cross_entropy_gradient", softmax_cross_entropy_gradient, g, logits, labels);
  const char* op = "softmax_cross_entropy_gradient";
  check_labels(op, logits, labels);
  check(g.shape() == labels.shape() && g.dtype() == logits.dtype(), op, "the gradient, ", g.dtype(), ' ', g.shape(),
        ", must match the losses, ", logits.dtype(), ' ', labels.shape());
  Tensor out = Tensor::uninitialized(op, logits.shape(), logits.dtype());
  if (out.numel() == 0) return out;
  const Tensor plain = contiguous(logits);
  const Tensor plain_labels = contiguous(labels);
  const Tensor plain_g = contiguous(g);
  const std::int64_t n = logits.shape().back();
  dispatch_floating(logits.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* weights = plain_g.data<T>();
    over_lines<T>(plain.data<T>(), out.data<T>(), g.numel(), n, [&](const auto& lines, std::int64_t first, T* to) {
      const Pack<T> total = sum_exp(lines, maximum(lines), to);
      scale(lines, to, lines.load_each(weights + first) / total);
    });
    const std::int64_t* label = plain_labels.data<std::int64_t>();
    for (std::int64_t i = 0; i < g.numel(); ++i) out.data<T>()[i * n + label[i]] -= weights[i];
  });
  return out;
}

}  // namespace thalweg::raw
