// Memory: blocks aligned to 64 bytes, kept per thread in size classes so that the steady state never calls malloc.
#pragma once

#include <cstddef>
#include <cstdint>

namespace thalweg {

/// At least `bytes` bytes, aligned to 64. Throws std::bad_alloc. Under sanitizers every block comes from the system.
void* allocate(std::size_t bytes);
/// Gives back a block of allocate(bytes), on any thread and at any time, also while the program ends.
void deallocate(void* block, std::size_t bytes) noexcept;

/// What this thread has allocated less what it has freed: constant over steps when nothing leaks.
std::int64_t live_bytes() noexcept;
/// The most that live_bytes() has been since reset_peak_bytes(), or since the thread began.
std::int64_t peak_bytes() noexcept;
void reset_peak_bytes() noexcept;
/// Blocks this thread had to ask the system for so far: constant once warmed up.
std::int64_t system_allocations() noexcept;
/// Returns the calling thread's cached blocks to the system.
void release_cached_memory() noexcept;

/// The allocator as the standard containers want it.
template <class T>
struct CachedAllocator {
  using value_type = T;
  CachedAllocator() noexcept = default;
  template <class U>
  CachedAllocator(const CachedAllocator<U>&) noexcept {}
  T* allocate(std::size_t count) { return static_cast<T*>(thalweg::allocate(count * sizeof(T))); }
  void deallocate(T* block, std::size_t count) noexcept { thalweg::deallocate(block, count * sizeof(T)); }
  friend bool operator==(const CachedAllocator&, const CachedAllocator&) noexcept { return true; }
};

}  // namespace thalweg
