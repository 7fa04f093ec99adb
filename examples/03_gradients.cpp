// 03: gradients by the reverse mode, held against derivatives by hand and against differences.
//
// Every operation on a tensor that requires a gradient records how to go back. grad() walks that record once, from the
// result to the inputs, and is as exact as the function itself. A difference quotient never is: a large step bends, a
// small one drowns in rounding. The report's gradients were differences with a step near 1.5e-8.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <examples/studies/studies.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/graph_dot.hpp>
#include <thalweg/autograd/indexing.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/format.hpp>

namespace thalweg::examples {
namespace {

/// Rosenbrock's function of anything that has arithmetic.
template <class T>
T rosenbrock(const T& x, const T& y) {
  const T off = y - x * x, left = 1 - x;
  return 100 * (off * off) + left * left;
}

struct Pair {
  double x, y;
};

Pair by_hand(double x, double y) { return {-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)}; }

Pair by_differences(double x, double y, double h) {
  return {(rosenbrock(x + h, y) - rosenbrock(x - h, y)) / (2 * h),
          (rosenbrock(x, y + h) - rosenbrock(x, y - h)) / (2 * h)};
}

double largest_error(const Pair& g, const Pair& exact) {
  return std::max(std::abs(g.x - exact.x), std::abs(g.y - exact.y));
}

}  // namespace

Study study_gradients(const StudyOptions&) {
  Study study{.title = "Gradients of Rosenbrock's function at (3, 0)"};
  const auto say = [&](const std::string& text) { study.lines.push_back(text); };

  const Tensor p = tensor({3, 0}).requires_grad_();
  const Tensor f = rosenbrock<Tensor>(p[0], p[1]);
  const Pair exact = by_hand(3, 0);
  say(fmt::format("f           {}", f.item()));
  say(fmt::format("by hand     [{}, {}]", exact.x, exact.y));
  const Tensor g = grad(f, p);
  say(fmt::format("grad        {}  largest error {:.1e}", g, largest_error({g.at({0}), g.at({1})}, exact)));

  // backward() adds to the .grad of the leaves, which is what training loops want; twice makes it twice as large.
  f.backward();
  say(fmt::format("backward    {}", p.grad()));
  f.backward();
  say(fmt::format("twice       {}", p.grad()));

  // The record is a graph: an operation for each line of arithmetic.
  const std::string dot = to_dot(f);
  say(fmt::format("the graph has {} arrows; draw it with dot -Tsvg:", std::count(dot.begin(), dot.end(), '>')));
  say(dot);

  Table table{.title = "Central differences (f(x + h) - f(x - h)) / 2h", .head = {"step h", "df/dx", "df/dy", "error"}};
  for (const double h : {1e-1, 1e-2, 1e-3, 1e-4, 1e-5, 1e-6, 1.5e-8, 1e-10, 1e-12, 1e-14}) {
    const Pair d = by_differences(3, 0, h);
    table.rows.push_back({fmt::format("{:.1e}", h), fmt::format("{:.8f}", d.x), fmt::format("{:.8f}", d.y),
                          fmt::format("{:.1e}", largest_error(d, exact))});
  }
  study.tables.push_back(table);

  // Far out the step vanishes in x + h, and what falls off a cliff comes to rest in mid-air: the report's "diverged"
  // gradient descent stands still at such a point.
  const double far = -1.9e13, h = 1.5e-8;
  say(fmt::format("at x = -1.9e13 the derivative is {:.3e}; with the report's step {} it is {}: x + h == x is {}",
                  by_hand(far, 409).x, h, by_differences(far, 409, h).x, far + h == far));
  return study;
}

}  // namespace thalweg::examples
