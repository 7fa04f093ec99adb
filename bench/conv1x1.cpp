// A 1 x 1 convolution with bias, forward and backward, float32, against PyTorch.
#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <bench/support/fma_peak.hpp>
#include <bench/support/peer.hpp>
#include <bench/support/program.hpp>
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

void compare(const Size& size, int rounds, std::optional<Peer>& peer, std::vector<Comparison>& results) {
  const double flops = 6.0 * static_cast<double>(size.batch * size.channels * size.side * size.side * size.out);
  const int repeats = std::max(1, static_cast<int>(1e9 / flops));
  const auto own = std::make_shared<Convolution>(size);
  const auto ask = [=](int threads, int times) {
    return fmt::format(R"({{"work": "conv1x1", "shape": [{}, {}, {}, {}], "out": {}, "threads": {}, "repeats": {}}})",
                       size.batch, size.channels, size.side, size.side, size.out, threads, times);
  };
  own->step();
  if (peer) {
    const double mine = own->check(), theirs = number_in(peer->ask(ask(1, 1)), "check");
    check_outside(std::abs(mine - theirs) <= 1e-4 * std::abs(theirs), "conv1x1", "the gradients sum up to ", mine,
                  ", with PyTorch to ", theirs);
  }
  std::vector<Side> sides;
  for (const int threads : {1, 2})
    sides.push_back({fmt::format("{} thread{}", threads, threads == 1 ? "" : "s"), [=] {
                       set_num_threads(threads);
                       return seconds_of([&] {
                                for (int i = 0; i < repeats; ++i) own->step();
                              }) /
                              repeats;
                     }});
  for (const int threads : {1, 2}) {
    if (!peer) break;
    sides.push_back(
        {fmt::format("PyTorch, {} thread{}", threads, threads == 1 ? "" : "s"),
         [&peer, line = ask(threads, repeats), repeats] { return number_in(peer->ask(line), "seconds") / repeats; }});
  }
  const Timings timings = alternate(sides, rounds);
  const std::string name =
      fmt::format("({}, {}, {}, {}) to {}", size.batch, size.channels, size.side, size.side, size.out);
  const std::size_t ours[] = {0, 1}, others[] = {2, 3};
  const auto add = [&](std::size_t mine, std::optional<std::size_t> theirs) {
    Comparison result = theirs ? compare_sides(name, sides, timings, mine, *theirs) : alone(name, sides, timings, mine);
    result.operations = flops;
    // Values and gradients of the planes on both ends, of the weights and of the bias.
    result.bytes = 4.0 * static_cast<double>(2 * own->x.numel() + 2 * own->g.numel() + 2 * own->weight.numel() +
                                             2 * own->bias.numel());
    result.peak = static_cast<double>(mine + 1) * fma_peak<float>();
    results.push_back(result);
  };
  add(0, peer ? std::optional<std::size_t>(2) : std::nullopt);
  if (peer) {
    add(best_of(timings, ours), best_of(timings, others));
  } else {
    add(1, std::nullopt);
  }
}

int run(const Asked& asked) {
  std::optional<Peer> peer = Peer::start(peers_folder + "/layers.py");
  if (!peer) fmt::print(stderr, "conv1x1: no Python with torch and numpy: nothing to compare with\n");
  const std::string version = peer ? peer->version() : "";
  std::vector<Comparison> results;
  for (const Size& size : {Size{16, 64, 28, 64}, {64, 16, 14, 16}, {8, 256, 14, 256}})
    compare(size, asked.rounds, peer, results);
  print_results(asked, "conv1x1", {{"pytorch", quoted(version)}}, results);
  return 0;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) {
  return thalweg::bench::run_program(
      argc, argv, "conv1x1",
      "A 1 x 1 convolution with bias, forward and backward, float32, against PyTorch, in alternating rounds", 9,
      thalweg::bench::run);
}
