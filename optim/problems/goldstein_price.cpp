// Goldstein and Price's function. Its first factor depends on s = x + y alone, its second on b = 2 x - 3 y alone:
//   A(s) = 1 + (s + 1)^2 (19 - 14 s + 3 s^2),   A' = 12 (s + 1) (s - 1) (s - 2)
//   B(b) = 30 + b^2 (18 - 16 b + 3 b^2),        B' = 12 b (b - 1) (b - 3)
// Both are above 0, so the minima of A B are those of A (s = -1 and 2) crossed with those of B (b = 0 and 3).
#include <thalweg/optim/problems/goldstein_price.hpp>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/problems/parts.hpp>

namespace thalweg::optim::problems {

using namespace problem_parts;

namespace {

/// A factor with its first and second derivative.
struct Factor {
  double value, slope, bend;
};

Factor first_factor(double s) {
  return {1 + (s + 1) * (s + 1) * (19 + s * (3 * s - 14)), 12 * (s + 1) * (s - 1) * (s - 2),
          12 * (s * (3 * s - 4) - 1)};
}

Factor second_factor(double b) {
  return {30 + b * b * (18 + b * (3 * b - 16)), 12 * b * (b - 1) * (b - 3), 12 * (b * (3 * b - 8) + 3)};
}

double value(In x) { return first_factor(x[0] + x[1]).value * second_factor(2 * x[0] - 3 * x[1]).value; }

double value_and_gradient(In x, Out g) {
  const Factor a = first_factor(x[0] + x[1]), b = second_factor(2 * x[0] - 3 * x[1]);
  g[0] = a.slope * b.value + 2 * (a.value * b.slope);
  g[1] = a.slope * b.value - 3 * (a.value * b.slope);
  return a.value * b.value;
}

void hessian(In x, Out h) {
  const Factor a = first_factor(x[0] + x[1]), b = second_factor(2 * x[0] - 3 * x[1]);
  const double ss = a.bend * b.value, sb = a.slope * b.slope, bb = a.value * b.bend;
  h[0] = ss + 4 * sb + 4 * bb;
  h[1] = h[2] = ss - sb - 6 * bb;
  h[3] = ss - 6 * sb + 9 * bb;
}

Tensor tensor_value(const Tensor& x) {
  const Tensor s = x[0] + x[1], b = 2 * x[0] - 3 * x[1];
  return (1 + square(s + 1) * (19 + s * (3 * s - 14))) * (30 + square(b) * (18 + b * (3 * b - 16)));
}

}  // namespace

Problem goldstein_price() {
  Problem problem = frame("goldstein_price", {0, 0}, -2, 2,
                          {{.x = {0, -1}, .value = 3},
                           {.x = {-0.6, -0.4}, .value = 30, .global = false},
                           {.x = {1.8, 0.2}, .value = 84, .global = false},
                           {.x = {1.2, 0.8}, .value = 840, .global = false}});
  problem.arrays.value = value;
  problem.arrays.value_and_gradient = value_and_gradient;
  problem.arrays.hessian = hessian;
  problem.tensor = tensor_value;
  check_sizes(problem);
  return problem;
}

}  // namespace thalweg::optim::problems
