// Objective: the function to minimise, on spans, with whatever derivatives its owner can give.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace thalweg::optim::arrays {

/// Numbers that are read.
using In = std::span<const double>;
/// Numbers that are written.
using Out = std::span<double>;
/// Numbers that are kept.
using Vector = std::vector<double>;

/// f: R^n -> R. Every member but one of value, value_and_gradient and residuals may be left empty; a method that needs
/// what is missing says so. Outputs have the right size when a function is called and must be filled completely (what
/// is not filled is NaN). Least-squares problems give residuals: then f(x) = sum r_i^2, without a factor 1/2.
struct Objective {
  std::function<double(In x)> value;                        ///< f(x)
  std::function<double(In x, Out g)> value_and_gradient;    ///< g (n)
  std::function<void(In x, Out h)> hessian;                 ///< h (n, n), row-major, symmetric
  std::function<void(In x, In v, Out hv)> hessian_product;  ///< H v (n)

  std::int64_t residual_count = 0;             ///< m
  std::function<void(In x, Out r)> residuals;  ///< r (m)
  std::function<void(In x, Out j)> jacobian;   ///< j (m, n), row-major: j[i * n + k] = dr_i / dx_k

  /// Where no gradient (or Jacobian) is given: central differences (f(x + h) - f(x - h)) / (2h) with exactly this step
  /// h in every coordinate, as the report "Adam (and beyond)" had them (h about 1.5e-8). 0: none.
  double difference_step = 0;

  /// Moves a point that a method is about to evaluate to where f lives: into a box of bounds (first-order methods and
  /// Nelder-Mead), or to numbers that a float32 model can hold (any method). Empty: everywhere.
  std::function<void(Out x)> project;
};

/// project for lower_i <= x_i <= upper_i. Error: sizes that differ, NaN, a lower bound above its upper bound.
std::function<void(Out)> box(In lower, In upper);

}  // namespace thalweg::optim::arrays
