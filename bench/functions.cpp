// Tiny functions, where overhead is all there is: Adam on the two-dimensional Rosenbrock function by tensors and
// autograd, eager and replayed, against PyTorch; and the methods on arrays by themselves.
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
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/replay.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/arrays/gradient_descent.hpp>
#include <thalweg/optim/arrays/lbfgs.hpp>
#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::bench {
namespace {

Tensor rosenbrock(const Tensor& x) {
  const Tensor a = 1.0 - x[0];
  const Tensor b = x[1] - x[0] * x[0];
  return a * a + 100 * (b * b);
}

struct Point {
  double x, y;
};

/// One run of Adam that goes on from call to call.
class EagerRun {
 public:
  Point run(int steps) {
    for (int i = 0; i < steps; ++i) {
      adam_.zero_grad();
      rosenbrock(x_).backward();
      adam_.step();
    }
    return {x_.at({0}), x_.at({1})};
  }

 private:
  Tensor x_ = tensor({-1.2, 1.0}).requires_grad_();
  optim::Adam adam_{{x_}, {.lr = 1e-3}};
};

class ReplayedRun {
 public:
  ReplayedRun() { x_.set_grad(g_); }
  Point run(int steps) {
    for (int i = 0; i < steps; ++i) {
      f_.value_and_grad(x_, g_);
      adam_.step();
    }
    return {x_.at({0}), x_.at({1})};
  }

 private:
  Tensor x_ = tensor({-1.2, 1.0}).requires_grad_();
  Tensor g_ = zeros({2});
  Replay f_{rosenbrock, x_};
  optim::Adam adam_{{x_}, {.lr = 1e-3}};
};

std::string request(const std::string& run, bool foreach, bool fused, int steps) {
  return fmt::format(
      R"({{"work": "rosenbrock_adam", "run": "{}", "foreach": {}, "fused": {}, "threads": 1, "steps": {}}})", run,
      foreach, fused, steps);
}

/// Both sides take the same steps from the same start, `warm_up` of them before the first round.
template <class Own>
void compare(const std::string& name, int rounds, int own_steps, int peer_steps, Peer& peer,
             std::vector<Comparison>& results) {
  constexpr int warm_up = 500;
  for (const auto& [foreach, fused] : {std::pair(false, false), std::pair(true, false), std::pair(false, true)}) {
    Own own;
    const Point here = own.run(warm_up);
    const std::string answer = peer.ask(request(name, foreach, fused, warm_up));
    const double apart =
        std::hypot(here.x - number_in(answer, "x"), here.y - number_in(answer, "y")) / std::hypot(here.x, here.y);
    check_outside(apart < 1e-9, "functions", name, " ends ", apart, " away from PyTorch");
    const char* how = fused ? "fused" : foreach ? "foreach on" : "foreach off";
    Comparison result{name, fmt::format("PyTorch {}, {}", peer.version(), how), {}, {}};
    for (int round = 0; round < rounds; ++round) {
      result.own_seconds.push_back(seconds_of([&] { own.run(own_steps); }) / own_steps);
      result.peer_seconds.push_back(number_in(peer.ask(request(name, foreach, fused, peer_steps)), "seconds") /
                                    peer_steps);
    }
    results.push_back(result);
  }
}

/// Rosenbrock by hand, with its gradient.
double by_hand(optim::arrays::In x, optim::arrays::Out g) {
  const double a = 1 - x[0], b = x[1] - x[0] * x[0];
  g[0] = -2 * a - 400 * x[0] * b;
  g[1] = 200 * b;
  return a * a + 100 * (b * b);
}

struct Absolute {
  std::string work;
  std::vector<double> seconds;
  double limit;  ///< what a C++ library of optimizers with derivatives by hand was measured at
};

Absolute measure(const std::string& work, double limit, int rounds, int repeats, const std::function<void(int)>& f) {
  Absolute result{work, {}, limit};
  f(repeats);
  for (int round = 0; round < rounds; ++round) result.seconds.push_back(seconds_of([&] { f(repeats); }) / repeats);
  return result;
}

std::vector<Absolute> on_arrays(int rounds) {
  namespace arrays = optim::arrays;
  std::vector<Absolute> results;
  // Small steps, long past the start, so that none of the numbers is special.
  results.push_back(measure("gradient descent, one iteration", 34e-9, rounds, 200'000, [](int repeats) {
    std::vector<double> p = {-1.2, 1.0}, g(2);
    for (int i = 0; i < repeats; ++i) {
      (void)by_hand(p, g);
      arrays::gradient_descent(std::span(p), std::span<const double>(g), {.lr = 1e-4});
    }
  }));
  results.push_back(measure("Adam, one iteration", 70e-9, rounds, 200'000, [](int repeats) {
    std::vector<double> p = {-1.2, 1.0}, g(2), m(2), v(2);
    for (int t = 1; t <= repeats; ++t) {
      (void)by_hand(p, g);
      arrays::adam(std::span(p), std::span<const double>(g), std::span(m), std::span(v), t, {.lr = 1e-4});
    }
  }));
  arrays::Objective f;
  f.value_and_gradient = by_hand;
  results.push_back(measure("L-BFGS, a whole run to 1e-5", 8.8e-6, rounds, 2'000, [&](int repeats) {
    const std::vector<double> start = {-1.2, 1.0};
    for (int i = 0; i < repeats; ++i) {
      const optim::Report report = arrays::minimize(f, start, optim::LbfgsOptions{});
      check_outside(report.converged(), "functions", "L-BFGS did not converge");
    }
  }));
  return results;
}

void print(const std::vector<Absolute>& list, bool json) {
  for (const Absolute& each : list) {
    if (json) {
      fmt::print(
          ",\n  {{\"workload\": \"{}\", \"own_seconds\": {:.4g}, \"spread\": {:.4g}, \"limit_seconds\": {:.4g}}}",
          each.work, median(each.seconds), spread(each.seconds), each.limit);
    } else {
      fmt::print("{:<38} {:>12.1f} ns +- {:.1f}   (at most {:.0f} on the machine of the target)\n", each.work,
                 median(each.seconds) * 1e9, spread(each.seconds) * 1e9, each.limit * 1e9);
    }
  }
}

int run(int argc, char** argv) {
  CLI::App app{"Adam, gradient descent and L-BFGS on the two-dimensional Rosenbrock function"};
  int rounds = 9;
  bool json = false;
  app.add_option("--rounds", rounds, "rounds of each side")->capture_default_str()->check(CLI::Range(1, 1000));
  app.add_flag("--json", json, "print JSON instead of a table");
  CLI11_PARSE(app, argc, argv);
  std::vector<Comparison> results;
  if (std::optional<Peer> peer = Peer::start(peers_folder + "/pytorch.py")) {
    compare<EagerRun>("Adam on Rosenbrock, eager", rounds, 20'000, 300, *peer, results);
    compare<ReplayedRun>("Adam on Rosenbrock, replayed", rounds, 200'000, 300, *peer, results);
  } else {
    fmt::print(stderr, "functions: no Python with torch and numpy: only the methods on arrays are measured\n");
  }
  const std::vector<Absolute> absolute = on_arrays(rounds);
  if (!json) {
    print_table(results);
    fmt::print("\non arrays, derivatives by hand:\n");
    print(absolute, false);
    return 0;
  }
  print_json(results, [&] { print(absolute, true); });
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
