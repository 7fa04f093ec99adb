// Chapter 4: derivatives of any order.
#include <cmath>
#include <cstdio>
#include <iostream>
#include <thalweg/thalweg.hpp>

using namespace thalweg;

// [rosenbrock]
Tensor rosenbrock(const Tensor& x) { return square(1 - x[0]) + 100 * square(x[1] - square(x[0])); }
// [/rosenbrock]

int main() {
  std::cout << "# by hand\n";
  // [by-hand]
  Tensor x = tensor({-1.2, 1.0}).requires_grad_();
  const Tensor g = grad(rosenbrock(x), x, {.create_graph = true});
  std::cout << "gradient    " << g.detach() << "\n";
  std::cout << "Hessian row " << grad(g[0], x) << "\n";
  std::cout << "            " << grad(g[1], x) << "\n";
  // [/by-hand]

  std::cout << "# functions\n";
  // [functions]
  const Tensor point = tensor({-1.2, 1.0}), v = tensor({1.0, 1.0});
  std::cout << hessian(rosenbrock, point) << "\n";
  std::cout << "H v " << hvp(rosenbrock, point, v) << "\n";
  std::cout << "jacobian of (x y, x + y)\n"
            << jacobian(
                   [](const Tensor& p) {
                     return stack({p[0] * p[1], p[0] + p[1]});
                   },
                   point)
            << "\n";
  // [/functions]

  std::cout << "# third\n";
  // [third]
  Tensor u = tensor(2.0).requires_grad_();
  Tensor d = pow(u, 4);
  for (int order = 1; order <= 5; ++order) {
    d = grad(d, u, {.create_graph = true, .allow_unused = true});
    std::cout << "derivative " << order << " of u^4 at 2: " << d.item() << "\n";
    if (!d.requires_grad()) break;
  }
  // [/third]

  std::cout << "# differences\n";
  // [differences]
  const auto f = [](double a) { return std::exp(std::sin(a)); };
  const double a = 1, exact = std::cos(a) * f(a);
  for (const double h : {1e-1, 1e-3, 1e-5, 1e-8, 1e-11}) {
    const double difference = (f(a + h) - f(a - h)) / (2 * h);
    std::printf("h = %.0e: wrong by about 1e%.0f\n", h, std::round(std::log10(std::abs(difference - exact))));
  }
  const Tensor recorded = value_and_grad([](const Tensor& t) { return exp(sin(t)); }, tensor(a)).grad;
  std::printf("recorded: wrong by less than 1e-15: %s\n", std::abs(recorded.item() - exact) < 1e-15 ? "yes" : "no");
  // [/differences]

  std::cout << "# gradcheck\n";
  // [gradcheck]
  const GradcheckReport first = gradcheck(rosenbrock, point), second = gradgradcheck(rosenbrock, point);
  std::cout << std::boolalpha << "first derivatives agree: " << first.ok << ", second: " << second.ok << "\n";
  // [/gradcheck]
}
