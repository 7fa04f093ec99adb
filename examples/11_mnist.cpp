// 11: a network that learns to read digits (figure F6 of the report).
//
// Two hidden layers, cross-entropy, every method from the same weights on the same batches at lr 1e-3. Plain gradient
// descent and momentum in the report's form, whose velocity is an average, crawl at that rate; Adam and AdaMax, whose
// steps do not depend on the size of gradients, do not. PyTorch's Adam was recorded from the same start: a curve on top
// of ours. Longer runs, other settings: the program mnist.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <variant>

#include <data_folder.hpp>
#include <examples/classifier/digit_source.hpp>
#include <examples/classifier/results.hpp>
#include <examples/classifier/training.hpp>
#include <examples/studies/short_walk.hpp>
#include <examples/studies/studies.hpp>

namespace thalweg::examples {
namespace {

const std::vector<std::string> methods{"gd", "momentum", "adam", "adamax"};

/// The largest part by which our curve of Adam differs from PyTorch's, the last one of the panel.
double largest_difference(const Panel& panel) {
  const Line& recorded = std::get<Line>(panel.layers.back());
  double most = 0;
  for (const Layer& layer : panel.layers)
    if (const Line& ours = std::get<Line>(layer); ours.name == "adam")
      for (std::size_t i = 0; i < std::min(ours.y.size(), recorded.y.size()); ++i)
        most = std::max(most, std::abs(ours.y[i] - recorded.y[i]) / recorded.y[i]);
  return most;
}

}  // namespace

Study study_mnist(const StudyOptions& options) {
  const DigitSource source = find_digits(options.data);
  const Digits& digits = source.sets.train;
  Settings settings;
  settings.epochs = 2;
  const std::int64_t updates = (digits.count + settings.batch - 1) / settings.batch;
  Progress silent(stdout, true);
  std::vector<History> histories;
  for (const std::string& method : methods) {
    options.progress(fmt::format("{} on {}", method, source.name));
    histories.push_back(train(method, source.sets, settings, silent, [&](const History& so_far) {
      options.progress(
          fmt::format("{} on {}: epoch {} of {}", method, source.name, so_far.epochs.size(), settings.epochs));
    }));
  }
  Figure figure = loss_figure(histories, source.name, updates, settings);
  const RecordedCurve recorded = read_recorded(fmt::format("{}/{}_adam.csv", data_folder, source.recorded));
  const std::string why_not = add_recorded(recorded, digits, settings, updates, figure);

  Study study{.title = "Two hidden layers read digits",
              .lines = {source.told},
              .note = source.name == "MNIST" ? "" : source.told};
  Table table{.title = fmt::format("After {} epochs", settings.epochs),
              .head = {"method", "training loss", "test loss", "test accuracy"}};
  for (const History& history : histories) {
    if (!history.fault.empty()) study.lines.push_back(history.optimizer + ": " + history.fault);
    if (history.epochs.empty()) continue;
    const Epoch& last = history.epochs.back();
    table.rows.push_back({display_name(history.optimizer), fmt::format("{:.4f}", last.train_loss),
                          fmt::format("{:.4f}", last.test_loss), fmt::format("{:.2f} %", 100 * last.test_accuracy)});
  }
  StudyFigure f6{.id = "F6",
                 .claim =
                     "Loss variation with epochs from GD and Adam (implemented and PyTorch): MLP with two hidden "
                     "layers and cross-entropy loss, default parameters of Adam and lr = 1e-3.",
                 .settings = fmt::format("{}, {} images, {}-300-100-10 with leaky-ReLU, batches of {}, float32; lr "
                                         "1e-3, momentum 0.9, betas 0.9 0.999, eps 1e-8; {} epochs",
                                         source.name, digits.count, digits.rows * digits.columns, settings.batch,
                                         settings.epochs)};
  if (why_not.empty())
    f6.findings.push_back(fmt::format("ours and {}: no point of the two curves of Adam differs by more than {:.2g} %",
                                      recorded.tool, 100 * largest_difference(figure.panels[0])));
  else
    f6.findings.push_back(why_not);
  for (const auto& row : table.rows)
    f6.findings.push_back(fmt::format("{}: training loss {}, test accuracy {}", row[0], row[1], row[3]));
  // The lines that others come to lie on are broad.
  for (Layer& layer : figure.panels[0].layers) {
    Line& line = std::get<Line>(layer);
    if (line.name == "gd" || line.name == "adam") line.style.width = 6;
    line.name = line.name.starts_with("adam of ") ? "A" + line.name.substr(1) : display_name(line.name);
  }
  figure.name = "F6";
  figure.caption = f6.settings;
  figure.panels[0].y = {
      .label = figure.panels[0].y.label, .lo = 0.05, .hi = 4, .log = true, .ticks = {0.05, 0.1, 0.2, 0.5, 1, 2}};
  f6.pictures = {figure};
  study.lines.insert(study.lines.end(), f6.findings.begin(), f6.findings.end());
  study.tables = {table};
  study.figures = {f6};
  return study;
}

}  // namespace thalweg::examples
