// Separable functions: the term of one parameter, with its first and second derivative.
#include <thalweg/optim/problems/separable.hpp>

#include <cmath>
#include <numbers>
#include <utility>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/trigonometric.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/problems/parts.hpp>

namespace thalweg::optim::problems {

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

struct StyblinskiTangTerm {
  double value(std::size_t, double x) const { return 0.5 * (x * (x * (x * x - 16) + 5)); }
  double slope(std::size_t, double x) const { return 2 * x * x * x - 16 * x + 2.5; }
  double bend(std::size_t, double x) const { return 6 * x * x - 16; }
};

Tensor styblinski_tang_tensor(const Tensor& x) { return 0.5 * sum(x * (x * (square(x) - 16) + 5)); }

/// Every combination of the two minima of one parameter where these are few, the global one first.
std::vector<Minimum> styblinski_tang_minima(std::int64_t n) {
  constexpr double low = -2.903534027771177, low_value = -39.16616570377141;
  constexpr double high = 2.746802770990837, high_value = -25.02944665528394;
  const std::size_t count = n <= 4 ? std::size_t{1} << n : 1;
  std::vector<Minimum> minima;
  for (std::size_t choice = 0; choice < count; ++choice) {
    Minimum minimum{.x = alternating(n, low, low), .value = 0, .global = choice == 0};
    std::int64_t highs = 0;
    for (std::size_t i = 0; count > 1 && i < minimum.x.size(); ++i)
      if ((choice >> i) % 2 == 1) {
        minimum.x[i] = high;
        ++highs;
      }
    minimum.value = static_cast<double>(n - highs) * low_value + static_cast<double>(highs) * high_value;
    minima.push_back(std::move(minimum));
  }
  return minima;
}

/// By u = w - 1, which is exact near the minimum; sines do not mind the shift by pi.
struct LevyTerm {
  std::size_t n;

  /// u^2 k(u), and for the first parameter sin^2(pi u) as well.
  struct Factor {
    double value, slope, bend;
  };
  Factor factor(std::size_t i, double u) const {
    if (i + 1 == n)
      return {1 + squared(std::sin(2 * pi * u)), 2 * pi * std::sin(4 * pi * u), 8 * pi * pi * std::cos(4 * pi * u)};
    const double angle = pi * u + 1;
    return {1 + 10 * squared(std::sin(angle)), 10 * pi * std::sin(2 * angle), 20 * pi * pi * std::cos(2 * angle)};
  }
  double value(std::size_t i, double x) const {
    const double u = (x - 1) / 4;
    return u * u * factor(i, u).value + (i == 0 ? squared(std::sin(pi * u)) : 0);
  }
  double slope(std::size_t i, double x) const {
    const double u = (x - 1) / 4;
    const Factor k = factor(i, u);
    return (u * (2 * k.value + u * k.slope) + (i == 0 ? pi * std::sin(2 * pi * u) : 0)) / 4;
  }
  double bend(std::size_t i, double x) const {
    const double u = (x - 1) / 4;
    const Factor k = factor(i, u);
    return (2 * k.value + u * (4 * k.slope + u * k.bend) + (i == 0 ? 2 * pi * pi * std::cos(2 * pi * u) : 0)) / 16;
  }
};

Tensor levy_tensor(const Tensor& x) {
  const Tensor u = (x - 1) / 4, first = u[0], last = u[-1], inner = slice(u, 0, 0, -1);
  return square(sin(pi * first)) + sum(square(inner) * (1 + 10 * square(sin(pi * inner + 1)))) +
         square(last) * (1 + square(sin(2 * pi * last)));
}

}  // namespace

Problem rastrigin(std::int64_t n) {
  check_count("rastrigin", n, 1);
  Problem problem = frame("rastrigin", alternating(n, -5, -5), -5.12, 5.12, {{.x = alternating(n, 0, 0)}});
  problem.arrays = separable(RastriginTerm{});
  problem.tensor = rastrigin_tensor;
  check_sizes(problem);
  return problem;
}

Problem styblinski_tang(std::int64_t n) {
  check_count("styblinski_tang", n, 1);
  Problem problem = frame("styblinski_tang", alternating(n, -1, -1), -5, 5, styblinski_tang_minima(n));
  problem.arrays = separable(StyblinskiTangTerm{});
  problem.tensor = styblinski_tang_tensor;
  check_sizes(problem);
  return problem;
}

Problem levy(std::int64_t n) {
  check_count("levy", n, 1);
  Problem problem = frame("levy", alternating(n, -2, -2), -10, 10, {{.x = alternating(n, 1, 1)}});
  problem.arrays = separable(LevyTerm{static_cast<std::size_t>(n)});
  problem.tensor = levy_tensor;
  check_sizes(problem);
  return problem;
}

}  // namespace thalweg::optim::problems
