// Runs: the clock is on during steps only.
#include <examples/classifier/race.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <limits>
#include <memory>
#include <numeric>
#include <utility>

#include <examples/classifier/batches.hpp>
#include <examples/classifier/network.hpp>
#include <examples/support/command_line.hpp>
#include <thalweg/autograd/mode.hpp>
#include <thalweg/nn/losses.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/optim/kfac.hpp>
#include <thalweg/optim/natural_gradient.hpp>
#include <thalweg/tensor/allocator.hpp>

namespace thalweg::examples {
namespace {

/// One step on the loss of the closure; counts go to the result.
using Stepper = std::function<void(const optim::ModelClosure&, RaceResult&)>;

template <class Method>
Stepper second_order(std::shared_ptr<Method> method) {
  return [method](const optim::ModelClosure& closure, RaceResult& result) {
    const optim::ModelStep step = method->step(closure);
    result.evaluations += step.evaluations;
    result.products += step.products;
    if (!std::isfinite(step.next_loss)) result.fault = step.reason;
  };
}

/// On fresh batches each solution belongs to another system, and a step that fits its batch says little of the next:
/// lambda is kept large and constant, and systems start from zero.
optim::ModelNaturalGradientOptions natural(const Runner& runner, const RaceSettings& settings) {
  optim::ModelNaturalGradientOptions options{.lr = runner.lr, .cg_iterations = settings.cg};
  if (!runner.fresh) return options;
  options.damping = {.initial = 1000, .increase = 1, .decrease = 1};
  options.cg_iterations = std::min<std::int64_t>(settings.cg, 10);
  options.warm_start = 0;
  return options;
}

Stepper make_stepper(const Runner& runner, nn::Sequential& network, const RaceSettings& settings) {
  if (runner.method == "natural-gradient")
    return second_order(
        std::make_shared<optim::NaturalGradient>(network.named_parameters(), natural(runner, settings)));
  if (runner.method == "k-fac")
    return second_order(std::make_shared<optim::Kfac>(network, optim::KfacOptions{.lr = runner.lr}));
  check(runner.method == "adam", "race", "the methods are adam, natural-gradient and k-fac, got ", runner.method);
  auto adam = std::make_shared<optim::Adam>(network.named_parameters(), optim::AdamOptions{.lr = runner.lr});
  return [adam](const optim::ModelClosure& closure, RaceResult& result) {
    adam->zero_grad();
    const Tensor loss = closure().loss;
    ++result.evaluations;
    if (!std::isfinite(loss.item())) result.fault = fmt::format("the loss is {}", loss.item());
    loss.backward();
    adam->step();
  };
}

/// Notes the loss after a step; true at or below the last mark.
bool note(RaceResult& result, double loss, double seconds) {
  result.losses.push_back(loss);
  result.seconds.push_back(seconds);
  const auto steps = static_cast<std::int64_t>(result.losses.size()) - 1;
  for (std::size_t k = 0; k < race_marks.size(); ++k)
    if (loss <= race_marks[k] && !result.finishes[k]) result.finishes[k] = Finish{steps, seconds};
  return result.finishes.back().has_value();
}

}  // namespace

std::optional<int> parse_race(int argc, char** argv, RaceSettings& settings) {
  CLI::App app(
      "Natural gradient against Adam: a network of linear layers with leaky-ReLU between them reads digits; how many\n"
      "steps and seconds until the cross-entropy of the first training images is 0.3, 0.2 and 0.1. Adam with four\n"
      "learning rates, matrix-free natural gradient and K-FAC, from the same weights, on the full batch and on fresh\n"
      "batches.",
      "natural_gradient");
  Settings& network = settings.network;
  network.batch = 1000;
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  app.add_option("--data", network.data,
                 "folder with MNIST's four files, plain or .gz; else $MNIST_DIR, else data/mnist, else digits that the "
                 "program draws itself")
      ->type_name("DIR");
  add_sizes(app, "--hidden", network.hidden, 65536, "widths of the hidden layers; none: a linear model");
  add_integer(app, "--images", settings.images, 1, 60000, "first training images: the full batch, and the measure");
  add_integer(app, "--batch", network.batch, 1, 60000, "images of a fresh batch");
  add_integer(app, "--steps", settings.steps, 1, 100000, "most steps of one run");
  add_integer(
      app, "--cg", settings.cg, 1, 100000,
      "most conjugate-gradient iterations of a natural-gradient step; on fresh batches 10, with constant damping");
  add_choice(app, "--runs", settings.runs, {"all", "full", "fresh"}, "on the full batch, on fresh ones, or both");
  add_integer(app, "--seed", network.seed, 0, largest, "of the initial weights and of the order of images");
  add_integer(app, "--threads", network.threads, 0, 1024, "threads; 0: one per processor; no loss depends on it");
  add_choice(app, "--dtype", network.dtype, {"float32", "float64"}, "precision of weights and pixels");
  app.add_flag("--json", settings.json, "print one JSON array in place of the table");
  app.add_option("--out", settings.out, "folder for race.csv, every loss of every run; made where it is missing")
      ->type_name("DIR");
  app.add_flag("--quiet", network.quiet, "print the table only");
  return parse_command_line(app, argc, argv);
}

std::vector<Runner> runners_of(const RaceSettings& settings) {
  std::vector<Runner> runners;
  for (const bool fresh : {false, true}) {
    if (settings.runs == (fresh ? "full" : "fresh")) continue;
    for (const double lr : {1e-3, 3e-3, 1e-2, 2e-2}) runners.push_back({"adam", lr, fresh});
    runners.push_back({"natural-gradient", 1, fresh});
    runners.push_back({"k-fac", 1, fresh});
  }
  return runners;
}

RaceResult race(const Runner& runner, const Digits& digits, const RaceSettings& settings, Progress& progress) {
  using Clock = std::chrono::steady_clock;
  check(settings.images <= digits.count, "--images", "there are ", digits.count, " training images, fewer than ",
        settings.images);
  const Streams streams = make_streams(settings.network.seed);
  nn::Sequential network = make_network(digits.rows * digits.columns, settings.network, streams.weights);
  const Stepper step = make_stepper(runner, network, settings);
  const Batch all = take(digits, 0, settings.images, settings.network.type());
  Batches batches(digits, settings.network.batch, settings.network.type(), streams.order);
  const auto closure_on = [&](const Batch& batch) {
    return [&network, batch] {
      const Tensor outputs = network(batch.images);
      return optim::ModelOutput{outputs, nn::cross_entropy(outputs, batch.labels)};
    };
  };
  RaceResult result;
  result.runner = runner;
  double seconds = 0;
  bool done = note(result, no_grad(closure_on(all)).loss.item(), 0);
  for (std::int64_t t = 1; t <= settings.steps && !done && result.fault.empty(); ++t) {
    const Batch batch = runner.fresh ? batches.next() : all;
    reset_peak_bytes();
    const auto begin = Clock::now();
    step(closure_on(batch), result);
    seconds += std::chrono::duration<double>(Clock::now() - begin).count();
    result.peak_bytes = std::max(result.peak_bytes, static_cast<double>(peak_bytes()));
    done = note(result, no_grad(closure_on(all)).loss.item(), seconds);
    progress.draw(fmt::format("{} lr {}{}: step {} of {} at most, loss {:.4f}, {:.1f} s", runner.method, runner.lr,
                              runner.fresh ? " on fresh batches" : "", t, settings.steps, result.losses.back(),
                              seconds));
  }
  return result;
}

}  // namespace thalweg::examples
