// A network in training: one update after the other, and the test of what it has learnt.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>

#include <examples/classifier/batches.hpp>
#include <examples/classifier/network.hpp>
#include <examples/classifier/settings.hpp>
#include <examples/support/mnist_files.hpp>
#include <thalweg/optim/optimizer.hpp>
#include <thalweg/optim/schedules.hpp>

namespace thalweg::examples {

/// How often label i was read as digit j.
using Confusion = std::array<std::array<std::int64_t, 10>, 10>;

/// Sums over images.
struct Tally {
  double loss = 0;
  std::int64_t right = 0, images = 0;

  double mean_loss() const { return loss / static_cast<double>(images); }
  double accuracy() const { return static_cast<double>(right) / static_cast<double>(images); }
};

class Trainer {
 public:
  /// `optimizer` is the method's name, in place of settings.optimizer. Weights and batches depend on the seed only.
  /// `digits` must outlive the trainer.
  Trainer(const std::string& optimizer, const Digits& digits, const Settings& settings);

  std::int64_t updates_per_epoch() const { return batches_.per_epoch(); }
  /// The learning rate of the last update.
  double lr() const { return lr_ * optimizer_->lr_factor(); }

  const nn::Sequential& network() const { return network_; }

  /// Takes the next batch and makes one update, which is left out where the loss is not finite. Returns the mean loss
  /// over the batch before the update and adds the batch to the tally.
  double update(Tally& tally);

  /// Reads other digits; counts them in `confusion`, which begins at zero.
  Tally judge(const Digits& digits, Confusion& confusion) const;

 private:
  Dtype dtype_;
  double lr_;
  Streams streams_;
  nn::Sequential network_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  Batches batches_;
  optim::Schedule schedule_;
  std::int64_t updates_ = 0;
};

}  // namespace thalweg::examples
