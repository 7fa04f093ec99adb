// Medians, spreads, and the two ways of printing a comparison.
#include <bench/support/rounds.hpp>

#include <fmt/core.h>

#include <algorithm>

namespace thalweg::bench {

namespace {

double quantile(std::vector<double> values, double q) {
  if (values.empty()) return 0;
  std::sort(values.begin(), values.end());
  const double at = q * static_cast<double>(values.size() - 1);
  const std::size_t below = static_cast<std::size_t>(at);
  const std::size_t above = std::min(below + 1, values.size() - 1);
  return values[below] + (at - static_cast<double>(below)) * (values[above] - values[below]);
}

std::vector<double> ratios(const Comparison& comparison) {
  std::vector<double> result;
  for (std::size_t i = 0; i < comparison.own_seconds.size(); ++i)
    result.push_back(comparison.peer_seconds[i] / comparison.own_seconds[i]);
  return result;
}

}  // namespace

double median(std::vector<double> values) { return quantile(std::move(values), 0.5); }
double spread(const std::vector<double>& values) { return (quantile(values, 0.75) - quantile(values, 0.25)) / 2; }
double Comparison::ratio() const { return median(ratios(*this)); }
double Comparison::ratio_spread() const { return spread(ratios(*this)); }

void print_table(const std::vector<Comparison>& comparisons) {
  fmt::print("{:<38} {:<38} {:>12} {:>12} {:>16}\n", "workload", "peer", "own us", "peer us", "peer / own");
  for (const Comparison& each : comparisons)
    fmt::print("{:<38} {:<38} {:>12.2f} {:>12.2f} {:>9.2f} +- {:.2f}\n", each.workload, each.peer,
               median(each.own_seconds) * 1e6, median(each.peer_seconds) * 1e6, each.ratio(), each.ratio_spread());
}

void print_json(const std::vector<Comparison>& comparisons, const std::function<void()>& more) {
  fmt::print("[");
  for (std::size_t i = 0; i < comparisons.size(); ++i) {
    const Comparison& each = comparisons[i];
    fmt::print(
        "{}\n  {{\"workload\": \"{}\", \"peer\": \"{}\", \"own_seconds\": {:.9g}, \"peer_seconds\": {:.9g}, "
        "\"ratio\": {:.4g}, \"spread\": {:.4g}, \"rounds\": {}}}",
        i == 0 ? "" : ",", each.workload, each.peer, median(each.own_seconds), median(each.peer_seconds), each.ratio(),
        each.ratio_spread(), each.own_seconds.size());
  }
  if (more) more();
  fmt::print("\n]\n");
}

}  // namespace thalweg::bench
