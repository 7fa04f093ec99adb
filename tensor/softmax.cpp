// Softmax and its kin: a line along the last axis is read pack by pack; along another axis, as many lines as a pack
// has lanes are worked on at once.
#include <algorithm>
#include <limits>

#include <thalweg/tensor/indexing.hpp>
#include <thalweg/tensor/math.hpp>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/softmax.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

namespace {

template <class T>
inline constexpr T minus_infinity = -std::numeric_limits<T>::infinity();

/// Lines to hand to one thread at a time, for lines of n elements.
std::int64_t grain(std::int64_t n) { return std::max<std::int64_t>(1, 16384 / std::max<std::int64_t>(n, 1)); }

/// n values one behind the other. Lanes behind the end read as -inf, which neither a maximum nor a sum of exponentials
/// notices.
template <class T>
struct Line {
  const T* x;
  std::int64_t n;

  template <class F>
  [[gnu::always_inline]] void each(F f) const {
    std::int64_t i = 0;
    for (; i + lanes<T> <= n; i += lanes<T>) f(Pack<T>::load(x + i), i, std::int64_t(lanes<T>));
    if (i < n) f(Pack<T>::load(x + i, n - i, minus_infinity<T>), i, n - i);
  }

  T max() const {
    Pack<T> m(minus_infinity<T>);
    each([&](Pack<T> v, std::int64_t, std::int64_t) { m = math::max(m, v); });
    return reduce_max(m);
  }

  /// sum(exp(x - shift)); use(exp(x - shift), i, count) sees the terms on the way.
  template <class Use>
  T sum_exp(T shift, Use use) const {
    Pack<T> total(T(0));
    each([&](Pack<T> v, std::int64_t i, std::int64_t count) {
      const Pack<T> e = math::exp(v - shift);
      total += e;
      use(e, i, count);
    });
    return reduce_sum(total);
  }
  T sum_exp(T shift) const {
    return sum_exp(shift, [](Pack<T>, std::int64_t, std::int64_t) {});
  }
};

template <class T>
[[gnu::always_inline]] inline void store(Pack<T> v, T* to, std::int64_t count) {
  count == lanes<T> ? v.store(to) : v.store(to, count);
}

/// out = f(out) for n values.
template <class T, class F>
void map_in_place(T* out, std::int64_t n, F f) {
  Line<T>{out, n}.each([&](Pack<T> v, std::int64_t i, std::int64_t count) { store(f(v), out + i, count); });
}

/// 1 / total, which weights the terms of a softmax.
template <class P>
P weight(P total, DeadLine dead) {
  if (dead == DeadLine::nan) return P(1) / total;
  return select(total == P(0), P(0), P(1) / total);
}

/// The shift of a line with maximum m: m, but 0 for an infinity where infinity - infinity must not arise.
template <class P>
P finite_or_zero(P m) {
  return select(math::is_finite(m), m, P(0));
}

template <class T>
void softmax_line(Line<T> line, T* out, DeadLine dead) {
  T m = line.max();
  if (dead == DeadLine::zero) m = finite_or_zero(Pack<T>(m))[0];
  const T total = line.sum_exp(m, [out](Pack<T> e, std::int64_t i, std::int64_t count) { store(e, out + i, count); });
  const T w = weight(Pack<T>(total), dead)[0];
  map_in_place(out, line.n, [w](Pack<T> e) { return e * w; });
}

template <class T>
void log_softmax_line(Line<T> line, T* out) {
  const T m = line.max();
  const T log_total = math::log(line.sum_exp(m));
  line.each([&](Pack<T> v, std::int64_t i, std::int64_t count) { store((v - m) - log_total, out + i, count); });
}

/// Columns c .. c + count of a block whose n rows are `stride` apart: one line per lane.
template <class T>
struct Columns {
  std::int64_t n, stride, count;

  template <class F>
  void each(F f) const {
    for (std::int64_t k = 0; k < n; ++k) f(k * stride);
  }
  [[gnu::always_inline]] Pack<T> load(const T* from) const {
    return count == lanes<T> ? Pack<T>::load(from) : Pack<T>::load(from, count);
  }
  Pack<T> max(const T* x) const {
    Pack<T> m(minus_infinity<T>);
    each([&](std::int64_t k) { m = math::max(m, load(x + k)); });
    return m;
  }
};

template <class T>
void softmax_columns(Columns<T> columns, const T* x, T* out, DeadLine dead) {
  Pack<T> m = columns.max(x);
  if (dead == DeadLine::zero) m = finite_or_zero(m);
  Pack<T> total(T(0));
  columns.each([&](std::int64_t k) {
    const Pack<T> e = math::exp(columns.load(x + k) - m);
    total += e;
    store(e, out + k, columns.count);
  });
  const Pack<T> w = weight(total, dead);
  columns.each([&](std::int64_t k) { store(columns.load(out + k) * w, out + k, columns.count); });
}

template <class T>
void log_softmax_columns(Columns<T> columns, const T* x, T* out) {
  const Pack<T> m = columns.max(x);
  Pack<T> total(T(0));
  columns.each([&](std::int64_t k) { total += math::exp(columns.load(x + k) - m); });
  const Pack<T> log_total = math::log(total);
  columns.each([&](std::int64_t k) { store((columns.load(x + k) - m) - log_total, out + k, columns.count); });
}

/// A tensor shaped like x from line(Line, out) where `axis` is the last with more than one element, else from
/// columns(Columns, x, out).
template <class OfLine, class OfColumns>
Tensor along(const char* op, const Tensor& x, std::int64_t axis, OfLine of_line, OfColumns of_columns) {
  check_floating(op, x.dtype());
  if (x.rank() > 0 || axis < -1 || axis > 0) axis = normalize_axis(op, axis, x.rank());
  const std::int64_t n = x.rank() == 0 ? 1 : x.shape()[axis];
  std::int64_t inner = 1;
  for (std::int64_t i = axis + 1; i < x.rank(); ++i) inner *= x.shape()[i];
  Tensor out = Tensor::uninitialized(op, x.shape(), x.dtype());
  if (x.numel() == 0) return out;
  const std::int64_t outer = x.numel() / (n * inner);
  const Tensor plain = contiguous(x);
  dispatch_floating(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* from = plain.data<T>();
    T* to = out.data<T>();
    if (inner == 1) {
      parallel_for(outer, grain(n), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) of_line(Line<T>{from + i * n, n}, to + i * n);
      });
    } else {
      const std::int64_t groups = (inner + lanes<T> - 1) / lanes<T>;
      parallel_for(outer * groups, grain(n * lanes<T>), [&](std::int64_t begin, std::int64_t end) {
        for (std::int64_t i = begin; i < end; ++i) {
          const std::int64_t c = i % groups * lanes<T>;
          const std::int64_t at = i / groups * n * inner + c;
          of_columns(Columns<T>{n, inner, std::min<std::int64_t>(lanes<T>, inner - c)}, from + at, to + at);
        }
      });
    }
  });
  return out;
}

