// The Hessian of the chained Rosenbrock function, eager and replayed, against PyTorch's vectorised ways.
#include <fmt/core.h>

#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <bench/support/peer.hpp>
#include <bench/support/program.hpp>
#include <bench_paths.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/replay.hpp>
#include <thalweg/optim/problems/rosenbrock.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/parallel.hpp>

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

/// A way of ours, and one comparison for each way of PyTorch's.
struct Way {
  const char* name;
  std::function<Tensor()> f;
};

double seconds_of_one(const Way& way, int repeats) {
  return seconds_of([&] {
           for (int i = 0; i < repeats; ++i) (void)way.f();
         }) /
         repeats;
}

void compare(std::int64_t n, int rounds, std::optional<Peer>& peer, std::vector<Comparison>& results) {
  const optim::Problem problem = optim::problems::rosenbrock(n);
  const Tensor x = from_span(std::span<const double>(problem.start), {n});
  Replay replay(problem.tensor, x);
  const int repeats = n <= 100 ? 40 : 4;
  const int peer_repeats = n <= 100 ? 10 : 2;
  const Way ways[] = {{"eager", [&] { return hessian(problem.tensor, x); }},
                      {"replayed", [&] { return replay.hessian(x); }}};
  const auto start = [&](const Way& way, const std::string& against) {
    Comparison comparison{fmt::format("Hessian, n = {}, {}", n, way.name), against, {}, {}};
    comparison.bytes = static_cast<double>(8 * n * n);
    return comparison;
  };
  if (!peer) {
    for (const Way& way : ways) {
      Comparison alone = start(way, "");
      (void)way.f();
      for (int round = 0; round < rounds; ++round) alone.own_seconds.push_back(seconds_of_one(way, repeats));
      results.push_back(alone);
    }
    return;
  }
  for (const char* how : {"func.hessian", "jacrev of jacrev", "functional.hessian"})
    for (const int threads : {1, 2}) {
      const std::string answer = peer->ask(request(n, how, threads, 2));
      std::vector<Comparison> here;
      for (const Way& way : ways) {
        check_sums(way.f(), answer);
        here.push_back(start(way, fmt::format("PyTorch, {}, {} thread{}", how, threads, threads == 1 ? "" : "s")));
      }
      for (int round = 0; round < rounds; ++round) {
        const double theirs = number_in(peer->ask(request(n, how, threads, peer_repeats)), "seconds") / peer_repeats;
        for (std::size_t k = 0; k < here.size(); ++k) {
          here[k].own_seconds.push_back(seconds_of_one(ways[k], repeats));
          here[k].peer_seconds.push_back(theirs);
        }
      }
      results.insert(results.end(), here.begin(), here.end());
    }
}

int run(const Asked& asked) {
  std::optional<Peer> peer = Peer::start(peers_folder + "/pytorch.py");
  if (!peer) fmt::print(stderr, "hessian: no Python with torch and numpy: nothing to compare with\n");
  const std::string version = peer ? peer->version() : "";
  std::vector<Comparison> results;
  for (const std::int64_t n : {100, 500}) compare(n, asked.rounds, peer, results);
  print_results(asked, "hessian", {{"threads", std::to_string(num_threads())}, {"pytorch", quoted(version)}}, results);
  return 0;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) {
  return thalweg::bench::run_program(argc, argv, "hessian",
                                     "The Hessian of the chained Rosenbrock function, against PyTorch's vectorised "
                                     "ways, in alternating rounds",
                                     9, thalweg::bench::run);
}
