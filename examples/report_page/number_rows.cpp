// The four classes of printed results.
#include <examples/report_page/number_rows.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

void judge_exact(NumberRow& row, const optim::Report& run) {
  row.holds = distance(run.last_x, row.printed.printed) <= 2e-8;
  row.verdict = row.printed.claim + "; to the last printed digit (2e-8)";
}

/// With exact gradients the run overflows; with the report's differences it freezes where it did in the report.
void judge_frozen(NumberRow& row, const optim::Report& run) {
  constexpr double step = 1.5e-8;
  const optim::Report frozen = run_printed(row.printed, Tier::arrays, row.printed.start, step);
  double off = 0;
  for (std::size_t i = 0; i < 2; ++i) off = std::max(off, std::abs(frozen.last_x[i] / row.printed.printed[i] - 1));
  row.holds = run.status == optim::Status::not_finite && off <= 0.01;
  row.ours = fmt::format("not finite from iteration {}", run.not_finite_at);
  row.difference = fmt::format("{:.1g} % with differences", 100 * off);
  row.verdict = fmt::format("diverges; central differences of step {} freeze at {}", step, end_digits(frozen.last_x));
}

void judge_sensitive(NumberRow& row, const optim::Report& run) {
  const double far = spread(row.printed, run.last_x);
  row.holds = claim_holds(row.printed, run) && far > (row.printed.beta1 == 0.999 ? 1e-6 : 1e-3);
  row.verdict = fmt::format("{}; a start moved by 3e-9 ends up to {:.1g} away", row.printed.claim, far);
}

void judge_open(NumberRow& row, const optim::Report& run) {
  const optim::TrajectoryPoint& point = nearest(row.printed, run);
  const double off = distance(point.x, row.printed.printed);
  row.holds = distance(run.last_x, row.printed.printed) > 1e-3 && off < 2e-5;
  row.verdict =
      fmt::format("not sensitive, and yet another end; the printed point is passed at iteration {}, {:.0e} away",
                  point.iteration, off);
}

}  // namespace

std::string end_digits(const std::vector<double>& x) {
  std::string text;
  for (const double v : x)
    text += (text.empty() ? "[" : ", ") + (std::abs(v) < 1e2 ? fmt::format("{:.8f}", v) : fmt::format("{:.4e}", v));
  return text + "]";
}

NumberRow judge(const PrintedResult& printed) {
  const optim::Report run = run_printed(printed, Tier::arrays, printed.start, 0, true);
  NumberRow row{.printed = printed, .ours = end_digits(run.last_x)};
  row.difference = fmt::format("{:.1e}", distance(run.last_x, printed.printed));
  if (printed.kind == "exact")
    judge_exact(row, run);
  else if (printed.kind == "frozen")
    judge_frozen(row, run);
  else if (printed.kind == "sensitive")
    judge_sensitive(row, run);
  else if (printed.kind == "open")
    judge_open(row, run);
  else
    check_outside(false, "numbers.csv", "a class is exact, frozen, sensitive or open, got '", printed.kind, "'");
  return row;
}

}  // namespace thalweg::examples
