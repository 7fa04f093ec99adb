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

struct Counters {
  std::int64_t live_bytes = 0;
  std::int64_t system_allocations = 0;
};
constinit thread_local Counters counters;

struct Cache {
  std::array<FreeBlock*, class_count> lists{};
  std::size_t bytes = 0;

  ~Cache();
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

// Null before the thread's first block and again after its cache is gone, when blocks go straight to the system.
constinit thread_local Cache* cache = nullptr;
constinit thread_local bool cache_is_gone = false;

Cache::~Cache() {
  cache = nullptr;
  cache_is_gone = true;
  clear();
}

Cache* own_cache() {
  if (cache == nullptr && caching && !cache_is_gone) [[unlikely]] {
    thread_local Cache owner;
    cache = &owner;
  }
  return cache;
}

}  // namespace

void* allocate(std::size_t bytes) {
  const bool cacheable = caching && bytes <= largest_cached;
  const int c = cacheable ? size_class(bytes) : 0;
  if (cacheable) {
    if (Cache* own = own_cache(); own != nullptr && own->lists[c] != nullptr) {
      FreeBlock* block = own->lists[c];
      own->lists[c] = block->next;
      own->bytes -= class_bytes(c);
      counters.live_bytes += static_cast<std::int64_t>(bytes);
      return block;
    }
  }
  void* block = ::operator new(cacheable ? class_bytes(c) : bytes, alignment);
  ++counters.system_allocations;
  counters.live_bytes += static_cast<std::int64_t>(bytes);
  return block;
}

void deallocate(void* block, std::size_t bytes) noexcept {
  counters.live_bytes -= static_cast<std::int64_t>(bytes);
  if (caching && bytes <= largest_cached && cache != nullptr) {
    const int c = size_class(bytes);
    if (cache->bytes + class_bytes(c) <= cache_limit) {
      cache->lists[c] = new (block) FreeBlock{cache->lists[c]};
      cache->bytes += class_bytes(c);
      return;
    }
  }
  ::operator delete(block, alignment);
}

std::int64_t live_bytes() noexcept { return counters.live_bytes; }
std::int64_t system_allocations() noexcept { return counters.system_allocations; }
void release_cached_memory() noexcept {
  if (cache != nullptr) cache->clear();
}

}  // namespace thalweg
