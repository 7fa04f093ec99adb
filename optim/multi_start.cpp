// Many runs side by side, then their ends merged in an order that does not depend on who was first.
#include <thalweg/optim/multi_start.hpp>

#include <algorithm>
#include <atomic>
#include <cmath>
#include <exception>
#include <numeric>

#include <thalweg/optim/arrays/checks.hpp>
#include <thalweg/tensor/parallel.hpp>

namespace thalweg::optim {
namespace {

using Bounds = std::span<const double>;

void check_box(const Samples& starts, Bounds lower, Bounds upper) {
  check(starts.count >= 1, "multi_start", "needs at least one start, got ", starts.count);
  check(lower.size() == upper.size(), "multi_start", "there are ", lower.size(), " lower bounds and ", upper.size(),
        " upper ones");
  check(starts.dimensions == static_cast<std::int64_t>(lower.size()), "multi_start", "the starts have ",
        starts.dimensions, " dimensions, the bounds ", lower.size());
  check(static_cast<std::int64_t>(starts.values.size()) == starts.count * starts.dimensions, "multi_start",
        starts.count, " starts in ", starts.dimensions, " dimensions need as many numbers, got ", starts.values.size());
  for (std::size_t j = 0; j < lower.size(); ++j)
    check(std::isfinite(lower[j]) && std::isfinite(upper[j]) && lower[j] <= upper[j], "multi_start",
          "bounds must be finite and the lower one not above the upper one, got [", lower[j], ", ", upper[j],
          "] for x[", j, "]");
}

/// Calls body(i) for all i < n on several threads. The exception of the smallest i that throws reaches the caller;
/// smaller ones are always run, so that it is the same for any number of threads.
template <class Body>
void for_each_start(std::int64_t n, const Body& body) {
  std::vector<std::exception_ptr> errors(static_cast<std::size_t>(n));
  std::atomic<std::int64_t> failed = n;
  parallel_for(n, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t i = begin; i < end && i < failed; ++i) {
      try {
        body(i);
      } catch (...) {
        errors[static_cast<std::size_t>(i)] = std::current_exception();
        std::int64_t before = failed;
        while (i < before && !failed.compare_exchange_weak(before, i)) {
        }
      }
    }
  });
  if (failed < n) std::rethrow_exception(errors[static_cast<std::size_t>(failed)]);
}

bool inside(Bounds x, Bounds lower, Bounds upper) {
  for (std::size_t j = 0; j < x.size(); ++j)
    if (!(x[j] >= lower[j] && x[j] <= upper[j])) return false;
  return true;
}

bool near(Bounds a, Bounds b, Bounds lower, Bounds upper, double fraction) {
  for (std::size_t j = 0; j < a.size(); ++j)
    if (std::abs(a[j] - b[j]) > fraction * (upper[j] - lower[j])) return false;
  return true;
}

void add(Evaluations& sum, const Evaluations& more) {
  sum.f += more.f;
  sum.g += more.g;
  sum.hvp += more.hvp;
  sum.hessian += more.hessian;
}

/// Fills everything but the runs from them.
void merge(MultiStartReport& report, Bounds lower, Bounds upper, double fraction) {
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    const Report& run = report.runs[i];
    add(report.evaluations, run.evaluations);
    if (run.status == Status::not_finite)
      ++report.not_finite;
    else if (!inside(run.x, lower, upper))
      ++report.outside;
    else
      ends.push_back(i);
  }
  std::stable_sort(ends.begin(), ends.end(),
                   [&](std::size_t a, std::size_t b) { return report.runs[a].value < report.runs[b].value; });
  for (const std::size_t i : ends) {
    const Report& run = report.runs[i];
    auto at = std::find_if(report.minima.begin(), report.minima.end(),
                           [&](const DistinctMinimum& m) { return near(run.x, m.x, lower, upper, fraction); });
    if (at == report.minima.end())
      at = report.minima.insert(at, {run.x, run.value, 0, 0, static_cast<std::int64_t>(i)});
    ++at->count;
    at->converged += run.converged() ? 1 : 0;
  }
}

}  // namespace

void validate(const MultiStartOptions& options) {
  validate(options.run);
  check(options.run.lower.empty(), "multi_start",
        "the bounds are arguments of their own; leave those in the options of the runs empty");
  check_not_negative("multi_start", "merge_distance", options.merge_distance);
}

const DistinctMinimum& MultiStartReport::best() const {
  check_use(!minima.empty(), "multi_start", "none of ", runs.size(), " runs ended in the box: ", outside,
            " ended outside, ", not_finite, " were not finite");
  return minima[0];
}

MultiStartReport multi_start(const arrays::Objective& f, const Samples& starts, Bounds lower, Bounds upper,
                             const arrays::Method& method, const MultiStartOptions& options) {
  return multi_start(ObjectiveForRun([&f] { return f; }), starts, lower, upper, method, options);
}

MultiStartReport multi_start(const ObjectiveForRun& objective, const Samples& starts, Bounds lower, Bounds upper,
                             const arrays::Method& method, const MultiStartOptions& options) {
  validate(options);
  check_box(starts, lower, upper);
  MinimizeOptions each = options.run;
  if (method.make()->projects()) {
    each.lower.assign(lower.begin(), lower.end());
    each.upper.assign(upper.begin(), upper.end());
  }
  MultiStartReport report;
  report.runs.resize(static_cast<std::size_t>(starts.count));
  for_each_start(starts.count, [&](std::int64_t i) {
    report.runs[static_cast<std::size_t>(i)] = arrays::minimize(objective(), starts[i], method, each);
  });
  merge(report, lower, upper, options.merge_distance);
  return report;
}

}  // namespace thalweg::optim
