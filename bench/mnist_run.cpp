// A whole training run on MNIST's files: seconds from the first byte read, accuracy and peak memory, beside PyTorch.
#include <fmt/core.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include <bench/support/peer.hpp>
#include <bench/support/program.hpp>
#include <bench_paths.hpp>
#include <examples/classifier/training.hpp>
#include <examples/support/mnist_files.hpp>
#include <examples/support/progress.hpp>
#include <thalweg/tensor/errors.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg::bench {
namespace {

struct Outcome {
  double seconds = 0, reading = 0, accuracy = 0, peak_bytes = 0;
};

/// Reads the files and trains: 784-300-100-10, Adam, batch 64, float32.
Outcome train_here(const std::string& folder, int epochs, int threads) {
  set_num_threads(threads);
  Outcome outcome;
  outcome.seconds = seconds_of([&] {
    examples::DigitSets sets;
    outcome.reading = seconds_of([&] { sets = examples::read_mnist(folder); });
    examples::Settings settings;
    settings.epochs = epochs;
    examples::Progress quiet(stdout, true);
    const examples::History history = examples::train("adam", sets, settings, quiet, [](const examples::History&) {});
    outcome.accuracy = history.epochs.back().test_accuracy;
  });
  return outcome;
}

/// The same in a process of its own, whose memory is nobody else's.
Outcome train_apart(const std::string& folder, int epochs, int threads) {
  int ends[2];
  check_outside(pipe(ends) == 0, "mnist_run", "no pipe to be had: ", std::strerror(errno));
  const pid_t child = fork();
  check_outside(child >= 0, "mnist_run", "no process to be had: ", std::strerror(errno));
  if (child == 0) {
    try {
      const Outcome outcome = train_here(folder, epochs, threads);
      if (write(ends[1], &outcome, sizeof outcome) == sizeof outcome) _exit(0);
    } catch (const std::exception& error) {
      fmt::print(stderr, "mnist_run: {}\n", error.what());
    }
    _exit(1);
  }
  close(ends[1]);
  Outcome outcome;
  const bool told = read(ends[0], &outcome, sizeof outcome) == sizeof outcome;
  close(ends[0]);
  rusage usage{};
  wait4(child, nullptr, 0, &usage);
  check_outside(told, "mnist_run", "the training process has ended without a result");
  outcome.peak_bytes = static_cast<double>(usage.ru_maxrss) * 1024;
  return outcome;
}

struct Row {
  std::string who;
  std::vector<double> seconds;
  Outcome last;
};

int run(const std::string& folder, int epochs, const Asked& asked) {
  const std::optional<std::string> found = examples::find_mnist(folder);
  if (!found) {
    fmt::print(stderr, "mnist_run: no MNIST found; scripts/fetch-mnist gets it\n");
    return 77;  // skipped
  }
  std::vector<Row> rows = {{"own, 1 thread", {}, {}}, {"own, 2 threads", {}, {}}, {"PyTorch, 2 threads", {}, {}}};
  bool compared = false;
  for (int round = 0; round < asked.rounds; ++round) {
    for (const int threads : {1, 2}) {
      Row& row = rows[static_cast<std::size_t>(threads - 1)];
      row.last = train_apart(*found, epochs, threads);
      row.seconds.push_back(row.last.seconds);
    }
    std::optional<Peer> peer = Peer::start(peers_folder + "/layers.py");
    compared = peer.has_value();
    if (!compared) continue;
    const std::string answer = peer->ask(fmt::format(
        R"({{"work": "mnist_run", "folder": "{}", "hidden": [300, 100], "epochs": {}, "batch": 64, "threads": 2}})",
        *found, epochs));
    Outcome& last = rows[2].last;
    last = {number_in(answer, "seconds"), 0, number_in(answer, "accuracy"), number_in(answer, "peak_bytes")};
    rows[2].seconds.push_back(last.seconds);
  }
  if (!compared) rows.pop_back();
  check_outside(!compared || std::abs(rows[1].last.accuracy - rows[2].last.accuracy) <= 0.01, "mnist_run",
                "the accuracies differ: own ", rows[1].last.accuracy, ", PyTorch ", rows[2].last.accuracy);
  std::string runs;
  std::vector<Comparison> comparisons;
  for (const Row& row : rows) {
    runs += fmt::format(
        "{}\n  {{\"who\": {}, \"epochs\": {}, \"seconds\": {:.4g}, \"reading\": {:.3g}, \"accuracy\": {:.4g}, "
        "\"peak_bytes\": {:.0f}}}",
        runs.empty() ? "" : ",", quoted(row.who), epochs, median(row.seconds), row.last.reading, row.last.accuracy,
        row.last.peak_bytes);
    if (!asked.json)
      fmt::print("{:<20} {:>7.2f} s (reading {:.2f} s), test accuracy {:.2f} %, peak memory {:.0f} MB\n", row.who,
                 median(row.seconds), row.last.reading, 100 * row.last.accuracy, row.last.peak_bytes / 1e6);
    if (&row != &rows.back() || !compared)
      comparisons.push_back({fmt::format("{} epochs, {}", epochs, row.who), compared ? rows[2].who : "", row.seconds,
                             compared ? rows[2].seconds : std::vector<double>()});
  }
  if (asked.json) print_results(asked, "mnist_run", {{"runs", '[' + runs + ']'}}, comparisons);
  return 0;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) {
  using namespace thalweg::bench;
  std::string folder;
  int epochs = 5;
  return run_program(
      argc, argv, "mnist_run", "784-300-100-10 trained on MNIST with Adam, reading the files included, beside PyTorch",
      1, [&](const Asked& asked) { return run(folder, epochs, asked); },
      [&](CLI::App& app) {
        app.add_option("--data", folder, "folder with MNIST's files; else $MNIST_DIR, else data/mnist");
        app.add_option("--epochs", epochs, "passes over the images")->capture_default_str()->check(CLI::Range(1, 1000));
      });
}
