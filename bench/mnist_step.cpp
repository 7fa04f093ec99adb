// One training step of the report's network on made-up images: Adam, float32, batch 64, against PyTorch.
#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include <cmath>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

#include <bench/support/peer.hpp>
#include <bench/support/rounds.hpp>
#include <bench_paths.hpp>
#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::bench {
namespace {

/// The same network, batches and numbers as bench/peers/pytorch.py.
class MnistStep {
 public:
  MnistStep(const std::vector<std::int64_t>& sizes, std::int64_t batch) {
    Random weights(1);
    for (std::size_t i = 0; i + 1 < sizes.size(); ++i) {
      const double bound = 1 / std::sqrt(static_cast<double>(sizes[i]));
      for (const Shape& shape : {Shape{sizes[i + 1], sizes[i]}, Shape{sizes[i + 1]}}) {
        Tensor parameter = empty(shape, {.dtype = float32});
        weights.fill_uniform(parameter.span<float>(), -bound, bound);
        parameters_.push_back(parameter.requires_grad_());
      }
    }
    Random pixels(2);
    Random classes(3);
    for (int k = 0; k < 16; ++k) {
      images_.push_back(empty({batch, sizes.front()}, {.dtype = float32}));
      pixels.fill_uniform(images_.back().span<float>());
      labels_.push_back(empty({batch}, {.dtype = int64}));
      for (std::int64_t& label : labels_.back().span<std::int64_t>())
        label = static_cast<std::int64_t>(classes.uniform() * static_cast<double>(sizes.back()));
    }
    adam_.emplace(parameters_, optim::AdamOptions{.lr = 1e-3});
  }

  double run(int steps) {
    double last = 0;
    for (int i = 0; i < steps; ++i, ++t_) {
      Tensor h = images_[t_ % 16];
      for (std::size_t k = 0; k < parameters_.size(); k += 2) {
        h = linear(h, parameters_[k], parameters_[k + 1]);
        if (k + 2 < parameters_.size()) h = leaky_relu(h, 0.01);
      }
      const Tensor loss = mean(softmax_cross_entropy(h, labels_[t_ % 16]));
      adam_->zero_grad();
      loss.backward();
      adam_->step();
      last = loss.item();
    }
    return last;
  }

 private:
  std::vector<Tensor> parameters_;
  std::vector<Tensor> images_;
  std::vector<Tensor> labels_;
  std::optional<optim::Adam> adam_;
  std::size_t t_ = 0;
};

struct Setting {
  int threads;
  bool foreach;
};

/// `run` tells one training run from another with the same settings.
std::string request(const std::string& run, const std::vector<std::int64_t>& sizes, std::int64_t batch,
                    const Setting& setting, int steps) {
  std::string list;
  for (const std::int64_t size : sizes) list += (list.empty() ? "" : ", ") + std::to_string(size);
  return fmt::format(
      R"({{"work": "mnist_step", "run": "{}", "sizes": [{}], "batch": {}, "threads": {}, "foreach": {}, "steps": {}}})",
      run, list, batch, setting.threads, setting.foreach, steps);
}

void compare(const std::vector<std::int64_t>& sizes, std::int64_t batch, int threads, int rounds, int steps, Peer& peer,
             std::vector<Comparison>& results) {
  std::string name;
  for (const std::int64_t size : sizes) name += (name.empty() ? "" : "-") + std::to_string(size);
  name += fmt::format(", batch {}, {} thread{}", batch, threads, threads == 1 ? "" : "s");
  for (const Setting setting : {Setting{1, true}, Setting{1, false}, Setting{2, true}, Setting{2, false}}) {
    set_num_threads(threads);
    MnistStep own(sizes, batch);
    // The 50 steps before the first round warm both sides up and must end with the same loss.
    const double own_loss = own.run(50);
    const double peer_loss = number_in(peer.ask(request(name, sizes, batch, setting, 50)), "loss");
    if (std::abs(own_loss - peer_loss) > 1e-3 * std::abs(peer_loss))
      fmt::print(stderr, "mnist_step: the losses differ: own {}, PyTorch {}\n", own_loss, peer_loss);
    Comparison result{name,
                      fmt::format("PyTorch {}, {} thread{}, foreach {}", peer.version(), setting.threads,
                                  setting.threads == 1 ? "" : "s", setting.foreach ? "on" : "off"),
                      {},
                      {}};
    for (int round = 0; round < rounds; ++round) {
      result.own_seconds.push_back(seconds_of([&] { own.run(steps); }) / steps);
      result.peer_seconds.push_back(number_in(peer.ask(request(name, sizes, batch, setting, steps)), "seconds") /
                                    steps);
    }
    results.push_back(result);
  }
}

int run(int argc, char** argv) {
  CLI::App app{"One training step of an MLP with Adam in float32, against PyTorch, in alternating rounds"};
  int rounds = 9;
  int steps = 100;
  bool json = false;
  app.add_option("--rounds", rounds, "rounds of each side")->capture_default_str()->check(CLI::Range(1, 1000));
  app.add_option("--steps", steps, "training steps a round")->capture_default_str()->check(CLI::Range(1, 100000));
  app.add_flag("--json", json, "print JSON instead of a table");
  CLI11_PARSE(app, argc, argv);
  std::optional<Peer> peer = Peer::start(peers_folder + "/pytorch.py");
  if (!peer) {
    fmt::print(stderr,
               "mnist_step: no Python with torch and numpy (apt-get install python3-torch): nothing to compare "
               "with\n");
    return 1;
  }
  std::vector<Comparison> results;
  for (const int threads : {1, 2}) {
    compare({784, 128, 64, 10}, 64, threads, rounds, steps, *peer, results);
    compare({784, 300, 100, 10}, 64, threads, rounds, steps, *peer, results);
  }
  json ? print_json(results) : print_table(results);
  return 0;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) { return thalweg::bench::run(argc, argv); }
