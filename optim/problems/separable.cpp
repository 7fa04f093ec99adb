// Separable functions: the term of one parameter, with its first and second derivative.
#include <thalweg/optim/problems/separable.hpp>

#include <cmath>
#include <numbers>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/trigonometric.hpp>
#include <thalweg/optim/problems/parts.hpp>

namespace thalweg::optim {

using namespace problem_parts;
using std::numbers::pi;

namespace {

double squared(double x) { return x * x; }

struct RastriginTerm {
  double value(std::size_t, double x) const { return x * x + 20 * squared(std::sin(pi * x)); }
  double slope(std::size_t, double x) const { return 2 * x + 20 * pi * std::sin(2 * pi * x); }
  double bend(std::size_t, double x) const { return 2 + 40 * pi * pi * std::cos(2 * pi * x); }
};

Tensor rastrigin_tensor(const Tensor& x) { return sum(square(x) + 20 * square(sin(pi * x))); }

}  // namespace

Problem rastrigin(std::int64_t n) {
  check_count("rastrigin", n, 1);
  Problem problem = frame("rastrigin", alternating(n, -5, -5), -5.12, 5.12, {{.x = alternating(n, 0, 0)}});
  problem.arrays = separable(RastriginTerm{});
  problem.tensor = rastrigin_tensor;
  check_sizes(problem);
  return problem;
}

}  // namespace thalweg::optim
