// Packs: loads, stores, arithmetic in the type of the lanes, masks and reductions.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <thalweg/tensor/pack.hpp>

namespace thalweg {

namespace {

template <class T>
std::vector<T> counting(int n) {
  std::vector<T> values(static_cast<std::size_t>(n));
  for (int i = 0; i < n; ++i) values[static_cast<std::size_t>(i)] = static_cast<T>(i + 1);
  return values;
}

}  // namespace

TEST_CASE_TEMPLATE("pack: a partial load fills the other lanes, a partial store leaves the rest alone", T, float,
                   double, std::int64_t, std::uint32_t) {
  constexpr int N = lanes<T>;
  const std::vector<T> source = counting<T>(N);
  for (int n = 0; n <= N; ++n) {
    const std::vector<T> exact(source.begin(), source.begin() + n);
    const auto pack = Pack<T>::load(exact.data(), n, T(-7));
    std::vector<T> stored(N + 1, T(99));
    pack.store(stored.data(), n);
    for (int i = 0; i < N; ++i) {
      CHECK(pack[i] == (i < n ? T(i + 1) : T(-7)));
      CHECK(stored[static_cast<std::size_t>(i)] == (i < n ? T(i + 1) : T(99)));
    }
    CHECK(stored[N] == T(99));
  }
}

TEST_CASE_TEMPLATE("pack: strided gather and scatter visit every stride-th value only", T, float, double,
                   std::int64_t) {
  constexpr int N = lanes<T>;
  const std::vector<T> source = counting<T>(3 * N);
  const auto pack = Pack<T>::gather(source.data(), 3, N - 1, T(5));
  std::vector<T> target(static_cast<std::size_t>(2 * N), T(0));
  pack.scatter(target.data(), 2, N - 1);
  for (int i = 0; i < N - 1; ++i) {
    CHECK(pack[i] == T(3 * i + 1));
    CHECK(target[static_cast<std::size_t>(2 * i)] == T(3 * i + 1));
    CHECK(target[static_cast<std::size_t>(2 * i + 1)] == T(0));
  }
  CHECK(pack[N - 1] == T(5));
  CHECK(target[static_cast<std::size_t>(2 * N - 2)] == T(0));
}

TEST_CASE_TEMPLATE("pack: scalars take the type of the lanes on either side", T, float, double, std::int64_t) {
  const std::vector<T> source = counting<T>(lanes<T>);
  const auto v = Pack<T>::load(source.data());
  const auto f = [](auto x, auto y) { return 2.0 * x * y + 1.0 - x / 2 - y; };
  const auto result = f(v, -v);
  for (int i = 0; i < lanes<T>; ++i) {
    const T x = source[static_cast<std::size_t>(i)], y = static_cast<T>(-x);
    CHECK(result[i] == T(2.0) * x * y + T(1.0) - x / T(2) - y);
  }
}

TEST_CASE_TEMPLATE("pack: a broadcast keeps the sign of zero", T, float, double) {
  const Pack<T> v(T(-0.0));
  for (int i = 0; i < lanes<T>; ++i) CHECK(std::signbit(v[i]));
}

TEST_CASE_TEMPLATE("pack: comparisons give masks that select, combine and negate", T, float, double, std::int64_t) {
  const auto v = Pack<T>::iota();
  const auto inside = (v > 0.0) & !(v >= lanes<T> - 1);
  const auto result = select(inside, v, -1.0);
  for (int i = 0; i < lanes<T>; ++i) {
    const bool expected = i > 0 && i < lanes<T> - 1;
    CHECK(inside[i] == expected);
    CHECK(result[i] == (expected ? T(i) : T(-1)));
  }
  CHECK(any((v == 0.0) | (v == 1.0)));
  CHECK_FALSE(any(v != v));
  CHECK_FALSE(any(v < 0.0));
  CHECK(any(v == T(lanes<T> - 1)));
}

TEST_CASE_TEMPLATE("pack: min and max pass a NaN on from either side", T, float, double) {
  const T nan = std::numeric_limits<T>::quiet_NaN();
  const Pack<T> one(T(1)), bad(nan);
  CHECK(std::isnan(min(one, bad)[0]));
  CHECK(std::isnan(min(bad, one)[0]));
  CHECK(std::isnan(max(one, bad)[0]));
  CHECK(std::isnan(max(bad, one)[0]));
  CHECK(min(one, 2.0)[0] == T(1));
  CHECK(max(one, 2.0)[0] == T(2));
  for (int lane = 0; lane < lanes<T>; ++lane) {
    std::vector<T> values = counting<T>(lanes<T>);
    values[static_cast<std::size_t>(lane)] = nan;
    CHECK(std::isnan(reduce_max(Pack<T>::load(values.data()))));
    CHECK(std::isnan(reduce_min(Pack<T>::load(values.data()))));
  }
}

TEST_CASE_TEMPLATE("pack: reductions take every lane", T, float, double, std::int64_t) {
  const auto v = Pack<T>::iota();
  CHECK(reduce_sum(v) == T(lanes<T> * (lanes<T> - 1) / 2));
  CHECK(reduce_max(v) == T(lanes<T> - 1));
  CHECK(reduce_min(v) == T(0));
}

TEST_CASE_TEMPLATE("pack: bits go to integers and back", T, float, double) {
  const auto v = Pack<T>::iota() - 1.5;
  const auto sign = to_bits(v) >> (8 * static_cast<int>(sizeof(T)) - 1);
  const auto back = from_bits<T>(to_bits(v) ^ 0u);
  for (int i = 0; i < lanes<T>; ++i) {
    CHECK(sign[i] == (i < 2 ? 1u : 0u));
    CHECK(back[i] == v[i]);
  }
}

}  // namespace thalweg
