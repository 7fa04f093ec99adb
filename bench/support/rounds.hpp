// Alternating rounds: two sides of a comparison measured in turn, so that a busy machine slows both alike.
#pragma once

#include <chrono>
#include <functional>
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

/// One line of a table and of the JSON: a workload under one setting of the peer.
struct Comparison {
  std::string workload;
  std::string peer;
  std::vector<double> own_seconds;   ///< per unit of work, one for each round
  std::vector<double> peer_seconds;  ///< the same rounds

  /// Median over the rounds of peer / own: how many times faster we are.
  double ratio() const;
  double ratio_spread() const;
};

void print_table(const std::vector<Comparison>& comparisons);
/// A list of objects; `more` may print further ones, each behind a comma.
void print_json(const std::vector<Comparison>& comparisons, const std::function<void()>& more = {});

}  // namespace thalweg::bench
