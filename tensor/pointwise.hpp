// Element-wise kernels: one generic lambda over packs, run over broadcast and strided operands.
#pragma once

#include <array>
#include <cstring>
#include <type_traits>

#include <thalweg/tensor/pack.hpp>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/tape.hpp>
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
    if (depth_ <= 1) return row(offset, inner, step);
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

/// f applied to operands of one shape without gaps: what map does at once, and a tape again and again.
template <class T, class F, std::size_t count>
struct MapStep {
  T* to;
  std::array<const T*, count> from;
  std::int64_t n;
  [[no_unique_address]] F f;

  void operator()() const {
    if (n <= worth_a_thread) return run(0, n);
    parallel_for(n, worth_a_thread, [this](std::int64_t begin, std::int64_t end) { run(begin, end); });
  }
  /// One copy of the loop serves calls from here and from the threads.
  [[gnu::noinline]] void run(std::int64_t begin, std::int64_t end) const {
    std::apply(
        [&](auto... x) {
          n == 1 ? run_one(x...)
                 : map_row<T>(to + begin, end - begin, f, Reader<T, Read::consecutive>{x + begin, 1}...);
        },
        from);
  }
  /// One number needs no masks, which would stand in the way of the next step reading it.
  template <class... X>
  void run_one(X... x) const {
    *to = f(Pack<T>(*x)...)[0];
  }
  /// Both write the same values.
  bool same(const MapStep& other) const noexcept {
    if (from != other.from || n != other.n) return false;
    if constexpr (std::is_empty_v<F>) return true;
    return std::is_trivially_copyable_v<F> && std::memcmp(&f, &other.f, sizeof(F)) == 0;
  }
};

/// The same for operands of any strides.
template <class T, class F, std::size_t count>
struct StridedMapStep {
  T* to;
  std::array<const T*, count> from;
  Loops<count + 1> loops;
  [[no_unique_address]] F f;

  [[gnu::noinline]] void operator()() const {
    loops.run([&](const auto& offset, std::int64_t n, const auto& step) {
      std::array<const T*, count> row;
      std::array<std::int64_t, count> stride;
      for (std::size_t k = 0; k < count; ++k) {
        row[k] = from[k] + offset[k + 1];
        stride[k] = step[k + 1];
      }
      map_rows<T>(to + offset[0], n, f, row, stride);
    });
  }
};

/// Runs a step at once; a tape, if there is one, keeps it.
template <class Step, class... Tensors>
void run_step(const char* op, const Step& step, const Tensor& out, const Tensors&... inputs) {
  step();
  if (tape != nullptr) [[unlikely]] {
    const Tensor* const operands[] = {&inputs...};
    tape->add(op, out, operands, step);
  }
}

/// Where the values of x lie: for a tape, in every run.
template <class T>
T* place_of_values(const Tensor& x) {
  return tape != nullptr ? tape->data<T>(x) : x.data<T>();
}

/// The value of an element-wise operation on broadcast operands of one dtype: f takes one Pack per operand.
template <Accept accept = Accept::floating, class F, class... Tensors>
Tensor map(const char* op, F f, const Tensors&... xs) {
  constexpr std::size_t count = sizeof...(Tensors);
  const Dtype dtype = common_dtype(op, xs...);
  if constexpr (accept == Accept::floating) check_floating(op, dtype);
  const Tensor& first = std::get<0>(std::tie(xs...));
  const bool alike = ((xs.shape() == first.shape()) && ...);
  const auto stretched = [&] {
    Shape shape = first.shape();
    ((shape = broadcast(op, shape, xs.shape())), ...);
    return shape;
  };
  Tensor out = alike ? Tensor::uninitialized(op, first.shape(), dtype) : Tensor::uninitialized(op, stretched(), dtype);

  const auto run = [&](auto zero) {
    using T = decltype(zero);
    T* const to = place_of_values<T>(out);
    const std::array<const T*, count> from{place_of_values<T>(xs)...};
    if (alike && (xs.is_contiguous() && ...)) {
      run_step(op, MapStep<T, F, count>{to, from, out.numel(), f}, out, xs...);
    } else if (out.numel() > 0) {
      const Loops<count + 1> loops(
          out.shape(),
          std::array<Strides, count + 1>{out.strides(), broadcast_strides(xs.shape(), xs.strides(), out.shape())...});
      run_step(op, StridedMapStep<T, F, count>{to, from, loops, f}, out, xs...);
    } else {
      constant(out);
    }
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
