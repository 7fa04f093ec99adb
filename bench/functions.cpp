// Tiny functions, where overhead is all there is: Adam on the two-dimensional Rosenbrock function by tensors and
// autograd, eager and replayed, against PyTorch; and the methods on arrays by themselves.
#include <fmt/core.h>

#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <bench/support/peer.hpp>
#include <bench/support/program.hpp>
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

template <class Own>
double seconds_of_step(Own& own, int steps) {
  return seconds_of([&] { own.run(steps); }) / steps;
}

/// Both sides take the same steps from the same start, `warm_up` of them before the first round.
template <class Own>
void compare(const std::string& name, int rounds, int own_steps, int peer_steps, std::optional<Peer>& peer,
             std::vector<Comparison>& results) {
  constexpr int warm_up = 500;
  if (!peer) {
    Own own;
    own.run(warm_up);
    Comparison alone{name, "", {}, {}};
    for (int round = 0; round < rounds; ++round) alone.own_seconds.push_back(seconds_of_step(own, own_steps));
    results.push_back(alone);
    return;
  }
  for (const auto& [foreach, fused] : {std::pair(false, false), std::pair(true, false), std::pair(false, true)}) {
    Own own;
    const Point here = own.run(warm_up);
    const std::string answer = peer->ask(request(name, foreach, fused, warm_up));
    const double apart =
        std::hypot(here.x - number_in(answer, "x"), here.y - number_in(answer, "y")) / std::hypot(here.x, here.y);
    check_outside(apart < 1e-9, "functions", name, " ends ", apart, " away from PyTorch");
    Comparison result{name,
                      fused     ? "PyTorch, fused"
                      : foreach ? "PyTorch, foreach on"
                                : "PyTorch, foreach off",
                      {},
                      {}};
    for (int round = 0; round < rounds; ++round) {
      result.own_seconds.push_back(seconds_of_step(own, own_steps));
      result.peer_seconds.push_back(number_in(peer->ask(request(name, foreach, fused, peer_steps)), "seconds") /
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

Comparison measure(const std::string& work, int rounds, int repeats, const std::function<void(int)>& f) {
  Comparison result{work, "", {}, {}};
  f(repeats);
  for (int round = 0; round < rounds; ++round) result.own_seconds.push_back(seconds_of([&] { f(repeats); }) / repeats);
  return result;
}

/// The methods on plain arrays, derivatives by hand.
void on_arrays(int rounds, std::vector<Comparison>& results) {
  namespace arrays = optim::arrays;
  // Small steps, long past the start, so that none of the numbers is special.
  results.push_back(measure("gradient descent on arrays, one iteration", rounds, 200'000, [](int repeats) {
    std::vector<double> p = {-1.2, 1.0}, g(2);
    for (int i = 0; i < repeats; ++i) {
      (void)by_hand(p, g);
      arrays::gradient_descent(std::span(p), std::span<const double>(g), {.lr = 1e-4});
    }
  }));
  results.push_back(measure("Adam on arrays, one iteration", rounds, 200'000, [](int repeats) {
    std::vector<double> p = {-1.2, 1.0}, g(2), m(2), v(2);
    for (int t = 1; t <= repeats; ++t) {
      (void)by_hand(p, g);
      arrays::adam(std::span(p), std::span<const double>(g), std::span(m), std::span(v), t, {.lr = 1e-4});
    }
  }));
  arrays::Objective f;
  f.value_and_gradient = by_hand;
  results.push_back(measure("L-BFGS on arrays, a whole run to 1e-5", rounds, 2'000, [&](int repeats) {
    const std::vector<double> start = {-1.2, 1.0};
    for (int i = 0; i < repeats; ++i) {
      const optim::Report report = arrays::minimize(f, start, optim::LbfgsOptions{});
      check_outside(report.converged(), "functions", "L-BFGS did not converge");
    }
  }));
}

int run(const Asked& asked) {
  std::optional<Peer> peer = Peer::start(peers_folder + "/pytorch.py");
  if (!peer) fmt::print(stderr, "functions: no Python with torch and numpy: nothing to compare with\n");
  const std::string version = peer ? peer->version() : "";
  std::vector<Comparison> results;
  compare<EagerRun>("Adam on Rosenbrock, eager", asked.rounds, 20'000, 300, peer, results);
  compare<ReplayedRun>("Adam on Rosenbrock, replayed", asked.rounds, 200'000, 300, peer, results);
  on_arrays(asked.rounds, results);
  print_results(asked, "functions", {{"pytorch", quoted(version)}}, results);
  return 0;
}

}  // namespace
}  // namespace thalweg::bench

int main(int argc, char** argv) {
  return thalweg::bench::run_program(argc, argv, "functions",
                                     "Adam, gradient descent and L-BFGS on the two-dimensional Rosenbrock function", 9,
                                     thalweg::bench::run);
}
