// Threads: independent graphs over shared values, modes of their own, graphs that outlive the thread that built them.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <thread>
#include <vector>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/linear_algebra.hpp>
#include <thalweg/autograd/node.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/replay.hpp>
#include <thalweg/autograd/trigonometric.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg {

namespace {

constexpr int thread_count = 4;
constexpr int steps = 200;

/// Runs work(i) on thread i, all at once, and gives what they returned.
template <class Work>
auto on_threads(Work work) {
  std::array<decltype(work(0)), thread_count> results;
  std::vector<std::thread> threads;
  for (int i = 0; i < thread_count; ++i)
    threads.emplace_back([&results, &work, i] { results[static_cast<std::size_t>(i)] = work(i); });
  for (std::thread& thread : threads) thread.join();
  return results;
}

/// Runs work on one other thread.
template <class Work>
void elsewhere(Work work) {
  std::thread(work).join();
}

// Freed when the program ends, behind everything that belongs to the main thread.
Tensor kept_until_exit;

}  // namespace

TEST_CASE("threads: distinct graphs over one shared constant tensor give what one thread gives") {
  const Tensor shared = tensor({{1, 2, 3}, {4, 5, 6}});
  const auto work = [&](int i) {
    double total = 0;
    for (int step = 0; step < steps; ++step) {
      Tensor x = full({3}, i + 1).requires_grad_();
      sum(shared * x * x).backward();
      total += x.grad().at({0}) + sum(transpose(shared, 0, 1)).item();
    }
    return total;
  };
  const auto results = on_threads(work);
  for (int i = 0; i < thread_count; ++i) CHECK(results[static_cast<std::size_t>(i)] == steps * (10.0 * (i + 1) + 21));
}

TEST_CASE("threads: graphs that share a leaf are differentiated at once, to the second order") {
  Tensor weight = tensor({2, 3}).requires_grad_();
  const auto work = [&](int i) {
    double total = 0;
    for (int step = 0; step < steps; ++step) {
      const Tensor g = grad(sum(weight * weight * weight) * (i + 1), weight, {.create_graph = true});
      total += sum(grad(sum(g), weight)).item();
    }
    return total;
  };
  const auto results = on_threads(work);
  for (int i = 0; i < thread_count; ++i) CHECK(results[static_cast<std::size_t>(i)] == steps * 30.0 * (i + 1));
  CHECK_FALSE(weight.grad().defined());
}

TEST_CASE("threads: one graph is differentiated by several threads at once") {
  Tensor x = tensor({1, 2}).requires_grad_();
  const Tensor y = sum(x * x / (x + 1));
  const auto results = on_threads([&](int) {
    double total = 0;
    for (int step = 0; step < steps; ++step) total += grad(y, x).at({0});
    return total;
  });
  for (const double total : results) CHECK(total == steps * 0.75);
}

TEST_CASE("threads: Hessians of functions over shared parameters") {
  const Tensor scale = tensor({1, 2, 3});
  const auto results = on_threads([&](int i) {
    const auto f = [&](const Tensor& x) { return sum(scale * x * x * x); };
    return sum(hessian(f, full({3}, i + 1.0))).item();
  });
  for (int i = 0; i < thread_count; ++i) CHECK(results[static_cast<std::size_t>(i)] == 36.0 * (i + 1));
}

TEST_CASE("threads: recording and anomaly mode belong to one thread") {
  Tensor x = tensor({1, 2}).requires_grad_();
  const NoGrad guard;
  const DetectAnomaly watch;
  bool recorded = false, quiet = false;
  elsewhere([&] {
    recorded = (x * 2).requires_grad();
    quiet = !mode.anomaly;
    mode.recording = false;
  });
  CHECK(recorded);
  CHECK(quiet);
  CHECK_FALSE((x * 2).requires_grad());
  elsewhere([&] { recorded = (x * 2).requires_grad(); });
  CHECK(recorded);
}

TEST_CASE("threads: a graph is differentiated and freed after the thread that built it has ended") {
  Tensor x = tensor({1, 2}).requires_grad_();
  const std::int64_t nodes = live_nodes();
  std::int64_t built = 0;
  Tensor y;
  elsewhere([&] {
    y = x * 1;
    for (int i = 0; i < 1000; ++i) y = y * x;
    y = sum(y);
    built = live_nodes();
  });
  CHECK(built == 1002);
  y.backward();
  CHECK(x.grad().at({0}) == 1001);
  y = {};
  CHECK(live_nodes() == nodes - built);
}

TEST_CASE("threads: a graph is freed on another thread, while the thread that built it goes on") {
  Tensor x = tensor({1, 2}).requires_grad_();
  for (int step = 0; step < 20; ++step) {
    Tensor y = x * x;
    for (int i = 0; i < 100; ++i) y = y + x;
    std::thread other([mine = std::move(y)]() mutable { mine = {}; });
    const Tensor z = sum(x * x * x);
    CHECK(grad(z, x).at({1}) == 12);
    other.join();
  }
}

TEST_CASE("threads: tensors may be the last thing of a thread, and of the program, to be freed") {
  elsewhere([] {
    thread_local Tensor last;
    last = ones({100}).requires_grad_() * 2;
  });
  Tensor x = ones({1000}).requires_grad_();
  kept_until_exit = sum(x * x * x);
  CHECK(kept_until_exit.item() == 1000);
}

TEST_CASE("threads: a Hessian large enough to be shared has the same bits for any number of them") {
  const auto chain = [](const Tensor& x) {
    const Tensor head = slice(x, 0, 0, -1), tail = slice(x, 0, 1);
    return sum(square(1 - head) + 100 * square(tail - square(head)));
  };
  const std::int64_t n = 400;
  const Tensor x = linspace(-1.2, 1.0, n);
  const auto calls = [&] {
    Replay replay(chain, x);
    return std::array{hessian(chain, x), replay.hessian(x), replay.hessian(x + 0.5), hessian(chain, x + 0.5)};
  };
  const int before = num_threads();
  set_num_threads(1);
  const auto expected = calls();
  for (std::int64_t i = 0; i < n; i += 57) {
    const double a = x.at({i}), b = i + 1 < n ? x.at({i + 1}) : 0;
    const double own = i + 1 < n ? 2 - 400 * (b - 3 * a * a) : 0, as_tail = i > 0 ? 200 : 0;
    CHECK(expected[0].at({i, i}) == doctest::Approx(own + as_tail));
  }
  for (const int threads : {2, 3, 8}) {
    set_num_threads(threads);
    const auto found = calls();
    for (std::size_t k = 0; k < found.size(); ++k) {
      const auto bits = [](const Tensor& matrix) { return matrix.span<double>(); };
      CHECK(std::ranges::equal(bits(found[k]), bits(expected[k])));
    }
  }
  set_num_threads(before);
}

TEST_CASE("threads: a Jacobian whose pass makes tensors stays on the caller's thread, with the same bits") {
  const std::int64_t n = 20;
  const Tensor identity = eye(n);
  const auto solved = [&](const Tensor& a) { return solve(10 * identity + sin(a), identity); };
  const Tensor x = reshape(linspace(-1.0, 1.0, n * n), {n, n});
  const int before = num_threads();
  set_num_threads(1);
  const Tensor expected = jacobian(solved, x);
  set_num_threads(4);
  const Tensor found = jacobian(solved, x);
  set_num_threads(before);
  CHECK(std::ranges::equal(found.span<double>(), expected.span<double>()));
}

}  // namespace thalweg
