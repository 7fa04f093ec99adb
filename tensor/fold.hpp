// Folds: the kernel behind every reduction. Its order of operations follows from the sizes alone.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <type_traits>

#include <thalweg/tensor/math.hpp>
#include <thalweg/tensor/pack.hpp>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/sum.hpp>

namespace thalweg::raw {

// How two values become one, and what a fold over nothing gives.

struct Add {
  template <class P>
  [[gnu::always_inline]] P operator()(P a, P b) const {
    return a + b;
  }
  template <class T>
  static constexpr T start = T(0);
};

struct Multiply {
  template <class P>
  [[gnu::always_inline]] P operator()(P a, P b) const {
    return a * b;
  }
  /// Wraps around.
  std::int64_t operator()(std::int64_t a, std::int64_t b) const {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b));
  }
  template <class T>
  static constexpr T start = T(1);
};

/// NaN as soon as one value is NaN.
struct Larger {
  template <class T, int N>
  [[gnu::always_inline]] Pack<T, N> operator()(Pack<T, N> a, Pack<T, N> b) const {
    return math::max(a, b);
  }
  template <class T>
  T operator()(T a, T b) const {
    return a > b || a != a ? a : b;
  }
  template <class T>
  static constexpr T start = std::numeric_limits<T>::has_infinity ? -std::numeric_limits<T>::infinity()
                                                                  : std::numeric_limits<T>::lowest();
};

/// NaN as soon as one value is NaN.
struct Smaller {
  template <class T, int N>
  [[gnu::always_inline]] Pack<T, N> operator()(Pack<T, N> a, Pack<T, N> b) const {
    return math::min(a, b);
  }
  template <class T>
  T operator()(T a, T b) const {
    return a < b || a != a ? a : b;
  }
  template <class T>
  static constexpr T start = std::numeric_limits<T>::has_infinity ? std::numeric_limits<T>::infinity()
                                                                  : std::numeric_limits<T>::max();
};

/// The values as they are; in its place stands what is done to each value before it is folded.
struct Unchanged {
  template <class P>
  [[gnu::always_inline]] P operator()(P v) const {
    return v;
  }
};

/// Folds of map(x): in blocks of 16 rows of packs, the blocks in pairs, the pairs in pairs, so that the rounding error
/// of a sum grows with the logarithm of the count.
template <class T, class Combine, class Map>
struct Folder {
  Combine combine;
  Map map;

  static constexpr std::int64_t block = 16;
  static constexpr T start = Combine::template start<T>;

  /// W packs side by side, over `count` >= 1 rows that are `stride` apart.
  template <int W>
  std::array<Pack<T>, W> rows(const T* x, std::int64_t count, std::int64_t stride) const {
    std::array<Pack<T>, W> total;
    if (count > block) {
      const std::int64_t half = (count / 2 + block - 1) / block * block;
      total = rows<W>(x, half, stride);
      const std::array<Pack<T>, W> rest = rows<W>(x + half * stride, count - half, stride);
      for (int w = 0; w < W; ++w) total[w] = combine(total[w], rest[w]);
      return total;
    }
    for (int w = 0; w < W; ++w) total[w] = map(Pack<T>::load(x + w * lanes<T>));
    for (std::int64_t k = 1; k < count; ++k)
      for (int w = 0; w < W; ++w) total[w] = combine(total[w], map(Pack<T>::load(x + k * stride + w * lanes<T>)));
    return total;
  }

  /// The first n < lanes columns.
  Pack<T> narrow_rows(const T* x, std::int64_t count, std::int64_t stride, std::int64_t n) const {
    if (count > block) {
      const std::int64_t half = (count / 2 + block - 1) / block * block;
      return combine(narrow_rows(x, half, stride, n), narrow_rows(x + half * stride, count - half, stride, n));
    }
    Pack<T> total = map(Pack<T>::load(x, n, T(1)));
    for (std::int64_t k = 1; k < count; ++k) total = combine(total, map(Pack<T>::load(x + k * stride, n, T(1))));
    return total;
  }

