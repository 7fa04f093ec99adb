// The program mnist against PyTorch: the same weights and batches give the same losses.
#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
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

}  // namespace thalweg::examples
