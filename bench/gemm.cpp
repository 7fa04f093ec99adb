// The matrix product on one thread or several: GFLOP/s and share of the peak of the processor, for the sizes of
// networks and squares.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <utility>
#include <vector>

#include <thalweg/tensor/gemm.hpp>
#include <thalweg/tensor/pack.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace {

using thalweg::lanes;
using thalweg::Pack;

double seconds_now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// The shortest of many runs, over about 0.2 seconds: what the machine can do when nothing else disturbs it.
template <class F>
double shortest(F f) {
  f();
  std::int64_t repeats = 1;
  for (double once = 0.0;; repeats *= 4) {
    const double start = seconds_now();
    for (std::int64_t i = 0; i < repeats; ++i) f();
    once = seconds_now() - start;
    if (once > 1e-3) break;
  }
  double best = 1e30;
  const double end = seconds_now() + 0.2;
  do {
    const double start = seconds_now();
    for (std::int64_t i = 0; i < repeats; ++i) f();
    best = std::min(best, (seconds_now() - start) / static_cast<double>(repeats));
  } while (seconds_now() < end);
  return best;
}

/// Independent chains of multiply-adds in registers, as many as hide their latency.
template <class T, std::size_t... chain>
T chains(std::int64_t steps, T factor, T term, std::index_sequence<chain...>) {
  std::array<Pack<T>, sizeof...(chain)> x;
  ((x[chain] = Pack<T>(static_cast<T>(chain))), ...);
  const Pack<T> a(factor), b(term);
  for (std::int64_t i = 0; i < steps; ++i) ((x[chain] = thalweg::multiply_add(x[chain], a, b)), ...);
  return (reduce_sum(x[chain]) + ...);
}

template <class T>
double peak() {
  constexpr std::size_t count = 12;
  constexpr std::int64_t steps = 100000;
  volatile T factor = T(1), term = T(1e-9), sink = T(0);
  const double time = shortest([&] { sink = chains<T>(steps, factor, term, std::make_index_sequence<count>{}); });
  return 2.0 * static_cast<double>(steps) * static_cast<double>(count) * lanes<T> / time / 1e9;
}

struct Size {
  std::int64_t m, n, k;
};

/// "nt": a as it is, b transposed.
template <class T>
void measure(const char* name, const Size& size, const char* layout, double peak, bool json, bool& first) {
  const auto [m, n, k] = size;
  std::vector<T> a(static_cast<std::size_t>(m * k)), b(static_cast<std::size_t>(k * n)),
      c(static_cast<std::size_t>(m * n));
  for (std::size_t i = 0; i < a.size(); ++i) a[i] = static_cast<T>(i % 13) - T(6);
  for (std::size_t i = 0; i < b.size(); ++i) b[i] = static_cast<T>(i % 11) - T(5);
  thalweg::MatrixIn<T> left{a.data(), k, 1}, right{b.data(), n, 1};
  if (layout[0] == 't') left = {a.data(), 1, m};
  if (layout[1] == 't') right = {b.data(), 1, k};
  const double time = shortest([&] { thalweg::gemm<T>(m, n, k, left, right, c.data(), n); });
  const double rate = 2.0 * static_cast<double>(m * n * k) / time / 1e9;
  if (json) {
    std::printf(
        "%s\n  {\"dtype\": \"%s\", \"m\": %lld, \"n\": %lld, \"k\": %lld, \"layout\": \"%s\", \"microseconds\": %.4g, "
        "\"gflops\": %.4g, \"share_of_peak\": %.4g}",
        first ? "" : ",", name, static_cast<long long>(m), static_cast<long long>(n), static_cast<long long>(k), layout,
        time * 1e6, rate, rate / peak);
  } else {
    std::printf("%-8s %5lld x %5lld x %5lld  %s  %10.3f us  %7.1f GFLOP/s  %5.1f %%\n", name, static_cast<long long>(m),
                static_cast<long long>(k), static_cast<long long>(n), layout, time * 1e6, rate, 100.0 * rate / peak);
  }
  first = false;
}

template <class T>
void measure_all(const char* name, int threads, bool json, bool& first) {
  const double highest = peak<T>() * threads;
  if (!json) std::printf("%s: peak of %d thread(s) %.1f GFLOP/s; sizes are m x k x n\n", name, threads, highest);
  const std::vector<Size> layers = {{64, 300, 784}, {64, 100, 300}, {64, 10, 100}};
  for (const auto& [m, n, k] : layers) {
    measure<T>(name, {m, n, k}, "nt", highest, json, first);
    measure<T>(name, {m, k, n}, "nn", highest, json, first);
    measure<T>(name, {n, k, m}, "tn", highest, json, first);
  }
  for (const char* layout : {"nn", "nt", "tn", "tt"}) {
    measure<T>(name, {64, 300, 784}, layout, highest, json, first);
    measure<T>(name, {512, 512, 512}, layout, highest, json, first);
  }
  for (const Size size : {Size{2, 2, 2},
                          {4, 4, 4},
                          {8, 8, 8},
                          {16, 16, 16},
                          {32, 32, 32},
                          {100, 100, 100},
                          {1024, 1024, 1024},
                          {1000, 1000, 1000},
                          {64, 1024, 1024},
                          {1, 1000, 1000},
                          {1000, 1, 1000},
                          {1000, 10, 100}}) {
    measure<T>(name, size, "nn", highest, json, first);
  }
}

int run(int argc, char** argv) {
  bool json = false;
  int threads = 1;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--json") == 0) {
      json = true;
    } else if (std::strcmp(argv[i], "--threads") == 0 && i + 1 < argc) {
      threads = std::atoi(argv[++i]);
    } else {
      std::fprintf(stderr, "usage: bench_gemm [--json] [--threads N]\n");
      return 1;
    }
  }
  thalweg::set_num_threads(threads);
  bool first = true;
  if (json) std::printf("[");
  measure_all<float>("float32", threads, json, first);
  measure_all<double>("float64", threads, json, first);
  if (json) std::printf("\n]\n");
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "bench_gemm: %s\n", error.what());
    return 1;
  }
}
