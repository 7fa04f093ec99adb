// Griewank's function. Its derivatives need the product of all cosines but one or two; as quotients these would fail
// where a cosine is 0, so they are put together from the products before, between and behind.
#include <thalweg/optim/problems/griewank.hpp>

#include <cmath>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/trigonometric.hpp>
#include <thalweg/optim/problems/parts.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg::optim::problems {

using namespace problem_parts;

namespace {

double frequency(std::size_t i) { return 1 / std::sqrt(static_cast<double>(i + 1)); }
double cosine(In x, std::size_t i) { return std::cos(x[i] * frequency(i)); }
/// -d cosine / dx_i
double fall(In x, std::size_t i) { return std::sin(x[i] * frequency(i)) * frequency(i); }

double value(In x) {
  double product = 1;
  for (std::size_t i = 0; i < x.size(); ++i) product *= cosine(x, i);
  return 1 + arrays::dot(x, x) / 4000 - product;
}

/// behind[i] = the product of the cosines after i; returns that of all.
double products_behind(In x, Out behind) {
  double product = 1;
  for (std::size_t i = x.size(); i-- > 0;) {
    behind[i] = product;
    product *= cosine(x, i);
  }
  return product;
}

double value_and_gradient(In x, Out g) {
  products_behind(x, g);
  double before = 1;
  for (std::size_t i = 0; i < x.size(); ++i) {
    g[i] = x[i] / 2000 + fall(x, i) * (before * g[i]);
    before *= cosine(x, i);
  }
  return 1 + arrays::dot(x, x) / 4000 - before;
}

void hessian(In x, Out h) {
  const std::size_t n = x.size();
  std::vector<double> behind(n);
  const double all = products_behind(x, behind);
  double before = 1;
  for (std::size_t i = 0; i < n; ++i) {
    h[i * n + i] = 1.0 / 2000 + frequency(i) * frequency(i) * all;
    double between = before * fall(x, i);
    for (std::size_t j = i + 1; j < n; ++j) {
      h[i * n + j] = h[j * n + i] = -(between * behind[j]) * fall(x, j);
      between *= cosine(x, j);
    }
    before *= cosine(x, i);
  }
}

/// Row i of the Hessian sums, over all j, fall_j v_j times the cosines but i and j. The part with j > i is gathered
/// from behind, that with j < i from the front.
void hessian_product(In x, In v, Out hv) {
  const std::size_t n = x.size();
  std::vector<double> behind(n);
  const double all = products_behind(x, behind);
  double sum = 0;
  for (std::size_t i = n; i-- > 0;) {
    hv[i] = sum;
    sum = sum * cosine(x, i) + fall(x, i) * v[i] * behind[i];
  }
  double before = 1;
  sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    const double others = sum * behind[i] + before * hv[i];
    hv[i] = (1.0 / 2000 + frequency(i) * frequency(i) * all) * v[i] - fall(x, i) * others;
    sum = sum * cosine(x, i) + fall(x, i) * v[i] * before;
    before *= cosine(x, i);
  }
}

}  // namespace

Problem griewank(std::int64_t n) {
  check_count("griewank", n, 1);
  Problem problem = frame("griewank", alternating(n, -50, 70), -600, 600, {{.x = alternating(n, 0, 0)}});
  problem.arrays.value = value;
  problem.arrays.value_and_gradient = value_and_gradient;
  problem.arrays.hessian = hessian;
  problem.arrays.hessian_product = hessian_product;
  std::vector<double> frequencies(problem.start.size());
  for (std::size_t i = 0; i < frequencies.size(); ++i) frequencies[i] = frequency(i);
  problem.tensor = [k = from_span(frequencies, {n})](const Tensor& x) {
    return 1 + sum(square(x)) / 4000 - prod(cos(x * k.to(x.dtype())));
  };
  check_sizes(problem);
  return problem;
}

}  // namespace thalweg::optim::problems
