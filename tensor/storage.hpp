// Storage: a counted block of bytes that tensors and their views share, with the version of its values.
#pragma once

#include <cstddef>
#include <cstdint>

#include <thalweg/tensor/allocator.hpp>
#include <thalweg/tensor/handle.hpp>

namespace thalweg {

/// Header and bytes lie in one allocation; the bytes are aligned to 64.
class alignas(64) Storage {
 public:
  /// Uninitialised memory for `bytes` bytes.
  static Handle<Storage> make(std::size_t bytes) {
    return Handle<Storage>::adopt(new (allocate(sizeof(Storage) + bytes)) Storage(bytes));
  }

  std::byte* data() noexcept { return reinterpret_cast<std::byte*>(this + 1); }
  std::size_t bytes() const noexcept { return bytes_; }
  /// Counts the in-place changes, so that a value saved for a derivative can tell whether it is still the same.
  std::uint64_t version() const noexcept { return version_; }
  void bump_version() noexcept { ++version_; }
  bool unique() const noexcept { return references_.unique(); }

  friend void retain(Storage* storage) noexcept { storage->references_.add(); }
  friend void release(Storage* storage) noexcept {
    if (storage->references_.drop()) deallocate(storage, sizeof(Storage) + storage->bytes_);
  }

 private:
  explicit Storage(std::size_t bytes) noexcept : bytes_(bytes) {}

  ReferenceCount references_;
  std::uint64_t version_ = 0;
  std::size_t bytes_;
};

}  // namespace thalweg
