// How often the best of N runs of Adam finds the global minimum of Rastrigin's function, by how its starts are chosen.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <examples/studies/study.hpp>

namespace thalweg::examples {

struct StartSettings {
  std::int64_t seeds = 100;       ///< tries with each number of starts
  std::int64_t most = 512;        ///< numbers of starts are 1, 2, 4, ... up to this
  std::int64_t iterations = 300;  ///< of Adam from each start
  double lr = 0.02;
};

/// Successes of each way to choose `samples` starts, as parts of all tries.
struct StartCount {
  std::int64_t samples;
  double hypercube, uniform;
  double grid;  ///< the same for every seed: 1 or 0; NaN where there is no grid of so many points
};

/// A run succeeds when its value is that of the global minimum. `progress` is told "32 samples: seed 5 of 100".
std::vector<StartCount> count_starts(const StartSettings& settings,
                                     const std::function<void(const std::string&)>& progress);

/// samples, Latin hypercube, uniform, grid
Table start_table(const std::vector<StartCount>& counts);

/// Both curves, and the grids as points: at 100 where one finds the minimum, at 0 where not.
Figure start_figure(const std::string& name, const std::vector<StartCount>& counts, const StartSettings& settings);

}  // namespace thalweg::examples
