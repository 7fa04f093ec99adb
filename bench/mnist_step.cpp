// One training step of the report's networks on made-up images: Adam, float32, against PyTorch and JAX.
#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include <cmath>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <bench/support/peer.hpp>
#include <bench/support/rounds.hpp>
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
    if (!(std::abs(loss - expected) <= 1e-3 * std::abs(expected)))
      fmt::print(stderr, "mnist_step: the losses differ: own {}, {} {}\n", expected, name, loss);
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

void compare(const std::vector<std::int64_t>& sizes, std::int64_t batch, const Settings& settings, Peers& peers,
             std::vector<Comparison>& results) {
  const Field field = enter(sizes, batch, settings, peers);
  const Timings timings = alternate(field.sides, settings.rounds);
  const auto add = [&](const char* what, const std::vector<std::size_t>& own, const std::vector<std::size_t>& peer) {
    if (peer.empty()) return;
    results.push_back(compare_sides(name_of(sizes, batch) + ", " + what, field.sides, timings, best_of(timings, own),
                                    best_of(timings, peer)));
  };
  add("best to best", field.own_any, field.torch_any);
  add("one thread to one", field.own_single, field.torch_single);
  add("best to best", field.own_any, field.jax_any);
  add("one thread to one", field.own_single, field.jax_single);
  results.push_back(compare_sides(name_of(sizes, batch) + ", two threads to one", field.sides, timings, 1, 0));
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

int run(int argc, char** argv) {
  CLI::App app{"One training step of an MLP with Adam in float32, against PyTorch and JAX, in alternating rounds"};
  Settings settings;
  bool json = false;
  app.add_option("--rounds", settings.rounds, "rounds of each side")->capture_default_str()->check(CLI::Range(1, 1000));
  app.add_option("--steps", settings.steps, "steps a round")->capture_default_str()->check(CLI::Range(1, 100000));
  app.add_flag("--json", json, "print JSON instead of a table");
  CLI11_PARSE(app, argc, argv);
  Peers peers{Peer::start(peers_folder + "/pytorch.py"), Peer::start(peers_folder + "/jax_worker.py", "1"),
              Peer::start(peers_folder + "/jax_worker.py", "0")};
  if (!peers.torch) fmt::print(stderr, "mnist_step: no Python with torch and numpy: no comparison with PyTorch\n");
  if (!peers.jax_one) fmt::print(stderr, "mnist_step: no Python with jax and numpy: no comparison with JAX\n");
  std::vector<Comparison> results;
  compare({784, 128, 64, 10}, 64, settings, peers, results);
  compare({784, 300, 100, 10}, 64, settings, peers, results);
  compare({784, 300, 100, 10}, 256, settings, peers, results);
  std::vector<double> widths, seconds;
  const Line line = width_sweep(settings, widths, seconds);
  if (json) {
    fmt::print("{{\"peak_bytes\": {:.0f}, \"pytorch\": \"{}\", \"jax\": \"{}\",\n\"widths\": [", peak_memory(),
               peers.torch ? peers.torch->version() : "", peers.jax_one ? peers.jax_one->version() : "");
    for (std::size_t i = 0; i < widths.size(); ++i)
      fmt::print("{}{{\"width\": {:.0f}, \"own_seconds\": {:.6g}}}", i == 0 ? "" : ", ", widths[i], seconds[i]);
    fmt::print("],\n\"width_fit\": {{\"overhead\": {:.4g}, \"slope\": {:.4g}, \"worst\": {:.3g}}},\n\"comparisons\": ",
               line.overhead, line.slope, line.worst);
    print_json(results);
    fmt::print("}}\n");
    return 0;
  }
  if (peers.torch) fmt::print("PyTorch {}\n", peers.torch->version());
  if (peers.jax_one) fmt::print("JAX {}\n", peers.jax_one->version());
  print_table(results);
  fmt::print("784-width-10, batch 64, one thread: {:.1f} us + {:.3f} us per unit of width, off by {:.0f} % at most\n",
             line.overhead * 1e6, line.slope * 1e6, 100 * line.worst);
  fmt::print("peak memory {:.0f} MB\n", peak_memory() / 1e6);
  return 0;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) { return thalweg::bench::run(argc, argv); }
