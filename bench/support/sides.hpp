// Several sides of one workload measured in turn, round by round, and straight lines through their cost.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include <bench/support/rounds.hpp>

namespace thalweg::bench {

/// One way of doing the work: a program and its settings.
struct Side {
  std::string name;
  std::function<double()> seconds;  ///< does the work once more; seconds per unit of it
};

/// Seconds of every side in every round: result[side][round].
using Timings = std::vector<std::vector<double>>;

/// Runs all sides in turn, `rounds` times, after one run of each that does not count.
Timings alternate(const std::vector<Side>& sides, int rounds);

/// The side with the lowest median among those of `choice` (indices, not empty).
std::size_t best_of(const Timings& timings, std::span<const std::size_t> choice);

/// The comparison of two sides over the rounds they ran in together.
Comparison compare_sides(const std::string& workload, const std::vector<Side>& sides, const Timings& timings,
                         std::size_t own, std::size_t peer);

/// One side by itself.
Comparison alone(const std::string& workload, const std::vector<Side>& sides, const Timings& timings, std::size_t own);

/// cost = overhead + slope * size, fitted so that the relative errors are smallest in the mean of their squares.
struct Line {
  double overhead = 0, slope = 0;
  double worst = 0;  ///< the largest relative distance of a point from the line
};
Line fit_line(std::span<const double> sizes, std::span<const double> costs);

/// The largest resident memory of this process so far, in bytes.
double peak_memory();

}  // namespace thalweg::bench
