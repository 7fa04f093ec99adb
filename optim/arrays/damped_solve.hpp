// Damped systems with a symmetric matrix that may be indefinite: the step of Newton's method and of natural gradient.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <thalweg/optim/arrays/minimizer.hpp>

namespace thalweg::optim::arrays {

/// What is wrong with a symmetric (n, n) matrix as numbers: "the Hessian is not finite: entry [1, 0] is nan"; nothing
/// when all entries of the lower triangle, the only ones that are read here, are finite.
std::optional<std::string> not_finite_entry(const char* what, In a, std::size_t n);

/// Why no second-order step can be made of the gradient: it is not finite, or zero (the gradient test is off then).
std::optional<Stop> check_gradient(const Iterate& at);

/// d <- (A + damping I)^-1 d, A symmetric of which the lower triangle is read.
///  - `solve_positive`: by Cholesky; where A + damping I is not positive definite the damping is raised, from
///    max(2 damping, 1e-3 max|A_ij|, and from what makes the diagonal positive) by doubling, until it is and d comes
///    out finite, and not against what it was. For A = 0 the first damping tried is 1. Returns the damping
///    that was used; NaN, with d unspecified, when a hundred doublings did not help, which takes numbers near overflow.
///  - `solve_absolute`: with the eigenvalues of A replaced by their absolute values, and those below n eps max|value|,
///    which are rounding, by that floor (all zero: by 1): positive definite, whatever A was. False: not finite.
///  - `solve_as_is`: by LU with pivoting, whatever the signs. False: A + damping I is singular or d is not finite.
double solve_positive(In a, double damping, Out d);
bool solve_absolute(In a, double damping, Out d);
bool solve_as_is(In a, double damping, Out d);

/// A <- V |diag(values)| V' for A = V diag(values) V', floored as above; the lower triangle is read, all is written.
/// A must be finite.
void make_absolute(Out a, std::size_t n);

}  // namespace thalweg::optim::arrays
