// A matrix product as its loops see it, and the memory they work in.
#pragma once

#include <cstdint>
#include <memory>
#include <new>

#include <thalweg/tensor/gemm.hpp>

namespace thalweg {

/// Terms summed in one chain; the sums of such chains are added up in their order. Long ones, since c is read and
/// written once for each: that costs more than panels which the first cache cannot hold.
template <class T>
inline constexpr std::int64_t block_k = 4096 / static_cast<std::int64_t>(sizeof(T));

/// The product as the loops see it: c may be written transposed (c_row = 1), a and b are read through strides.
template <class T>
struct Product {
  std::int64_t m, n, k;
  MatrixIn<T> a, b;
  T* c;
  std::int64_t c_row, c_col;
  bool accumulate;
  Activation activation;
  T slope;
  /// Added to c(i, j): bias[i * bias_row + j * bias_col].
  const T* bias = nullptr;
  std::int64_t bias_row = 0, bias_col = 0;
};

/// Uninitialised memory that grows and is kept for the next product on this thread.
template <class T>
class Workspace {
 public:
  T* take(std::int64_t count) {
    if (count > capacity_) {
      memory_.reset();
      capacity_ = 0;
      memory_.reset(static_cast<T*>(::operator new(static_cast<std::size_t>(count) * sizeof(T), std::align_val_t(64))));
      capacity_ = count;
    }
    return memory_.get();
  }

 private:
  struct Free {
    void operator()(T* memory) const { ::operator delete(memory, std::align_val_t(64)); }
  };
  std::unique_ptr<T, Free> memory_;
  std::int64_t capacity_ = 0;
};

}  // namespace thalweg
