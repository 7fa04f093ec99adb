// 15: where to start (figure F11 of the report).
//
// Rastrigin's function has 121 basins in its box, and a run ends in the one that it starts in or near: the start
// decides. A Latin hypercube of N samples cuts each axis into N strata and has one sample in each, so that no part of
// any axis goes unseen. ("Sample each point independently" is another method: it leaves a third of the strata empty.)
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include <examples/studies/short_walk.hpp>
#include <examples/studies/start_counts.hpp>
#include <examples/studies/studies.hpp>
#include <examples/support/figure_layers.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/problems/separable.hpp>
#include <thalweg/optim/sampling.hpp>

namespace thalweg::examples {
namespace {

constexpr std::int64_t count = 20;
constexpr std::uint64_t seed = 33;

/// How many of `count` strata of one axis hold a sample.
std::size_t strata_hit(const optim::Samples& samples, std::size_t axis, double lo, double hi) {
  std::set<int> hit;
  for (std::int64_t i = 0; i < samples.count; ++i)
    hit.insert(static_cast<int>(std::floor((samples[i][axis] - lo) / (hi - lo) * count)));
  return hit.size();
}

/// The edges of the strata along both axes as one thin line each.
void add_strata(Panel& panel, double lo, double hi) {
  for (std::int64_t k = 0; k <= count; ++k) {
    const double at = lo + (hi - lo) * static_cast<double>(k) / count;
    const Style thin{.colour = "#56B4E9", .width = 0.7};
    panel.layers.push_back(Line{.name = k == 0 ? "strata" : "", .x = {at, at}, .y = {lo, hi}, .style = thin});
    panel.layers.push_back(Line{.x = {lo, hi}, .y = {at, at}, .style = thin});
  }
}

Markers points(const char* name, const optim::Samples& samples, const Style& style) {
  Markers markers{.name = name, .style = style};
  for (std::int64_t i = 0; i < samples.count; ++i) {
    markers.x.push_back(samples[i][0]);
    markers.y.push_back(samples[i][1]);
  }
  return markers;
}

/// Whether a walk ends so near the global minimum, 0.
bool within(const Walk& walk, double distance) {
  return std::hypot(walk.report.last_x[0], walk.report.last_x[1]) < distance;
}

/// The lowest of the samples.
std::vector<double> best_of(const optim::Samples& samples, const optim::Problem& problem) {
  std::int64_t best = 0;
  for (std::int64_t i = 1; i < samples.count; ++i)
    if (problem.arrays.value(samples[i]) < problem.arrays.value(samples[best])) best = i;
  return {samples[best].begin(), samples[best].end()};
}

}  // namespace

Study study_sampling(const StudyOptions& options) {
  const optim::Problem rastrigin = optim::problems::rastrigin(2);
  const double lo = rastrigin.lower[0], hi = rastrigin.upper[0];
  const auto draw = [&](std::uint64_t at) {
    Random random(at);
    return optim::latin_hypercube(count, rastrigin.lower, rastrigin.upper, random);
  };
  const auto descend = [&](const std::vector<double>& start) {
    return short_walk(rastrigin, start, optim::AdamOptions{.lr = 0.5, .eps = 1e-7}, 10'000);
  };
  const optim::Samples samples = draw(seed);
  Random random(seed);
  const optim::Samples independent = optim::uniform_samples(count, rastrigin.lower, rastrigin.upper, random);
  const Walk walk = descend(best_of(samples, rastrigin));
  std::int64_t near = 0;
  for (std::uint64_t other = 0; other < 100; ++other) {
    options.progress(fmt::format("Adam from the best of {} samples: seed {} of 100", count, other + 1));
    near += within(descend(best_of(draw(other), rastrigin)), 0.1) ? 1 : 0;
  }

  StudyFigure f11{
      .id = "F11",
      .claim = "Latin hypercube sampling: Adam with lr 0.5 from (-1, -1) ends at (-0.0115, -0.0068).",
      .settings = fmt::format(
          "{} samples of a Latin hypercube, seed {}; Adam lr 0.5, betas 0.9 0.999, eps 1e-7, 10,000 iterations", count,
          seed)};
  Panel plane = landscape("", rastrigin, {lo, hi, lo, hi, 1, 80, 8, 2, 300}, {walk});
  std::erase_if(plane.layers, [](const Layer& layer) { return std::holds_alternative<Arrows>(layer); });
  add_strata(plane, lo, hi);
  plane.layers.push_back(points("samples", samples, {.colour = "#D55E00", .mark = 7}));
  Figure strata{.name = "F11a",
                .title = "One sample in each row and in each column",
                .caption = f11.settings + "; 300 of them drawn"};
  strata.panels = {plane};

  const StartSettings settings{.seeds = 100, .most = 512, .iterations = 100};
  const std::vector<StartCount> counts = count_starts(settings, options.progress);
  f11.findings = {fmt::format("strata with a sample: {} of x and {} of y from the Latin hypercube, {} and {} of {} "
                              "from independent samples",
                              strata_hit(samples, 0, lo, hi), strata_hit(samples, 1, lo, hi),
                              strata_hit(independent, 0, lo, hi), strata_hit(independent, 1, lo, hi), count),
                  "from the report's start: " + end_text(descend({-1, -1})), "from the best sample: " + end_text(walk),
                  fmt::format("luck: of 100 seeds, {} end within 0.1 of the global minimum; so run from every sample, "
                              "not only from the best",
                              near)};
  f11.pictures = {strata, start_figure("F11b", counts, settings)};
  Table table = start_table(counts);
  table.title = fmt::format("How often the best of N runs is the global minimum, {} seeds", settings.seeds);
  return {.title = "Where to start", .lines = f11.findings, .tables = {table}, .figures = {f11}};
}

}  // namespace thalweg::examples
