// What the report claims of runs whose digits depend on rounding.
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include <examples/report_page/printed_results.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

using Claim = std::function<bool(const optim::Report&)>;

Claim ends_within(const std::vector<double>& middle, double radius) {
  return [=](const optim::Report& run) { return distance(run.last_x, middle) <= radius; };
}

/// How many of the unit cells, each the basin of one minimum of Rastrigin's function, a run visits.
std::size_t basins(const optim::Report& run) {
  std::set<std::pair<double, double>> cells;
  for (const optim::TrajectoryPoint& point : run.trajectory)
    cells.emplace(std::round(point.x[0]), std::round(point.x[1]));
  return cells.size();
}

/// Near where exact gradients end, and not far from what is printed.
bool between(const optim::Report& run) {
  return distance(run.last_x, {0.8907607, 0.82103893}) <= 2e-6 &&
         distance(run.last_x, {0.89075591, 0.82099768}) <= 1e-4;
}

}  // namespace

bool claim_holds(const PrintedResult& row, const optim::Report& run) {
  static const std::map<std::string, Claim> claims{
      {"within 0.1 of [1 1]", ends_within({1, 1}, 0.1)},
      {"within 0.3 of [1 1]", ends_within({1, 1}, 0.3)},
      {"exact gradients give [0.8907607 0.82103893]; within 1e-4", between},
      {"jumps from minimum to minimum: visits at least 5 basins",
       [](const optim::Report& jumping) { return basins(jumping) >= 5; }},
      {"pushed out of the first local minimum: ends near -2", ends_within({-2, -2}, 0.1)},
      {"ends within 0.1 of the global minimum", ends_within({0, 0}, 0.1)},
      {"Latin hypercube slide: the same start and settings as the row before and another end; ends within 0.1 of the "
       "global minimum",
       ends_within({0, 0}, 0.1)},
      {"stuck in the local minimum near -3.983 (within 0.02)", ends_within({-3.983, -3.983}, 0.02)},
      {"gets near the global minimum with a larger lr: |x| and |y| below 2 at the end", ends_within({0, 0}, 2)},
  };
  const auto found = claims.find(row.claim);
  check(found != claims.end(), "printed results", "there is no test for the claim '", row.claim, "'");
  return found->second(run);
}

}  // namespace thalweg::examples
