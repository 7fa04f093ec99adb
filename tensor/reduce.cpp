// Reductions on values: the axes are folded run by run, from the last to the first.
#include <cmath>
#include <vector>

#include <thalweg/tensor/fold.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/reduce.hpp>
#include <thalweg/tensor/tape.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

Shape reduced_shape(const Shape& shape, const Axes& axes, bool keepdim) {
  Shape result = shape;
  for (std::int64_t i = axes.rank() - 1; i >= 0; --i) {
    if (keepdim) {
      result[axes[i]] = 1;
    } else {
      result = result.erased(axes[i]);
    }
  }
  return result;
}

std::int64_t reduced_count(const Shape& shape, const Axes& axes) {
  std::int64_t count = 1;
  for (const std::int64_t axis : axes) count *= shape[axis];
  return count;
}

Axes kept_then(const Axes& axes, std::int64_t rank) {
  Axes order;
  for (std::int64_t axis = 0; axis < rank; ++axis)
    if (std::find(axes.begin(), axes.end(), axis) == axes.end()) order = order.inserted(order.rank(), axis);
  for (const std::int64_t axis : axes) order = order.inserted(order.rank(), axis);
  return order;
}

namespace {

/// A tensor seen as alternating runs of axes: kept ones and ones to reduce, as (outer, n, inner) of the last run to
/// reduce.
struct Run {
  std::int64_t outer, n, inner, rank;

  /// The last run to reduce among the first `rank` axes of `shape`, in front of `inner` elements; n = 1 where none is
  /// left.
  Run(const Shape& shape, const Axes& reduced, std::int64_t rank, std::int64_t inner)
      : outer(1), n(1), inner(inner), rank(rank) {
    const auto is_reduced = [&](std::int64_t axis) {
      return std::find(reduced.begin(), reduced.end(), axis) != reduced.end();
    };
    while (this->rank > 0 && (shape[this->rank - 1] == 1 || !is_reduced(this->rank - 1)))
      this->inner *= shape[--this->rank];
    while (this->rank > 0 && (shape[this->rank - 1] == 1 || is_reduced(this->rank - 1))) n *= shape[--this->rank];
    for (std::int64_t axis = 0; axis < this->rank; ++axis) outer *= shape[axis];
  }
};

/// The fold of map(x) over axes, for x without gaps: what fold does at once, and a tape again and again.
template <class T, class Combine, class Map>
struct FoldStep {
  const char* op;
  const T* from;
  T* to;
  std::int64_t results;
  bool empty;
  Shape shape;
  Axes reduced;
  Combine combine;
  Map map;

  void operator()() const {
    if (empty) {
      std::fill_n(to, results, Combine::template start<T>);
      return;
    }
    std::vector<Tensor, CachedAllocator<Tensor>> memory;
    const auto scratch = [&](std::int64_t count) {
      const Taping off(nullptr);
      memory.push_back(Tensor::uninitialized(op, {count}, dtype_of<T>()));
      return memory.back().data<T>();
    };
    Run now(shape, reduced, shape.rank(), 1);
    Run next(shape, reduced, now.rank, now.inner);
    T* result = next.n == 1 ? to : scratch(now.outer * now.inner);
    fold_axis(from, now.outer, now.n, now.inner, result, combine, map, scratch);
    while (next.n > 1) {
      const T* part = result;
      now = next;
      next = Run(shape, reduced, now.rank, now.inner);
      result = next.n == 1 ? to : scratch(now.outer * now.inner);
      fold_axis(part, now.outer, now.n, now.inner, result, combine, Unchanged{}, scratch);
    }
  }
};

/// The fold of map(x) over `axes`.
template <Accept accept, class Combine, class Map = Unchanged>
Tensor fold(const char* op, const Tensor& x, const Axes& axes, bool keepdim, Combine combine, Map map = {}) {
  if constexpr (accept == Accept::floating) check_floating(op, x.dtype());
  const Axes reduced = normalize_axes(op, axes, x.rank());
  Tensor out = Tensor::uninitialized(op, reduced_shape(x.shape(), reduced, keepdim), x.dtype());
  const Tensor plain = contiguous(x);
  const auto run = [&](auto zero) {
    using T = decltype(zero);
    const FoldStep<T, Combine, Map> step{op,
                                         place_of_values<T>(plain),
                                         place_of_values<T>(out),
                                         out.numel(),
                                         x.numel() == 0,
                                         x.shape(),
                                         reduced,
                                         combine,
                                         map};
    run_step(op, step, out, plain);
  };
  if constexpr (accept == Accept::any) {
    dispatch(x.dtype(), run);
  } else {
    dispatch_floating(x.dtype(), run);
  }
  return out;
}

void check_not_empty(const char* op, const Tensor& x, const Axes& axes) {
  check(reduced_count(x.shape(), normalize_axes(op, axes, x.rank())) > 0, op, "shape ", x.shape(),
        " has no elements to choose from along axes ", normalize_axes(op, axes, x.rank()));
}

/// Of magnitudes: none lies below 0.
struct LargestMagnitude : Larger {
  template <class T>
  static constexpr T start = T(0);
};

/// Every value lies where its square is neither infinite nor rounded to nothing.
bool squares_fit(const Tensor& norms) {
  return dispatch_floating(norms.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T low = std::sqrt(std::numeric_limits<T>::min()) / std::numeric_limits<T>::epsilon();
    const T* y = norms.data<T>();
    return std::all_of(y, y + norms.numel(), [&](T v) { return v > low && v < std::numeric_limits<T>::infinity(); });
  });
}

