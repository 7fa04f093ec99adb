// The matrix product on one thread, against OpenBLAS and Eigen: squares, the products of a network, small ones;
// and the products of a large batch on two threads against one.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <exception>
#include <limits>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <bench/peers/gemm_peers.hpp>
#include <bench/support/fma_peak.hpp>
#include <bench/support/program.hpp>
#include <thalweg/tensor/gemm.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg::bench {
namespace {

/// `count` products of (m, k) and (k, n); layout "nt": a as it is, b transposed in memory.
struct Workload {
  std::string layout;
  std::int64_t m, k, n, count = 1;

  double operations() const { return 2.0 * static_cast<double>(count * m * n * k); }
  /// Values that have to be read or written at least once.
  std::int64_t values() const { return count * (m * k + k * n + m * n); }
  std::string name() const {
    return fmt::format("{}{} x {} x {} {}", count > 1 ? fmt::format("{} of ", count) : "", m, k, n, layout);
  }
};

const std::vector<Workload> one_thread = {
    {"nn", 256, 256, 256},    {"nn", 512, 512, 512},    {"nn", 1024, 1024, 1024}, {"nn", 2048, 2048, 2048},
    {"nt", 1024, 1024, 1024}, {"tn", 1024, 1024, 1024}, {"nt", 64, 784, 300},     {"nn", 64, 300, 784},
    {"tn", 300, 64, 784},     {"nt", 64, 300, 100},     {"nt", 64, 100, 10},      {"nn", 64, 10, 100},
    {"tn", 10, 64, 100},      {"nn", 1, 784, 300},      {"nn", 4, 4, 4},          {"nn", 8, 8, 8},
    {"nn", 16, 16, 16},       {"nn", 32, 32, 32},       {"nn", 100, 100, 100},    {"nn", 8, 8, 8, 1000},
    {"nn", 32, 32, 32, 100},
};

/// Forward, gradient of the input and gradient of the weight of the layers of 784-300-100-10.
const std::vector<Workload> two_threads = {
    {"nt", 256, 784, 300}, {"tn", 300, 256, 784}, {"nt", 256, 300, 100}, {"nn", 256, 100, 300},
    {"tn", 100, 256, 300}, {"nt", 256, 100, 10},  {"nn", 256, 10, 100},  {"tn", 10, 256, 100},
};

/// One workload: our seconds per round and the peers', and what the processor could do in each of the rounds.
struct Result {
  std::string dtype;
  Workload workload;
  std::int64_t bytes = 0;
  std::vector<Comparison> peers;
  std::vector<double> seconds, peaks;
  double worst_error = 0;

