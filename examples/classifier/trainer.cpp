// Forward, backward, step.
#include <examples/classifier/trainer.hpp>

#include <algorithm>
#include <cmath>

#include <thalweg/autograd/mode.hpp>
#include <thalweg/nn/losses.hpp>

namespace thalweg::examples {
namespace {

/// Adds a batch to the tally, and to the confusion where one is given.
void count(const Tensor& logits, const Batch& batch, double loss, Tally& tally, Confusion* confusion = nullptr) {
  const std::int64_t images = logits.size(0), classes = logits.size(1);
  dispatch(logits.dtype(), [&](auto zero) {
    const auto* row = logits.data<decltype(zero)>();
    for (std::int64_t i = 0; i < images; ++i, row += classes) {
      const std::int64_t read = std::max_element(row, row + classes) - row;
      const auto label = batch.labels.data<std::int64_t>()[i];
      tally.right += read == label;
      if (confusion != nullptr) ++(*confusion)[static_cast<std::size_t>(label)][static_cast<std::size_t>(read)];
    }
  });
  tally.loss += loss * static_cast<double>(images);
  tally.images += images;
}

}  // namespace

Trainer::Trainer(const std::string& optimizer, const Digits& digits, const Settings& settings)
    : dtype_(settings.type()),
      lr_(settings.lr),
      streams_(make_streams(settings.seed)),
      network_(make_network(digits.rows * digits.columns, settings, streams_.weights)),
      optimizer_(make_optimizer(optimizer, network_, settings.lr)),
      batches_(digits, settings.batch, dtype_, streams_.order),
      schedule_(make_schedule(settings, batches_.per_epoch())) {}

double Trainer::update(Tally& tally) {
  const Batch batch = batches_.next();
  const Tensor logits = network_(batch.images);
  const Tensor loss = nn::cross_entropy(logits, batch.labels);
  const double value = loss.item();
  count(logits, batch, value, tally);
  if (!std::isfinite(value)) return value;

  optimizer_->zero_grad();
  loss.backward();
  optimizer_->set_lr_factor(schedule_(updates_++));
  optimizer_->step();
  return value;
}

Tally Trainer::judge(const Digits& digits, Confusion& confusion) const {
  const NoGrad guard;
  constexpr std::int64_t size = 500;
  Tally tally;
  confusion = {};
  for (std::int64_t begin = 0; begin < digits.count; begin += size) {
    const Batch batch = take(digits, begin, std::min(begin + size, digits.count), dtype_);
    const Tensor logits = network_(batch.images);
    count(logits, batch, nn::cross_entropy(logits, batch.labels).item(), tally, &confusion);
  }
  return tally;
}

}  // namespace thalweg::examples
