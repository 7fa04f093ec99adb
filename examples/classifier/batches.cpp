// Gathers images and labels.
#include <examples/classifier/batches.hpp>

#include <algorithm>
#include <numeric>

#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg::examples {
namespace {

// Pixels run from 0 to 1.5: a few epochs learn more than from 0 to 1, while a larger range makes runs that differ by
// rounding part sooner.
template <class T>
constexpr T pixel_unit = 170;

/// Images, each fetched from somewhere else in memory.
constexpr std::int64_t worth_a_thread = 16;

}  // namespace

Batch take(const Digits& digits, std::span<const std::int64_t> indices, Dtype dtype) {
  const auto count = static_cast<std::int64_t>(indices.size()), pixels = digits.rows * digits.columns;
  Batch batch{empty({count, pixels}, {.dtype = dtype}), empty({count}, {.dtype = int64})};
  std::int64_t* label = batch.labels.data<std::int64_t>();
  for (std::int64_t index : indices) *label++ = digits.labels[static_cast<std::size_t>(index)];
  dispatch(dtype, [&](auto zero) {
    using T = decltype(zero);
    T* images = batch.images.data<T>();
    parallel_for(count, worth_a_thread, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t k = begin; k < end; ++k) {
        const std::uint8_t* byte = digits.images.data() + indices[static_cast<std::size_t>(k)] * pixels;
        T* x = images + k * pixels;
        for (std::int64_t i = 0; i < pixels; ++i) x[i] = static_cast<T>(byte[i]) / pixel_unit<T>;
      }
    });
  });
  return batch;
}

Batch take(const Digits& digits, std::int64_t begin, std::int64_t end, Dtype dtype) {
  std::vector<std::int64_t> indices(static_cast<std::size_t>(end - begin));
  std::iota(indices.begin(), indices.end(), begin);
  return take(digits, indices, dtype);
}

Batches::Batches(const Digits& digits, std::int64_t size, Dtype dtype, Random random)
    : digits_(digits), size_(size), dtype_(dtype), random_(random) {}

Batch Batches::next() {
  if (used_ == static_cast<std::int64_t>(order_.size())) {
    order_ = random_.permutation(digits_.count);
    used_ = 0;
  }
  const std::int64_t count = std::min(size_, digits_.count - used_);
  const auto piece = std::span(order_).subspan(static_cast<std::size_t>(used_), static_cast<std::size_t>(count));
  used_ += count;
  return take(digits_, piece, dtype_);
}

}  // namespace thalweg::examples
