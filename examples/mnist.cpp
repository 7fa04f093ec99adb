// mnist: trains a network to read handwritten digits, or compares four methods on it (figure F6 of the report).
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include <data_folder.hpp>
#include <examples/classifier/digit_source.hpp>
#include <examples/classifier/network.hpp>
#include <examples/classifier/results.hpp>
#include <examples/classifier/settings.hpp>
#include <examples/classifier/training.hpp>
#include <examples/support/command_line.hpp>
#include <examples/support/digits.hpp>
#include <examples/support/figure_files.hpp>
#include <examples/support/files.hpp>
#include <examples/support/mnist_files.hpp>
#include <examples/support/progress.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg::examples {
namespace {

/// Trains with each method, writing history.csv as it grows; a fault goes to standard error.
std::vector<History> train_all(const std::vector<std::string>& methods, const DigitSets& sets, const Settings& settings,
                               Progress& progress) {
  std::vector<History> histories;
  for (const std::string& method : methods) {
    histories.emplace_back();
    histories.back() = train(method, sets, settings, progress, [&](const History& so_far) {
      histories.back() = so_far;
      write_file(settings.out + "/history.csv", history_csv(histories));
    });
    if (!histories.back().fault.empty()) fmt::print(stderr, "mnist: {}: {}\n", method, histories.back().fault);
  }
  return histories;
}

void plot_losses(const std::vector<History>& histories, const DigitSource& source, const Settings& settings,
                 Progress& progress) {
  const Digits& digits = source.sets.train;
  const std::int64_t updates_per_epoch = (digits.count + settings.batch - 1) / settings.batch;
  Figure figure = loss_figure(histories, source.name, updates_per_epoch, settings);
  figure.name = settings.compare ? "F6" : "loss";
  if (settings.compare) {
    const RecordedCurve recorded = read_recorded(fmt::format("{}/{}_adam.csv", data_folder, source.recorded));
    const std::string why_not = add_recorded(recorded, digits, settings, updates_per_epoch, figure);
    if (!why_not.empty()) progress.line(why_not);
  }
  if (figure.panels.front().layers.empty()) return;
  const std::string warning = write_figure(settings.out, figure);
  if (!warning.empty()) fmt::print(stderr, "mnist: {}\n", warning);
}

/// Confusion and test accuracy of a run that has come to the end of an epoch.
void conclude(const History& history, const DigitSource& source, const Settings& settings, Progress& progress) {
  if (history.epochs.empty()) return;
  const std::string name = settings.compare ? "confusion-" + history.optimizer + ".csv" : "confusion.csv";
  write_file(settings.out + "/" + name, confusion_csv(history.confusion));
  if (!settings.compare) progress.line("\n" + confusion_table(history.confusion));
  fmt::print("{}: test accuracy {:.2f} % after {} epoch{} on {}\n", history.optimizer,
             100 * history.epochs.back().test_accuracy, history.epochs.size(), history.epochs.size() == 1 ? "" : "s",
             source.name);
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
  const DigitSource source = find_digits(settings.data);
  progress.line(source.told);
  check_widths(source.sets.train.rows * source.sets.train.columns, settings);
  prepare_folder(settings.out);
  progress.line(
      fmt::format("{} images to learn from, {} to be tested on", source.sets.train.count, source.sets.test.count));

  std::vector<std::string> methods{settings.optimizer};
  if (settings.compare) methods = {"gd", "momentum", "adam", "adamax"};
  const std::vector<History> histories = train_all(methods, source.sets, settings, progress);
  plot_losses(histories, source, settings, progress);
  for (const History& history : histories) conclude(history, source, settings, progress);
  progress.line("results in " + settings.out);
  const bool good = std::all_of(histories.begin(), histories.end(), [](const auto& h) { return h.fault.empty(); });
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
