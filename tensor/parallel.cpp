// The pool of workers. They spin for a while after a job, since operations come in bursts, and then sleep.
#include <thalweg/tensor/parallel.hpp>

#include <algorithm>
#include <atomic>
#include <charconv>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include <thalweg/tensor/errors.hpp>

namespace thalweg {

namespace {

constexpr int most_threads = 1024;

/// 0: not asked for yet.
std::atomic<int> threads_wanted{0};

/// True on workers, and on a caller while it takes part: what starts there runs there.
thread_local bool inside = false;

/// Waits until ready(), for some 10 to 100 microseconds (a pause takes 10 to 50 ns); false when that was not enough.
/// Going to sleep and being woken takes as long. Where there are more threads than processors, whoever spins keeps
/// another from working, so there it is given up at once.
template <class Ready>
bool spin_until(Ready ready) {
  static const int processors = static_cast<int>(std::thread::hardware_concurrency());
  const int spins = threads_wanted.load(std::memory_order_relaxed) <= processors ? 2000 : 1;
  for (int i = 0; i < spins; ++i) {
    if (ready()) return true;
#if defined(__x86_64__) || defined(__i386__)
    __builtin_ia32_pause();
#endif
  }
  return false;
}

/// One call of parallel_for; lives on the caller's stack.
struct Job {
  RangeBody body;
  void* context;
  std::int64_t n, piece;
  std::atomic<std::int64_t> next{0};
  std::atomic<bool> failed{false};
  std::exception_ptr error{};

  void take_part() {
    for (;;) {
      const std::int64_t begin = next.fetch_add(piece, std::memory_order_relaxed);
      if (begin >= n || failed.load(std::memory_order_relaxed)) return;
      try {
        body(context, begin, std::min(n, begin + piece));
      } catch (...) {
        if (!failed.exchange(true)) error = std::current_exception();
      }
    }
  }
};

class Pool {
 public:
  /// False, and nothing done, while another caller has the pool or after the end of main.
  bool run(Job& job, int helpers) {
    const std::unique_lock caller(callers_, std::try_to_lock);
    if (!caller || !publish(job, helpers)) return false;
    inside = true;
    job.take_part();
    inside = false;
    {
      const std::lock_guard lock(mutex_);
      job_ = nullptr;
    }
    const auto all_left = [this] { return active_.load(std::memory_order_acquire) == 0; };
    if (!spin_until(all_left)) {
      std::unique_lock lock(mutex_);
      done_.wait(lock, all_left);
    }
    return true;
  }

  void stop() {
    bool all_left = false;
    {
      std::unique_lock lock(mutex_);
      stopped_ = true;
      generation_.fetch_add(1, std::memory_order_release);
      wake_.notify_all();
      // A forked child has no workers to wait for, and a worker that ends the process cannot wait for itself.
      const auto patience = std::chrono::milliseconds(inside ? 0 : 500);
      all_left = done_.wait_for(lock, patience, [this] { return present_ == 0; });
    }
    for (std::thread& worker : workers_) all_left ? worker.join() : worker.detach();
    workers_.clear();
  }

 private:
  bool publish(Job& job, int helpers) {
    {
      const std::lock_guard lock(mutex_);
      if (stopped_) return false;
      hire(helpers);
      job_ = &job;
      places_ = helpers;
      generation_.fetch_add(1, std::memory_order_release);
    }
    wake_.notify_all();
    return true;
  }

  /// Where the system gives no more threads, those that are there do the work.
  void hire(int helpers) {
    try {
      while (present_ < helpers) {
        workers_.emplace_back([this] { serve(); });
        ++present_;
      }
    } catch (const std::system_error&) {
    }
  }

  void serve() {
    inside = true;
    std::uint64_t seen = 0;
    for (;;) {
      spin_until([&] { return generation_.load(std::memory_order_acquire) != seen; });
      Job* job = nullptr;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [&] { return stopped_ || generation_.load(std::memory_order_relaxed) != seen; });
        if (stopped_) {
          if (--present_ == 0) done_.notify_one();
          return;
        }
        seen = generation_.load(std::memory_order_relaxed);
        if (job_ == nullptr || places_ == 0) continue;
        job = job_;
        --places_;
        active_.fetch_add(1, std::memory_order_relaxed);
      }
      job->take_part();
      leave();
    }
  }

  /// The last one out wakes the caller, should it have gone to sleep: the lock makes sure that it does not do so
  /// between its look at active_ and its sleep.
  void leave() {
    if (active_.fetch_sub(1, std::memory_order_acq_rel) > 1) return;
    const std::lock_guard lock(mutex_);
    done_.notify_one();
  }

  std::mutex callers_;
  std::mutex mutex_;
  std::condition_variable wake_, done_;
  std::atomic<std::uint64_t> generation_{0};
  Job* job_ = nullptr;
  std::atomic<int> active_{0};
  int present_ = 0, places_ = 0;
  bool stopped_ = false;
  std::vector<std::thread> workers_;
};

/// Never destroyed, so that a call from the destructor of another static object finds it, stopped.
Pool& pool() {
  static Pool* const instance = new Pool;
  struct Stop {
    ~Stop() { instance->stop(); }
  };
  static const Stop at_exit;
  return *instance;
}

}  // namespace

int parse_threads(const char* text) {
  int threads = 0;
  const char* end = text + std::strlen(text);
  const auto [rest, error] = std::from_chars(text, end, threads);
  check_outside(error == std::errc() && rest == end && threads >= 1 && threads <= most_threads, "THALWEG_THREADS",
                "needs an integer from 1 to ", most_threads, ", got \"", text, "\"; unset it to use every processor");
  return threads;
}

int num_threads() {
  int threads = threads_wanted.load(std::memory_order_relaxed);
  if (threads == 0) [[unlikely]] {
    int nobody = 0;
    const char* text = std::getenv("THALWEG_THREADS");
    const int processors = static_cast<int>(std::thread::hardware_concurrency());
    threads = text != nullptr ? parse_threads(text) : std::clamp(processors, 1, most_threads);
    if (!threads_wanted.compare_exchange_strong(nobody, threads)) threads = nobody;
  }
  return threads;
}

void set_num_threads(int threads) {
  check(threads >= 1 && threads <= most_threads, "set_num_threads", "needs from 1 to ", most_threads, " threads, got ",
        threads);
  threads_wanted.store(threads, std::memory_order_relaxed);
}

void run_parallel(std::int64_t n, std::int64_t grain, RangeBody body, void* context) {
  grain = std::max<std::int64_t>(grain, 1);
  const int threads = inside ? 1 : num_threads();
  if (threads > 1 && n > grain) {
    // Several pieces per thread, so that a thread which is held up does not hold up the others.
    const std::int64_t pieces = std::min(n / grain + (n % grain != 0), std::int64_t(4) * threads);
    Job job{body, context, n, n / pieces + (n % pieces != 0)};
    const int helpers = static_cast<int>(std::min<std::int64_t>(threads, pieces)) - 1;
    if (pool().run(job, helpers)) {
      if (job.error) std::rethrow_exception(job.error);
      return;
    }
  }
  if (n > 0) body(context, 0, n);
}

}  // namespace thalweg
