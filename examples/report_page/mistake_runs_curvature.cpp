// Runs of what uses second derivatives.
#include <fmt/format.h>

#include <cmath>
#include <numeric>
#include <vector>

#include <examples/report_page/mistake_runs.hpp>
#include <examples/studies/short_walk.hpp>
#include <examples/studies/two_wells.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/indexing.hpp>
#include <thalweg/autograd/piecewise.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/nn/mlp.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/arrays/lbfgs.hpp>
#include <thalweg/optim/arrays/newton.hpp>
#include <thalweg/optim/fisher.hpp>
#include <thalweg/optim/flat_parameters.hpp>
#include <thalweg/optim/problems/registry.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/create_random.hpp>

namespace thalweg::examples {

std::string listing_run() {
  const optim::Problem rosenbrock = optim::problem("rosenbrock", 2);
  const Tensor p = tensor({3.0, 0.0}).requires_grad_();
  const Tensor g = grad(rosenbrock.tensor(p), p, {.create_graph = true});
  const Tensor row = grad(g[0], p, {.create_graph = true});
  const double entry = grad(row[0], p).at({0}) + 1e-9;
  return fmt::format(
      "Rosenbrock at (3, 0): its first entry is {:.9f}, the third derivative 2400 x and 1e-9; the "
      "Hessian has {}.",
      entry, hessian(rosenbrock.tensor, p).at({0, 0}));
}

std::string fisher_run() {
  Random random(7);
  const nn::Sequential network = nn::mlp({3, 4, 3}, random, {.activation = nn::Tanh{}});
  const Tensor outputs = network(randn({5, 3}, random));
  const auto parameters = network.named_parameters();
  const Tensor matrix = optim::kl_hessian(outputs, parameters);
  const optim::FisherProduct product(outputs, parameters);
  const std::int64_t n = optim::flat_size(parameters);
  std::vector<double> v(static_cast<std::size_t>(n)), fv(v.size());
  for (double& x : v) x = random.normal();
  product(std::span<const double>(v), std::span<double>(fv));
  double off = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    double sum = 0;
    for (std::int64_t j = 0; j < n; ++j) sum += matrix.at({i, j}) * v[static_cast<std::size_t>(j)];
    off = std::max(off, std::abs(sum - fv[static_cast<std::size_t>(i)]));
  }
  constexpr double mnist = 266'610;  // parameters of the network 784-300-100-10
  return fmt::format(
      "A network of {} parameters: the product and the Hessian of the divergence differ by at most {:.0e}. For the "
      "266,610 parameters of the MNIST network the matrix would take {:.0f} GB, a vector takes {:.1f} MB.",
      n, off, mnist * mnist * 8 / 1e9, mnist * 8 / 1e6);
}

std::string saddle_run() {
  const optim::Problem wells = two_wells();
  const auto newton = [&](optim::Indefinite indefinite) {
    const optim::NewtonOptions options{.indefinite = indefinite, .line_search = {.kind = optim::LineSearchKind::fixed}};
    return short_walk(wells, {0.4, 0.9}, options, 50, 1e-10).report;
  };
  const optim::Report plain = newton(optim::Indefinite::keep), cured = newton(optim::Indefinite::absolute);
  return fmt::format(
      "x⁴/4 - x²/2 + y²/2 from (0.4, 0.9): Newton's formula ends at the saddle point ({:.3f}, {:.3f}), with absolute "
      "eigenvalues it ends at the minimum ({:.3f}, {:.3f}).",
      std::abs(plain.last_x[0]), std::abs(plain.last_x[1]), cured.last_x[0], std::abs(cured.last_x[1]));
}

std::string direction_run() {
  // Half of x^2 + 100 y^2: steps along both axes tell L-BFGS all of its Hessian.
  optim::arrays::Objective bowl;
  bowl.value_and_gradient = [](optim::arrays::In x, optim::arrays::Out g) {
    g[0] = x[0];
    g[1] = 100 * x[1];
    return (x[0] * x[0] + 100 * x[1] * x[1]) / 2;
  };
  optim::arrays::Lbfgs method;
  optim::arrays::Evaluator evaluator(bowl, 2);
  optim::arrays::Iterate at{{1, 1}, 0, {0, 0}};
  method.begin(evaluator, at);
  method.remember({{0, 0}, 0, {0, 0}}, {{1, 0}, 0, {1, 0}});
  method.remember({{0, 0}, 0, {0, 0}}, {{0, 1}, 0, {0, 100}});
  std::vector<double> d(2);
  method.direction(at.g, d);
  return fmt::format(
      "(x² + 100 y²) / 2 at (1, 1): the gradient is ({:g}, {:g}); L-BFGS, having seen a step along each axis, "
      "goes along ({:.6g}, {:.6g}), straight to the minimum. The Hessian times the gradient is ({:g}, {:g}).",
      at.g[0], at.g[1], d[0], d[1], at.g[0], 100 * at.g[1]);
}

std::string convex_run() {
  const optim::Problem rosenbrock = optim::problem("rosenbrock", 2);
  std::vector<double> h(4);
  rosenbrock.arrays.hessian(std::vector<double>{0, 1}, h);
  const optim::Report found = optim::arrays::minimize(rosenbrock.arrays, rosenbrock.start, optim::LbfgsOptions{});
  optim::arrays::Objective exponential;
  exponential.value_and_gradient = [](optim::arrays::In x, optim::arrays::Out g) { return g[0] = std::exp(x[0]); };
  const auto descend = [&](std::int64_t iterations) {
    return optim::arrays::minimize(exponential, std::vector<double>{0.0}, optim::GradientDescentOptions{.lr = 1},
                                   {.max_iterations = iterations, .gradient_tolerance = 0})
        .last_x[0];
  };
  return fmt::format(
      "At (0, 1) Rosenbrock's function has the curvature {:g} along x, and L-BFGS ends at ({:.4f}, {:.4f}). On exp, "
      "gradient descent with lr 1 is at {:.1f} after 1,000 iterations and at {:.1f} after 100,000.",
      h[0], found.x[0], found.x[1], descend(1000), descend(100'000));
}

}  // namespace thalweg::examples
