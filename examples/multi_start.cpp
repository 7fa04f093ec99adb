// multi_start: Adam on Rastrigin's function from many starts. How often the best of N runs finds the global minimum,
// for starts from a Latin hypercube, from independent uniform samples and from a grid.
//
// The box [-5.12, 5.12]^2 holds 121 basins, and a run ends in the one it starts in, so that what counts is whether a
// start lies in the middle one, a square of width 1: once in 105 for a single start. To expect, of a thousand seeds:
// 1 start 1 %, 32 starts 29 % from a Latin hypercube and 26 % from independent samples, 128 starts 74 % and 71 %, 512
// always and 99 %. A grid is the same for every seed: it succeeds or not, by whether one of its points happens to lie
// in the middle basin.
#include <fmt/format.h>

#include <cmath>
#include <functional>
#include <string>
#include <vector>

#include <examples/support/command_line.hpp>
#include <examples/support/figure_files.hpp>
#include <examples/support/files.hpp>
#include <examples/support/json.hpp>
#include <examples/support/ticker.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/multi_start.hpp>
#include <thalweg/optim/problems/separable.hpp>

namespace thalweg::examples {
namespace {

struct Settings {
  std::int64_t seeds = 100, most = 512, iterations = 300;
  double lr = 0.02;
  std::string out = "out/multi_start";
  bool json = false;
};

/// Successes of each way to choose `samples` starts, of `seeds` tries.
struct Row {
  std::int64_t samples;
  double hypercube, uniform;
  double grid;  ///< NaN where there is no grid of so many points
};

bool succeeds(const optim::Problem& problem, const optim::Samples& starts, const Settings& settings) {
  const optim::MultiStartReport report =
      optim::multi_start(problem.arrays, starts, problem.lower, problem.upper, optim::AdamOptions{.lr = settings.lr},
                         {.run = {.max_iterations = settings.iterations}});
  return report.best().value < 0.5;  // the next best minimum is at 0.995
}

Row count_successes(const optim::Problem& problem, std::int64_t samples, const Settings& settings, Ticker& ticker) {
  Row row{samples, 0, 0, std::nan("")};
  for (std::int64_t seed = 0; seed < settings.seeds; ++seed) {
    if (ticker.due()) ticker.draw(fmt::format("{} samples: seed {} of {}", samples, seed + 1, settings.seeds));
    Random random(static_cast<std::uint64_t>(seed));
    const auto chosen = optim::latin_hypercube(samples, problem.lower, problem.upper, random);
    const auto independent = optim::uniform_samples(samples, problem.lower, problem.upper, random);
    row.hypercube += succeeds(problem, chosen, settings) ? 1 : 0;
    row.uniform += succeeds(problem, independent, settings) ? 1 : 0;
  }
  row.hypercube /= static_cast<double>(settings.seeds);
  row.uniform /= static_cast<double>(settings.seeds);
  const auto side = static_cast<std::int64_t>(std::lround(std::sqrt(static_cast<double>(samples))));
  if (side * side == samples)
    row.grid = succeeds(problem, optim::grid_samples(side, problem.lower, problem.upper), settings) ? 1 : 0;
  return row;
}

std::string table(const std::vector<Row>& rows) {
  std::string text = fmt::format("{:>8} {:>16} {:>10} {:>8}\n", "samples", "Latin hypercube", "uniform", "grid");
  for (const Row& row : rows)
    text += fmt::format("{:>8} {:>14.0f} % {:>8.0f} % {:>8}\n", row.samples, 100 * row.hypercube, 100 * row.uniform,
                        std::isnan(row.grid) ? "-"
                        : row.grid > 0       ? "yes"
                                             : "no");
  return text;
}

std::string json(const std::vector<Row>& rows) {
  std::string text;
  for (const Row& row : rows)
    text += fmt::format("{}\n  {{\"samples\": {}, \"latin_hypercube\": {}, \"uniform\": {}, \"grid\": {}}}",
                        text.empty() ? "" : ",", row.samples, json_number(row.hypercube), json_number(row.uniform),
                        json_number(row.grid));
  return "[" + text + "\n]\n";
}

Figure figure_of(const std::vector<Row>& rows, const Settings& settings) {
  Line hypercube{"Latin hypercube", {}, {}, {.colour = "#0072B2", .mark = 5}};
  Line uniform{"uniform", {}, {}, {.colour = "#D55E00", .dash = 2, .mark = 7}};
  for (const Row& row : rows) {
    hypercube.x.push_back(static_cast<double>(row.samples));
    hypercube.y.push_back(100 * row.hypercube);
    uniform.y.push_back(100 * row.uniform);
  }
  uniform.x = hypercube.x;
  Panel panel;
  panel.x = {.label = "starting points", .log = true, .ticks = hypercube.x};
  panel.y = {.label = "global minimum found, %"};
  panel.layers = {hypercube, uniform};
  return {.name = "success",
          .title = "Multi-start with Adam on Rastrigin's function",
          .caption = fmt::format("lr {}, {} iterations from each start; {} seeds for each number of starts.",
                                 settings.lr, settings.iterations, settings.seeds),
          .panels = {panel}};
}

int run(const Settings& settings) {
  prepare_folder(settings.out);
  const optim::Problem problem = optim::problems::rastrigin(2);
  std::vector<Row> rows;
  {
    Ticker ticker;
    for (std::int64_t samples = 1; samples <= settings.most; samples *= 2)
      rows.push_back(count_successes(problem, samples, settings, ticker));
  }
  fmt::print("{}", settings.json ? json(rows) : table(rows));
  write_file(settings.out + "/multi_start.json", json(rows));
  const std::string warning = write_figure(settings.out, figure_of(rows, settings));
  if (!warning.empty()) fmt::print(stderr, "multi_start: {}\n", warning);
  if (!settings.json) fmt::print("plot and data in {}\n", settings.out);
  return 0;
}

}  // namespace
}  // namespace thalweg::examples

int main(int argc, char** argv) {
  using namespace thalweg::examples;
  return run_program("multi_start", [&] {
    Settings settings;
    CLI::App app(
        "Minimises Rastrigin's function over [-5.12, 5.12]^2 by Adam from 1, 2, 4, ... starting points, and "
        "counts\nhow often the best of them is the global minimum.",
        "multi_start");
    add_integer(app, "--seeds", settings.seeds, 1, 1'000'000, "tries with each number of starting points");
    add_integer(app, "--most", settings.most, 1, 1 << 20, "largest number of starting points");
    add_integer(app, "--iterations", settings.iterations, 0, 1'000'000'000, "iterations of Adam from each");
    add_number(app, "--lr", settings.lr, 0, 1000, true, "learning rate of Adam");
    app.add_option("--out", settings.out, "folder for the plot and its data")->type_name("DIR")->capture_default_str();
    app.add_flag("--json", settings.json, "print JSON instead of a table");
    if (const auto status = parse_command_line(app, argc, argv)) return *status;
    return run(settings);
  });
}
