// Lines: the values along one axis, for kernels that need all of a line at once. A kernel is written once, on packs,
// for one long line (a pack holds consecutive values of it) and for many (every lane is a line of its own).
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>

#include <thalweg/tensor/math.hpp>
#include <thalweg/tensor/pack.hpp>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/transpose_block.hpp>

namespace thalweg::raw {

template <class T>
[[gnu::always_inline]] inline void store(Pack<T> v, T* to, std::int64_t count) {
  count == lanes<T> ? v.store(to) : v.store(to, count);
}

/// One line of n values, one behind the other. Lanes behind the end read as -inf, which neither a maximum nor a sum of
/// exponentials notices.
template <class T>
struct Line {
  const T* x;
  std::int64_t n;
  static constexpr std::int64_t count = 1;

  /// f(values, place, number of values) for all packs; the place is where they stand behind x.
  template <class F>
  [[gnu::always_inline]] void each(F f) const {
    std::int64_t i = 0;
    for (; i + lanes<T> <= n; i += lanes<T>) f(Pack<T>::load(x + i), i, std::int64_t(lanes<T>));
    if (i < n) f(Pack<T>::load(x + i, n - i, -std::numeric_limits<T>::infinity()), i, n - i);
  }
  /// What packs folded into one say of the line, in all lanes.
  Pack<T> whole_max(Pack<T> v) const { return reduce_max(v); }
  Pack<T> whole_sum(Pack<T> v) const { return reduce_sum(v); }
  /// The value at `index[0]`.
  Pack<T> pick(const std::int64_t* index) const { return x[*index]; }
  /// One number per line, to and from the lanes that work on it.
  Pack<T> load_each(const T* from) const { return *from; }
  void store_each(Pack<T> v, T* to) const { *to = v[0]; }
  Line at(const T* other) const { return {other, n}; }
};

/// Lines side by side, one per lane: `width` (at most lanes) columns of n rows that are `stride` apart. Only the first
/// `count` of them are of interest.
template <class T>
struct Columns {
  const T* x;
  std::int64_t n, stride, width, count;

  template <class F>
  [[gnu::always_inline]] void each(F f) const {
    for (std::int64_t k = 0; k < n; ++k) {
      const T* row = x + k * stride;
      f(width == lanes<T> ? Pack<T>::load(row) : Pack<T>::load(row, width), k * stride, width);
    }
  }
  Pack<T> whole_max(Pack<T> v) const { return v; }
  Pack<T> whole_sum(Pack<T> v) const { return v; }
  /// Of line c the value at `index[c]`.
  Pack<T> pick(const std::int64_t* index) const {
    T values[lanes<T>] = {};
    for (std::int64_t c = 0; c < count; ++c) values[c] = x[index[c] * stride + c];
    return Pack<T>::load(values);
  }
  Pack<T> load_each(const T* from) const { return Pack<T>::load(from, count); }
  void store_each(Pack<T> v, T* to) const { v.store(to, count); }
  Columns at(const T* other) const { return {other, n, stride, width, count}; }
};

/// Lines up to this length are turned into columns: most lanes of a pack along the line would be idle.
inline constexpr std::int64_t narrow_line = 32;

/// Lines to hand to one thread at a time, for lines of n elements.
inline std::int64_t lines_grain(std::int64_t n) { return std::max<std::int64_t>(1, 16384 / n); }

/// kernel(lines, first, to) for all of `count` lines of n >= 1 values, one line behind the other: `lines` are
/// lines.count of them from `first` on. What it writes to `to`, laid out as `lines` are, arrives in `out` (unless that
/// is null) in the places of x. It may overwrite the lines themselves, so a kernel reads a value before it writes it.
template <class T, class Kernel>
void over_lines(const T* x, T* out, std::int64_t count, std::int64_t n, Kernel kernel) {
  if (n > narrow_line) {
    parallel_for(count, lines_grain(n), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i)
        kernel(Line<T>{x + i * n, n}, i, out == nullptr ? nullptr : out + i * n);
    });
    return;
  }
  const std::int64_t groups = (count + lanes<T> - 1) / lanes<T>;
  parallel_for(groups, lines_grain(n * lanes<T>), [&](std::int64_t begin, std::int64_t end) {
    alignas(pack_bytes) T turned[narrow_line * lanes<T>] = {};  // lanes without a line hold numbers too
    for (std::int64_t group = begin; group < end; ++group) {
      const std::int64_t first = group * lanes<T>;
      const std::int64_t here = std::min<std::int64_t>(lanes<T>, count - first);
      const T* from = x + first * n;
      copy_transposed(from, n, here, n, turned, lanes<T>);
      kernel(Columns<T>{turned, n, lanes<T>, lanes<T>, here}, first, turned);
      if (out == nullptr) continue;
      copy_transposed(turned, lanes<T>, n, here, out + first * n, n);
    }
  });
}

/// The same for x of shape (outer, n, inner), whose lines run along the middle axis.
template <class T, class Kernel>
void over_columns(const T* x, T* out, std::int64_t outer, std::int64_t n, std::int64_t inner, Kernel kernel) {
  const std::int64_t groups = (inner + lanes<T> - 1) / lanes<T>;
  parallel_for(outer * groups, lines_grain(n * lanes<T>), [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int64_t c = i % groups * lanes<T>;
      const std::int64_t at = i / groups * n * inner + c;
      const std::int64_t width = std::min<std::int64_t>(lanes<T>, inner - c);
      kernel(Columns<T>{x + at, n, inner, width, width}, i / groups * inner + c, out + at);
    }
  });
}

}  // namespace thalweg::raw
