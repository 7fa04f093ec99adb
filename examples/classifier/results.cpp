// Tables and curves.
#include <examples/classifier/results.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <numeric>
#include <string_view>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

constexpr std::string_view data_mark = "# data: ";

/// "12,0.5" as two numbers.
bool read_pair(const std::string& line, double& first, double& second) {
  const char* end = line.data() + line.size();
  const auto one = std::from_chars(line.data(), end, first);
  if (one.ec != std::errc() || one.ptr == end || *one.ptr != ',') return false;
  const auto two = std::from_chars(one.ptr + 1, end, second);
  return two.ec == std::errc() && two.ptr == end;
}

}  // namespace

RecordedCurve read_recorded(const std::string& path) {
  std::ifstream file(path);
  check_outside(file.good(), path.c_str(),
                "PyTorch's recorded curve is missing; tools/pytorch_reference.py records it");
  RecordedCurve curve;
  std::string line;
  for (int number = 1; std::getline(file, line); ++number) {
    if (number == 1 && line.starts_with("# ")) curve.tool = line.substr(2, line.find(',') - 2);
    if (line.starts_with(data_mark)) curve.data = line.substr(data_mark.size());
    if (line.starts_with("#") || line.starts_with("step,")) continue;
    double step = 0, loss = 0;
    check_outside(read_pair(line, step, loss), path.c_str(), "line ", number,
                  " must be two numbers with a comma between, got '", line,
                  "'; tools/pytorch_reference.py records the file anew");
    curve.steps.push_back(step);
    curve.losses.push_back(loss);
  }
  return curve;
}

std::string describe_data(const Digits& digits) {
  const auto sum = [](const std::vector<std::uint8_t>& bytes) {
    return std::accumulate(bytes.begin(), bytes.end(), std::int64_t{0});
  };
  return fmt::format("{} images, sum of pixels {}, sum of labels {}", digits.count, sum(digits.images),
                     sum(digits.labels));
}

std::string add_recorded(const RecordedCurve& recorded, const Digits& digits, const Settings& settings,
                         std::int64_t updates_per_epoch, Figure& figure) {
  const Settings usual;
  const bool same_run = settings.hidden == usual.hidden && settings.lr == usual.lr && settings.batch == usual.batch &&
                        settings.schedule == usual.schedule && settings.seed == usual.seed &&
                        settings.dtype == usual.dtype;
  if (!same_run) return "PyTorch's Adam is not in the plot: it was recorded with the default settings";
  if (recorded.data != describe_data(digits))
    return fmt::format("PyTorch's Adam is not in the plot: it was recorded on {}, these are {}", recorded.data,
                       describe_data(digits));
  Line curve{"adam of " + recorded.tool, {}, {}, style_of("pytorch-adam")};
  for (std::size_t i = 0; i < recorded.steps.size(); ++i) {
    const double epoch = recorded.steps[i] / static_cast<double>(updates_per_epoch);
    if (epoch > static_cast<double>(settings.epochs)) break;
    curve.x.push_back(epoch);
    curve.y.push_back(recorded.losses[i]);
  }
  figure.panels.front().layers.emplace_back(curve);
  return "";
}

std::string history_csv(const std::vector<History>& histories) {
  std::string text = "optimizer,epoch,updates,train_loss,train_accuracy,test_loss,test_accuracy,lr,seconds\n";
  for (const History& history : histories)
    for (const Epoch& e : history.epochs)
      text += fmt::format("{},{},{},{:.6g},{:.6g},{:.6g},{:.6g},{:.6g},{:.3f}\n", history.optimizer, e.epoch, e.updates,
                          e.train_loss, e.train_accuracy, e.test_loss, e.test_accuracy, e.lr, e.seconds);
  return text;
}

std::string confusion_csv(const Confusion& confusion) {
  std::string text = "label,0,1,2,3,4,5,6,7,8,9\n";
  for (std::size_t label = 0; label < confusion.size(); ++label)
    text += fmt::format("{},{}\n", label, fmt::join(confusion[label], ","));
  return text;
}

std::string confusion_table(const Confusion& confusion) {
  std::string text = "label      read as 0     1     2     3     4     5     6     7     8     9   right\n";
  for (std::size_t label = 0; label < confusion.size(); ++label) {
    std::int64_t all = 0;
    text += fmt::format("{:5}        ", label);
    for (std::int64_t count : confusion[label]) {
      text += fmt::format("{:6}", count);
      all += count;
    }
    const double right = all > 0 ? 100 * static_cast<double>(confusion[label][label]) / static_cast<double>(all) : 0;
    text += fmt::format("  {:5.1f} %\n", right);
  }
  return text;
}

Figure loss_figure(const std::vector<History>& histories, const std::string& data_name, std::int64_t updates_per_epoch,
                   const Settings& settings) {
  std::int64_t longest = 0;
  for (const History& history : histories)
    longest = std::max(longest, static_cast<std::int64_t>(history.losses.size()));
  const std::int64_t block = longest >= 300 ? 100 : std::max<std::int64_t>(longest / 10, 1);
  Panel panel;
  panel.x.label = "epoch";
  panel.y = {.label = fmt::format("mean loss of {} updates", block), .log = true};
  for (const History& history : histories) {
    Line curve{history.optimizer, {}, block_means(history.losses, block), style_of(history.optimizer)};
    for (std::size_t i = 1; i <= curve.y.size(); ++i)
      curve.x.push_back(static_cast<double>(i) * static_cast<double>(block) / static_cast<double>(updates_per_epoch));
    if (!curve.x.empty()) panel.layers.emplace_back(curve);
  }
  return {.title = "Training loss on " + data_name,
          .caption = fmt::format("Cross-entropy; hidden layers {}; lr {} ({}), batches of {}, {} epochs, seed {}, {}.",
                                 settings.hidden.empty() ? "none" : fmt::format("{}", fmt::join(settings.hidden, ", ")),
                                 settings.lr, settings.schedule, settings.batch, settings.epochs, settings.seed,
                                 settings.dtype),
          .panels = {panel}};
}

}  // namespace thalweg::examples
