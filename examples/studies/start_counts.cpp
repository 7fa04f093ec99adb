// Counting, and the counts as a table and as a figure.
#include <examples/studies/start_counts.hpp>

#include <fmt/format.h>

#include <cmath>

#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/multi_start.hpp>
#include <thalweg/optim/problems/separable.hpp>

namespace thalweg::examples {
namespace {

bool succeeds(const optim::Problem& problem, const optim::Samples& starts, const StartSettings& settings) {
  const optim::MultiStartReport report =
      optim::multi_start(problem.arrays, starts, problem.lower, problem.upper, optim::AdamOptions{.lr = settings.lr},
                         {.run = {.max_iterations = settings.iterations}});
  return report.best().value < 0.5;  // the next best minimum is at 0.995
}

StartCount count_starts(const optim::Problem& problem, std::int64_t samples, const StartSettings& settings,
                        const std::function<void(const std::string&)>& progress) {
  StartCount count{samples, 0, 0, std::nan("")};
  for (std::int64_t seed = 0; seed < settings.seeds; ++seed) {
    progress(fmt::format("{} samples: seed {} of {}", samples, seed + 1, settings.seeds));
    Random random(static_cast<std::uint64_t>(seed));
    const auto chosen = optim::latin_hypercube(samples, problem.lower, problem.upper, random);
    const auto independent = optim::uniform_samples(samples, problem.lower, problem.upper, random);
    count.hypercube += succeeds(problem, chosen, settings) ? 1 : 0;
    count.uniform += succeeds(problem, independent, settings) ? 1 : 0;
  }
  count.hypercube /= static_cast<double>(settings.seeds);
  count.uniform /= static_cast<double>(settings.seeds);
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(samples))));
  if (side * side == samples)
    count.grid = succeeds(problem, optim::grid_samples(side, problem.lower, problem.upper), settings) ? 1 : 0;
  return count;
}

}  // namespace

std::vector<StartCount> count_starts(const StartSettings& settings,
                                     const std::function<void(const std::string&)>& progress) {
  const optim::Problem problem = optim::problems::rastrigin(2);
  std::vector<StartCount> counts;
  for (std::int64_t samples = 1; samples <= settings.most; samples *= 2)
    counts.push_back(count_starts(problem, samples, settings, progress));
  return counts;
}

Table start_table(const std::vector<StartCount>& counts) {
  Table table{.head = {"samples", "Latin hypercube", "uniform", "grid"}};
  for (const StartCount& count : counts)
    table.rows.push_back({fmt::to_string(count.samples), fmt::format("{:.0f} %", 100 * count.hypercube),
                          fmt::format("{:.0f} %", 100 * count.uniform),
                          std::isnan(count.grid) ? "-"
                          : count.grid > 0       ? "yes"
                                                 : "no"});
  return table;
}

Figure start_figure(const std::string& name, const std::vector<StartCount>& counts, const StartSettings& settings) {
  Line hypercube{.name = "Latin hypercube", .style = {.colour = "#0072B2", .mark = 7}};
  Line uniform{.name = "independent samples", .style = {.colour = "#D55E00", .dash = 2, .mark = 4}};
  Markers grid{.name = "a regular grid: found or not", .style = {.mark = 9, .mark_size = 1.3}};
  std::vector<double> ticks;
  for (const StartCount& count : counts) {
    const auto samples = static_cast<double>(count.samples);
    ticks.push_back(samples);
    hypercube.x.push_back(samples);
    hypercube.y.push_back(100 * count.hypercube);
    uniform.x.push_back(samples);
    uniform.y.push_back(100 * count.uniform);
    if (std::isnan(count.grid)) continue;
    grid.x.push_back(samples);
    grid.y.push_back(100 * count.grid);
  }
  Figure figure{.name = name,
                .title = "The best of N runs of Adam on Rastrigin's function",
                .caption = fmt::format("Adam lr {}, {} iterations from each start in [-5.12, 5.12]^2; {} seeds",
                                       settings.lr, settings.iterations, settings.seeds)};
  figure.panels = {{.x = {.label = "starting points N",
                          .lo = 0.8,
                          .hi = 1.25 * static_cast<double>(counts.back().samples),
                          .log = true,
                          .ticks = ticks},
                    .y = {.label = "global minimum found, %", .lo = -4, .hi = 104, .ticks = {0, 25, 50, 75, 100}},
                    .layers = {hypercube, uniform, grid}}};
  return figure;
}

}  // namespace thalweg::examples
