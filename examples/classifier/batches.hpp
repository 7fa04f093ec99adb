// From bytes to tensors, a batch at a time; images stay bytes until then.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include <examples/support/mnist_files.hpp>
#include <thalweg/tensor/random.hpp>
#include <thalweg/tensor/tensor.hpp>

namespace thalweg::examples {

struct Batch {
  Tensor images;  ///< (batch, rows * columns), byte / 170
  Tensor labels;  ///< (batch,) int64
};

/// The digits at `indices`, in that order.
Batch take(const Digits& digits, std::span<const std::int64_t> indices, Dtype dtype);

/// The digits [begin, end).
Batch take(const Digits& digits, std::int64_t begin, std::int64_t end, Dtype dtype);

/// The batches of one epoch after the other: each epoch is one permutation of all digits, cut into pieces of `size`;
/// the last piece may be smaller.
class Batches {
 public:
  Batches(const Digits& digits, std::int64_t size, Dtype dtype, Random random);

  std::int64_t per_epoch() const { return (digits_.count + size_ - 1) / size_; }
  Batch next();

 private:
  const Digits& digits_;
  std::int64_t size_;
  Dtype dtype_;
  Random random_;
  std::vector<std::int64_t> order_;
  std::int64_t used_ = 0;
};

}  // namespace thalweg::examples
