// Memory: alignment, reuse, accounts, and blocks that are freed elsewhere than they were made.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/tensor/allocator.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg {

namespace {

/// Sanitizers switch the cache off, so that they see every use of freed memory.
bool caches() {
  release_cached_memory();
  deallocate(allocate(100), 100);
  const std::int64_t before = system_allocations();
  deallocate(allocate(100), 100);
  return system_allocations() == before;
}

}  // namespace

TEST_CASE("allocator: blocks of all sizes are aligned to 64 and do not overlap") {
  std::vector<std::pair<unsigned char*, std::size_t>> blocks;
  for (std::size_t bytes = 1; bytes < 100000; bytes = bytes * 5 / 4 + 1) {
    auto* block = static_cast<unsigned char*>(allocate(bytes));
    CHECK(reinterpret_cast<std::uintptr_t>(block) % 64 == 0);
    std::memset(block, static_cast<int>(blocks.size() % 251), bytes);
    blocks.emplace_back(block, bytes);
  }
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto [block, bytes] = blocks[i];
    CHECK(block[0] == i % 251);
    CHECK(block[bytes - 1] == i % 251);
    deallocate(block, bytes);
  }
}

TEST_CASE("allocator: a freed block is used again for sizes of its class") {
  if (!caches()) return;
  void* block = allocate(1000);
  deallocate(block, 1000);
  const std::int64_t before = system_allocations();
  void* again = allocate(1020);
  CHECK(again == block);
  CHECK(system_allocations() == before);
  void* other = allocate(1025);
  CHECK(other != block);
  deallocate(again, 1020);
  deallocate(other, 1025);
}

TEST_CASE("allocator: the steady state of a computation asks the system for nothing") {
  if (!caches()) return;
  const auto step = [] {
    const Tensor x = ones({50, 7}) * 2.0 + zeros({7});
    return (x - x).at({1, 1});
  };
  step();
  const std::int64_t before = system_allocations();
  const std::int64_t live = live_bytes();
  for (int i = 0; i < 100; ++i) CHECK(step() == 0);
  CHECK(system_allocations() == before);
  CHECK(live_bytes() == live);
}

TEST_CASE("allocator: live bytes are what was asked for and not given back") {
  const std::int64_t before = live_bytes();
  void* block = allocate(12345);
  CHECK(live_bytes() == before + 12345);
  deallocate(block, 12345);
  CHECK(live_bytes() == before);
}

TEST_CASE("allocator: peak bytes are the most that was live since they were reset") {
  reset_peak_bytes();
  const std::int64_t before = live_bytes();
  CHECK(peak_bytes() == before);
  deallocate(allocate(12345), 12345);
  deallocate(allocate(1000), 1000);
  CHECK(peak_bytes() == before + 12345);
  reset_peak_bytes();
  CHECK(peak_bytes() == before);
}

TEST_CASE("allocator: releasing the cache gives its blocks back to the system") {
  if (!caches()) return;
  deallocate(allocate(5000), 5000);
  release_cached_memory();
  const std::int64_t before = system_allocations();
  deallocate(allocate(5000), 5000);
  CHECK(system_allocations() == before + 1);
}

TEST_CASE("allocator: tensors may be freed on another thread, and outlive the thread that made them") {
  Tensor from_thread;
  Tensor to_thread = full({1000}, 3);
  std::thread worker([&] {
    from_thread = full({1000}, 4);
    CHECK(to_thread.at({999}) == 3);
    to_thread = {};
    to_thread = ones({10});
  });
  worker.join();
  CHECK(from_thread.at({999}) == 4);
  CHECK(to_thread.at({9}) == 1);
  from_thread = {};
  to_thread = {};
  CHECK((full({1000}, 1) + 1).at({0}) == 2);
}

TEST_CASE("allocator: blocks too large to cache come from and go to the system") {
  const std::size_t large = (std::size_t{1} << 26) + 1;
  const std::int64_t before = system_allocations();
  deallocate(allocate(large), large);
  deallocate(allocate(large), large);
  CHECK(system_allocations() == before + 2);
}

}  // namespace thalweg
