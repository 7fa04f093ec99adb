// Sums over memory: vectorised, accurate, and the same bits on any number of threads.
#pragma once

#include <algorithm>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <thalweg/tensor/pack.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg::math {

/// a + b; integers wrap around.
template <class T>
T plus(T a, T b) {
  if constexpr (std::is_integral_v<T>) {
    return static_cast<T>(static_cast<std::make_unsigned_t<T>>(a) + static_cast<std::make_unsigned_t<T>>(b));
  } else {
    return a + b;
  }
}

/// Values summed in registers: four accumulators of up to 64 additions each, 16 of them straight on.
template <class T>
inline constexpr std::int64_t sum_block = std::int64_t(256) * lanes<T>;

/// The sum of n <= sum_block values.
template <class T, class Load>
T sum_one_block(std::int64_t begin, std::int64_t n, const Load& load) {
  using P = Pack<T>;
  constexpr std::int64_t N = lanes<T>;
  P s0(T(0)), s1(T(0)), s2(T(0)), s3(T(0));
  std::int64_t i = begin;
  const std::int64_t end = begin + n;
  while (i + 4 * N <= end) {
    P t0 = load(i, N), t1 = load(i + N, N), t2 = load(i + 2 * N, N), t3 = load(i + 3 * N, N);
    const std::int64_t stop = std::min(end, i + 64 * N);
    for (i += 4 * N; i + 4 * N <= stop; i += 4 * N) {
      t0 += load(i, N);
      t1 += load(i + N, N);
      t2 += load(i + 2 * N, N);
      t3 += load(i + 3 * N, N);
    }
    s0 += t0;
    s1 += t1;
    s2 += t2;
    s3 += t3;
  }
  for (; i + N <= end; i += N) s0 += load(i, N);
  if (i < end) s1 += load(i, end - i);
  return ((s0 + s1) + (s2 + s3)).reduce([](T a, T b) { return plus(a, b); });
}

/// The sum of count > 0 values by halves, the left half the largest power of two below count; leaf(i) is the i-th
/// value.
template <class T, class Leaf>
T sum_by_halves(std::int64_t begin, std::int64_t count, const Leaf& leaf) {
  if (count == 1) return leaf(begin);
  std::int64_t left = 1;
  while (2 * left < count) left *= 2;
  return plus(sum_by_halves<T>(begin, left, leaf), sum_by_halves<T>(begin + left, count - left, leaf));
}

/// The sum of the n values that load(i, count) gives: the pack of values i .. i + count, zeros in the lanes behind
/// (count <= lanes).
///
/// Blocks of sum_block values are added up pairwise in a tree that depends on n only. The relative error, in terms of
/// the sum of absolute values, is at most (30 + log2(n)) units of roundoff, in practice a few; a plain loop's grows
/// with n.
template <class T, class Load>
T sum_loaded(std::int64_t n, const Load& load) {
  constexpr std::int64_t blocks_per_chunk = 32, chunk = blocks_per_chunk * sum_block<T>;
  if (n <= 0) return T(0);
  const auto tree = [&](std::int64_t begin, std::int64_t end) {
    return sum_by_halves<T>(0, (end - begin + sum_block<T> - 1) / sum_block<T>, [&](std::int64_t block) {
      const std::int64_t start = begin + block * sum_block<T>;
      return sum_one_block<T>(start, std::min(sum_block<T>, end - start), load);
    });
  };
  if (n <= 4 * chunk) return tree(0, n);
  // Chunks are whole subtrees, so that the sum of their sums is the sum of the whole tree.
  std::vector<T> sums(static_cast<std::size_t>((n + chunk - 1) / chunk));
  parallel_for(static_cast<std::int64_t>(sums.size()), 2, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i)
      sums[static_cast<std::size_t>(i)] = tree(i * chunk, std::min(n, (i + 1) * chunk));
  });
  return sum_by_halves<T>(0, static_cast<std::int64_t>(sums.size()),
                          [&](std::int64_t i) { return sums[static_cast<std::size_t>(i)]; });
}

/// n values from memory: whole packs without the test for a rest.
template <class T>
[[gnu::always_inline]] inline Pack<T> load_some(const T* x, std::int64_t count) {
  return count == lanes<T> ? Pack<T>::load(x) : Pack<T>::load(x, count);
}

/// x[0] + x[1] + ... + x[n - 1]; T is float, double or std::int64_t.
template <class T>
T sum(const T* x, std::int64_t n) {
  return sum_loaded<T>(n, [x](std::int64_t i, std::int64_t count) { return load_some(x + i, count); });
}

/// x[0] + x[stride] + ...: n values.
template <class T>
T sum(const T* x, std::int64_t n, std::int64_t stride) {
  if (stride == 1) return sum(x, n);
  return sum_loaded<T>(
      n, [=](std::int64_t i, std::int64_t count) { return Pack<T>::gather(x + i * stride, stride, count); });
}

/// x[0] y[0] + x[1] y[1] + ...
template <class T>
T dot(const T* x, const T* y, std::int64_t n) {
  return sum_loaded<T>(
      n, [=](std::int64_t i, std::int64_t count) { return load_some(x + i, count) * load_some(y + i, count); });
}

/// x[0]^2 + x[1]^2 + ...
template <class T>
T sum_of_squares(const T* x, std::int64_t n) {
  return dot(x, x, n);
}

}  // namespace thalweg::math
