// Element-wise kernels: one generic lambda over packs, run over broadcast and strided operands.
#pragma once

#include <array>

#include <thalweg/tensor/pack.hpp>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// The dtypes an element-wise operation is defined for.
enum class Accept { floating, any };

namespace raw {

/// All operands must share one dtype; returns it. The error names both and the cure.
inline Dtype common_dtype(const char* op, const Tensor& a) {
  (void)op;
  return a.dtype();
}
template <class... Rest>
Dtype common_dtype(const char* op, const Tensor& a, const Tensor& b, const Rest&... rest) {
  check(a.dtype() == b.dtype(), op, "dtypes differ: ", a.dtype(), " and ", b.dtype(), "; convert one with .to(",
        a.dtype() == int64 ? b.dtype() : a.dtype(), ")");
  return common_dtype(op, b, rest...);
}
void check_floating(const char* op, Dtype dtype);
/// A scalar that meets int64 must be a whole number that int64 holds.
void check_scalar(const char* op, Dtype dtype, double s);

/// Nested loops over operands of one shape: axes that lie alike in memory are merged, axes of size 1 dropped.
/// Operand 0 is the result.
template <std::size_t operands>
struct Loops {
  Shape sizes;
  std::array<Strides, operands> strides;

  Loops(const Shape& shape, const std::array<Strides, operands>& by_axis) {
    sizes = Shape::filled(shape.rank(), 1);
    for (Strides& list : strides) list = Shape::filled(shape.rank(), 0);
    std::int64_t depth = 0;  // loops so far, innermost first
    for (std::int64_t axis = shape.rank() - 1; axis >= 0; --axis) {
      if (shape[axis] == 1) continue;
      bool merges = depth > 0;
      for (std::size_t k = 0; merges && k < operands; ++k)
        merges = by_axis[k][axis] == strides[k][depth - 1] * sizes[depth - 1];
      if (merges) {
        sizes[depth - 1] *= shape[axis];
        continue;
      }
      sizes[depth] = shape[axis];
      for (std::size_t k = 0; k < operands; ++k) strides[k][depth] = by_axis[k][axis];
      ++depth;
    }
    depth_ = depth;
  }

  /// Calls row(offsets, n, strides) for every innermost run of n elements; offsets are in elements.
  template <class Row>
  void run(Row row) const {
    const std::int64_t inner = depth_ > 0 ? sizes[0] : 1;
    std::array<std::int64_t, operands> offset{};
    std::array<std::int64_t, operands> step{};
    for (std::size_t k = 0; k < operands && depth_ > 0; ++k) step[k] = strides[k][0];
    Shape count = Shape::filled(depth_, 0);
    while (true) {
      row(offset, inner, step);
      std::int64_t level = 1;
      for (; level < depth_; ++level) {
        for (std::size_t k = 0; k < operands; ++k) offset[k] += strides[k][level];
        if (++count[level] < sizes[level]) break;
        count[level] = 0;
        for (std::size_t k = 0; k < operands; ++k) offset[k] -= strides[k][level] * sizes[level];
      }
      if (level >= depth_) return;
    }
  }

 private:
  std::int64_t depth_ = 0;
};

/// How a row reads one operand: every lane the same value, consecutive values, or whatever its stride says.
enum class Read { same, consecutive, strided };

template <class T, Read read>
struct Reader {
  const T* from;
  std::int64_t stride;

