// What the processor can do at most: multiply-adds in registers, without memory.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include <bench/support/rounds.hpp>
#include <thalweg/tensor/pack.hpp>

namespace thalweg::bench {

/// Independent chains of multiply-adds, as many as hide their latency.
template <class T, std::size_t... chain>
T multiply_add_chains(std::int64_t steps, T factor, T term, std::index_sequence<chain...>) {
  std::array<Pack<T>, sizeof...(chain)> x;
  ((x[chain] = Pack<T>(static_cast<T>(chain))), ...);
  const Pack<T> a(factor), b(term);
  for (std::int64_t i = 0; i < steps; ++i) ((x[chain] = multiply_add(x[chain], a, b)), ...);
  return (reduce_sum(x[chain]) + ...);
}

/// Operations per second of one thread right now, a multiply-add counted as two; takes about a millisecond.
template <class T>
double fma_peak() {
  constexpr std::size_t chains = 12;
  constexpr std::int64_t steps = 200000;
  volatile T factor = T(1), term = T(1e-9), sink = T(0);
  const double seconds =
      seconds_of([&] { sink = multiply_add_chains<T>(steps, factor, term, std::make_index_sequence<chains>{}); });
  return 2.0 * static_cast<double>(steps) * static_cast<double>(chains) * lanes<T> / seconds;
}

}  // namespace thalweg::bench
