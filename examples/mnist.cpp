// mnist: trains a network to read handwritten digits, or compares four methods on it (figure F6 of the report).
#include <fmt/format.h>

#include <filesystem>
#include <vector>

#include <data_folder.hpp>
#include <examples/classifier/results.hpp>
#include <examples/classifier/settings.hpp>
#include <examples/classifier/training.hpp>
#include <examples/support/command_line.hpp>
#include <examples/support/digits.hpp>
#include <examples/support/files.hpp>
#include <examples/support/mnist_files.hpp>
#include <examples/support/progress.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg::examples {
namespace {

struct Source {
  std::string name;      ///< for people
  std::string recorded;  ///< of PyTorch's curve on it
  DigitSets sets;
};

Source load(const Settings& settings, Progress& progress) {
  if (const auto folder = find_mnist(settings.data)) {
    progress.line("MNIST from " + *folder);
    return {"MNIST", "mnist", read_mnist(*folder)};
  }
  progress.line("no MNIST found in $MNIST_DIR or data/mnist (scripts/fetch-mnist gets it): using the built-in digits");
  return {"built-in digits", "digits", built_in_digits()};
}

/// PyTorch's curve belongs beside ours only where weights, batches and rule are the same.
bool as_recorded(const Settings& s) {
  return s.hidden == std::vector<std::int64_t>{300, 100} && s.lr == 1e-3 && s.schedule == "constant" && s.batch == 64 &&
         s.seed == 1 && s.dtype == "float32";
}

void add_recorded(const Settings& settings, const Source& source, std::int64_t updates_per_epoch, CurvePlot& plot,
                  Progress& progress) {
  if (!as_recorded(settings)) {
    progress.line("PyTorch's Adam is left out of the plot: it was recorded with the default settings");
    return;
  }
  const RecordedCurve recorded = read_recorded(std::string(data_folder) + "/" + source.recorded + "_adam.csv");
  Curve curve{"adam of " + recorded.tool, {}, {}};
  for (std::size_t i = 0; i < recorded.steps.size(); ++i) {
    const double epoch = recorded.steps[i] / static_cast<double>(updates_per_epoch);
    if (epoch > static_cast<double>(settings.epochs)) break;
    curve.x.push_back(epoch);
    curve.y.push_back(recorded.losses[i]);
  }
  plot.curves.push_back(curve);
}

int run(const Settings& settings) {
  Progress progress(stdout, settings.quiet);
  if (!settings.export_digits.empty()) {
    prepare_folder(settings.export_digits);
    write_mnist(settings.export_digits, built_in_digits());
    progress.line("the built-in digits are in " + settings.export_digits);
    return 0;
  }
  if (settings.threads > 0) set_num_threads(static_cast<int>(settings.threads));
  const Source source = load(settings, progress);
  prepare_folder(settings.out);
  const std::string out = settings.out + "/";
  progress.line(
      fmt::format("{} images to learn from, {} to be tested on", source.sets.train.count, source.sets.test.count));

  std::vector<std::string> methods{settings.optimizer};
  if (settings.compare) methods = {"gd", "momentum", "adam", "adamax"};
  std::vector<History> histories;
  bool good = true;
  for (const std::string& method : methods) {
    histories.emplace_back();
    histories.back() = train(method, source.sets, settings, progress, [&](const History& so_far) {
      histories.back() = so_far;
      write_file(out + "history.csv", history_csv(histories));
    });
    if (!histories.back().fault.empty()) {
      fmt::print(stderr, "mnist: {}: {}\n", method, histories.back().fault);
      good = false;
    }
  }

  const std::int64_t updates_per_epoch = (source.sets.train.count + settings.batch - 1) / settings.batch;
  CurvePlot plot = loss_plot(histories, source.name, updates_per_epoch);
  if (settings.compare) add_recorded(settings, source, updates_per_epoch, plot, progress);
  const std::string name = settings.compare ? "F6" : "loss";
  const std::string warning = write_plot(settings.out, name, plot);
  if (!warning.empty()) fmt::print(stderr, "mnist: {}\n", warning);
  for (const History& history : histories) {
    if (history.epochs.empty()) continue;
    write_file(out + "confusion" + (settings.compare ? "-" + history.optimizer : "") + ".csv",
               confusion_csv(history.confusion));
    if (!settings.compare) progress.line("\n" + confusion_table(history.confusion));
    fmt::print("{}: test accuracy {:.2f} % after {} epochs on {}\n", history.optimizer,
               100 * history.epochs.back().test_accuracy, history.epochs.back().epoch, source.name);
  }
  progress.line(fmt::format("results in {}: history.csv, {}.dat, {}.gp", settings.out, name, name));
  return good ? 0 : 1;
}

}  // namespace
}  // namespace thalweg::examples

int main(int argc, char** argv) {
  using namespace thalweg::examples;
  return run_program("mnist", [&] {
    Settings settings;
    if (const auto status = parse_settings(argc, argv, settings)) return *status;
    return run(settings);
  });
}
