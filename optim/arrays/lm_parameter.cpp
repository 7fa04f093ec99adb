// More's iteration for the damping of a least-squares step.
#include <thalweg/optim/arrays/lm_parameter.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim::arrays {
namespace {

constexpr double tiny = std::numeric_limits<double>::min();

/// The upper triangle in an (n, n) row-major array.
struct Upper {
  In values;
  std::size_t n;

  const double* row(std::size_t i) const { return values.data() + i * n; }
  double operator()(std::size_t i, std::size_t j) const { return values[i * n + j]; }

  /// The number of leading columns before the first zero on the diagonal.
  std::size_t rank() const {
    std::size_t k = 0;
    while (k < n && row(k)[k] != 0) ++k;
    return k;
  }
  /// y <- U^-1 y; from the first zero on the diagonal on, y is 0.
  void solve(Out y) const {
    const std::size_t k = rank();
    std::fill(y.begin() + static_cast<std::ptrdiff_t>(k), y.end(), 0.0);
    for (std::size_t i = k; i-- > 0;) {
      for (std::size_t j = i + 1; j < k; ++j) y[i] -= row(i)[j] * y[j];
      y[i] /= row(i)[i];
    }
  }
  /// w <- U'^-1 w, in the columns up to that zero.
  void solve_transposed(Out w) const {
    const std::size_t k = rank();
    std::fill(w.begin() + static_cast<std::ptrdiff_t>(k), w.end(), 0.0);
    for (std::size_t i = 0; i < k; ++i) {
      w[i] /= row(i)[i];
      for (std::size_t j = i + 1; j < k; ++j) w[j] -= row(i)[j] * w[i];
    }
  }
};

/// The triangle S of the damped system, S'S = R'R + par D^2, and its right-hand side.
struct Damped {
  Vector s, z, row;
};

/// Rotates the rows of sqrt(par) D into R, one after the other, from the diagonal to the right.
void damp(const TriangularSystem& system, double par, Damped& to) {
  const std::size_t n = system.b.size();
  to.s = system.r;
  to.z = system.b;
  for (std::size_t j = 0; j < n; ++j) {
    to.row.assign(n, 0.0);
    to.row[j] = std::sqrt(par) * system.d[j];
    double tail = 0;
    for (std::size_t k = j; k < n; ++k) {
      if (to.row[k] == 0) continue;
      double* s = to.s.data() + k * n;
      const double length = std::hypot(s[k], to.row[k]), cosine = s[k] / length, sine = to.row[k] / length;
      s[k] = length;
      for (std::size_t l = k + 1; l < n; ++l) {
        const double above = s[l], below = to.row[l];
        s[l] = cosine * above + sine * below;
        to.row[l] = cosine * below - sine * above;
      }
      const double above = to.z[k];
      to.z[k] = cosine * above + sine * tail;
      tail = cosine * tail - sine * above;
    }
  }
}

/// |D y|, with D y kept.
double scaled_length(const TriangularSystem& system, In y, Vector& dy) {
  for (std::size_t k = 0; k < y.size(); ++k) dy[k] = system.d[k] * y[k];
  return norm(dy);
}

/// Newton's correction of the parameter: (|D y| - radius) / radius / |U'^-1 D (D y / |D y|)|^2.
double correction(const TriangularSystem& system, const Upper& u, In dy, double length, double radius, Vector& w) {
  for (std::size_t k = 0; k < dy.size(); ++k) w[k] = system.d[k] * (dy[k] / length);
  u.solve_transposed(w);
  const double size = norm(w);
  return (length - radius) / radius / size / size;
}

/// |D^-1 R' b|, the length of the scaled gradient.
double scaled_gradient(const TriangularSystem& system, Vector& w) {
  const std::size_t n = system.b.size();
  for (std::size_t k = 0; k < n; ++k)
    w[k] = sum_of(k + 1, [&](std::size_t i) { return system.r[i * n + k] * system.b[i]; }) / system.d[k];
  return norm(w);
}

}  // namespace

double levenberg_marquardt_parameter(const TriangularSystem& system, double radius, double par, Out y) {
  const std::size_t n = y.size();
  const Upper r{system.r, n};
  Vector dy(n), w(n);
  std::copy(system.b.begin(), system.b.end(), y.begin());
  r.solve(y);
  double length = scaled_length(system, y, dy);
  if (length - radius <= 0.1 * radius) return 0;

  // The root lies between these two; the lower bound is Newton's first step, where R is not singular.
  double lower = 0;
  if (std::isfinite(length) && r.rank() == n) lower = correction(system, r, dy, length, radius, w);
  const double gradient = scaled_gradient(system, w);
  double upper = gradient / radius;
  if (upper == 0) upper = tiny / std::min(radius, 0.1);
  par = std::min(std::max(par, lower), upper);
  if (par == 0) par = gradient / length;

  Damped damped;
  for (int iteration = 1;; ++iteration) {
    if (par == 0) par = std::max(tiny, 0.001 * upper);
    damp(system, par, damped);
    const Upper s{damped.s, n};
    std::copy(damped.z.begin(), damped.z.end(), y.begin());
    s.solve(y);
    const double before = length - radius;
    length = scaled_length(system, y, dy);
    const double excess = length - radius;
    if (std::abs(excess) <= 0.1 * radius || iteration == 10) return par;
    if (lower == 0 && excess <= before && before < 0) return par;
    if (!std::isfinite(length)) {
      // An almost singular R: nothing to interpolate on.
      lower = std::max(lower, par);
      par = std::sqrt(par) * std::sqrt(upper);
      continue;
    }
    const double change = correction(system, s, dy, length, radius, w);
    if (excess > 0) lower = std::max(lower, par);
    if (excess < 0) upper = std::min(upper, par);
    par = std::max(lower, par + change);
  }
}

}  // namespace thalweg::optim::arrays
