// Rosenbrock's function, chained: its Hessian has three diagonals, its Jacobian two blocks of one or two.
#include <thalweg/optim/problems/rosenbrock.hpp>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/joins.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/optim/problems/parts.hpp>

namespace thalweg::optim::problems {

using namespace problem_parts;

namespace {

double value(In x) {
  return arrays::sum_of(x.size() - 1, [&](std::size_t i) {
    const double off = x[i + 1] - x[i] * x[i];
    return 100 * (off * off) + (1 - x[i]) * (1 - x[i]);
  });
}

double value_and_gradient(In x, Out g) {
  double above = 0;  // what the term before this one adds
  for (std::size_t i = 0; i + 1 < x.size(); ++i) {
    const double off = x[i + 1] - x[i] * x[i];
    g[i] = above - 400 * x[i] * off - 2 * (1 - x[i]);
    above = 200 * off;
  }
  g[x.size() - 1] = above;
  return value(x);
}

/// d2f/dx_i^2
double diagonal(In x, std::size_t i) {
  const double first = i + 1 < x.size() ? 1200 * x[i] * x[i] - 400 * x[i + 1] + 2 : 0;
  return i > 0 ? first + 200 : first;
}

void hessian(In x, Out h) {
  const std::size_t n = x.size();
  std::fill(h.begin(), h.end(), 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    h[i * n + i] = diagonal(x, i);
    if (i + 1 < n) h[i * n + i + 1] = h[(i + 1) * n + i] = -400 * x[i];
  }
}

void hessian_product(In x, In v, Out hv) {
  const std::size_t n = x.size();
  for (std::size_t i = 0; i < n; ++i) {
    hv[i] = diagonal(x, i) * v[i];
    if (i > 0) hv[i] -= 400 * x[i - 1] * v[i - 1];
    if (i + 1 < n) hv[i] -= 400 * x[i] * v[i + 1];
  }
}

void residuals(In x, Out r) {
  const std::size_t terms = x.size() - 1;
  for (std::size_t i = 0; i < terms; ++i) {
    r[i] = 10 * (x[i + 1] - x[i] * x[i]);
    r[terms + i] = 1 - x[i];
  }
}

void jacobian(In x, Out j) {
  const std::size_t n = x.size(), terms = n - 1;
  std::fill(j.begin(), j.end(), 0.0);
  for (std::size_t i = 0; i < terms; ++i) {
    j[i * n + i] = -20 * x[i];
    j[i * n + i + 1] = 10;
    j[(terms + i) * n + i] = -1;
  }
}

Tensor tensor_value(const Tensor& x) {
  const Tensor here = slice(x, 0, 0, -1), next = slice(x, 0, 1);
  return sum(100 * square(next - square(here)) + square(1 - here));
}

Tensor tensor_residuals(const Tensor& x) {
  const Tensor here = slice(x, 0, 0, -1), next = slice(x, 0, 1);
  return cat({10 * (next - square(here)), 1 - here});
}

/// The global minimum and, where it is known in digits, the other one.
std::vector<Minimum> minima(std::int64_t n) {
  std::vector<Minimum> list = {{.x = alternating(n, 1, 1)}};
  const Minimum others[] = {
      {{-0.7756592265653526, 0.6130933654850434, 0.3820628463383931, 0.1459720185521946}, 3.701428610430017, false},
      {{-0.9620510206947502, 0.9357393959767100, 0.8807136041943206, 0.7778776758544063, 0.6050936785926528},
       3.930839434133028,
       false},
      {{-0.9865749795709937, 0.9833982288361817, 0.9721066700530919, 0.9474374368264360, 0.8986511848517296,
        0.8075739520354175},
       3.973940500930295,
       false},
      {{-0.9917225725614055, 0.9935553935033713, 0.9921733215946921, 0.9868987626903139, 0.9751647566088730,
        0.9514319827049927, 0.9052228177139535},
       3.983600536424854,
       false}};
  if (n >= 4 && n <= 7) list.push_back(others[n - 4]);
  return list;
}

}  // namespace

Problem rosenbrock(std::int64_t n) {
  check_count("rosenbrock", n, 2);
  Problem problem = frame("rosenbrock", alternating(n, -1.2, 1), -5, 10, minima(n));
  problem.arrays.value = value;
  problem.arrays.value_and_gradient = value_and_gradient;
  problem.arrays.hessian = hessian;
  problem.arrays.hessian_product = hessian_product;
  problem.arrays.residual_count = 2 * (n - 1);
  problem.arrays.residuals = residuals;
  problem.arrays.jacobian = jacobian;
  problem.tensor = tensor_value;
  problem.residuals = tensor_residuals;
  check_sizes(problem);
  return problem;
}

}  // namespace thalweg::optim::problems
