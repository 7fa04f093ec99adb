// A 1 x 1 convolution with bias, forward and backward, float32, against PyTorch.
#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <bench/support/peer.hpp>
#include <bench/support/rounds.hpp>
#include <bench/support/sides.hpp>
#include <bench_paths.hpp>
#include <thalweg/autograd/conv.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::bench {
namespace {

Tensor numbers(std::uint64_t seed, const Shape& shape, double shift) {
  Tensor x = empty(shape, {.dtype = float32});
  Random random(seed);
  for (float& each : x.span<float>()) each = static_cast<float>(random.uniform() + shift);
  return x;
}

/// (batch, channels, side, side) to `out` channels.
struct Size {
  std::int64_t batch, channels, side, out;
};

/// The same numbers as in bench/peers/layers.py.
struct Convolution {
  explicit Convolution(const Size& s)
      : x(numbers(1, {s.batch, s.channels, s.side, s.side}, 0)),
        weight(numbers(2, {s.out, s.channels, 1, 1}, -0.5)),
        bias(numbers(3, {s.out}, 0)),
        g(numbers(4, {s.batch, s.out, s.side, s.side}, 0)) {
    for (Tensor* each : {&x, &weight, &bias}) each->requires_grad_();
  }
  void step() {
    for (Tensor* each : {&x, &weight, &bias}) each->set_grad({});
    conv2d(x, weight, bias).backward(g);
  }
  double check() const { return sum(x.grad()).item() + sum(weight.grad()).item() + sum(bias.grad()).item(); }

  Tensor x, weight, bias, g;
};

void compare(const Size& size, int rounds, Peer& peer, std::vector<Comparison>& results) {
  const double flops = 6.0 * static_cast<double>(size.batch * size.channels * size.side * size.side * size.out);
  const int repeats = std::max(1, static_cast<int>(1e9 / flops));
  const auto own = std::make_shared<Convolution>(size);
  const auto ask = [=](int threads, int times) {
    return fmt::format(R"({{"work": "conv1x1", "shape": [{}, {}, {}, {}], "out": {}, "threads": {}, "repeats": {}}})",
                       size.batch, size.channels, size.side, size.side, size.out, threads, times);
  };
  own->step();
  const double mine = own->check(), theirs = number_in(peer.ask(ask(1, 1)), "check");
  if (!(std::abs(mine - theirs) <= 1e-4 * std::abs(theirs)))
    fmt::print(stderr, "conv1x1: the gradients sum up to {}, with PyTorch to {}\n", mine, theirs);
  std::vector<Side> sides;
  for (const int threads : {1, 2})
    sides.push_back({fmt::format("{} thread{}", threads, threads == 1 ? "" : "s"), [=] {
                       set_num_threads(threads);
                       return seconds_of([&] {
                                for (int i = 0; i < repeats; ++i) own->step();
                              }) /
                              repeats;
                     }});
  for (const int threads : {1, 2})
    sides.push_back(
        {fmt::format("PyTorch, {} thread{}", threads, threads == 1 ? "" : "s"),
         [&peer, line = ask(threads, repeats), repeats] { return number_in(peer.ask(line), "seconds") / repeats; }});
  const Timings timings = alternate(sides, rounds);
  const std::string name = fmt::format("({}, {}, {}, {}) to {}, {:.0f} MFLOP", size.batch, size.channels, size.side,
                                       size.side, size.out, flops / 1e6);
  const std::size_t ours[] = {0, 1}, others[] = {2, 3};
  results.push_back(compare_sides(name, sides, timings, 0, 2));
  results.push_back(compare_sides(name, sides, timings, best_of(timings, ours), best_of(timings, others)));
}

int run(int argc, char** argv) {
  CLI::App app{"A 1 x 1 convolution with bias, forward and backward, against PyTorch, in alternating rounds"};
  int rounds = 9;
  bool json = false;
  app.add_option("--rounds", rounds, "rounds of each side")->capture_default_str()->check(CLI::Range(1, 1000));
  app.add_flag("--json", json, "print JSON instead of a table");
  CLI11_PARSE(app, argc, argv);
  std::optional<Peer> peer = Peer::start(peers_folder + "/layers.py");
  if (!peer) {
    fmt::print(stderr,
               "conv1x1: no Python with torch and numpy (apt-get install python3-torch): nothing to compare with\n");
    return 1;
  }
  std::vector<Comparison> results;
  for (const Size& size : {Size{16, 64, 28, 64}, {64, 16, 14, 16}, {8, 256, 14, 256}})
    compare(size, rounds, *peer, results);
  if (json) {
    fmt::print("{{\"peak_bytes\": {:.0f}, \"peer\": \"{}\", \"comparisons\": ", peak_memory(), peer->version());
    print_json(results);
    fmt::print("}}\n");
    return 0;
  }
  fmt::print("PyTorch {}\n", peer->version());
  print_table(results);
  fmt::print("peak memory {:.0f} MB\n", peak_memory() / 1e6);
  return 0;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) { return thalweg::bench::run(argc, argv); }
