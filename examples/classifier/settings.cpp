// The options of mnist, their units and defaults.
#include <examples/classifier/settings.hpp>

#include <cmath>
#include <limits>

#include <examples/support/command_line.hpp>

namespace thalweg::examples {

std::optional<int> parse_settings(int argc, char** argv, Settings& settings) {
  CLI::App app(
      "Trains a network of linear layers with leaky-ReLU (slope 0.01) between them to read digits: 28 x 28 pixels,\n"
      "cross-entropy, test accuracy after each epoch. Writes history.csv, confusion.csv and a plot of the loss.",
      "mnist");
  constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
  app.add_option("--data", settings.data,
                 "folder with MNIST's four files, plain or .gz; else $MNIST_DIR, else data/mnist, else digits that the "
                 "program draws itself")
      ->type_name("DIR");
  add_sizes(app, "--hidden", settings.hidden, 65536, "widths of the hidden layers; none: a linear model");
  add_choice(app, "--optimizer", settings.optimizer, {"adam", "gd", "momentum", "adamax"},
             "method; momentum is 0.9, Adam's and AdaMax's betas 0.9 and 0.999");
  add_number(app, "--lr", settings.lr, 0, 1000, true, "learning rate, per update");
  add_choice(app, "--schedule", settings.schedule, {"constant", "step", "exponential", "cosine", "one-cycle"},
             "learning rate over the run: as it is; a tenth after each third; evenly down to a hundredth; down to 0 "
             "along a cosine; up from a 25th during 30 % and down to 0");
  add_integer(app, "--epochs", settings.epochs, 1, 10000, "passes over the training images");
  add_integer(app, "--batch", settings.batch, 1, 1 << 20, "images per update");
  add_integer(app, "--seed", settings.seed, 0, largest, "of the initial weights and of the order of images");
  add_integer(app, "--threads", settings.threads, 0, 1024, "threads; 0: one per processor; no result depends on it");
  add_choice(app, "--dtype", settings.dtype, {"float32", "float64"}, "precision of weights and pixels");
  app.add_option("--out", settings.out, "folder for the results, made where it is missing")
      ->type_name("DIR")
      ->capture_default_str();
  app.add_flag("--quiet", settings.quiet, "print the last line only");
  app.add_flag("--compare", settings.compare,
               "train with gd, momentum, adam and adamax from the same weights on the same batches, one plot with "
               "PyTorch's Adam beside them");
  app.add_option("--export-digits", settings.export_digits,
                 "write the program's own digits as IDX files into this folder and end")
      ->type_name("DIR");
  return parse_command_line(app, argc, argv);
}

optim::Schedule make_schedule(const Settings& settings, std::int64_t steps) {
  const std::int64_t all = settings.epochs * steps;
  if (settings.schedule == "step") return optim::step_schedule({.every = (all + 2) / 3});
  if (settings.schedule == "exponential")
    return optim::exponential_schedule({.gamma = std::pow(0.01, 1.0 / static_cast<double>(all))});
  if (settings.schedule == "cosine") return optim::cosine_schedule({.steps = all});
  if (settings.schedule == "one-cycle") return optim::one_cycle_schedule({.steps = all});
  return optim::constant_schedule();
}

}  // namespace thalweg::examples
