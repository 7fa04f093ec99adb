// Latin hypercubes, uniform points and grids.
#include <thalweg/optim/sampling.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <thalweg/optim/maximin.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::optim {
namespace {

using Bounds = std::span<const double>;

void check_bounds(const char* op, Bounds lower, Bounds upper) {
  check(lower.size() == upper.size(), op, "there are ", lower.size(), " lower bounds and ", upper.size(),
        " upper ones");
  check(!lower.empty(), op, "needs at least one dimension, got no bounds");
  for (std::size_t j = 0; j < lower.size(); ++j) {
    check(std::isfinite(lower[j]) && std::isfinite(upper[j]), op, "bounds must be finite, got [", lower[j], ", ",
          upper[j], "] for x[", j, "]");
    check(lower[j] <= upper[j], op, "the lower bound must not exceed the upper one, got [", lower[j], ", ", upper[j],
          "] for x[", j, "]");
    check(std::isfinite(upper[j] - lower[j]), op, "the bounds are too far apart for a number to say how far, got [",
          lower[j], ", ", upper[j], "] for x[", j, "]");
  }
}

/// Room for `count` points; that many fit into memory's addresses.
Samples samples(const char* op, std::int64_t count, Bounds lower, Bounds upper) {
  check(count >= 1, op, "needs at least one sample, got ", count);
  check_bounds(op, lower, upper);
  const auto d = static_cast<std::int64_t>(lower.size());
  constexpr auto most = std::numeric_limits<std::ptrdiff_t>::max() / static_cast<std::ptrdiff_t>(sizeof(double));
  check(count <= most / d, op, count, " samples in ", d, " dimensions are more than memory can hold");
  return {count, d, std::vector<double>(static_cast<std::size_t>(count * d))};
}

/// The point at fraction t of the range.
double between(double lower, double upper, double t) { return std::clamp(lower + (upper - lower) * t, lower, upper); }

/// A point of stratum k, counted from 0, of n: at fraction v of it, or in its middle where rounding leads out of it.
double in_stratum(std::int64_t k, std::int64_t n, double v, double lower, double upper) {
  const auto strata = static_cast<double>(n), first = static_cast<double>(k);
  const double x = between(lower, upper, (first + v) / strata);
  const bool inside = std::floor((x - lower) / (upper - lower) * strata) == first;
  return inside ? x : between(lower, upper, (first + 0.5) / strata);
}

}  // namespace

Samples latin_hypercube(std::int64_t count, Bounds lower, Bounds upper, Random& random,
                        const LatinHypercubeOptions& options) {
  check(options.maximin_swaps >= 0, "latin_hypercube", "maximin_swaps must not be negative, got ",
        options.maximin_swaps);
  Samples result = samples("latin_hypercube", count, lower, upper);
  const std::size_t d = lower.size();
  for (std::size_t j = 0; j < d; ++j) {
    const std::vector<std::int64_t> order = random.permutation(count);
    for (std::size_t i = 0; i < order.size(); ++i) {
      const double u = options.centred ? 0.5 : random.uniform();
      result.values[i * d + j] = in_stratum(order[i], count, 1 - u, lower[j], upper[j]);
    }
  }
  std::vector<double> widths(d);
  for (std::size_t j = 0; j < d; ++j) widths[j] = upper[j] - lower[j];
  push_apart(result.values, widths, options.maximin_swaps, random);
  return result;
}

Samples uniform_samples(std::int64_t count, Bounds lower, Bounds upper, Random& random) {
  Samples result = samples("uniform_samples", count, lower, upper);
  const std::size_t d = lower.size();
  for (std::size_t k = 0; k < result.values.size(); ++k) result.values[k] = random.uniform(lower[k % d], upper[k % d]);
  return result;
}

Samples grid_samples(std::int64_t per_dimension, Bounds lower, Bounds upper) {
  check(per_dimension >= 1, "grid_samples", "needs at least one point in each dimension, got ", per_dimension);
  check_bounds("grid_samples", lower, upper);
  std::int64_t count = 1;
  for (std::size_t j = 0; j < lower.size(); ++j) {
    check(count <= std::numeric_limits<std::int64_t>::max() / per_dimension, "grid_samples", per_dimension,
          " points in each of ", lower.size(), " dimensions are more than can be counted");
    count *= per_dimension;
  }
  Samples result = samples("grid_samples", count, lower, upper);
  const auto last = static_cast<double>(per_dimension - 1);
  for (std::int64_t i = 0; i < count; ++i) {
    std::int64_t rest = i;
    for (std::int64_t j = result.dimensions; j-- > 0; rest /= per_dimension) {
      const auto at = static_cast<std::size_t>(j);
      const double t = per_dimension == 1 ? 0.5 : static_cast<double>(rest % per_dimension) / last;
      // Not lower + (upper - lower): the last point is the bound itself.
      result.values[static_cast<std::size_t>(i * result.dimensions + j)] =
          t == 1 ? upper[at] : between(lower[at], upper[at], t);
    }
  }
  return result;
}

double closest_distance(const Samples& samples, Bounds lower, Bounds upper) {
  check_bounds("closest_distance", lower, upper);
  check(samples.dimensions == static_cast<std::int64_t>(lower.size()), "closest_distance", "the samples have ",
        samples.dimensions, " dimensions, the bounds ", lower.size());
  std::vector<double> widths(lower.size());
  for (std::size_t j = 0; j < widths.size(); ++j) widths[j] = upper[j] - lower[j];
  double least = std::numeric_limits<double>::infinity();
  for (std::size_t a = 0; a < static_cast<std::size_t>(samples.count); ++a)
    for (std::size_t b = 0; b < a; ++b) least = std::min(least, squared_distance(samples.values, widths, a, b));
  return std::sqrt(least);
}

}  // namespace thalweg::optim
