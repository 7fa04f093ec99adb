// One training step of the report's networks on made-up images: Adam, float32, against PyTorch and JAX.
#include <fmt/core.h>

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
#include <bench/support/training_step.hpp>
#include <bench_paths.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg::bench {
namespace {

struct Peers {
  std::optional<Peer> torch, jax_one, jax_all;
};

struct Settings {
  int rounds = 9, steps = 40;
};

std::string name_of(const std::vector<std::int64_t>& sizes, std::int64_t batch) {
  std::string name;
  for (const std::int64_t size : sizes) name += (name.empty() ? "" : "-") + std::to_string(size);
  return fmt::format("{} batch {}", name, batch);
}

/// Our side, and those of the peers. Who has 1 thread stands in `single`, who has any number in `any`.
struct Field {
  std::vector<Side> sides;
  std::vector<std::size_t> own_single, own_any, torch_single, torch_any, jax_single, jax_any;
};

std::string request(const std::vector<std::int64_t>& sizes, std::int64_t batch, int threads, bool foreach, int steps) {
  std::string list;
  for (const std::int64_t size : sizes) list += (list.empty() ? "" : ", ") + std::to_string(size);
  return fmt::format(
      R"({{"work": "mnist_step", "run": "1", "sizes": [{}], "batch": {}, "threads": {}, "foreach": {}, "steps": {}}})",
      list, batch, threads, foreach, steps);
}

/// All sides make the same 20 steps first and must end with the same loss.
Field enter(const std::vector<std::int64_t>& sizes, std::int64_t batch, const Settings& settings, Peers& peers) {
  constexpr int first_steps = 20;
  Field field;
  double expected = 0;
  for (const int threads : {1, 2}) {
    set_num_threads(threads);
    auto step = std::make_shared<TrainingStep>(sizes, batch);
    expected = step->run(first_steps);
    const int steps = settings.steps;
    (threads == 1 ? field.own_single : field.own_any).push_back(field.sides.size());
    field.sides.push_back({fmt::format("own, {} thread{}", threads, threads == 1 ? "" : "s"), [=] {
                             set_num_threads(threads);
                             return seconds_of([&] { step->run(steps); }) / steps;
                           }});
  }
  field.own_any.push_back(field.own_single.front());
  const auto add = [&](Peer& peer, const std::string& name, int threads, bool foreach) {
    const double loss = number_in(peer.ask(request(sizes, batch, threads, foreach, first_steps)), "loss");
    check_outside(std::abs(loss - expected) <= 1e-3 * std::abs(expected), "mnist_step", "the losses differ: own ",
                  expected, ", ", name, ' ', loss);
    const std::string ask = request(sizes, batch, threads, foreach, settings.steps);
    const int steps = settings.steps;
    field.sides.push_back({name, [&peer, ask, steps] { return number_in(peer.ask(ask), "seconds") / steps; }});
    return field.sides.size() - 1;
  };
  if (peers.torch) {
    for (const int threads : {1, 2})
      for (const bool foreach : {true, false}) {
        const std::size_t side = add(
            *peers.torch,
            fmt::format("PyTorch, {} thread{}, foreach {}", threads, threads == 1 ? "" : "s", foreach ? "on" : "off"),
            threads, foreach);
        if (threads == 1) field.torch_single.push_back(side);
        field.torch_any.push_back(side);
      }
  }
  if (peers.jax_one) {
    field.jax_single.push_back(add(*peers.jax_one, "JAX jit, 1 thread", 1, false));
    field.jax_any = field.jax_single;
  }
  if (peers.jax_all) field.jax_any.push_back(add(*peers.jax_all, "JAX jit, all threads", 2, false));
  return field;
}

/// Of the matrix products of a step: forward, gradients of the weights, gradients of the inputs but the first.
double operations_of(const std::vector<std::int64_t>& sizes, std::int64_t batch) {
  std::int64_t terms = 0;
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) terms += (i == 0 ? 2 : 3) * sizes[i] * sizes[i + 1];
  return 2.0 * static_cast<double>(batch * terms);
}

/// That a step moves at least: the images, and for each parameter p, g, m and v read and p, m and v written.
double bytes_of(const std::vector<std::int64_t>& sizes, std::int64_t batch) {
  std::int64_t parameters = 0;
  for (std::size_t i = 0; i + 1 < sizes.size(); ++i) parameters += (sizes[i] + 1) * sizes[i + 1];
  return 4.0 * static_cast<double>(batch * sizes.front()) + 28.0 * static_cast<double>(parameters);
}

