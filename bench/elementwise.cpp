// Element-wise operations, sums, softmax, cross-entropy and Adam on float32: cost against size, PyTorch and NumPy.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <bench/support/peer.hpp>
#include <bench/support/program.hpp>
#include <bench/support/sides.hpp>
#include <bench_paths.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/autograd/trigonometric.hpp>
#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/random.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::bench {
namespace {

/// An operation on n numbers made ready; a call does it once and returns what came out.
using Operation = std::function<Tensor()>;

Tensor numbers(std::uint64_t seed, std::int64_t n) {
  Tensor x = empty({n}, {.dtype = float32});
  Random random(seed);
  for (float& each : x.span<float>()) each = static_cast<float>(random.uniform()) + 0.5f;
  return x;
}

Operation adam_on(const Tensor& x, const Tensor& y) {
  const Tensor g = y - 1.0, m = zeros_like(x), v = zeros_like(x);
  return [=, t = std::int64_t(0)]() mutable {
    optim::arrays::adam(x.span<float>(), std::span<const float>(g.span<float>()), m.span<float>(), v.span<float>(),
                        ++t);
    return x;
  };
}

Operation make(const std::string& op, std::int64_t n) {
  const Tensor x = numbers(1, n), y = numbers(2, n);
  if (op == "exp") return [=] { return exp(x); };
  if (op == "log") return [=] { return log(x); };
  if (op == "tanh") return [=] { return tanh(x); };
  if (op == "add") return [=] { return x + y; };
  if (op == "mul") return [=] { return x * y; };
  if (op == "sum") return [=] { return sum(x); };
  if (op == "adam") return adam_on(x, y);
  const Tensor rows = raw::reshape(x, {n / 10, 10});
  if (op == "softmax") return [=] { return softmax(rows, 1); };
  Tensor labels = empty({n / 10}, {.dtype = int64});
  std::int64_t k = 0;
  for (std::int64_t& each : labels.span<std::int64_t>()) each = k++ % 10;
  return [=] { return softmax_cross_entropy(rows, labels); };
}

double sum_of(const Tensor& x) {
  double total = 0;
  for (const float each : x.span<float>()) total += static_cast<double>(each);
  return total;
}

/// Bytes that must be read and written for one element.
int bytes_of(const std::string& op) {
  if (op == "add" || op == "mul") return 12;
  if (op == "sum" || op == "cross_entropy") return 4;
  return op == "adam" ? 28 : 8;
}

int repeats_of(std::int64_t n) { return static_cast<int>(std::clamp<std::int64_t>(400'000 / n, 1, 400)); }

Side own_side(const std::string& op, std::int64_t n, int threads) {
  return {fmt::format("{} thread{}", threads, threads == 1 ? "" : "s"),
          [operation = make(op, n), repeats = repeats_of(n), threads] {
            set_num_threads(threads);
            return seconds_of([&] {
                     for (int i = 0; i < repeats; ++i) operation();
                   }) /
                   repeats;
          }};
}

/// Compares the sum of the results of the first call, as a share of the number of elements.
Side peer_side(Peer& peer, const std::string& library, const std::string& op, std::int64_t n, int threads) {
  const auto ask = [=](int repeats) {
    return fmt::format(
        R"({{"work": "elementwise", "library": "{}", "op": "{}", "n": {}, "threads": {}, "repeats": {}}})", library, op,
        n, threads, repeats);
  };
  if (threads == 1) {
    const double own = sum_of(make(op, n)()), theirs = number_in(peer.ask(ask(1)), "check");
    check_outside(std::abs(own - theirs) <= 1e-5 * std::abs(theirs) + 1e-6, "elementwise", op, " of ", n,
                  " elements sums up to ", own, ", with ", library, " to ", theirs);
  }
  const int repeats = repeats_of(n);
  return {fmt::format("{}, {} thread{}", library, threads, threads == 1 ? "" : "s"),
          [&peer, line = ask(repeats), repeats] { return number_in(peer.ask(line), "seconds") / repeats; }};
}

struct Fit {
  std::string op;
  std::vector<double> sizes, seconds;
  Line line;
};

/// Cost on one thread against size, up to what the second cache holds.
Fit fit_cost(const std::string& op, int rounds) {
  Fit fit{op, {}, {}, {}};
  std::vector<Side> sides;
  for (const std::int64_t n : {10, 30, 100, 300, 1000, 3000, 10000, 30000, 100000}) {
    fit.sizes.push_back(static_cast<double>(n));
    sides.push_back(own_side(op, n, 1));
  }
  for (const auto& each : alternate(sides, rounds)) fit.seconds.push_back(median(each));
  fit.line = fit_line(fit.sizes, fit.seconds);
  return fit;
}

void compare(const std::string& op, std::int64_t n, int rounds, Peer& peer, std::vector<Comparison>& results) {
  const std::size_t first = results.size();
  std::vector<Side> sides = {own_side(op, n, 1), own_side(op, n, 2), peer_side(peer, "torch", op, n, 1),
                             peer_side(peer, "torch", op, n, 2)};
  const bool numpy = op != "adam" && op != "softmax" && op != "cross_entropy";
  if (numpy) sides.push_back(peer_side(peer, "numpy", op, n, 1));
  const Timings timings = alternate(sides, rounds);
  const std::string name = fmt::format("{} of {}", op, n);
  const std::size_t own[] = {0, 1}, torch[] = {2, 3};
  results.push_back(compare_sides(name, sides, timings, 0, 2));
  results.push_back(compare_sides(name, sides, timings, best_of(timings, own), best_of(timings, torch)));
  if (numpy) results.push_back(compare_sides(name, sides, timings, 0, 4));
  for (std::size_t i = first; i < results.size(); ++i)
    results[i].bytes = static_cast<double>(bytes_of(op)) * static_cast<double>(n);
}

std::string json_of(const std::vector<Fit>& fits) {
  std::string list = "[";
  for (const Fit& fit : fits) {
    std::string points;
    for (std::size_t k = 0; k < fit.sizes.size(); ++k)
      points += fmt::format("{}[{:.0f}, {:.5g}]", k == 0 ? "" : ", ", fit.sizes[k], fit.seconds[k]);
    list += fmt::format(
        "{}\n  {{\"op\": {}, \"bytes\": {}, \"overhead\": {:.4g}, \"slope\": {:.4g}, \"worst\": {:.3g}, "
        "\"points\": [{}]}}",
        list.size() > 1 ? "," : "", quoted(fit.op), bytes_of(fit.op), fit.line.overhead, fit.line.slope, fit.line.worst,
        points);
  }
  return list + "]";
}

int run(const Asked& asked) {
  std::optional<Peer> peer = Peer::start(peers_folder + "/layers.py");
  if (!peer) fmt::print(stderr, "elementwise: no Python with torch and numpy: nothing to compare with\n");
  const std::string version = peer ? peer->version() : "";
  std::vector<Comparison> results;
  std::vector<Fit> fits;
  for (const char* op : {"exp", "log", "tanh", "add", "mul", "sum", "softmax", "cross_entropy", "adam"}) {
    fits.push_back(fit_cost(op, asked.rounds));
    if (!peer) continue;
    for (const std::int64_t n : {1000, 30000, 1000000}) compare(op, n, asked.rounds, *peer, results);
  }
  if (!asked.json) {
    fmt::print("one thread, 10 to 100000 elements: cost = overhead + slope n\n");
    for (const Fit& fit : fits)
      fmt::print("{:<14} {:>7.0f} ns + {:.4f} ns n  (off by {:.0f} % at most), {:.0f} GB/s\n", fit.op,
                 fit.line.overhead * 1e9, fit.line.slope * 1e9, 100 * fit.line.worst,
                 bytes_of(fit.op) / fit.line.slope / 1e9);
  }
  print_results(asked, "elementwise", {{"peer", quoted(version)}, {"fits", json_of(fits)}}, results);
  return 0;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) {
  return thalweg::bench::run_program(
      argc, argv, "elementwise",
      "Element-wise operations, sums, softmax, cross-entropy and Adam in float32 against PyTorch and NumPy", 7,
      thalweg::bench::run);
}
