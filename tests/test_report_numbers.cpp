// The printed results of the report "Adam (and beyond)", each held to what its class allows, in every tier.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <set>
#include <utility>

#include <support/report_numbers.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg {
namespace {

using examples::Tier;
constexpr Tier tiers[] = {Tier::arrays, Tier::tensors, Tier::classes};

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(std::abs(a[i] - b[i]) <= largest)) largest = std::abs(a[i] - b[i]);
  return largest;
}

bool within(const std::vector<double>& x, const std::vector<double>& middle, double radius) {
  return distance(x, middle) <= radius;
}

/// How many of the unit cells, each the basin of one minimum of Rastrigin's function, a run visits.
std::size_t basins(const optim::Report& report) {
  std::set<std::pair<double, double>> cells;
  for (const optim::TrajectoryPoint& point : report.trajectory)
    cells.emplace(std::round(point.x[0]), std::round(point.x[1]));
  return cells.size();
}

/// What the report claims where its digits cannot be held.
bool claim_holds(const PrintedResult& row, const optim::Report& report) {
  static const std::map<std::string, std::function<bool(const optim::Report&)>> claims{
      {"within 0.1 of [1 1]",
       [](const auto& r) {
         return within(r.last_x, {1, 1}, 0.1);
       }},
      {"within 0.3 of [1 1]",
       [](const auto& r) {
         return within(r.last_x, {1, 1}, 0.3);
       }},
      {"exact gradients give [0.8907607 0.82103893]; within 1e-4",
       [](const auto& r) {
         return within(r.last_x, {0.8907607, 0.82103893}, 2e-6) && within(r.last_x, {0.89075591, 0.82099768}, 1e-4);
       }},
      {"jumps from minimum to minimum: visits at least 5 basins", [](const auto& r) { return basins(r) >= 5; }},
      {"pushed out of the first local minimum: ends near -2",
       [](const auto& r) {
         return within(r.last_x, {-2, -2}, 0.1);
       }},
      {"ends within 0.1 of the global minimum",
       [](const auto& r) {
         return within(r.last_x, {0, 0}, 0.1);
       }},
      {"Latin hypercube slide: the same start and settings as the row before and another end; ends within 0.1 of the "
       "global minimum",
       [](const auto& r) {
         return within(r.last_x, {0, 0}, 0.1);
       }},
      {"stuck in the local minimum near -3.983 (within 0.02)",
       [](const auto& r) {
         return within(r.last_x, {-3.983, -3.983}, 0.02);
       }},
      {"gets near the global minimum with a larger lr: |x| and |y| below 2 at the end",
       [](const auto& r) {
         return within(r.last_x, {0, 0}, 2);
       }},
  };
  const auto found = claims.find(row.claim);
  REQUIRE_MESSAGE(found != claims.end(), "no test for the claim: ", row.claim);
  return found->second(report);
}

/// The farthest that any of twenty runs from starts within 3e-9, each coordinate moved by itself, ends from `end`.
double spread(const PrintedResult& row, const std::vector<double>& end) {
  Random random(7);
  double farthest = 0;
  for (int k = 0; k < 20; ++k) {
    std::vector<double> start = row.start;
    for (double& x : start) x += random.uniform(-3e-9, 3e-9);
    farthest = std::max(farthest, distance(run_printed(row, Tier::arrays, start).last_x, end));
  }
  return farthest;
}

void print_row(const PrintedResult& row, Tier tier, const optim::Report& report) {
  fmt::print("{:<9} {:<46} {:<8} printed [{:.9g}, {:.9g}]  ours [{:.9g}, {:.9g}]\n", row.kind, row.text(),
             examples::name(tier), row.printed[0], row.printed[1], report.last_x[0], report.last_x[1]);
}

/// Every row of one class, in every tier.
template <class F>
void for_each_row(const std::string& kind, std::size_t expected, F f) {
  std::size_t count = 0;
  for (const PrintedResult& row : printed_results()) {
    if (row.kind != kind) continue;
    ++count;
    for (const Tier tier : tiers) {
      CAPTURE(row.text());
      CAPTURE(examples::name(tier));
      f(row, tier);
    }
  }
  CHECK(count == expected);
}

}  // namespace

TEST_CASE("report: the exact rows are reached to 2e-8 in every tier") {
  for_each_row("exact", 11, [](const PrintedResult& row, Tier tier) {
    const optim::Report report = run_printed(row, tier, row.start);
    print_row(row, tier, report);
    CHECK(distance(report.last_x, row.printed) <= 2e-8);
    CHECK(report.iterations == 10'000);
    CHECK(report.evaluations.g == 10'001);
  });
}

TEST_CASE("report: the frozen rows overflow with exact gradients, and freeze with central differences") {
  for_each_row("frozen", 2, [](const PrintedResult& row, Tier tier) {
    const optim::Report exact = run_printed(row, tier, row.start);
    CHECK(exact.status == optim::Status::not_finite);
    CHECK(exact.not_finite_at == (row.start[0] == 5 ? 6 : 7));
    CHECK(exact.reason ==
          fmt::format("x[0] is {} after iteration {}", exact.last_x[0] > 0 ? "inf" : "-inf", exact.not_finite_at));
    CHECK(std::isfinite(exact.value));
    const optim::Report frozen = run_printed(row, tier, row.start, 1.5e-8);
    print_row(row, tier, frozen);
    for (std::size_t i = 0; i < 2; ++i) CHECK(std::abs(frozen.last_x[i] / row.printed[i] - 1) <= 0.01);
  });
}

TEST_CASE("report: the sensitive rows keep their claims, and starts moved by 3e-9 end elsewhere") {
  for_each_row("sensitive", 9, [](const PrintedResult& row, Tier tier) {
    const optim::Report report = run_printed(row, tier, row.start, 0, true);
    print_row(row, tier, report);
    CHECK(claim_holds(row, report));
    if (tier != Tier::arrays) return;
    const double far = spread(row, report.last_x);
    fmt::print("          moved by 3e-9 it ends up to {:.3g} away\n", far);
    CHECK(far > (row.beta1 == 0.999 ? 1e-6 : 1e-3));
  });
}

TEST_CASE("report: the open row ends elsewhere than printed, and passes the printed point at iteration 9,137") {
  for_each_row("open", 1, [](const PrintedResult& row, Tier tier) {
    const optim::Report report = run_printed(row, tier, row.start, 0, true);
    print_row(row, tier, report);
    CHECK(distance(report.last_x, {0.97660824, 0.95370358}) <= 2e-8);
    const auto nearest = std::min_element(
        report.trajectory.begin(), report.trajectory.end(),
        [&](const auto& a, const auto& b) { return distance(a.x, row.printed) < distance(b.x, row.printed); });
    CHECK(nearest->iteration == 9137);
    CHECK(distance(nearest->x, row.printed) < 2e-5);
  });
}

}  // namespace thalweg
