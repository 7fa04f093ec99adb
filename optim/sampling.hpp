// Sampling: points spread over a box, as starts for minimisers.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <thalweg/tensor/random.hpp>

namespace thalweg::optim {

/// Points of a box lower_j <= x_j <= upper_j.
struct Samples {
  std::int64_t count = 0, dimensions = 0;  ///< how many points, of how many coordinates
  std::vector<double> values;              ///< (count, dimensions), row-major

  /// Point i.
  std::span<const double> operator[](std::int64_t i) const {
    return std::span<const double>(values).subspan(static_cast<std::size_t>(i * dimensions),
                                                   static_cast<std::size_t>(dimensions));
  }
};

struct LatinHypercubeOptions {
  bool centred = false;            ///< the middle of each stratum instead of a random place in it
  std::int64_t maximin_swaps = 0;  ///< exchanges tried to push the closest points apart (a thousand, say); 0: none
};

/// Latin hypercube sampling (McKay, Beckman, Conover 1979): x_ij = (perm_j(i) - U_ij) / count scaled to the bounds,
/// perm_j an own random order of 1 .. count for each dimension, U uniform in [0, 1), or 1/2 where centred. Cut the
/// range of any one coordinate into `count` equal strata: each holds exactly one sample. (The report "Adam (and
/// beyond)" says to sample each point independently. That is plain uniform sampling, which leaves a third of the strata
/// empty.) A sample that rounding puts beside its stratum, at an end, goes to the middle of it; where a stratum has no
/// number of its own, samples are still within the bounds. With maximin_swaps, an entry of one of the two closest
/// points (distances in fractions of the widths) is exchanged with another point's, and stays so where both are then
/// farther from all others than the closest pair was; every stratum keeps its sample. Each try takes time in proportion
/// to count * dimensions. Draws for each dimension its order, then its U; then the exchanges. The same seed gives the
/// same samples everywhere. Errors (std::invalid_argument), here and below: count < 1, no dimension, numbers of bounds
/// that differ, bounds that are not finite, the wrong way round or farther apart than a number can say, more samples
/// than fit into memory.
Samples latin_hypercube(std::int64_t count, std::span<const double> lower, std::span<const double> upper,
                        Random& random, const LatinHypercubeOptions& options = {});

/// Each coordinate of each point by itself, uniform in [lower, upper), point after point.
Samples uniform_samples(std::int64_t count, std::span<const double> lower, std::span<const double> upper,
                        Random& random);

/// All per_dimension^dimensions points of a regular grid that has the bounds on its edge (its middle where
/// per_dimension is 1); the last coordinate changes fastest.
Samples grid_samples(std::int64_t per_dimension, std::span<const double> lower, std::span<const double> upper);

/// The distance of the two closest samples, each coordinate in units of the width of its bounds: what maximin raises.
/// Infinity for a single sample. Takes time in proportion to count^2.
double closest_distance(const Samples& samples, std::span<const double> lower, std::span<const double> upper);

}  // namespace thalweg::optim
