// Solving with the nearest useful positive definite matrix.
#include <thalweg/optim/arrays/damped_solve.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include <thalweg/optim/arrays/vectors.hpp>
#include <thalweg/tensor/errors.hpp>
#include <thalweg/tensor/linalg/cholesky.hpp>
#include <thalweg/tensor/linalg/lu.hpp>
#include <thalweg/tensor/linalg/symmetric_eigen.hpp>

namespace thalweg::optim::arrays {
namespace {

linalg::MatrixView<double> square(Out a, std::size_t n) {
  return linalg::matrix(a, static_cast<std::int64_t>(n), static_cast<std::int64_t>(n));
}

/// The lower triangle on both sides, with the damping.
Vector symmetric(In a, double damping, std::size_t n) {
  Vector full(n * n);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < i; ++j) full[i * n + j] = full[j * n + i] = a[i * n + j];
    full[i * n + i] = a[i * n + i] + damping;
  }
  return full;
}

/// The smallest damping worth trying after `damping` was too small.
double raised(In a, double damping, std::size_t n) {
  double largest = 0, least = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j <= i; ++j) largest = std::max(largest, std::abs(a[i * n + j]));
    least = std::min(least, a[i * n + i]);
  }
  const double step = largest > 0 ? 1e-3 * largest : 1;
  return std::max({2 * damping, step, least > 0 ? 0 : step - least});
}

/// The absolute eigenvalues with their floor, for any symmetric matrix.
void absolute(Out values) {
  double largest = 0;
  for (double& v : values) largest = std::max(largest, v = std::abs(v));
  const double floor = static_cast<double>(values.size()) * std::numeric_limits<double>::epsilon() * largest;
  for (double& v : values) v = largest > 0 ? std::max(v, floor) : 1;
}

}  // namespace

std::optional<std::string> not_finite_entry(const char* what, In a, std::size_t n) {
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      if (!std::isfinite(a[i * n + j]))
        return sentence("", what, " is not finite: entry [", i, ", ", j, "] is ", a[i * n + j]);
  return std::nullopt;
}

std::optional<Stop> check_gradient(const Iterate& at) {
  const double largest = max_abs(at.g);
  if (!std::isfinite(largest))
    return Stop{Status::not_finite, sentence("", "the gradient is not finite: its largest entry is ", largest)};
  if (largest == 0) return Stop{Status::stalled, "the gradient is zero"};
  return std::nullopt;
}

double solve_positive(In a, double damping, Out d) {
  const std::size_t n = d.size();
  const Vector right(d.begin(), d.end());
  for (int trial = 0; trial <= 100; ++trial) {
    Vector factor = symmetric(a, damping, n);
    if (linalg::try_cholesky(square(factor, n)) < 0) {
      std::copy(right.begin(), right.end(), d.begin());
      linalg::cholesky_solve(square(factor, n), linalg::column(d));
      if (all_finite(d) && !(dot(right, d) < 0)) return damping;  // 0: tiny ones, whose product vanished
    }
    damping = trial == 0 ? raised(a, damping, n) : 2 * damping;
  }
  return std::numeric_limits<double>::quiet_NaN();
}

bool solve_absolute(In a, double damping, Out d) {
  const std::size_t n = d.size();
  Vector vectors(a.begin(), a.end()), values(n), along(n, 0.0);
  linalg::symmetric_eigen(square(vectors, n), Out(values));
  absolute(values);
  for (std::size_t i = 0; i < n; ++i) add_scaled(d[i], In(vectors).subspan(i * n, n), along);
  for (std::size_t k = 0; k < n; ++k) along[k] /= values[k] + damping;
  for (std::size_t i = 0; i < n; ++i) d[i] = dot(In(vectors).subspan(i * n, n), along);
  return all_finite(d);
}

bool solve_as_is(In a, double damping, Out d) {
  const std::size_t n = d.size();
  Vector factors = symmetric(a, damping, n);
  std::vector<std::int64_t> pivots(n);
  if (linalg::try_lu(square(factors, n), std::span(pivots)) >= 0) return false;
  linalg::lu_solve(square(factors, n), std::span<const std::int64_t>(pivots), linalg::column(d));
  return all_finite(d);
}

void make_absolute(Out a, std::size_t n) {
  Vector vectors(a.begin(), a.end()), values(n), row(n);
  linalg::symmetric_eigen(square(vectors, n), Out(values));
  absolute(values);
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t k = 0; k < n; ++k) row[k] = vectors[i * n + k] * values[k];
    for (std::size_t j = 0; j <= i; ++j) a[i * n + j] = a[j * n + i] = dot(row, In(vectors).subspan(j * n, n));
  }
}

}  // namespace thalweg::optim::arrays
