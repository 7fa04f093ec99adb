// Chapter 9: where to start.
#include <cstdio>
#include <set>
#include <thalweg/thalweg.hpp>

using namespace thalweg;
using namespace thalweg::optim;

int main() {
  std::printf("# strata\n");
  // [strata]
  const std::vector<double> lower{0, 0}, upper{1, 1};
  const auto occupied = [](const Samples& samples) {
    std::set<int> strata;  // of the first coordinate: which of the 100 slices of [0, 1] hold a sample
    for (std::int64_t i = 0; i < samples.count; ++i) strata.insert(int(samples[i][0] * 100));
    return int(strata.size());
  };
  Random random(1);
  std::printf("Latin hypercube: %d of 100 strata\n", occupied(latin_hypercube(100, lower, upper, random)));
  double total = 0;
  for (int run = 0; run < 1000; ++run) total += occupied(uniform_samples(100, lower, upper, random));
  std::printf("each point independently: %.0f of 100, on average\n", total / 1000);
  // [/strata]

  std::printf("# square\n");
  // [square]
  Random seed(8);
  const Samples square = latin_hypercube(8, lower, upper, seed, {.centred = true});
  for (int row = 7; row >= 0; --row) {
    for (int column = 0; column < 8; ++column) {
      bool here = false;
      for (std::int64_t i = 0; i < 8; ++i) here |= int(square[i][0] * 8) == column && int(square[i][1] * 8) == row;
      std::printf("%s", here ? " x" : " .");
    }
    std::printf("\n");
  }
  // [/square]

  std::printf("# best start\n");
  // [best-start]
  const Problem f = problems::rastrigin();
  Random draw(3);
  const Samples starts = latin_hypercube(100, f.lower, f.upper, draw);
  std::int64_t best = 0;
  for (std::int64_t i = 1; i < starts.count; ++i)
    if (f.arrays.value(starts[i]) < f.arrays.value(starts[best])) best = i;
  const auto adam = [&](std::span<const double> from) {
    return arrays::minimize(f.arrays, from, AdamOptions{.lr = 0.02}, {.max_iterations = 1000}).value;
  };
  std::printf("Adam from (-5, -5): f = %.2f\n", adam(std::vector{-5.0, -5.0}));
  std::printf("Adam from the best of 100 samples: f = %.2f\n", adam(starts[best]));
  // [/best-start]

  std::printf("# multi-start\n");
  // [multi-start]
  const MultiStartReport report =
      multi_start(f.arrays, starts, f.lower, f.upper, AdamOptions{.lr = 0.02}, {.run = {.max_iterations = 1000}});
  const DistinctMinimum& lowest = report.best();
  std::printf("%d runs end in %d distinct minima\n", int(report.runs.size()), int(report.minima.size()));
  std::printf("the lowest has f = %.6f, found by %d of them\n", lowest.value, int(lowest.count));
  // [/multi-start]
}
