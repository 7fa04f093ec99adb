// One training run and the record of it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <examples/classifier/settings.hpp>
#include <examples/classifier/trainer.hpp>
#include <examples/support/mnist_files.hpp>
#include <examples/support/progress.hpp>

namespace thalweg::examples {

/// One line of history.csv.
struct Epoch {
  std::int64_t epoch = 0, updates = 0;  ///< from 1; so far
  double train_loss = 0, train_accuracy = 0, test_loss = 0, test_accuracy = 0;
  double lr = 0;       ///< of the last update
  double seconds = 0;  ///< of training so far
};

struct History {
  std::string optimizer;
  std::vector<double> losses;  ///< of every update
  std::vector<Epoch> epochs;
  Confusion confusion{};  ///< of the test set after the last epoch
  std::string fault;      ///< why the run ended early, else empty
};

/// The mean of each whole block of `size` losses.
std::vector<double> block_means(const std::vector<double>& losses, std::int64_t size);

/// Trains with the method of that name. `after_epoch` sees the history as it grows. A loss that is not finite ends the
/// run with a fault.
History train(const std::string& optimizer, const DigitSets& sets, const Settings& settings, Progress& progress,
              const std::function<void(const History&)>& after_epoch);

}  // namespace thalweg::examples
