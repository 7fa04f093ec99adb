// What test problems are made of: checked sizes, separable functions, sums of squares.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/optim/problems/problem.hpp>

namespace thalweg::optim::problem_parts {

using arrays::In;
using arrays::Out;

/// A problem without its functions: n, the same bounds for every parameter, start and minima.
Problem frame(const char* name, std::vector<double> start, double lower, double upper, std::vector<Minimum> minima);

/// More parameters would not fit into the memory of most machines.
inline constexpr std::int64_t largest_count = 100'000'000;

/// For functions of any size. Error: n below `least` or above largest_count.
void check_count(const char* name, std::int64_t n, std::int64_t least);

/// a, b, a, b, ...: n numbers.
std::vector<double> alternating(std::int64_t n, double a, double b);

/// Puts a check of the size of x in front of every function of the problem.
void check_sizes(Problem& problem);

/// f(x) = sum_i t_i(x_i), for a Term with t_i, its first and its second derivative as value(i, x), slope(i, x) and
/// bend(i, x).
template <class Term>
arrays::Objective separable(Term term) {
  arrays::Objective f;
  f.value = [term](In x) { return arrays::sum_of(x.size(), [&](std::size_t i) { return term.value(i, x[i]); }); };
  f.value_and_gradient = [term](In x, Out g) {
    for (std::size_t i = 0; i < x.size(); ++i) g[i] = term.slope(i, x[i]);
    return arrays::sum_of(x.size(), [&](std::size_t i) { return term.value(i, x[i]); });
  };
  f.hessian = [term](In x, Out h) {
    std::fill(h.begin(), h.end(), 0.0);
    for (std::size_t i = 0; i < x.size(); ++i) h[i * x.size() + i] = term.bend(i, x[i]);
  };
  f.hessian_product = [term](In x, In v, Out hv) {
    for (std::size_t i = 0; i < x.size(); ++i) hv[i] = term.bend(i, x[i]) * v[i];
  };
  return f;
}

/// A few residuals r_i(x) with their derivatives.
struct Squares {
  static constexpr std::size_t most_residuals = 20, most_parameters = 4;

  std::int64_t count;                    ///< at most most_residuals
  void (*residuals)(In x, Out r);        ///< r (m)
  void (*jacobian)(In x, Out j);         ///< j (m, n), row-major
  void (*curvature)(In x, In w, Out h);  ///< h (n, n) += sum_i w_i d2r_i/dx2; null where all are linear
  Tensor (*tensor)(const Tensor& x);     ///< (n,) -> (m,)
};

/// f = sum r_i^2, f' = 2 J'r, f'' = 2 (J'J + sum r_i r_i''): fills all functions of the problem.
void sum_of_squares(Problem& problem, const Squares& squares);

}  // namespace thalweg::optim::problem_parts
