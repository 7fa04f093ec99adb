// The caching allocator: free lists of power-of-two quarters, one set per thread, no locks.
#include <array>
#include <bit>
#include <new>
#include <thalweg/tensor/allocator.hpp>

namespace thalweg {

namespace {

constexpr std::align_val_t alignment{64};
constexpr std::size_t largest_cached = std::size_t{1} << 26;
constexpr std::size_t cache_limit = std::size_t{1} << 28;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool caching = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || __has_feature(memory_sanitizer)
constexpr bool caching = false;
#else
constexpr bool caching = true;
#endif
#else
constexpr bool caching = true;
#endif

// Class c holds blocks of (4 + c % 4) << (4 + c / 4) bytes: 64, 80, 96, 112, 128, 160, ... at most a quarter is wasted.
constexpr int size_class(std::size_t bytes) noexcept {
  if (bytes <= 64) return 0;
  const int exponent = std::bit_width(bytes - 1) - 1;
  const int quarter = static_cast<int>((bytes - 1) >> (exponent - 2)) - 4;
  return (exponent - 6) * 4 + quarter + 1;
}
constexpr std::size_t class_bytes(int c) noexcept { return static_cast<std::size_t>(4 + c % 4) << (4 + c / 4); }
constexpr int class_count = size_class(largest_cached) + 1;
static_assert(class_bytes(size_class(65)) == 80 && class_bytes(size_class(128)) == 128);

struct FreeBlock {
  FreeBlock* next;
};

// What a thread keeps. It needs no construction, so that reaching it costs nothing.
struct Cache {
  std::array<FreeBlock*, class_count> lists;
  std::size_t bytes;
  std::int64_t live_bytes;
  std::int64_t peak_bytes;
  std::int64_t system_allocations;
  bool ended;  // the thread is on its way out: blocks go straight back to the system

  void clear() noexcept {
    for (FreeBlock*& list : lists)
      while (list != nullptr) {
        FreeBlock* block = list;
        list = block->next;
        ::operator delete(block, alignment);
      }
    bytes = 0;
  }
};
constinit thread_local Cache cache{};

// Empties the cache when its thread ends.
struct Janitor {
  ~Janitor() {
    cache.ended = true;
    cache.clear();
  }
  void watch() noexcept {}
};
thread_local Janitor janitor;

[[gnu::noinline]] void* from_system(std::size_t bytes) {
  janitor.watch();
  void* block = ::operator new(bytes, alignment);
  ++cache.system_allocations;
  return block;
}

}  // namespace

void* allocate(std::size_t bytes) {
  void* block = nullptr;
  if (caching && bytes <= largest_cached) [[likely]] {
    const int c = size_class(bytes);
    FreeBlock*& list = cache.lists[static_cast<std::size_t>(c)];
    if (list != nullptr) [[likely]] {
      block = list;
      list = list->next;
      cache.bytes -= class_bytes(c);
    } else {
      block = from_system(class_bytes(c));
    }
  } else {
    block = from_system(bytes);
  }
  cache.live_bytes += static_cast<std::int64_t>(bytes);
  if (cache.live_bytes > cache.peak_bytes) cache.peak_bytes = cache.live_bytes;
  return block;
}

void deallocate(void* block, std::size_t bytes) noexcept {
  cache.live_bytes -= static_cast<std::int64_t>(bytes);
  if (caching && bytes <= largest_cached) [[likely]] {
    const int c = size_class(bytes);
    if (cache.bytes + class_bytes(c) <= cache_limit && !cache.ended) [[likely]] {
      FreeBlock*& list = cache.lists[static_cast<std::size_t>(c)];
      list = new (block) FreeBlock{list};
      cache.bytes += class_bytes(c);
      return;
    }
  }
  ::operator delete(block, alignment);
}

std::int64_t live_bytes() noexcept { return cache.live_bytes; }
std::int64_t peak_bytes() noexcept { return cache.peak_bytes; }
void reset_peak_bytes() noexcept { cache.peak_bytes = cache.live_bytes; }
std::int64_t system_allocations() noexcept { return cache.system_allocations; }
void release_cached_memory() noexcept { cache.clear(); }

}  // namespace thalweg
