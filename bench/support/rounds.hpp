// Alternating rounds: two sides of a comparison measured in turn, so that a busy machine slows both alike.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace thalweg::bench {

/// Wall-clock seconds that f() takes.
template <class F>
double seconds_of(F f) {
  const auto begin = std::chrono::steady_clock::now();
  f();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

/// The middle value; the mean of the two middle ones of an even count.
double median(std::vector<double> values);
/// Half the distance between the first and the third quartile.
double spread(const std::vector<double>& values);

/// One line of a table and of the JSON: a workload under one setting of a peer, or by itself.
struct Comparison {
  std::string workload;
  std::string peer;                    ///< empty: nobody to compare with
  std::vector<double> own_seconds;     ///< per unit of work, one for each round
  std::vector<double> peer_seconds;    ///< the same rounds
  std::optional<double> operations{};  ///< floating-point operations in a unit of work, where they can be counted
  std::optional<double> bytes{};       ///< that a unit of work has to read or write at least once
  std::optional<double> peak{};        ///< operations per second that the own threads' processors can do at most

  /// Median over the rounds of peer / own: how many times faster we are; and half the distance of its quartiles.
  std::optional<double> ratio() const;
  std::optional<double> ratio_spread() const;
  /// Of our side, in 1e9 operations per second, and as a share of the peak.
  std::optional<double> gflops() const;
  std::optional<double> share_of_peak() const;
};

}  // namespace thalweg::bench
