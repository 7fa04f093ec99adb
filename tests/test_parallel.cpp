// Threads: every index once, nested calls, several callers, exceptions.
#include <doctest/doctest.h>

#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <thalweg/tensor/parallel.hpp>

namespace thalweg {

namespace {

/// Puts the number of threads back at the end of a test.
struct WithThreads {
  int before = num_threads();
  explicit WithThreads(int threads) { set_num_threads(threads); }
  WithThreads(const WithThreads&) = delete;
  ~WithThreads() { set_num_threads(before); }
};

std::vector<int> visits(std::int64_t n, std::int64_t grain) {
  std::vector<int> count(static_cast<std::size_t>(n), 0);
  parallel_for(n, grain, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) ++count[static_cast<std::size_t>(i)];
  });
  return count;
}

}  // namespace

TEST_CASE("parallel: every index is visited once, whatever the number of threads") {
  for (const int threads : {1, 2, 3, 8}) {
    const WithThreads with(threads);
    for (const std::int64_t n : {0, 1, 2, 7, 64, 1000}) {
      for (const std::int64_t grain : {1, 3, 64}) {
        CAPTURE(threads);
        CAPTURE(n);
        CAPTURE(grain);
        CHECK(visits(n, grain) == std::vector<int>(static_cast<std::size_t>(n), 1));
      }
    }
  }
}

TEST_CASE("parallel: work no larger than the grain stays in one piece on the caller's thread") {
  const WithThreads with(4);
  int pieces = 0;
  const std::thread::id caller = std::this_thread::get_id();
  parallel_for(100, 100, [&](std::int64_t begin, std::int64_t end) {
    ++pieces;
    CHECK(begin == 0);
    CHECK(end == 100);
    CHECK(std::this_thread::get_id() == caller);
  });
  CHECK(pieces == 1);
}

TEST_CASE("parallel: more than one thread takes part") {
  const WithThreads with(2);
  const std::thread::id caller = std::this_thread::get_id();
  std::atomic<bool> helped{false};
  // The caller's first piece waits for the helper: with one thread it would wait for ever.
  parallel_for(2, 1, [&](std::int64_t, std::int64_t) {
    if (std::this_thread::get_id() == caller) {
      while (!helped.load()) std::this_thread::yield();
    } else {
      helped = true;
    }
  });
  CHECK(helped.load());
}

TEST_CASE("parallel: a call inside a call runs on the thread it is in") {
  const WithThreads with(4);
  std::atomic<std::int64_t> total{0};
  std::atomic<int> strangers{0};
  parallel_for(16, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end; ++i) {
      const std::thread::id outer = std::this_thread::get_id();
      parallel_for(100, 1, [&](std::int64_t b, std::int64_t e) {
        if (std::this_thread::get_id() != outer) ++strangers;
        total += e - b;
      });
    }
  });
  CHECK(total.load() == 1600);
  CHECK(strangers.load() == 0);
}

TEST_CASE("parallel: several callers at once each get all of their work done") {
  const WithThreads with(3);
  std::vector<std::vector<int>> counts(4);
  std::vector<std::thread> callers;
  for (std::vector<int>& count : counts) {
    callers.emplace_back([&count] {
      for (int round = 0; round < 50; ++round) count = visits(500, 1);
    });
  }
  for (std::thread& caller : callers) caller.join();
  for (const std::vector<int>& count : counts) CHECK(count == std::vector<int>(500, 1));
}

TEST_CASE("parallel: an exception reaches the caller and the pool goes on working") {
  const WithThreads with(4);
  for (int round = 0; round < 20; ++round) {
    CHECK_THROWS_WITH_AS(parallel_for(64, 1,
                                      [](std::int64_t begin, std::int64_t end) {
                                        if (begin <= 40 && 40 < end) throw std::out_of_range("index 40");
                                      }),
                         "index 40", std::out_of_range);
    CHECK(visits(64, 1) == std::vector<int>(64, 1));
  }
}

TEST_CASE("parallel: a callable is taken by reference, not copied") {
  const WithThreads with(2);
  struct Counter {
    std::atomic<std::int64_t> sum{0};
    Counter() = default;
    Counter(const Counter&) = delete;
    void operator()(std::int64_t begin, std::int64_t end) { sum += end - begin; }
  } counter;
  parallel_for(1000, 10, counter);
  CHECK(counter.sum.load() == 1000);
}

TEST_CASE("parallel: THALWEG_THREADS is an integer from 1 to 1024 or an error that says so") {
  CHECK(parse_threads("1") == 1);
  CHECK(parse_threads("1024") == 1024);
  for (const char* text : {"", "0", "-2", "1025", "2x", " 2", "two", "99999999999999999999"}) {
    const std::string message = "THALWEG_THREADS: needs an integer from 1 to 1024, got \"" + std::string(text) +
                                "\"; unset it to use every processor";
    CHECK_THROWS_WITH_AS(parse_threads(text), message.c_str(), std::runtime_error);
  }
}

TEST_CASE("parallel: the number of threads must be from 1 to 1024") {
  CHECK_THROWS_WITH_AS(set_num_threads(0), "set_num_threads: needs from 1 to 1024 threads, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(set_num_threads(1025), "set_num_threads: needs from 1 to 1024 threads, got 1025",
                       std::invalid_argument);
  const WithThreads with(5);
  CHECK(num_threads() == 5);
}

}  // namespace thalweg