void compare(const std::vector<std::int64_t>& sizes, std::int64_t batch, const Settings& settings, Peers& peers,
             std::vector<Comparison>& results) {
  const Field field = enter(sizes, batch, settings, peers);
  const Timings timings = alternate(field.sides, settings.rounds);
  const double peak = fma_peak<float>();
  const auto add = [&](const char* what, const std::vector<std::size_t>& own, const std::vector<std::size_t>& peer) {
    if (peer.empty()) return;
    const std::size_t best = best_of(timings, own);
    Comparison result =
        compare_sides(name_of(sizes, batch) + ", " + what, field.sides, timings, best, best_of(timings, peer));
    result.operations = operations_of(sizes, batch);
    result.bytes = bytes_of(sizes, batch);
    result.peak = peak * (best == field.own_single.front() ? 1 : 2);
    results.push_back(result);
  };
  add("best to best", field.own_any, field.torch_any);
  add("one thread to one", field.own_single, field.torch_single);
  add("best to best", field.own_any, field.jax_any);
  add("one thread to one", field.own_single, field.jax_single);
  add("two threads to one", {1}, {0});
}

/// Seconds of a step of 784-width-10 at batch 64 on one thread, for widths 32 to 1024.
Line width_sweep(const Settings& settings, std::vector<double>& widths, std::vector<double>& seconds) {
  std::vector<Side> sides;
  for (const std::int64_t width : {32, 64, 128, 256, 512, 1024}) {
    widths.push_back(static_cast<double>(width));
    auto step = std::make_shared<TrainingStep>(std::vector<std::int64_t>{784, width, 10}, 64);
    const int steps = settings.steps;
    sides.push_back({"", [=] { return seconds_of([&] { step->run(steps); }) / steps; }});
  }
  set_num_threads(1);
  for (const auto& each : alternate(sides, settings.rounds)) seconds.push_back(median(each));
  return fit_line(widths, seconds);
}

int run(const Settings& settings, const Asked& asked) {
  Peers peers{Peer::start(peers_folder + "/pytorch.py"), Peer::start(peers_folder + "/jax_worker.py", "1"),
              Peer::start(peers_folder + "/jax_worker.py", "0")};
  if (!peers.torch) fmt::print(stderr, "mnist_step: no Python with torch and numpy: no comparison with PyTorch\n");
  if (!peers.jax_one) fmt::print(stderr, "mnist_step: no Python with jax and numpy: no comparison with JAX\n");
  const std::string torch = peers.torch ? peers.torch->version() : "",
                    jax = peers.jax_one ? peers.jax_one->version() : "";
  std::vector<Comparison> results;
  compare({784, 128, 64, 10}, 64, settings, peers, results);
  compare({784, 300, 100, 10}, 64, settings, peers, results);
  compare({784, 300, 100, 10}, 256, settings, peers, results);
  std::vector<double> widths, seconds;
  const Line line = width_sweep(settings, widths, seconds);
  if (!asked.json)
    fmt::print("784-width-10, batch 64, one thread: {:.1f} us + {:.3f} us per unit of width, off by {:.0f} % at most\n",
               line.overhead * 1e6, line.slope * 1e6, 100 * line.worst);
  std::string points;
  for (std::size_t i = 0; i < widths.size(); ++i)
    points +=
        fmt::format("{}{{\"width\": {:.0f}, \"own_seconds\": {:.6g}}}", i == 0 ? "" : ", ", widths[i], seconds[i]);
  print_results(asked, "mnist_step",
                {{"pytorch", quoted(torch)},
                 {"jax", quoted(jax)},
                 {"widths", '[' + points + ']'},
                 {"width_fit", fmt::format("{{\"overhead\": {:.4g}, \"slope\": {:.4g}, \"worst\": {:.3g}}}",
                                           line.overhead, line.slope, line.worst)}},
                results);
  return 0;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) {
  using namespace thalweg::bench;
  Settings settings;
  return run_program(
      argc, argv, "mnist_step",
      "One training step of an MLP with Adam in float32, against PyTorch and JAX, in alternating rounds", 9,
      [&](const Asked& asked) {
        settings.rounds = asked.rounds;
        return run(settings, asked);
      },
      [&](CLI::App& app) {
        app.add_option("--steps", settings.steps, "steps a round")->capture_default_str()->check(CLI::Range(1, 100000));
      });
}
