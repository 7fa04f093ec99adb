// Threads: a range of indices is cut into pieces that the caller and a small pool of workers go through.
#pragma once

#include <cstdint>
#include <memory>
#include <type_traits>

namespace thalweg {

/// How many threads work on one call, the caller included. At first the environment variable THALWEG_THREADS, or, where
/// it is not set, the number of processors. Throws std::runtime_error if THALWEG_THREADS is not an integer from 1 to
/// 1024.
int num_threads();

/// Sets the number for all later calls; 1 to 1024, anything else is a std::invalid_argument. No result depends on it.
void set_num_threads(int threads);

/// The value of THALWEG_THREADS as a number; throws std::runtime_error as described at num_threads.
int parse_threads(const char* text);

/// The piece [begin, end) of the work that `context` stands for.
using RangeBody = void (*)(void* context, std::int64_t begin, std::int64_t end);

/// parallel_for without its type.
void run_parallel(std::int64_t n, std::int64_t grain, RangeBody body, void* context);

/// Calls f(begin, end) on disjoint pieces that cover [0, n), on several threads when n > grain, and returns when all
/// are done.
///
/// `grain` >= 1 is the smallest piece worth handing over (some 10 microseconds of work). Which thread takes which
/// piece, and in what order, is open, so f writes only what belongs to its indices. Calls inside f, and calls while
/// another thread is using the pool, run on their own thread. The first exception thrown by f reaches the caller;
/// pieces not begun by then are dropped.
template <class F>
void parallel_for(std::int64_t n, std::int64_t grain, F&& f) {
  if (n <= grain) {
    if (n > 0) f(std::int64_t(0), n);
    return;
  }
  using Body = std::remove_reference_t<F>;
  run_parallel(
      n, grain, [](void* context, std::int64_t begin, std::int64_t end) { (*static_cast<Body*>(context))(begin, end); },
      const_cast<void*>(static_cast<const void*>(std::addressof(f))));
}

}  // namespace thalweg
