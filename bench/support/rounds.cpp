// Medians and spreads.
#include <bench/support/rounds.hpp>

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

std::optional<double> Comparison::ratio() const {
  return peer.empty() ? std::nullopt : std::optional(median(ratios(*this)));
}
std::optional<double> Comparison::ratio_spread() const {
  return peer.empty() ? std::nullopt : std::optional(spread(ratios(*this)));
}
std::optional<double> Comparison::gflops() const {
  return operations ? std::optional(*operations / median(own_seconds) / 1e9) : std::nullopt;
}
std::optional<double> Comparison::share_of_peak() const {
  return operations && peak ? std::optional(*operations / median(own_seconds) / *peak) : std::nullopt;
}

}  // namespace thalweg::bench