  /// n values one behind the other: sums as everywhere (sum.hpp), others as rows of four packs, the lanes last.
  T line(const T* x, std::int64_t n) const {
    if constexpr (std::is_same_v<Combine, Add>) {
      return math::sum_loaded<T>(n, [&](std::int64_t i, std::int64_t count) { return some(x + i, count); });
    } else {
      return fold_line(x, n);
    }
  }

  /// map of the first n <= lanes values, `start` in the lanes behind them.
  Pack<T> some(const T* x, std::int64_t n) const {
    if (n == lanes<T>) return map(Pack<T>::load(x));
    return select(Pack<T>::iota() < static_cast<T>(n), map(Pack<T>::load(x, n, T(1))), Pack<T>(start));
  }

  T fold_line(const T* x, std::int64_t n) const {
    constexpr std::int64_t width = 4 * lanes<T>;
    Pack<T> total(start);
    std::int64_t i = n - n % width;
    if (i > 0) {
      const std::array<Pack<T>, 4> four = rows<4>(x, i / width, width);
      total = combine(combine(four[0], four[1]), combine(four[2], four[3]));
    }
    for (; i < n; i += lanes<T>) total = combine(total, some(x + i, std::min<std::int64_t>(lanes<T>, n - i)));
    return total.reduce(combine);
  }

  /// Columns c .. c + width (at most four packs) of `count` rows.
  void columns(const T* x, std::int64_t count, std::int64_t stride, std::int64_t width, T* to) const {
    if (width == 4 * lanes<T>) {
      const std::array<Pack<T>, 4> total = rows<4>(x, count, stride);
      for (int w = 0; w < 4; ++w) total[w].store(to + w * lanes<T>);
      return;
    }
    std::int64_t c = 0;
    for (; c + lanes<T> <= width; c += lanes<T>) rows<1>(x + c, count, stride)[0].store(to + c);
    if (c < width) narrow_rows(x + c, count, stride, width - c).store(to + c, width - c);
  }
};

/// x of shape (outer, n, inner) becomes `to` of shape (outer, inner), n >= 1. What is longer than a chunk is folded
/// chunk by chunk first, so that threads share the work and the bits do not depend on how many there are (sums of lines
/// see to that themselves). `scratch` gives memory for a number of values until the call returns.
template <class T, class Combine, class Map, class Scratch>
void fold_axis(const T* x, std::int64_t outer, std::int64_t n, std::int64_t inner, T* to, Combine combine, Map map,
               Scratch scratch) {
  const bool whole = inner == 1 && std::is_same_v<Combine, Add>;
  const std::int64_t chunk = whole ? n : std::max<std::int64_t>(256, (std::int64_t(1) << 16) / inner);
  const std::int64_t chunks = (n + chunk - 1) / chunk;
  T* partial = chunks == 1 ? to : scratch(outer * chunks * inner);
  const Folder<T, Combine, Map> folder{combine, map};
  const auto grain = [](std::int64_t task) { return std::max<std::int64_t>(1, 32768 / task); };
  if (inner == 1) {
    parallel_for(outer * chunks, grain(std::min(n, chunk)), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t row = chunks == 1 ? 0 : i % chunks * chunk;
        const std::int64_t line = chunks == 1 ? i : i / chunks;
        partial[i] = folder.line(x + line * n + row, std::min(chunk, n - row));
      }
    });
  } else {
    constexpr std::int64_t strip = 4 * lanes<T>;
    const std::int64_t strips = (inner + strip - 1) / strip;
    const std::int64_t task = std::min(n, chunk) * std::min(inner, strip);
    parallel_for(outer * chunks * strips, grain(task), [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t i = begin; i < end; ++i) {
        const std::int64_t part = i / strips, c = i % strips * strip;
        const std::int64_t row = part % chunks * chunk;
        folder.columns(x + (part / chunks * n + row) * inner + c, std::min(chunk, n - row), inner,
                       std::min(strip, inner - c), partial + part * inner + c);
      }
    });
  }
  if (chunks > 1) fold_axis<T>(partial, outer, chunks, inner, to, combine, Unchanged{}, scratch);
}

}  // namespace thalweg::raw