  double gflops() const { return workload.operations() / median(seconds) / 1e9; }
  double share() const {
    std::vector<double> shares;
    for (std::size_t i = 0; i < seconds.size(); ++i) shares.push_back(workload.operations() / seconds[i] / peaks[i]);
    return median(shares);
  }
};

/// Numbers in [-0.5, 0.5) with 16 bits.
template <class T>
std::vector<T> operand(std::int64_t count, std::uint64_t seed) {
  std::vector<T> values(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<T>(static_cast<double>((i * 2654435761u + seed) % 4294967296u >> 16) / 65536 - 0.5);
  return values;
}

template <class T>
void multiply(const GemmCall<T>& call) {
  const MatrixIn<T> a = call.a_transposed ? MatrixIn<T>{call.a, 1, call.m} : MatrixIn<T>{call.a, call.k, 1};
  const MatrixIn<T> b = call.b_transposed ? MatrixIn<T>{call.b, 1, call.k} : MatrixIn<T>{call.b, call.n, 1};
  for (std::int64_t i = 0; i < call.count; ++i)
    gemm<T>(call.m, call.n, call.k, {a.data + i * call.m * call.k, a.row, a.col},
            {b.data + i * call.k * call.n, b.row, b.col}, call.c + i * call.m * call.n, call.n);
}

/// The largest difference over the largest value.
template <class T>
double distance(const std::vector<T>& own, const std::vector<T>& other) {
  double largest = 0, apart = 0;
  for (std::size_t i = 0; i < own.size(); ++i) {
    largest = std::max(largest, std::abs(static_cast<double>(own[i])));
    const double difference = std::abs(static_cast<double>(own[i]) - static_cast<double>(other[i]));
    apart = difference <= apart ? apart : difference;
  }
  return apart / largest;
}

/// One workload in one dtype, ready to run on every side.
template <class T>
class Race {
 public:
  Race(const Workload& w, std::vector<GemmPeer>& peers)
      : peers_(peers),
        a_(operand<T>(w.count * w.m * w.k, 1)),
        b_(operand<T>(w.count * w.k * w.n, 2)),
        c_(static_cast<std::size_t>(w.count * w.m * w.n)) {
    result_.dtype = std::is_same_v<T, float> ? "float32" : "float64";
    result_.workload = w;
    result_.bytes = w.values() * static_cast<std::int64_t>(sizeof(T));
    call_ = {w.count, w.m, w.n, w.k, w.layout[0] == 't', w.layout[1] == 't', a_.data(), b_.data(), c_.data()};
    multiply(call_);
    // About four milliseconds a round.
    const double once = seconds_of([&] { multiply(call_); });
    repeats_ = std::max(1, static_cast<int>(std::min(4e-3 / once, 1e6)));
  }

  Result run(int rounds) {
    compare_results();
    for (int round = 0; round < rounds; ++round) {
      result_.peaks.push_back(fma_peak<T>());
      result_.seconds.push_back(time([&] { multiply(call_); }));
      for (std::size_t i = 0; i < peers_.size(); ++i) add(i, time([&] { peers_[i].run(call_); }));
    }
    return result_;
  }

  /// One thread is the peer of two.
  Result run_threads(int rounds) {
    result_.peers.push_back({result_.workload.name(), "own, 1 thread", {}, {}});
    for (int round = 0; round < rounds; ++round) {
      result_.peaks.push_back(2 * fma_peak<T>());
      set_num_threads(2);
      result_.seconds.push_back(time([&] { multiply(call_); }));
      set_num_threads(1);
      add(0, time([&] { multiply(call_); }));
    }
    return result_;
  }

 private:
  template <class F>
  double time(F f) const {
    // The sides have pushed each other's data out of the caches.
    if (repeats_ > 1) f();
    return seconds_of([&] {
             for (int i = 0; i < repeats_; ++i) f();
           }) /
           repeats_;
  }

  void add(std::size_t peer, double seconds) {
    result_.peers[peer].own_seconds.push_back(result_.seconds.back());
    result_.peers[peer].peer_seconds.push_back(seconds);
  }

  void compare_results() {
    const double allowed = static_cast<double>(std::numeric_limits<T>::epsilon()) * 64;
    const auto check_error = [&](const std::string& name, double error) {
      result_.worst_error = std::max(result_.worst_error, error);
      if (!(error <= allowed))
        throw std::runtime_error(fmt::format("{}, {}: differs from {} by {:.2g} of the largest value, allowed {:.2g}",
                                             result_.workload.name(), result_.dtype, name, error, allowed));
    };
    for (const GemmPeer& peer : peers_) {
      std::vector<T> other(c_.size());
      GemmCall<T> call = call_;
      call.c = other.data();
      peer.run(call);
      check_error(peer.name, distance(c_, other));
      result_.peers.push_back({result_.workload.name(), peer.name, {}, {}});
    }
  }

  std::vector<GemmPeer>& peers_;
  std::vector<T> a_, b_, c_;
  GemmCall<T> call_;
  int repeats_ = 1;
  Result result_;
};

void print_head(const std::vector<Comparison>& peers) {
  fmt::print("{:<8} {:<26} {:>11} {:>8} {:>6} {:>8} {:>8}", "dtype", "m x k x n", "own us", "GFLOP/s", "peak", "MB",
             "error");
  for (std::size_t i = 0; i < peers.size(); ++i) fmt::print("  {:>14}", fmt::format("[{}] / own", i + 1));
  fmt::print("\n");
}

void print_row(const Result& r) {
  fmt::print("{:<8} {:<26} {:>11.2f} {:>8.1f} {:>4.0f} % {:>8.3f} {:>8.1g}", r.dtype, r.workload.name(),
             median(r.seconds) * 1e6, r.gflops(), 100 * r.share(), static_cast<double>(r.bytes) / 1e6, r.worst_error);
  for (const Comparison& peer : r.peers)
    fmt::print("  {:>6.2f} +- {:<4.2f}", peer.ratio().value_or(0), peer.ratio_spread().value_or(0));
  fmt::print("\n");
}

void print_rows(const std::vector<Result>& results) {
  const std::vector<Comparison>* shown = nullptr;
  for (const Result& result : results) {
    if (shown == nullptr || shown->size() != result.peers.size() ||
        (!shown->empty() && (*shown)[0].peer != result.peers[0].peer)) {
      fmt::print("\n");
      for (std::size_t i = 0; i < result.peers.size(); ++i) fmt::print("[{}] {}\n", i + 1, result.peers[i].peer);
      print_head(result.peers);
    }
    shown = &result.peers;
    print_row(result);
  }
}

/// Every result against every peer; without peers, by itself.
std::vector<Comparison> lines_of(const std::vector<Result>& results) {
  std::vector<Comparison> lines;
  for (const Result& r : results) {
    std::vector<Comparison> peers = r.peers;
    if (peers.empty()) peers.push_back({r.workload.name(), "", r.seconds, {}});
    for (Comparison& line : peers) {
      line.workload += ", " + r.dtype;
      line.operations = r.workload.operations();
      line.bytes = static_cast<double>(r.bytes);
      line.peak = median(r.peaks);
      lines.push_back(std::move(line));
    }
  }
  return lines;
}

double worst_error(const std::vector<Result>& results, const std::string& dtype) {
  double worst = 0;
  for (const Result& r : results)
    if (r.dtype == dtype) worst = std::max(worst, r.worst_error);
  return worst;
}

template <class T>
void race_all(int rounds, std::vector<GemmPeer>& peers, std::vector<Result>& results) {
  set_num_threads(1);
  for (const Workload& workload : one_thread) results.push_back(Race<T>(workload, peers).run(rounds));
}

template <class T>
void race_threads(int rounds, std::vector<Result>& results) {
  std::vector<GemmPeer> none;
  for (const Workload& workload : two_threads) results.push_back(Race<T>(workload, none).run_threads(rounds));
}

int run(const Asked& asked) {
  std::vector<GemmPeer> peers = gemm_peers();
  std::vector<Result> results;
  race_all<float>(asked.rounds, peers, results);
  race_all<double>(asked.rounds, peers, results);
  race_threads<float>(asked.rounds, results);
  race_threads<double>(asked.rounds, results);
  if (asked.json) {
    print_results(asked, "gemm",
                  {{"worst_error_float32", fmt::format("{:.3g}", worst_error(results, "float32"))},
                   {"worst_error_float64", fmt::format("{:.3g}", worst_error(results, "float64"))}},
                  lines_of(results));
  } else {
    print_rows(results);
  }
  return 0;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) {
  thalweg::bench::choose_peer_kernels(argv);
  return thalweg::bench::run_program(
      argc, argv, "gemm", "The matrix product against the libraries found on the machine, in alternating rounds", 7,
      thalweg::bench::run);
}
