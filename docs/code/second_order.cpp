// Chapter 8: Newton's method and what came of it.
#include <cmath>
#include <cstdio>
#include <iostream>
#include <thalweg/thalweg.hpp>

using namespace thalweg;
using namespace thalweg::optim;

const NewtonOptions plain{.line_search = {.kind = LineSearchKind::fixed}};

void one_step() {
  std::printf("# one step\n");
  // [one-step]
  const auto bowl = [](const Tensor& p) { return 3 * square(p[0] - 1) + square(p[0] + p[1] - 3); };
  const TensorReport report = minimize(bowl, tensor({-5.0, 40.0}), plain);
  std::cout << report.argmin << " after " << report.iterations << " iteration\n";
  // [/one-step]
}

void saddle() {
  std::printf("# saddle\n");
  // [saddle]
  // Minima at (1, 0) and (-1, 0), a saddle point at (0, 0).
  const auto f = [](const Tensor& p) { return square(square(p[0]) - 1) + square(p[1]); };
  const Tensor start = tensor({0.3, 0.5});
  const auto show = [&](const char* what, const NewtonOptions& options) {
    const TensorReport report = minimize(f, start, options);
    std::printf("%-23s |x| = %.4f, |y| = %.4f, f = %.4f\n", what, std::abs(report.last_x[0]),
                std::abs(report.last_x[1]), report.last_value);
  };
  show("the plain formula:", plain);
  show("absolute eigenvalues:", {.indefinite = Indefinite::absolute});
  show("raised damping:", {.indefinite = Indefinite::raise_damping});
  // [/saddle]
}

void convex() {
  std::printf("# convex\n");
  // [convex]
  const auto step_from = [](const TensorFunction& f, double x, int steps) {
    return minimize(f, tensor({x}), plain, {.max_iterations = steps}).last_x[0];
  };
  const auto smooth_abs = [](const Tensor& x) { return sum(sqrt(1 + square(x))); };  // convex, minimum at 0
  const auto sine = [](const Tensor& x) { return sum(sin(x)); };                     // not convex, minimum at -pi/2
  std::printf("sqrt(1 + x^2) from 2: %g, then %g\n", step_from(smooth_abs, 2, 1), step_from(smooth_abs, 2, 2));
  std::printf("sin(x) from -1: %.10f after 4 steps\n", step_from(sine, -1, 4));
  // [/convex]
}

void inverse() {
  std::printf("# inverse\n");
  // [inverse]
  // f = (x^2 + 100 y^2) / 2: Hessian diag(1, 100), inverse diag(1, 1/100).
  const auto gradient = [](const std::vector<double>& x) { return std::vector{x[0], 100 * x[1]}; };
  const auto point = [&](double x, double y) { return arrays::Iterate{{x, y}, 0, gradient({x, y})}; };
  arrays::Lbfgs lbfgs;
  arrays::Iterate a = point(1, 1), b = point(0, 1), c = point(0, 0.5);
  arrays::Objective f;
  f.value_and_gradient = [&](arrays::In x, arrays::Out g) {
    g[0] = x[0];
    g[1] = 100 * x[1];
    return (x[0] * x[0] + 100 * x[1] * x[1]) / 2;
  };
  arrays::Evaluator evaluator(f, 2);
  lbfgs.begin(evaluator, a);
  lbfgs.remember(a, b);  // one step along each axis
  lbfgs.remember(b, c);
  std::vector<double> d(2);
  lbfgs.direction(std::vector{1.0, 1.0}, d);
  std::printf("for g = (1, 1) the direction is [%.2f %.2f]\n", d[0], d[1]);
  // [/inverse]
}

void race() {
  std::printf("# race\n");
  // [race]
  const Problem f = problems::rosenbrock();
  for (const arrays::Method& method : std::initializer_list<arrays::Method>{
           LevenbergMarquardtOptions{}, NewtonOptions{}, TrustRegionOptions{}, BfgsOptions{}, LbfgsOptions{},
           NelderMeadOptions{}, AdamOptions{.lr = 0.1}, GradientDescentOptions{.lr = 1e-3}}) {
    const Report report = arrays::minimize(f.arrays, f.start, method);
    std::printf("%-20s %5d iterations %6d values %6d gradients  %s\n", report.method.c_str(), int(report.iterations),
                int(report.evaluations.f), int(report.evaluations.g), name(report.status));
  }
  // [/race]
}

int main() {
  one_step();
  saddle();
  convex();
  inverse();
  race();
}