/// The first place of the value that combine prefers.
template <class Combine>
Tensor place_of(const char* op, const Tensor& x, const Axes& axes, bool keepdim) {
  if (tape != nullptr) [[unlikely]]
    return taped(op, place_of<Combine>, op, x, axes, keepdim);
  check_not_empty(op, x, axes);
  const Axes reduced = normalize_axes(op, axes, x.rank());
  Tensor out = Tensor::uninitialized(op, reduced_shape(x.shape(), reduced, keepdim), int64);
  if (out.numel() == 0) return out;
  const Tensor plain = contiguous(permute(x, kept_then(reduced, x.rank())));
  dispatch(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    const T* from = plain.data<T>();
    std::int64_t* to = out.data<std::int64_t>();
    const std::int64_t n = x.numel() / out.numel();
    parallel_for(out.numel(), std::max<std::int64_t>(1, 16384 / n), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const T* line = from + i * n;
        const T best = Folder<T, Combine, Unchanged>{}.line(line, n);
        std::int64_t k = 0;
        if (best == best) {
          for (; k + lanes<T> <= n && !any(Pack<T>::load(line + k) == Pack<T>(best)); k += lanes<T>) continue;
          while (line[k] != best) ++k;
        } else {
          while (line[k] == line[k]) ++k;
        }
        to[i] = k;
      }
    });
  });
  return out;
}

}  // namespace

Tensor sum(const Tensor& x, const Axes& axes, bool keepdim) {
  return fold<Accept::any>("sum", x, axes, keepdim, Add{});
}

Tensor prod(const Tensor& x, const Axes& axes, bool keepdim) {
  return fold<Accept::any>("prod", x, axes, keepdim, Multiply{});
}

Tensor max(const Tensor& x, const Axes& axes, bool keepdim) {
  check_not_empty("max", x, axes);
  return fold<Accept::any>("max", x, axes, keepdim, Larger{});
}

Tensor min(const Tensor& x, const Axes& axes, bool keepdim) {
  check_not_empty("min", x, axes);
  return fold<Accept::any>("min", x, axes, keepdim, Smaller{});
}

Tensor sum_of_squared_deviations(const char* op, const Tensor& x, const Axes& axes, bool keepdim) {
  if (tape != nullptr) [[unlikely]]
    return taped(op, sum_of_squared_deviations, op, x, axes, keepdim);
  const auto count = static_cast<double>(reduced_count(x.shape(), normalize_axes(op, axes, x.rank())));
  const Tensor mean = map(
      op, [count](auto v) { return v / count; }, sum(x, axes, true));
  const Tensor deviations = map(
      op, [](auto v, auto m) { return v - m; }, x, mean);
  return fold<Accept::floating>(op, deviations, axes, keepdim, Add{}, [](auto v) { return v * v; });
}

Tensor norm(const Tensor& x, double p, const Axes& axes, bool keepdim) {
  if (tape != nullptr) [[unlikely]]
    return taped("norm", norm, x, p, axes, keepdim);
  const char* op = "norm";
  const auto absolute = [](auto v) { return math::abs(v); };
  const auto square = [](auto v) { return v * v; };
  const auto root = [](auto v) { return math::sqrt(v); };
  if (p == 1) return fold<Accept::floating>(op, x, axes, keepdim, Add{}, absolute);
  if (p == 2) {
    const Tensor y = map(op, root, fold<Accept::floating>(op, x, axes, keepdim, Add{}, square));
    if (squares_fit(y)) return y;
  }
  const Tensor largest = fold<Accept::floating>(op, x, axes, true, LargestMagnitude{}, absolute);
  const auto scale = [](auto m) { return select((m > 0) & math::is_finite(m), m, 1); };
  const Tensor scaled = map(
      op, [=](auto v, auto m) { return math::abs(v) / scale(m); }, x, largest);
  const auto power = [p](auto v) { return p == 2 ? v * v : math::pow(v, p); };
  const Tensor y = fold<Accept::floating>(op, scaled, axes, true, Add{}, power);
  const Tensor result = map(
      op, [=](auto v, auto m) { return (p == 2 ? root(v) : math::pow(v, 1 / p)) * scale(m); }, y, largest);
  return keepdim ? result : reshape(result, reduced_shape(x.shape(), normalize_axes(op, axes, x.rank()), false));
}

Tensor argmax(const Tensor& x, const Axes& axes, bool keepdim) { return place_of<Larger>("argmax", x, axes, keepdim); }
Tensor argmin(const Tensor& x, const Axes& axes, bool keepdim) { return place_of<Smaller>("argmin", x, axes, keepdim); }

}  // namespace thalweg::raw
