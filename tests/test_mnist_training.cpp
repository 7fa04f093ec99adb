// The program mnist against PyTorch: the same weights and batches give the same losses.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include <examples/classifier/results.hpp>
#include <examples/classifier/settings.hpp>
#include <examples/classifier/trainer.hpp>
#include <examples/classifier/training.hpp>
#include <examples/support/digits.hpp>
#include <examples/support/mnist_files.hpp>
#include <source_root.hpp>
#include <support/real_mnist.hpp>

namespace thalweg::examples {
namespace {

std::vector<double> recorded(const std::string& name) {
  return read_recorded(std::string(source_root) + "/examples/data/" + name).losses;
}

/// The losses of the first updates with the program's default settings; none: of one epoch.
std::vector<double> losses(const Digits& digits, const std::string& dtype, std::int64_t updates = 0) {
  Settings settings;
  settings.dtype = dtype;
  Trainer trainer("adam", digits, settings);
  Tally tally;
  std::vector<double> all(static_cast<std::size_t>(updates > 0 ? updates : trainer.updates_per_epoch()));
  for (double& loss : all) loss = trainer.update(tally);
  return all;
}

/// The largest |ours / PyTorch's - 1| over the values both have.
double largest_deviation(const std::vector<double>& ours, const std::vector<double>& theirs) {
  double largest = 0;
  for (std::size_t i = 0; i < std::min(ours.size(), theirs.size()); ++i) {
    const double deviation = std::abs(ours[i] / theirs[i] - 1);
    if (!(deviation <= largest)) largest = deviation;  // NaN counts as the largest
  }
  return largest;
}

}  // namespace

TEST_CASE("mnist training: float32 on the built-in digits follows PyTorch within 1 % over the first epoch") {
  const std::vector<double> means = block_means(losses(draw_digits(1, 20000), "float32"), 100);
  REQUIRE(means.size() == 3);
  CHECK(largest_deviation(means, recorded("digits_adam.csv")) < 0.01);
}

TEST_CASE("mnist training: float64 on the built-in digits follows PyTorch within 1e-8 over 200 updates") {
  const std::vector<double> theirs = recorded("digits_float64.csv");
  REQUIRE(theirs.size() == 200);
  CHECK(largest_deviation(losses(draw_digits(1, 20000), "float64", 200), theirs) < 1e-8);
}

TEST_CASE("mnist training: float32 on MNIST follows PyTorch within 1 % over the first epoch" *
          doctest::skip(!real_mnist())) {
  const std::vector<double> means = block_means(losses(read_mnist(*real_mnist()).train, "float32"), 100);
  REQUIRE(means.size() == 9);
  CHECK(largest_deviation(means, recorded("mnist_adam.csv")) < 0.01);
}

TEST_CASE("mnist training: float64 on MNIST follows PyTorch within 1e-8 over 200 updates" *
          doctest::skip(!real_mnist())) {
  const std::vector<double> theirs = recorded("mnist_float64.csv");
  REQUIRE(theirs.size() == 200);
  CHECK(largest_deviation(losses(read_mnist(*real_mnist()).train, "float64", 200), theirs) < 1e-8);
}

TEST_CASE("mnist training: the built-in digits are learnt by the network and too hard for a linear model") {
  const DigitSets sets = built_in_digits();
  Settings settings;
  settings.epochs = 3;
  Progress progress(stdout, true);
  int epochs = 0;
  const History network = train("adam", sets, settings, progress, [&](const History&) { ++epochs; });
  CHECK(epochs == 3);
  CHECK(network.epochs.back().test_accuracy >= 0.95);
  settings.hidden.clear();
  const History linear = train("adam", sets, settings, progress, [](const History&) {});
  CHECK(linear.epochs.back().test_accuracy > 0.75);
  CHECK(linear.epochs.back().test_accuracy < 0.93);
}

TEST_CASE("mnist training: every method starts from the same weights and sees the same batches") {
  const DigitSets sets{draw_digits(1, 640), draw_digits(2, 100)};
  Settings settings;
  settings.epochs = 1;
  settings.hidden = {20};
  Progress progress(stdout, true);
  std::vector<double> first, last;
  for (const char* method : {"gd", "momentum", "adam", "adamax"}) {
    const History history = train(method, sets, settings, progress, [](const History&) {});
    REQUIRE(history.losses.size() == 10);
    first.push_back(history.losses.front());
    last.push_back(history.losses.back());
  }
  CHECK(first == std::vector<double>(4, first[0]));
  std::sort(last.begin(), last.end());
  CHECK(std::adjacent_find(last.begin(), last.end()) == last.end());
}

TEST_CASE("mnist training: a loss that is not finite ends the run with the update and the cure") {
  const DigitSets sets{draw_digits(1, 640), draw_digits(2, 100)};
  Settings settings;
  settings.epochs = 1;
  settings.lr = 1000;
  Progress progress(stdout, true);
  const History history = train("gd", sets, settings, progress, [](const History&) {});
  const auto updates = std::to_string(history.losses.size() + 1);
  CHECK(history.fault == "the loss is not finite at update " + updates + "; use a lower --lr than 1000");
  CHECK(history.losses.size() < 10);
  CHECK(history.epochs.empty());
}

}  // namespace thalweg::examples
