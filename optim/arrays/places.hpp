// One pass over the arrays of an update rule: packs of elements, the rest one by one, large arrays on several threads.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <type_traits>

#include <thalweg/tensor/math_basic.hpp>
#include <thalweg/tensor/pack.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg::optim::arrays {

/// Where a rule is in its arrays: at a pack of elements, or at a single one. A rule written for both does the same
/// operations in the same order, so that the bits of an element do not depend on its place.
template <class T, bool whole_pack>
struct Place {
  std::size_t i;

  [[gnu::always_inline]] auto of(std::span<const T> x) const {
    if constexpr (whole_pack) {
      return Pack<T>::load(x.data() + i);
    } else {
      return x[i];
    }
  }
  [[gnu::always_inline]] auto of(std::span<T> x) const { return of(std::span<const T>(x)); }

  template <class V>
  [[gnu::always_inline]] void set(std::span<T> x, V value) const {
    if constexpr (whole_pack) {
      value.store(x.data() + i);
    } else {
      x[i] = value;
    }
  }
};

/// x, but 0 where it is subnormal. An average of gradients that have ended shrinks to a subnormal number and stays one,
/// and every operation on it then takes a processor a hundred times as long.
template <class V>
[[gnu::always_inline]] inline V without_subnormals(V x) {
  if constexpr (std::is_floating_point_v<V>) {
    return std::abs(x) < std::numeric_limits<V>::min() ? V(0) : x;
  } else {
    using T = typename V::value_type;
    return select(math::abs(x) < V(std::numeric_limits<T>::min()), V(T(0)), x);
  }
}

/// Calls rule(place) for all n elements, each once. Elements must not depend on each other.
template <class T, class F>
void for_each_place(std::size_t n, F rule) {
  constexpr std::int64_t grain = 16384;  // some microseconds of Adam
  constexpr auto width = static_cast<std::size_t>(lanes<T>);
  parallel_for(static_cast<std::int64_t>(n), grain, [&](std::int64_t begin, std::int64_t end) {
    const auto last = static_cast<std::size_t>(end);
    auto i = static_cast<std::size_t>(begin);
    for (; i + width <= last; i += width) rule(Place<T, true>{i});
    for (; i < last; ++i) rule(Place<T, false>{i});
  });
}

}  // namespace thalweg::optim::arrays