  [[gnu::always_inline]] Pack<T> operator()(std::int64_t i) const {
    if constexpr (read == Read::same) return Pack<T>(*from);
    if constexpr (read == Read::consecutive) return Pack<T>::load(from + i);
    if (stride == 1) return Pack<T>::load(from + i);
    if (stride == 0) return Pack<T>(*from);
    return Pack<T>::gather(from + i * stride, stride);
  }
  /// Unused lanes are 1, which no operation trips over.
  [[gnu::always_inline]] Pack<T> tail(std::int64_t i, std::int64_t n) const {
    if constexpr (read == Read::same) return Pack<T>(*from);
    if constexpr (read == Read::consecutive) return Pack<T>::load(from + i, n, T(1));
    return Pack<T>::gather(from + i * stride, stride, n, T(1));
  }
};

/// out[i] = f(x[i], ...) for n elements; the tail runs through the same pack code, so a value never depends on its
/// place.
template <class T, class F, Read... reads>
void map_row(T* out, std::int64_t n, F f, Reader<T, reads>... x) {
  std::int64_t i = 0;
  for (; i + lanes<T> <= n; i += lanes<T>) f(x(i)...).store(out + i);
  if (i < n) f(x.tail(i, n - i)...).store(out + i, n - i);
}

template <class T, class F>
void map_rows(T* out, std::int64_t n, F f, std::array<const T*, 1> x, std::array<std::int64_t, 1> stride) {
  if (stride[0] == 1) return map_row<T>(out, n, f, Reader<T, Read::consecutive>{x[0], 1});
  map_row<T>(out, n, f, Reader<T, Read::strided>{x[0], stride[0]});
}

template <class T, class F>
void map_rows(T* out, std::int64_t n, F f, std::array<const T*, 2> x, std::array<std::int64_t, 2> stride) {
  using Each = Reader<T, Read::consecutive>;
  using Same = Reader<T, Read::same>;
  using Any = Reader<T, Read::strided>;
  if (stride[0] == 1 && stride[1] == 1) return map_row<T>(out, n, f, Each{x[0], 1}, Each{x[1], 1});
  if (stride[0] == 1 && stride[1] == 0) return map_row<T>(out, n, f, Each{x[0], 1}, Same{x[1], 0});
  if (stride[0] == 0 && stride[1] == 1) return map_row<T>(out, n, f, Same{x[0], 0}, Each{x[1], 1});
  map_row<T>(out, n, f, Any{x[0], stride[0]}, Any{x[1], stride[1]});
}

template <class T, class F>
void map_rows(T* out, std::int64_t n, F f, std::array<const T*, 3> x, std::array<std::int64_t, 3> stride) {
  using Any = Reader<T, Read::strided>;
  map_row<T>(out, n, f, Any{x[0], stride[0]}, Any{x[1], stride[1]}, Any{x[2], stride[2]});
}

/// Elements of a contiguous tensor that are worth handing to another thread.
inline constexpr std::int64_t worth_a_thread = std::int64_t(1) << 16;

/// The value of an element-wise operation on broadcast operands of one dtype: f takes one Pack per operand.
template <Accept accept = Accept::floating, class F, class... Tensors>
Tensor map(const char* op, F f, const Tensors&... xs) {
  constexpr std::size_t count = sizeof...(Tensors);
  const Dtype dtype = common_dtype(op, xs...);
  if constexpr (accept == Accept::floating) check_floating(op, dtype);
  const std::array<const Tensor*, count> inputs{&xs...};
  const bool alike = ((xs.shape() == inputs[0]->shape()) && ...);
  Shape shape = inputs[0]->shape();
  if (!alike)
    for (const Tensor* x : inputs) shape = broadcast(op, shape, x->shape());
  Tensor out = Tensor::uninitialized(op, shape, dtype);
  if (out.numel() == 0) return out;

  const auto run = [&](auto zero) {
    using T = decltype(zero);
    T* to = out.data<T>();
    std::array<const T*, count> from{xs.template data<T>()...};
    if (alike && (xs.is_contiguous() && ...)) {
      // One copy of the loop serves both a call from here and from the threads.
      const auto piece = [&](std::int64_t begin, std::int64_t end) __attribute__((noinline)) {
        std::array<std::int64_t, count> unit;
        unit.fill(1);
        std::array<const T*, count> x = from;
        for (const T*& each : x) each += begin;
        map_rows<T>(to + begin, end - begin, f, x, unit);
      };
      return parallel_for(out.numel(), worth_a_thread, piece);
    }
    const Loops<count + 1> loops(
        shape, std::array<Strides, count + 1>{out.strides(), broadcast_strides(xs.shape(), xs.strides(), shape)...});
    loops.run([&](const auto& offset, std::int64_t n, const auto& step) {
      std::array<const T*, count> row;
      std::array<std::int64_t, count> stride;
      for (std::size_t k = 0; k < count; ++k) {
        row[k] = from[k] + offset[k + 1];
        stride[k] = step[k + 1];
      }
      map_rows<T>(to + offset[0], n, f, row, stride);
    });
  };
  if constexpr (accept == Accept::any) {
    dispatch(dtype, run);
  } else {
    dispatch_floating(dtype, run);
  }
  return out;
}

/// b += a element by element, in place, for tensors of one shape and dtype; b contiguous. Bumps b's version.
void accumulate(const Tensor& b, const Tensor& a);

}  // namespace raw

}  // namespace thalweg
