// Handle: an intrusive reference-counted pointer, one word wide.
#pragma once

#include <atomic>
#include <cstdint>
#include <utility>

namespace thalweg {

/// A count of owners. Dropping the last owner's reference needs no atomic read-modify-write: nobody else can add one.
class ReferenceCount {
 public:
  void add() noexcept { count_.fetch_add(1, std::memory_order_relaxed); }
  /// True when this was the last reference.
  bool drop() noexcept {
    if (unique()) return true;
    return count_.fetch_sub(1, std::memory_order_acq_rel) == 1;
  }
  bool unique() const noexcept { return count_.load(std::memory_order_acquire) == 1; }

 private:
  std::atomic<std::int64_t> count_{1};
};

/// Shares ownership of a T through the free functions retain(T*) and release(T*) noexcept.
template <class T>
class Handle {
 public:
  Handle() noexcept = default;
  /// Takes over the reference that `pointer` already counts.
  static Handle adopt(T* pointer) noexcept {
    Handle handle;
    handle.pointer_ = pointer;
    return handle;
  }
  /// Adds a reference of its own.
  static Handle share(T* pointer) noexcept {
    if (pointer != nullptr) retain(pointer);
    return adopt(pointer);
  }

  Handle(const Handle& other) noexcept : pointer_(other.pointer_) {
    if (pointer_ != nullptr) retain(pointer_);
  }
  Handle(Handle&& other) noexcept : pointer_(std::exchange(other.pointer_, nullptr)) {}
  Handle& operator=(Handle other) noexcept {
    std::swap(pointer_, other.pointer_);
    return *this;
  }
  ~Handle() {
    if (pointer_ != nullptr) release(pointer_);
  }

  T* get() const noexcept { return pointer_; }
  T* operator->() const noexcept { return pointer_; }
  T& operator*() const noexcept { return *pointer_; }
  explicit operator bool() const noexcept { return pointer_ != nullptr; }

 private:
  T* pointer_ = nullptr;
};

}  // namespace thalweg
