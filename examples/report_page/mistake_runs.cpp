// Runs of methods that use gradients only, and of samples.
#include <examples/report_page/mistake_runs.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <vector>

#include <examples/report_page/number_rows.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/arrays/line_search.hpp>
#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/problems/registry.hpp>
#include <thalweg/optim/sampling.hpp>
#include <thalweg/optim/schedules.hpp>

namespace thalweg::examples {
namespace {

constexpr std::int64_t iterations = 10'000;

double far_from_origin(const std::vector<double>& x) { return std::hypot(x[0], x[1]); }

/// How many of `samples.count` strata of the first coordinate, in [0, 1), hold a sample.
std::size_t strata_hit(const optim::Samples& samples) {
  std::set<double> hit;
  for (std::int64_t i = 0; i < samples.count; ++i)
    hit.insert(std::floor(samples[i][0] * static_cast<double>(samples.count)));
  return hit.size();
}

/// Steepest descent, each step found by a line search.
optim::arrays::Iterate search_downhill(const optim::Problem& problem, const std::vector<double>& start) {
  optim::arrays::Evaluator f(problem.arrays, start.size());
  optim::arrays::Iterate at{start, 0, std::vector<double>(start.size())};
  at.f = f.value_and_gradient(at.x, at.g);
  optim::arrays::LineSearch line{optim::LineSearchOptions{}};
  std::vector<double> d(start.size());
  double step = 1e-3;
  for (std::int64_t t = 0; t < iterations; ++t) {
    std::transform(at.g.begin(), at.g.end(), d.begin(), [](double g) { return -g; });
    const optim::arrays::SearchResult found = line.search(f, at, d, step);
    if (!found.found()) break;
    step = found.step;
  }
  return at;
}

}  // namespace

std::string settling_run() {
  const optim::Problem ackley = optim::problem("ackley", 2);
  const optim::AdamOptions adam{.lr = 0.5, .eps = 1e-7};
  optim::MinimizeOptions options{.max_iterations = iterations, .gradient_tolerance = 0, .trajectory = true};
  const std::vector<double> start{-4, -4};
  const optim::Report constant = optim::arrays::minimize(ackley.arrays, start, adam, options);
  options.lr_factor = optim::cosine_schedule({.steps = iterations});
  const optim::Report cosine = optim::arrays::minimize(ackley.arrays, start, adam, options);
  const auto largest = [](const optim::Report& run) {
    double far = 0;
    for (std::size_t k = run.trajectory.size() - 1000; k < run.trajectory.size(); ++k)
      far = std::max(far, far_from_origin(run.trajectory[k].x));
    return far;
  };
  return fmt::format(
      "Ackley's function from (-4, -4), lr 0.5: in the last 1,000 of {} iterations Adam is up to {:.2g} away from the "
      "minimum; with lr along a cosine to zero it ends {:.1e} away.",
      iterations, largest(constant), far_from_origin(cosine.last_x));
}

std::string labels_run() {
  PrintedResult row{.function = "ackley", .method = "gd", .start = {-4, -4}, .lr = 1e-3};
  const optim::Report four = run_printed(row, Tier::arrays, {-4, -4}), five = run_printed(row, Tier::arrays, {-5, -5});
  return fmt::format(
      "Gradient descent with lr 1e-3 on Ackley's function ends at {} from (-4, -4), which is what the report prints, "
      "and at {} from (-5, -5).",
      end_digits(four.last_x), end_digits(five.last_x));
}

std::string strata_run() {
  constexpr std::int64_t count = 20, seeds = 1000;
  const std::vector<double> lower{0, 0}, upper{1, 1};
  std::size_t hypercube = 0, independent = 0;
  for (std::int64_t seed = 0; seed < seeds; ++seed) {
    Random random(static_cast<std::uint64_t>(seed));
    hypercube += strata_hit(optim::latin_hypercube(count, lower, upper, random));
    independent += strata_hit(optim::uniform_samples(count, lower, upper, random));
  }
  const auto mean = [&](std::size_t hits) { return static_cast<double>(hits) / static_cast<double>(seeds); };
  return fmt::format(
      "{} samples, mean of {} seeds: a Latin hypercube hits {} of the {} strata of an axis, independent samples "
      "{:.1f}.",
      count, seeds, mean(hypercube), count, mean(independent));
}

std::string weights_run() {
  // Gradients 0, 0, ..., 0, 1: what is left in v is the weight of the newest.
  constexpr int steps = 10;
  constexpr double alpha = 0.9;
  std::vector<double> p{0}, v{0}, g{0};
  for (int t = 1; t <= steps; ++t) {
    g[0] = t == steps ? 1 : 0;
    optim::arrays::momentum(p, g, v, {.lr = 1, .alpha = alpha});
  }
  return fmt::format(
      "Of {} gradients and with α = {} the newest weighs {:.3f} in the moving average, the oldest {:.3f}; in the sum "
      "as printed the newest has {:.3f}.",
      steps, alpha, v[0], std::pow(alpha, steps - 1) * (1 - alpha), std::pow(alpha, steps) * (1 - alpha));
}

std::string divergence_run() {
  const optim::Problem rosenbrock = optim::problem("rosenbrock", 2);
  const std::vector<double> start{5, 0};
  const optim::Report fixed = optim::arrays::minimize(
      rosenbrock.arrays, start, optim::GradientDescentOptions{.lr = 1e-3}, {.max_iterations = iterations});
  const optim::arrays::Iterate searched = search_downhill(rosenbrock, start);
  return fmt::format(
      "With lr 1e-3 it is not finite from iteration {}; with a line search it comes to ({:.4f}, {:.4f}) in {} "
      "iterations, f = {:.0e}.",
      fixed.not_finite_at, searched.x[0], searched.x[1], iterations, searched.f);
}

}  // namespace thalweg::examples
