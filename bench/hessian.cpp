// The Hessian of the chained Rosenbrock function, eager and replayed, against PyTorch's vectorised ways.
#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <bench/support/peer.hpp>
#include <bench/support/rounds.hpp>
#include <bench_paths.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/replay.hpp>
#include <thalweg/optim/problems/rosenbrock.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::bench {
namespace {

std::string request(std::int64_t n, const std::string& how, int threads, int steps) {
  return fmt::format(R"({{"work": "hessian", "n": {}, "how": "{}", "threads": {}, "steps": {}}})", n, how, threads,
                     steps);
}

/// The same two sums as bench/peers/pytorch.py.
void check_sums(const Tensor& h, const std::string& answer) {
  double sum = 0, weighed = 0;
  const std::span<double> values = h.span<double>();
  for (std::size_t i = 0; i < values.size(); ++i) {
    sum += values[i];
    weighed += values[i] * static_cast<double>(i % 7 + 1);
  }
  for (const auto& [own, name] : {std::pair(sum, "sum"), std::pair(weighed, "weighed")}) {
    const double peer = number_in(answer, name);
    check_outside(std::abs(own - peer) <= 1e-9 * std::abs(peer), "hessian", "the Hessians differ: ", name, " is ", own,
                  ", PyTorch's is ", peer);
  }
}

void compare(std::int64_t n, int rounds, Peer& peer, std::vector<Comparison>& results) {
  const optim::Problem problem = optim::problems::rosenbrock(n);
  const Tensor x = from_span(std::span<const double>(problem.start), {n});
  Replay replay(problem.tensor, x);
  const int repeats = n <= 100 ? 40 : 4;
  const int peer_repeats = n <= 100 ? 10 : 2;
  struct Way {
    const char* name;
    std::function<Tensor()> f;
  };
  const Way ways[] = {{"eager", [&] { return hessian(problem.tensor, x); }},
                      {"replayed", [&] { return replay.hessian(x); }}};
  for (const char* how : {"func.hessian", "jacrev of jacrev", "functional.hessian"})
    for (const int threads : {1, 2}) {
      const std::string answer = peer.ask(request(n, how, threads, 2));
      std::vector<Comparison> here;
      for (const Way& way : ways) {
        check_sums(way.f(), answer);
        here.push_back(
            {fmt::format("Hessian, n = {}, {}", n, way.name),
             fmt::format("PyTorch {}, {}, {} thread{}", peer.version(), how, threads, threads == 1 ? "" : "s"),
             {},
             {}});
      }
      for (int round = 0; round < rounds; ++round) {
        const double theirs = number_in(peer.ask(request(n, how, threads, peer_repeats)), "seconds") / peer_repeats;
        for (std::size_t k = 0; k < here.size(); ++k) {
          here[k].own_seconds.push_back(seconds_of([&] {
                                          for (int i = 0; i < repeats; ++i) (void)ways[k].f();
                                        }) /
                                        repeats);
          here[k].peer_seconds.push_back(theirs);
        }
      }
      results.insert(results.end(), here.begin(), here.end());
    }
}

int run(int argc, char** argv) {
  CLI::App app{"The Hessian of the chained Rosenbrock function, against PyTorch, in alternating rounds"};
  int rounds = 9;
  bool json = false;
  app.add_option("--rounds", rounds, "rounds of each side")->capture_default_str()->check(CLI::Range(1, 1000));
  app.add_flag("--json", json, "print JSON instead of a table");
  CLI11_PARSE(app, argc, argv);
  std::optional<Peer> peer = Peer::start(peers_folder + "/pytorch.py");
  if (!peer) {
    fmt::print(stderr,
               "hessian: no Python with torch and numpy (apt-get install python3-torch): nothing to compare with\n");
    return 1;
  }
  std::vector<Comparison> results;
  for (const std::int64_t n : {100, 500}) compare(n, rounds, *peer, results);
  json ? print_json(results) : print_table(results);
  return 0;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) {
  try {
    return thalweg::bench::run(argc, argv);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
    return 1;
  }
}
