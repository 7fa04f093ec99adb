// Rounds of many sides, the best of them, and lines of least squares.
#include <bench/support/sides.hpp>

#include <sys/resource.h>

#include <algorithm>
#include <cmath>

namespace thalweg::bench {

Timings alternate(const std::vector<Side>& sides, int rounds) {
  Timings timings(sides.size());
  for (const Side& side : sides) side.seconds();
  for (int round = 0; round < rounds; ++round)
    for (std::size_t i = 0; i < sides.size(); ++i) timings[i].push_back(sides[i].seconds());
  return timings;
}

std::size_t best_of(const Timings& timings, std::span<const std::size_t> choice) {
  return *std::min_element(choice.begin(), choice.end(),
                           [&](std::size_t a, std::size_t b) { return median(timings[a]) < median(timings[b]); });
}

Comparison compare_sides(const std::string& workload, const std::vector<Side>& sides, const Timings& timings,
                         std::size_t own, std::size_t peer) {
  return {workload + "; " + sides[own].name, sides[peer].name, timings[own], timings[peer]};
}

Comparison alone(const std::string& workload, const std::vector<Side>& sides, const Timings& timings, std::size_t own) {
  return {workload + "; " + sides[own].name, "", timings[own], {}};
}

Line fit_line(std::span<const double> sizes, std::span<const double> costs) {
  double w = 0, wx = 0, wxx = 0, wy = 0, wxy = 0;
  for (std::size_t i = 0; i < sizes.size(); ++i) {
    const double weight = 1 / (costs[i] * costs[i]);
    w += weight;
    wx += weight * sizes[i];
    wxx += weight * sizes[i] * sizes[i];
    wy += weight * costs[i];
    wxy += weight * sizes[i] * costs[i];
  }
  Line line;
  line.slope = (w * wxy - wx * wy) / (w * wxx - wx * wx);
  line.overhead = (wy - line.slope * wx) / w;
  for (std::size_t i = 0; i < sizes.size(); ++i)
    line.worst = std::max(line.worst, std::abs(line.overhead + line.slope * sizes[i] - costs[i]) / costs[i]);
  return line;
}

double peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024;
}

}  // namespace thalweg::bench
