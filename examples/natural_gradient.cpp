// natural_gradient: the report's open question with figures. Natural gradient needs the Fisher matrix, which for this
// network would take 569 GB; here it is never formed, and its steps are counted against Adam's.
#include <fmt/format.h>

#include <string>
#include <vector>

#include <examples/classifier/digit_source.hpp>
#include <examples/classifier/network.hpp>
#include <examples/classifier/race.hpp>
#include <examples/support/command_line.hpp>
#include <examples/support/files.hpp>
#include <examples/support/progress.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg::examples {
namespace {

/// Steps to the last mark: the fewest of Adam's learning rates against those of natural gradient.
std::string verdict(const std::vector<RaceResult>& results) {
  std::string text;
  for (std::size_t k = 0; k < race_marks.size(); ++k) {
    std::int64_t adam = -1, natural = -1;
    for (const RaceResult& r : results) {
      if (r.runner.fresh || !r.finishes[k]) continue;
      std::int64_t& best = r.runner.method == "adam" ? adam : natural;
      if (r.runner.method != "k-fac" && (best < 0 || r.finishes[k]->steps < best)) best = r.finishes[k]->steps;
    }
    const bool both = adam > 0 && natural > 0;
    text += fmt::format("{}loss {}: {}", k == 0 ? "" : ";  ", race_marks[k],
                        both ? fmt::format("{} steps against Adam's {}", natural, adam) : "not reached by both");
  }
  return text;
}

int run(const RaceSettings& settings) {
  Progress progress(stdout, settings.network.quiet || settings.json);
  if (settings.network.threads > 0) set_num_threads(static_cast<int>(settings.network.threads));
  const DigitSource source = find_digits(settings.network.data);
  progress.line(source.told);
  const Digits& digits = source.sets.train;
  if (!settings.out.empty()) prepare_folder(settings.out);
  const auto n = static_cast<double>(
      make_network(digits.rows * digits.columns, settings.network, make_streams(settings.network.seed).weights)
          .num_parameters());
  const double width = settings.network.type() == float32 ? 4 : 8;
  progress.line(fmt::format("{:.0f} parameters: a vector takes {:.1f} MB, the dense Fisher matrix {:.1f} GB in float64",
                            n, width * n / 1e6, 8 * n * n / 1e9));
  std::vector<RaceResult> results;
  for (const Runner& runner : runners_of(settings)) {
    results.push_back(race(runner, digits, settings, progress));
    // The linear solver keeps three vectors that are not tensors.
    if (runner.method == "natural-gradient") results.back().peak_bytes += 3 * width * n;
    if (!settings.out.empty()) write_file(settings.out + "/race.csv", race_csv(results));
    const RaceResult& last = results.back();
    progress.line(fmt::format("{} lr {} on {}: loss {:.4f} after {} steps, {:.2f} s", runner.method, runner.lr,
                              runner.fresh ? "fresh batches" : "the full batch", last.losses.back(),
                              last.losses.size() - 1, last.seconds.back()));
  }
  if (settings.json) {
    fmt::print("{}", race_json(results));
  } else {
    fmt::print("\n{}", race_table(results));
    if (settings.runs != "fresh")
      fmt::print("\nnatural gradient on the full batch of {}: {}\n", settings.images, verdict(results));
  }
  return 0;
}

}  // namespace
}  // namespace thalweg::examples

int main(int argc, char** argv) {
  using namespace thalweg::examples;
  return run_program("natural_gradient", [&] {
    RaceSettings settings;
    if (const auto status = parse_race(argc, argv, settings)) return *status;
    return run(settings);
  });
}
