// What a run leaves behind: tables as CSV, the plot of the losses, the confusion of the test set.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <examples/classifier/settings.hpp>
#include <examples/classifier/training.hpp>
#include <examples/support/plot.hpp>

namespace thalweg::examples {

/// A curve recorded by tools/pytorch_reference.py: step,mean_loss lines under comments.
struct RecordedCurve {
  std::string tool;  ///< "PyTorch 1.13.0"
  std::vector<double> steps, losses;
};

/// Reads NAME_adam.csv of examples/data. Throws std::runtime_error when it is missing or damaged.
RecordedCurve read_recorded(const std::string& path);

/// The columns of an Epoch under their names, one line per method and epoch.
std::string history_csv(const std::vector<History>& histories);

/// A line per label, a column per digit read.
std::string confusion_csv(const Confusion& confusion);
/// The same as a table to be read, with the share of each digit that was read right.
std::string confusion_table(const Confusion& confusion);

/// The mean loss of each 100 updates against epochs, one curve per method.
CurvePlot loss_plot(const std::vector<History>& histories, const std::string& data_name, std::int64_t steps_per_epoch);

}  // namespace thalweg::examples
