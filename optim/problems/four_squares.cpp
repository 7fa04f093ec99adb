// Sums of squares of three and four parameters: residuals, their first and their second derivatives.
#include <thalweg/optim/problems/four_squares.hpp>

#include <cmath>
#include <limits>
#include <numbers>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/joins.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/problems/parts.hpp>

namespace thalweg::optim::problems {

using namespace problem_parts;
using std::numbers::pi;

namespace {

/// The entries of row after row, in order.
void fill(Out j, std::initializer_list<double> entries) { std::copy(entries.begin(), entries.end(), j.begin()); }

/// The angle of (x, y) in turns, in (-1/4, 3/4].
double turns(double x, double y) {
  if (x == 0 && y == 0) return std::numeric_limits<double>::quiet_NaN();
  if (x == 0) return std::copysign(0.25, y);
  return std::atan(y / x) / (2 * pi) + (x < 0 ? 0.5 : 0);
}

/// The same, differentiable, without an arctangent: turned back by its own angle a, given as a constant, (x, y) has the
/// angle arctan(w / u) with w = 0 up to rounding, of which three terms of the series are exact to the sixth derivative.
Tensor turns(const Tensor& x, const Tensor& y) {
  const double a = 2 * pi * turns(x.item(), y.item());
  const Tensor u = std::cos(a) * x + std::sin(a) * y, w = std::cos(a) * y - std::sin(a) * x;
  const Tensor t = w / u, tt = square(t);
  return (a + t * (1 - tt * (1.0 / 3 - tt / 5))) / (2 * pi);
}

void helical_valley_residuals(In x, Out r) {
  r[0] = 10 * (x[2] - 10 * turns(x[0], x[1]));
  r[1] = 10 * (std::hypot(x[0], x[1]) - 1);
  r[2] = x[2];
}
void helical_valley_jacobian(In x, Out j) {
  const double rho = std::hypot(x[0], x[1]), cosine = x[0] / rho, sine = x[1] / rho;
  fill(j, {50 / pi * sine / rho, -50 / pi * cosine / rho, 10,  //
           10 * cosine, 10 * sine, 0,                          //
           0, 0, 1});
}
void helical_valley_curvature(In x, In w, Out h) {
  const double rho = std::hypot(x[0], x[1]), cosine = x[0] / rho, sine = x[1] / rho;
  const double turn = w[0] * 50 / (pi * rho * rho), radius = w[1] * 10 / rho;
  h[0] += -2 * turn * cosine * sine + radius * sine * sine;
  h[4] += 2 * turn * cosine * sine + radius * cosine * cosine;
  const double xy = turn * (cosine * cosine - sine * sine) - radius * cosine * sine;
  h[1] += xy;
  h[3] += xy;
}
Tensor helical_valley_tensor(const Tensor& p) {
  const Tensor x = p[0], y = p[1], z = p[2];
  return stack({10 * (z - 10 * turns(x, y)), 10 * (sqrt(square(x) + square(y)) - 1), z});
}

constexpr double root5 = 2.23606797749979, root10 = 3.1622776601683795, root90 = 9.486832980505138;

void powell_singular_residuals(In x, Out r) {
  r[0] = x[0] + 10 * x[1];
  r[1] = root5 * (x[2] - x[3]);
  r[2] = (x[1] - 2 * x[2]) * (x[1] - 2 * x[2]);
  r[3] = root10 * ((x[0] - x[3]) * (x[0] - x[3]));
}
void powell_singular_jacobian(In x, Out j) {
  const double a = 2 * (x[1] - 2 * x[2]), b = 2 * root10 * (x[0] - x[3]);
  fill(j, {1, 10, 0, 0,          //
           0, 0, root5, -root5,  //
           0, a, -2 * a, 0,      //
           b, 0, 0, -b});
}
void powell_singular_curvature(In, In w, Out h) {
  const double a = 2 * w[2], b = 2 * root10 * w[3];
  h[0] += b, h[3] -= b, h[12] -= b, h[15] += b;
  h[5] += a, h[6] -= 2 * a, h[9] -= 2 * a, h[10] += 4 * a;
}
Tensor powell_singular_tensor(const Tensor& x) {
  return stack({x[0] + 10 * x[1], root5 * (x[2] - x[3]), square(x[1] - 2 * x[2]), root10 * square(x[0] - x[3])});
}

void wood_residuals(In x, Out r) {
  r[0] = 10 * (x[1] - x[0] * x[0]);
  r[1] = 1 - x[0];
  r[2] = root90 * (x[3] - x[2] * x[2]);
  r[3] = 1 - x[2];
  r[4] = root10 * (x[1] + x[3] - 2);
  r[5] = (x[1] - x[3]) / root10;
}
void wood_jacobian(In x, Out j) {
  fill(j, {-20 * x[0], 10,         0,
           0,  //
           -1,         0,          0,
           0,  //
           0,          0,          -2 * root90 * x[2],
           root90,  //
           0,          0,          -1,
           0,  //
           0,          root10,     0,
           root10,  //
           0,          1 / root10, 0,
           -1 / root10});
}
void wood_curvature(In, In w, Out h) {
  h[0] -= 20 * w[0];
  h[10] -= 2 * root90 * w[2];
}
Tensor wood_tensor(const Tensor& x) {
  return stack({10 * (x[1] - square(x[0])), 1 - x[0], root90 * (x[3] - square(x[2])), 1 - x[2],
                root10 * (x[1] + x[3] - 2), (x[1] - x[3]) / root10});
}

}  // namespace

Problem helical_valley() {
  Problem problem = frame("helical_valley", {-1, 0, 0}, -10, 10, {{.x = {1, 0, 0}}});
  sum_of_squares(
      problem, {3, helical_valley_residuals, helical_valley_jacobian, helical_valley_curvature, helical_valley_tensor});
  return problem;
}

Problem powell_singular() {
  Problem problem = frame("powell_singular", {3, -1, 0, 1}, -4, 5, {{.x = {0, 0, 0, 0}}});
  sum_of_squares(problem, {4, powell_singular_residuals, powell_singular_jacobian, powell_singular_curvature,
                           powell_singular_tensor});
  return problem;
}

Problem wood() {
  Problem problem = frame("wood", {-3, -1, -3, -1}, -10, 10, {{.x = {1, 1, 1, 1}}});
  sum_of_squares(problem, {6, wood_residuals, wood_jacobian, wood_curvature, wood_tensor});
  return problem;
}

}  // namespace thalweg::optim::problems
