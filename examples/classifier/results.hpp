// What a run leaves behind: tables as CSV, the plot of the losses, the confusion of the test set.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <examples/classifier/settings.hpp>
#include <examples/classifier/training.hpp>
#include <examples/support/figure.hpp>
#include <examples/support/mnist_files.hpp>

namespace thalweg::examples {

/// A curve recorded by tools/pytorch_reference.py: step,mean_loss lines under comments.
struct RecordedCurve {
  std::string tool;  ///< "PyTorch 1.13.0"
  std::string data;  ///< as describe_data gives it
  std::vector<double> steps, losses;
};

/// Reads NAME_adam.csv or NAME_float64.csv of examples/data. Throws std::runtime_error when it is missing or damaged.
RecordedCurve read_recorded(const std::string& path);

/// By what a data set is known again: "60000 images, sum of pixels 1567298545, sum of labels 267236".
std::string describe_data(const Digits& digits);

/// Adds the recorded curve to a figure of loss_figure where it belongs, beside a run on the same data with the default
/// settings, as far as the run goes; else returns why not.
std::string add_recorded(const RecordedCurve& recorded, const Digits& digits, const Settings& settings,
                         std::int64_t updates_per_epoch, Figure& figure);

/// The columns of an Epoch under their names, one line per method and epoch.
std::string history_csv(const std::vector<History>& histories);

/// A line per label, a column per digit read.
std::string confusion_csv(const Confusion& confusion);
/// The same as a table to be read, with the share of each digit that was read right.
std::string confusion_table(const Confusion& confusion);

/// The mean loss of each 100 updates (of a tenth of a shorter run) against epochs, one curve per method that has made
/// so many. The caption says what was run.
Figure loss_figure(const std::vector<History>& histories, const std::string& data_name, std::int64_t updates_per_epoch,
                   const Settings& settings);

}  // namespace thalweg::examples
