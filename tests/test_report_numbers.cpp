// The printed results of the report "Adam (and beyond)", each held to what its class allows, in every tier.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include <examples/descent/settings.hpp>
#include <examples/report_page/number_rows.hpp>
#include <support/report_numbers.hpp>

namespace thalweg {
namespace {

using examples::Tier;
constexpr Tier tiers[] = {Tier::arrays, Tier::tensors, Tier::classes};

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
    const optim::TrajectoryPoint& point = nearest(row, report);
    CHECK(point.iteration == 9137);
    CHECK(distance(point.x, row.printed) < 2e-5);
  });
}

TEST_CASE("report: the page's judgement holds for every row, and fails for rows that were changed") {
  std::size_t count = 0;
  for (PrintedResult row : printed_results()) {
    CAPTURE(row.text());
    ++count;
    CHECK(examples::judge(row).holds);
    // Other digits, another claim.
    row.printed[0] *= 1.1;
    if (row.kind == "sensitive") row.claim = "stuck in the local minimum near -3.983 (within 0.02)";
    if (row.function != "ackley" || row.kind != "sensitive") CHECK_FALSE(examples::judge(row).holds);
  }
  CHECK(count == 23);
}

TEST_CASE("report: claims and classes that nobody knows are named") {
  PrintedResult row = printed_results().front();
  row.kind = "sensitive";
  CHECK_THROWS_WITH_AS(examples::judge(row), "printed results: there is no test for the claim 'converges to [1 2]'",
                       std::invalid_argument);
  row.kind = "new";
  CHECK_THROWS_WITH_AS(examples::judge(row), "numbers.csv: a class is exact, frozen, sensitive or open, got 'new'",
                       std::runtime_error);
}

}  // namespace thalweg
