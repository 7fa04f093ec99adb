// Epochs of updates, with the clock, the progress line and the record.
#include <examples/classifier/training.hpp>

#include <fmt/format.h>

#include <chrono>
#include <cmath>
#include <numeric>

namespace thalweg::examples {
namespace {

/// The record of one epoch as a line.
std::string epoch_text(const Epoch& e, std::int64_t images) {
  return fmt::format("loss {:.4f}  accuracy {:.2f} %  test loss {:.4f}  test accuracy {:.2f} %  {:.0f} images/s",
                     e.train_loss, 100 * e.train_accuracy, e.test_loss, 100 * e.test_accuracy,
                     static_cast<double>(e.epoch * images) / e.seconds);
}

std::string fault_text(const Settings& settings, std::int64_t update) {
  return fmt::format("the loss is not finite at update {}; use a lower --lr than {}", update, settings.lr);
}

}  // namespace

std::vector<double> block_means(const std::vector<double>& losses, std::int64_t size) {
  std::vector<double> means;
  for (auto from = losses.begin(); losses.end() - from >= size; from += size)
    means.push_back(std::accumulate(from, from + size, 0.0) / static_cast<double>(size));
  return means;
}

History train(const std::string& optimizer, const DigitSets& sets, const Settings& settings, Progress& progress,
              const std::function<void(const History&)>& after_epoch) {
  using Clock = std::chrono::steady_clock;
  const std::int64_t images = sets.train.count;
  Trainer trainer(optimizer, sets.train, settings);
  History history;
  history.optimizer = optimizer;
  std::chrono::duration<double> spent{};
  for (std::int64_t epoch = 1; epoch <= settings.epochs; ++epoch) {
    const std::string label = fmt::format("{} {}/{}", optimizer, epoch, settings.epochs);
    const auto begin = Clock::now() - std::chrono::duration_cast<Clock::duration>(spent);
    Tally tally;
    for (std::int64_t i = 0; i < trainer.updates_per_epoch(); ++i) {
      history.losses.push_back(trainer.update(tally));
      const auto updates = static_cast<std::int64_t>(history.losses.size());
      if (!std::isfinite(history.losses.back())) {
        history.losses.pop_back();
        history.fault = fault_text(settings, updates);
        return history;
      }
      spent = Clock::now() - begin;
      progress.update(label, {(epoch - 1) * images + tally.images, settings.epochs * images, tally.mean_loss(),
                              tally.accuracy(), spent.count()});
    }
    const Tally test = trainer.judge(sets.test, history.confusion);
    const auto updates = static_cast<std::int64_t>(history.losses.size());
    history.epochs.push_back({epoch, updates, tally.mean_loss(), tally.accuracy(), test.mean_loss(), test.accuracy(),
                              trainer.lr(), spent.count()});
    progress.line(label + "  " + epoch_text(history.epochs.back(), images));
    if (!std::isfinite(test.mean_loss())) history.fault = fault_text(settings, updates);
    after_epoch(history);
    if (!history.fault.empty()) break;
  }
  return history;
}

}  // namespace thalweg::examples
