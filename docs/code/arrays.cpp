// Chapter 1: optimizers on plain arrays, with gradients by hand.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/arrays/gradient_descent.hpp>
#include <thalweg/optim/arrays/minimize.hpp>

using namespace thalweg::optim;

// [point]
using Point = std::array<double, 2>;

Point paraboloid_gradient(const Point& p) { return {2 * (p[0] - 1), 2 * (p[1] - 2)}; }

double rosenbrock(const Point& p) {
  const double a = p[1] - p[0] * p[0], b = 1 - p[0];
  return 100 * a * a + b * b;
}

Point rosenbrock_gradient(const Point& p) {
  const double a = p[1] - p[0] * p[0];
  return {-400 * a * p[0] - 2 * (1 - p[0]), 200 * a};
}
// [/point]

void print(const char* what, const Point& p) { std::printf("%-36s [%.8f %.8f]\n", what, p[0], p[1]); }

void first_descent() {
  std::printf("# descent\n");
  // [descent]
  Point p{-5, -7.5};
  const double lr = 1e-3;
  for (int t = 0; t < 10000; ++t) {
    const Point g = paraboloid_gradient(p);
    for (int i = 0; i < 2; ++i) p[i] -= lr * g[i];
  }
  print("gradient descent, paraboloid", p);
  // [/descent]
}

void library_rules() {
  std::printf("# rules\n");
  // [rules]
  const auto descend = [](Point p, double lr) {
    for (int t = 0; t < 10000; ++t) arrays::gradient_descent(p, rosenbrock_gradient(p), {.lr = lr});
    return p;
  };
  const auto adam = [](Point p, double lr, double beta2 = 0.999) {
    Point m{}, v{};
    for (int t = 1; t <= 10000; ++t)
      arrays::adam(p, rosenbrock_gradient(p), m, v, t, {.lr = lr, .beta2 = beta2, .eps = 1e-7});
    return p;
  };
  print("gradient descent from (0, 0)", descend({0, 0}, 1e-3));
  print("Adam from (3, 0)", adam({3, 0}, 1e-1));
  print("Adam from (5, 0)", adam({5, 0}, 1e-1));
  print("Adam from (5, 0), a tenth of the lr", adam({5, 0}, 1e-2));
  print("Adam from (3, 0), beta2 = 0.5", adam({3, 0}, 1e-1, 0.5));
  // [/rules]
}

void averages() {
  std::printf("# averages\n");
  // [averages]
  const std::array<double, 4> g{0, 0, 0, 1};  // only the newest gradient, g_3, is not zero
  const double alpha = 0.9;
  double recursion = 0, printed = 0, meant = 0;
  for (int t = 0; t < 4; ++t) {
    recursion = alpha * recursion + (1 - alpha) * g[t];
    printed += std::pow(alpha, t) * (1 - alpha) * g[t];
    meant += std::pow(alpha, 3 - t) * (1 - alpha) * g[t];
  }
  std::printf("recursion %.4f, the printed sum %.4f, the sum that is meant %.4f\n", recursion, printed, meant);
  // [/averages]
}

void overflow() {
  std::printf("# overflow\n");
  // [overflow]
  Point p{5, 0};
  for (int t = 1; t <= 6; ++t) {
    arrays::gradient_descent(p, rosenbrock_gradient(p), {.lr = 1e-3});
    std::printf("step %d: x = %.3g\n", t, p[0]);
  }
  // [/overflow]
}

void differences() {
  std::printf("# differences\n");
  // [differences]
  arrays::Objective f;
  f.value = [](arrays::In x) { return rosenbrock({x[0], x[1]}); };
  f.difference_step = 1.5e-8;  // gradients are (f(x + h) - f(x - h)) / (2 h), as the report had them
  const Report report = arrays::minimize(f, Point{5, 0}, GradientDescentOptions{.lr = 1e-3},
                                         {.max_iterations = 10000, .gradient_tolerance = 0});
  std::printf("frozen at [%.2e %.1f] after %d iterations\n", report.last_x[0], report.last_x[1],
              int(report.iterations));
  // [/differences]
}

void line_search() {
  std::printf("# line search\n");
  // [line-search]
  Point p{5, 0};
  int steps = 0;
  for (; steps < 20000; ++steps) {
    const Point g = rosenbrock_gradient(p);
    const double f = rosenbrock(p), slope = g[0] * g[0] + g[1] * g[1];
    if (std::max(std::abs(g[0]), std::abs(g[1])) <= 1e-5) break;
    double lr = 1;
    Point next;
    do {  // halve the step until f falls by a fair share of what the slope promises
      lr /= 2;
      next = {p[0] - lr * g[0], p[1] - lr * g[1]};
    } while (rosenbrock(next) > f - 1e-4 * lr * slope);
    p = next;
  }
  std::printf("halved steps from (5, 0): [%.3f %.3f], converged: %s\n", p[0], p[1], steps < 20000 ? "yes" : "no");
  // [/line-search]
}

int main() {
  first_descent();
  library_rules();
  averages();
  overflow();
  differences();
  line_search();
}