/// Calls line(i, Line) for every line of the last axis of a tensor of at least one axis.
template <class T, class F>
void each_line(const Tensor& x, F line) {
  const std::int64_t n = x.shape().back();
  const T* from = x.data<T>();
  const std::int64_t count = numel("lines", x.shape().erased(x.rank() - 1));
  parallel_for(count, grain(n), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) line(i, Line<T>{from + i * n, n});
  });
}

void check_labels(const char* op, const Tensor& logits, const Tensor& labels) {
  check_floating(op, logits.dtype());
  check(labels.dtype() == int64, op, "labels must be int64, got ", labels.dtype(), "; convert them with .to(int64)");
  check(logits.rank() > 0 && labels.shape() == logits.shape().erased(logits.rank() - 1), op, "logits of shape ",
        logits.shape(), " need labels of that shape without its last axis, got ", labels.shape());
}

}  // namespace

Tensor softmax(const char* op, const Tensor& x, std::int64_t axis, DeadLine dead) {
  return along(
      op, x, axis, [dead](auto line, auto* out) { softmax_line(line, out, dead); },
      [dead](auto columns, const auto* from, auto* out) { softmax_columns(columns, from, out, dead); });
}

Tensor log_softmax(const Tensor& x, std::int64_t axis) {
  return along(
      "log_softmax", x, axis, [](auto line, auto* out) { log_softmax_line(line, out); },
      [](auto columns, const auto* from, auto* out) { log_softmax_columns(columns, from, out); });
}

Tensor logsumexp(const Tensor& x) {
  check_floating("logsumexp", x.dtype());
  Tensor out = Tensor::uninitialized("logsumexp", x.shape().erased(x.rank() - 1), x.dtype());
  const Tensor plain = contiguous(x);
  dispatch_floating(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* to = out.data<T>();
    each_line<T>(plain, [to](std::int64_t i, Line<T> line) {
      const T m = finite_or_zero(Pack<T>(line.max()))[0];
      to[i] = m + math::log(line.sum_exp(m));
    });
  });
  return out;
}

Tensor softmax_cross_entropy(const Tensor& logits, const Tensor& labels) {
  const char* op = "softmax_cross_entropy";
  check_labels(op, logits, labels);
  check_indices(op, "label", labels, logits.shape().back());
  const Tensor plain = contiguous(logits);
  const Tensor plain_labels = contiguous(labels);
  const std::int64_t* label = plain_labels.data<std::int64_t>();
  Tensor out = Tensor::uninitialized(op, labels.shape(), logits.dtype());
  dispatch_floating(logits.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* to = out.data<T>();
    each_line<T>(plain, [=](std::int64_t i, Line<T> line) {
      const T m = line.max();
      to[i] = math::log(line.sum_exp(m)) - (line.x[label[i]] - m);
    });
  });
  return out;
}

Tensor softmax_cross_entropy_gradient(const Tensor& g, const Tensor& logits, const Tensor& labels) {
  const char* op = "softmax_cross_entropy_gradient";
  check_labels(op, logits, labels);
  check(g.shape() == labels.shape() && g.dtype() == logits.dtype(), op, "the gradient, ", g.dtype(), ' ', g.shape(),
        ", must match the losses, ", logits.dtype(), ' ', labels.shape());
  const Tensor plain = contiguous(logits);
  const Tensor plain_labels = contiguous(labels);
  const Tensor plain_g = contiguous(g);
  const std::int64_t* label = plain_labels.data<std::int64_t>();
  Tensor out = Tensor::uninitialized(op, logits.shape(), logits.dtype());
  dispatch_floating(logits.dtype(), [&](auto zero) {
    using T = decltype(zero);
    T* to = out.data<T>();
    const T* weights = plain_g.data<T>();
    each_line<T>(plain, [=](std::int64_t i, Line<T> line) {
      T* row = to + i * line.n;
      const T total =
          line.sum_exp(line.max(), [row](Pack<T> e, std::int64_t k, std::int64_t count) { store(e, row + k, count); });
      const T w = weights[i] / total;
      map_in_place(row, line.n, [w](Pack<T> e) { return e * w; });
      row[label[i]] -= weights[i];
    });
  });
  return out;
}

}  // namespace thalweg::raw
