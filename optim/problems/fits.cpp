// Fits of a model to data: residuals, their first and their second derivatives.
#include <thalweg/optim/problems/fits.hpp>

#include <cmath>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/trigonometric.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/problems/parts.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::optim::problems {

using namespace problem_parts;

namespace {

constexpr std::size_t times = 20;

/// r = a^2 + b^2 at one time.
struct BrownDennisTerm {
  double t, sine, a, b;
  BrownDennisTerm(In x, std::size_t i)
      : t(static_cast<double>(i + 1) / 5),
        sine(std::sin(t)),
        a(x[0] + t * x[1] - std::exp(t)),
        b(x[2] + sine * x[3] - std::cos(t)) {}
};

void brown_dennis_residuals(In x, Out r) {
  for (std::size_t i = 0; i < times; ++i) {
    const BrownDennisTerm k(x, i);
    r[i] = k.a * k.a + k.b * k.b;
  }
}
void brown_dennis_jacobian(In x, Out j) {
  for (std::size_t i = 0; i < times; ++i) {
    const BrownDennisTerm k(x, i);
    j[4 * i] = 2 * k.a;
    j[4 * i + 1] = 2 * k.a * k.t;
    j[4 * i + 2] = 2 * k.b;
    j[4 * i + 3] = 2 * k.b * k.sine;
  }
}
void brown_dennis_curvature(In x, In w, Out h) {
  for (std::size_t i = 0; i < times; ++i) {
    const BrownDennisTerm k(x, i);
    h[0] += 2 * w[i], h[1] += 2 * w[i] * k.t;
    h[4] += 2 * w[i] * k.t, h[5] += 2 * w[i] * (k.t * k.t);
    h[10] += 2 * w[i], h[11] += 2 * w[i] * k.sine;
    h[14] += 2 * w[i] * k.sine, h[15] += 2 * w[i] * (k.sine * k.sine);
  }
}
Tensor brown_dennis_tensor(const Tensor& x) {
  const Tensor t = arange(1, times + 1, 1, {.dtype = x.dtype()}) / 5;
  return square(x[0] + t * x[1] - exp(t)) + square(x[2] + sin(t) * x[3] - cos(t));
}

constexpr std::size_t points = 11;
constexpr double ys[points] = {0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627, 0.0456, 0.0342, 0.0323, 0.0235, 0.0246};
constexpr double us[points] = {4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625};

/// The model x1 above / below at one u.
struct KowalikOsborneTerm {
  double u, above, below;
  KowalikOsborneTerm(In x, std::size_t i) : u(us[i]), above(u * u + u * x[1]), below(u * u + u * x[2] + x[3]) {}
};

void kowalik_osborne_residuals(In x, Out r) {
  for (std::size_t i = 0; i < points; ++i) {
    const KowalikOsborneTerm k(x, i);
    r[i] = ys[i] - x[0] * (k.above / k.below);
  }
}
void kowalik_osborne_jacobian(In x, Out j) {
  for (std::size_t i = 0; i < points; ++i) {
    const KowalikOsborneTerm k(x, i);
    const double ratio = k.above / k.below;
    j[4 * i] = -ratio;
    j[4 * i + 1] = -x[0] * k.u / k.below;
    j[4 * i + 2] = x[0] * ratio * k.u / k.below;
    j[4 * i + 3] = x[0] * ratio / k.below;
  }
}
void kowalik_osborne_curvature(In x, In w, Out h) {
  const auto add = [&](std::size_t row, std::size_t col, double value) {
    h[4 * row + col] += value;
    if (row != col) h[4 * col + row] += value;
  };
  for (std::size_t i = 0; i < points; ++i) {
    const KowalikOsborneTerm k(x, i);
    const double ratio = k.above / k.below, first = w[i] / k.below, second = first * x[0] / k.below;
    add(0, 1, -first * k.u);
    add(0, 2, first * ratio * k.u);
    add(0, 3, first * ratio);
    add(1, 2, second * k.u * k.u);
    add(1, 3, second * k.u);
    add(2, 2, -2 * second * ratio * k.u * k.u);
    add(2, 3, -2 * second * ratio * k.u);
    add(3, 3, -2 * second * ratio);
  }
}
Tensor kowalik_osborne_tensor(const Tensor& x) {
  const Tensor y = from_span(ys, {points}).to(x.dtype()), u = from_span(us, {points}).to(x.dtype());
  return y - x[0] * ((square(u) + u * x[1]) / (square(u) + u * x[2] + x[3]));
}

}  // namespace

Problem brown_dennis() {
  Problem problem = frame("brown_dennis", {25, 5, -5, -1}, -30, 30,
                          {{.x = {-11.59443990476217, 13.20363005120720, -0.4034394881768595, 0.2367787744557363},
                            .value = 85822.20162635634}});
  sum_of_squares(problem,
                 {times, brown_dennis_residuals, brown_dennis_jacobian, brown_dennis_curvature, brown_dennis_tensor});
  return problem;
}

Problem kowalik_osborne() {
  Problem problem = frame("kowalik_osborne", {0.25, 0.39, 0.415, 0.39}, 0, 0.42,
                          {{.x = {0.1928069345790379, 0.1912823287343670, 0.1230565069263207, 0.1360623306837948},
                            .value = 3.075056038492374e-4}});
  sum_of_squares(problem, {points, kowalik_osborne_residuals, kowalik_osborne_jacobian, kowalik_osborne_curvature,
                           kowalik_osborne_tensor});
  return problem;
}

}  // namespace thalweg::optim::problems
