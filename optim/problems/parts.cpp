// Sizes, starts and sums of squares.
#include <thalweg/optim/problems/parts.hpp>

#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::optim::problem_parts {

namespace {

/// The function, with the size of its first argument checked before it is called.
template <class Result, class... Rest>
void check_size_of_x(std::function<Result(In, Rest...)>& function, const std::string& name, std::size_t n) {
  if (!function) return;
  function = [inner = std::move(function), name, n](In x, Rest... rest) -> Result {
    check(x.size() == n, name.c_str(), "takes ", n, " parameters, got ", x.size());
    return inner(x, rest...);
  };
}

void check_shape_of_x(TensorFunction& function, const std::string& name, std::int64_t n) {
  if (!function) return;
  function = [inner = std::move(function), name, n](const Tensor& x) {
    check(x.shape() == Shape{n}, name.c_str(), "takes a tensor of shape (", n, ",), got ", x.shape());
    return inner(x);
  };
}

}  // namespace

Problem frame(const char* name, std::vector<double> start, double lower, double upper, std::vector<Minimum> minima) {
  Problem problem;
  problem.name = name;
  problem.n = static_cast<std::int64_t>(start.size());
  problem.lower.assign(start.size(), lower);
  problem.upper.assign(start.size(), upper);
  problem.start = std::move(start);
  problem.minima = std::move(minima);
  return problem;
}

void check_count(const char* name, std::int64_t n, std::int64_t least) {
  check(n >= least && n <= largest_count, name, "the number of parameters must lie in [", least, ", ", largest_count,
        "], got ", n);
}

std::vector<double> alternating(std::int64_t n, double a, double b) {
  std::vector<double> x(static_cast<std::size_t>(n));
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = i % 2 == 0 ? a : b;
  return x;
}

void check_sizes(Problem& problem) {
  const auto n = static_cast<std::size_t>(problem.n);
  check_size_of_x(problem.arrays.value, problem.name, n);
  check_size_of_x(problem.arrays.value_and_gradient, problem.name, n);
  check_size_of_x(problem.arrays.hessian, problem.name, n);
  check_size_of_x(problem.arrays.hessian_product, problem.name, n);
  check_size_of_x(problem.arrays.residuals, problem.name, n);
  check_size_of_x(problem.arrays.jacobian, problem.name, n);
  check_shape_of_x(problem.tensor, problem.name, problem.n);
  check_shape_of_x(problem.residuals, problem.name, problem.n);
}

namespace {

// Room for the residuals and the Jacobian of one call, on the stack.
using Residuals = std::array<double, Squares::most_residuals>;
using Jacobian = std::array<double, Squares::most_residuals * Squares::most_parameters>;

double squares_value(const Squares& s, In x) {
  Residuals r;
  const auto m = static_cast<std::size_t>(s.count);
  s.residuals(x, Out(r).first(m));
  return arrays::sum_of(m, [&](std::size_t i) { return r[i] * r[i]; });
}

double squares_gradient(const Squares& s, In x, Out g) {
  Residuals r;
  Jacobian j;
  const std::size_t n = x.size(), m = static_cast<std::size_t>(s.count);
  s.residuals(x, Out(r).first(m));
  s.jacobian(x, Out(j).first(m * n));
  for (std::size_t k = 0; k < n; ++k) g[k] = 2 * arrays::sum_of(m, [&](std::size_t i) { return j[i * n + k] * r[i]; });
  return arrays::sum_of(m, [&](std::size_t i) { return r[i] * r[i]; });
}

void squares_hessian(const Squares& s, In x, Out h) {
  Residuals r;
  Jacobian j;
  const std::size_t n = x.size(), m = static_cast<std::size_t>(s.count);
  s.residuals(x, Out(r).first(m));
  s.jacobian(x, Out(j).first(m * n));
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = 0; b < n; ++b)
      h[a * n + b] = arrays::sum_of(m, [&](std::size_t i) { return j[i * n + a] * j[i * n + b]; });
  if (s.curvature != nullptr) s.curvature(x, In(r).first(m), h);
  for (double& value : h) value *= 2;
}

}  // namespace

void sum_of_squares(Problem& problem, const Squares& s) {
  check(s.count <= static_cast<std::int64_t>(Squares::most_residuals) &&
            problem.n <= static_cast<std::int64_t>(Squares::most_parameters),
        problem.name.c_str(), "too large for a sum of squares of fixed size");
  problem.arrays.value = [s](In x) { return squares_value(s, x); };
  problem.arrays.value_and_gradient = [s](In x, Out g) { return squares_gradient(s, x, g); };
  problem.arrays.hessian = [s](In x, Out h) { squares_hessian(s, x, h); };
  problem.arrays.residual_count = s.count;
  problem.arrays.residuals = s.residuals;
  problem.arrays.jacobian = s.jacobian;
  problem.tensor = [s](const Tensor& x) { return sum(square(s.tensor(x))); };
  problem.residuals = s.tensor;
  check_sizes(problem);
}

}  // namespace thalweg::optim::problem_parts
