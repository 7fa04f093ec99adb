// Rows of a Jacobian or Hessian on threads: each thread runs a tape of its own, none waits for another.
#pragma once

#include <algorithm>
#include <cstdint>

#include <thalweg/tensor/parallel.hpp>

namespace thalweg {

/// How many threads to share the rows of a matrix (rows, columns) among: a second tape costs some rows.
inline std::int64_t threads_for_rows(std::int64_t rows, std::int64_t columns) {
  constexpr std::int64_t elements_per_thread = std::int64_t(1) << 16;
  if (rows * columns < 2 * elements_per_thread) return 1;
  return std::clamp<std::int64_t>(rows / 16, 1,
                                  std::min<std::int64_t>(num_threads(), rows * columns / elements_per_thread));
}

/// f(share, begin, end) for consecutive shares of `rows` rows, one for each thread.
template <class F>
void for_shares(std::int64_t rows, std::int64_t shares, F f) {
  parallel_for(shares, 1, [&](std::int64_t first, std::int64_t last) {
    for (std::int64_t k = first; k < last; ++k) f(k, rows * k / shares, rows * (k + 1) / shares);
  });
}

}  // namespace thalweg
