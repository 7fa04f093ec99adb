// Ackley's function. With s = |x| / sqrt(n) and c = mean cos(2 pi x_i), its Hessian is a diagonal, a multiple of x x'
// and a multiple of w w' with w_i = sin(2 pi x_i).
#include <thalweg/optim/problems/ackley.hpp>

#include <cmath>
#include <numbers>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/trigonometric.hpp>
#include <thalweg/optim/problems/parts.hpp>

namespace thalweg::optim::problems {

using namespace problem_parts;
using std::numbers::e, std::numbers::pi;

namespace {

struct Parts {
  double s;         // |x| / sqrt(n)
  double c_less_1;  // c - 1
};

Parts parts(In x) {
  const auto n = static_cast<double>(x.size());
  const double sines = arrays::sum_of(x.size(), [&](std::size_t i) {
    const double sine = std::sin(pi * x[i]);
    return sine * sine;
  });
  return {arrays::norm(x) / std::sqrt(n), -2 * (sines / n)};
}

double value_of(const Parts& p) { return -20 * std::expm1(-0.2 * p.s) - e * std::expm1(p.c_less_1); }

double value(In x) { return value_of(parts(x)); }

double value_and_gradient(In x, Out g) {
  const Parts p = parts(x);
  const auto n = static_cast<double>(x.size());
  const double cone = p.s > 0 ? 4 * std::exp(-0.2 * p.s) / (n * p.s) : 0;
  const double ripples = 2 * pi / n * (e * std::exp(p.c_less_1));
  for (std::size_t i = 0; i < x.size(); ++i) g[i] = cone * x[i] + ripples * std::sin(2 * pi * x[i]);
  return value_of(p);
}

/// f'' = diag(cone + ripples cos(2 pi x_i)) + xx x x' + ww w w'
struct Curvature {
  double cone, ripples, xx, ww;
};

Curvature curvature(In x) {
  const Parts p = parts(x);
  const auto n = static_cast<double>(x.size());
  const double cone = p.s > 0 ? 4 * std::exp(-0.2 * p.s) / (n * p.s) : 0;
  const double ripples = 4 * pi * pi / n * (e * std::exp(p.c_less_1));
  const double xx = p.s > 0 ? -cone * (0.2 + 1 / p.s) / (n * p.s) : 0;
  return {cone, ripples, xx, -ripples / n};
}

void hessian(In x, Out h) {
  const std::size_t n = x.size();
  const Curvature k = curvature(x);
  for (std::size_t i = 0; i < n; ++i) {
    const double sine = std::sin(2 * pi * x[i]);
    for (std::size_t j = 0; j < n; ++j) h[i * n + j] = k.xx * (x[i] * x[j]) + k.ww * (sine * std::sin(2 * pi * x[j]));
    h[i * n + i] += k.cone + k.ripples * std::cos(2 * pi * x[i]);
  }
}

void hessian_product(In x, In v, Out hv) {
  const Curvature k = curvature(x);
  const double along_x = k.xx * arrays::dot(x, v);
  const double along_w = k.ww * arrays::sum_of(x.size(), [&](std::size_t i) { return std::sin(2 * pi * x[i]) * v[i]; });
  for (std::size_t i = 0; i < x.size(); ++i)
    hv[i] = (k.cone + k.ripples * std::cos(2 * pi * x[i])) * v[i] + along_x * x[i] + along_w * std::sin(2 * pi * x[i]);
}

/// By norm, whose gradient at 0 is 0; that of sqrt(mean(square(x))) is infinity times 0.
Tensor tensor_value(const Tensor& x) {
  const Tensor s = norm(x) / std::sqrt(static_cast<double>(x.numel()));
  return -20 * expm1(-0.2 * s) - e * expm1(-2 * mean(square(sin(pi * x))));
}

}  // namespace

Problem ackley(std::int64_t n) {
  check_count("ackley", n, 1);
  Problem problem = frame("ackley", alternating(n, -4, -4), -32.768, 32.768, {{.x = alternating(n, 0, 0)}});
  problem.arrays.value = value;
  problem.arrays.value_and_gradient = value_and_gradient;
  problem.arrays.hessian = hessian;
  problem.arrays.hessian_product = hessian_product;
  problem.tensor = tensor_value;
  check_sizes(problem);
  return problem;
}

}  // namespace thalweg::optim::problems
