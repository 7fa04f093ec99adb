// Quadratic functions, all of them sums of squares.
#include <thalweg/optim/problems/bowls.hpp>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/joins.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/optim/problems/parts.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::optim::problems {

using namespace problem_parts;

namespace {

/// (x - c)^2, where c is `even` or `odd` as i is.
struct SquareTerm {
  double even, odd;
  double center(std::size_t i) const { return i % 2 == 0 ? even : odd; }
  double value(std::size_t i, double x) const { return (x - center(i)) * (x - center(i)); }
  double slope(std::size_t i, double x) const { return 2 * (x - center(i)); }
  double bend(std::size_t, double) const { return 2; }
};

/// sum (x_i - c_i)^2, with residuals x - c.
void fill_bowl(Problem& problem, SquareTerm term) {
  problem.arrays = separable(term);
  problem.arrays.residual_count = problem.n;
  problem.arrays.residuals = [term](In x, Out r) {
    for (std::size_t i = 0; i < x.size(); ++i) r[i] = x[i] - term.center(i);
  };
  problem.arrays.jacobian = [](In x, Out j) {
    std::fill(j.begin(), j.end(), 0.0);
    for (std::size_t i = 0; i < x.size(); ++i) j[i * x.size() + i] = 1;
  };
  const std::vector<double> c = alternating(problem.n, term.even, term.odd);
  problem.residuals = [c = from_span(c, {problem.n})](const Tensor& x) { return x - c.to(x.dtype()); };
  problem.tensor = [residuals = problem.residuals](const Tensor& x) { return sum(square(residuals(x))); };
  check_sizes(problem);
}

void booth_residuals(In x, Out r) {
  r[0] = x[0] + 2 * x[1] - 7;
  r[1] = 2 * x[0] + x[1] - 5;
}
void booth_jacobian(In, Out j) {
  j[0] = 1, j[1] = 2;
  j[2] = 2, j[3] = 1;
}
Tensor booth_tensor(const Tensor& x) { return stack({x[0] + 2 * x[1] - 7, 2 * x[0] + x[1] - 5}); }

void matyas_residuals(In x, Out r) {
  r[0] = 0.1 * (x[0] + x[1]);
  r[1] = 0.5 * (x[0] - x[1]);
}
void matyas_jacobian(In, Out j) {
  j[0] = 0.1, j[1] = 0.1;
  j[2] = 0.5, j[3] = -0.5;
}
Tensor matyas_tensor(const Tensor& x) { return stack({0.1 * (x[0] + x[1]), 0.5 * (x[0] - x[1])}); }

}  // namespace

Problem paraboloid(std::int64_t n) {
  check_count("paraboloid", n, 1);
  Problem problem = frame("paraboloid", alternating(n, -5, -7.5), -10, 10, {{.x = alternating(n, 1, 2)}});
  fill_bowl(problem, {.even = 1, .odd = 2});
  return problem;
}

Problem spherical(std::int64_t n) {
  check_count("spherical", n, 1);
  Problem problem = frame("spherical", alternating(n, -4, 3), -5.12, 5.12, {{.x = alternating(n, 0, 0)}});
  fill_bowl(problem, {.even = 0, .odd = 0});
  return problem;
}

Problem booth() {
  Problem problem = frame("booth", {0, 0}, -10, 10, {{.x = {1, 3}}});
  sum_of_squares(problem, {.count = 2,
                           .residuals = booth_residuals,
                           .jacobian = booth_jacobian,
                           .curvature = nullptr,
                           .tensor = booth_tensor});
  return problem;
}

Problem matyas() {
  Problem problem = frame("matyas", {5, -4}, -10, 10, {{.x = {0, 0}}});
  sum_of_squares(problem, {.count = 2,
                           .residuals = matyas_residuals,
                           .jacobian = matyas_jacobian,
                           .curvature = nullptr,
                           .tensor = matyas_tensor});
  return problem;
}

}  // namespace thalweg::optim::problems
