// Maximin: pushing the closest points of a sample apart without touching its strata.
#pragma once

#include <cstdint>
#include <span>

#include <thalweg/tensor/random.hpp>

namespace thalweg::optim {

/// Tries `swaps` exchanges of one coordinate between two of the n points in `x` (n, d), row-major, as latin_hypercube
/// has it; `widths` (d) scales the distances, a width of 0 leaves a coordinate out.
void push_apart(std::span<double> x, std::span<const double> widths, std::int64_t swaps, Random& random);

/// The squared distance of rows a and b of x in those units.
double squared_distance(std::span<const double> x, std::span<const double> widths, std::size_t a, std::size_t b);

}  // namespace thalweg::optim
