// The tiers of every method walk one path, bit for bit, given the same gradients: on arrays, as a function of a tensor,
// and as a class stepped one iteration at a time.
#include <doctest/doctest.h>

#include <cstring>
#include <memory>

#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/optim/arrays/conjugate_gradients.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/arrays/nelder_mead.hpp>
#include <thalweg/optim/arrays/newton_cg.hpp>
#include <thalweg/optim/arrays/trust_region.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/optim/problems/registry.hpp>
#include <thalweg/optim/second_order.hpp>
#include <thalweg/optim/tensors/minimize.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {
namespace {

using arrays::In;
using arrays::Out;

using Path = std::vector<std::vector<double>>;

void copy_out(const Tensor& values, Out to) {
  const Tensor plain = raw::contiguous(values);
  std::copy_n(plain.data<double>(), to.size(), to.begin());
}

/// The derivatives that autograd's functions give, as an objective for tier 1.
arrays::Objective by_autograd(const TensorFunction& f) {
  const auto at = [](In x) { return from_span(x, {static_cast<std::int64_t>(x.size())}); };
  arrays::Objective objective;
  objective.value = [=](In x) { return f(at(x)).item(); };
  objective.value_and_gradient = [=](In x, Out g) {
    const ValueAndGrad both = value_and_grad(f, at(x));
    copy_out(both.grad, g);
    return both.value.item();
  };
  objective.hessian = [=](In x, Out h) { copy_out(hessian(f, at(x)), h); };
  objective.hessian_product = [=](In x, In v, Out hv) { copy_out(hvp(f, at(x), at(v)), hv); };
  return objective;
}

arrays::Objective by_autograd_squares(const TensorFunction& r, std::int64_t count) {
  arrays::Objective objective = by_autograd([r](const Tensor& x) { return sum(square(r(x))); });
  const auto at = [](In x) { return from_span(x, {static_cast<std::int64_t>(x.size())}); };
  objective.residual_count = count;
  objective.residuals = [=](In x, Out to) { copy_out(r(at(x)), to); };
  objective.jacobian = [=](In x, Out j) { copy_out(jacobian(r, at(x)), j); };
  return objective;
}

Path path_of(const Report& report) {
  Path path;
  for (const TrajectoryPoint& point : report.trajectory) path.push_back(point.x);
  return path;
}

/// The first iteration at which two paths part; -1 where one is the beginning of the other.
std::int64_t parting(const Path& a, const Path& b) {
  for (std::size_t i = 0; i < std::min(a.size(), b.size()); ++i)
    if (std::memcmp(a[i].data(), b[i].data(), a[i].size() * sizeof(double)) != 0) return static_cast<std::int64_t>(i);
  return -1;
}

constexpr std::int64_t iterations = 40;
const MinimizeOptions limits{.max_iterations = iterations, .gradient_tolerance = 1e-9, .trajectory = true};

std::vector<double> numbers_of(const Tensor& x) { return {x.span<double>().begin(), x.span<double>().end()}; }

/// What a training loop does: zero_grad, backward, step.
template <class Options>
Path class_path(const Options& options, const Problem& problem, const TensorFunction& f, std::size_t count) {
  Tensor x = from_span(In(problem.start), {problem.n}).requires_grad_();
  Path path{numbers_of(x)};
  if constexpr (requires { arrays::Rule<Options>::name; }) {
    RuleOptimizer<Options> optimizer({x}, options);
    while (path.size() < count) {
      optimizer.zero_grad();
      f(x).backward();
      optimizer.step();
      path.push_back(numbers_of(x));
    }
  } else {
    MethodOptimizer<Options> optimizer({x}, options);
    while (path.size() < count) {
      const Report step = optimizer.step([&] { return f(x); }, {.max_iterations = 1, .gradient_tolerance = 0});
      path.push_back(numbers_of(x));
      if (step.status != Status::max_iterations) break;
    }
  }
  return path;
}

template <class Options>
Path squares_class_path(const Options& options, const Problem& problem, std::size_t count) {
  Tensor x = from_span(In(problem.start), {problem.n}).requires_grad_();
  Path path{numbers_of(x)};
  SquaresOptimizer<Options> optimizer({x}, options);
  while (path.size() < count) {
    const Report step =
        optimizer.step([&] { return problem.residuals(x); }, {.max_iterations = 1, .gradient_tolerance = 0});
    path.push_back(numbers_of(x));
    if (step.status != Status::max_iterations) break;
  }
  return path;
}

void check_paths(const Path& first, const Path& other, const char* tier) {
  CAPTURE(tier);
  CHECK(parting(first, other) == -1);
  // A class stepped one by one asks for one more look after the last point.
  CHECK(other.size() + 1 >= first.size());
}

/// Every problem by one method, in all its tiers.
template <class Options>
void compare(const Options& options) {
  for (const std::string& name : problem_names()) {
    CAPTURE(name);
    const Problem problem = optim::problem(name);
    const Tensor x0 = from_span(In(problem.start), {problem.n});
    const Report arrays = arrays::minimize(by_autograd(problem.tensor), problem.start, options, limits);
    const Path path = path_of(arrays);
    REQUIRE(path.size() >= 2);
    const TensorReport tensors = minimize(problem.tensor, x0, options, limits);
    check_paths(path, path_of(tensors), "tensors");
    CHECK(tensors.status == arrays.status);
    CHECK(tensors.evaluations.f == arrays.evaluations.f);
    CHECK(tensors.evaluations.hvp == arrays.evaluations.hvp);
    if constexpr (has_class<Options>)
      check_paths(path, class_path(options, problem, problem.tensor, path.size()), "classes");
  }
}

template <class Options>
void compare_squares(const Options& options) {
  int compared = 0;
  for (const std::string& name : problem_names()) {
    const Problem problem = optim::problem(name);
    if (!problem.residuals) continue;
    CAPTURE(name);
    ++compared;
    const Tensor x0 = from_span(In(problem.start), {problem.n});
    const Report arrays = arrays::minimize(by_autograd_squares(problem.residuals, problem.arrays.residual_count),
                                           problem.start, options, limits);
    const Path path = path_of(arrays);
    REQUIRE(path.size() >= 2);
    check_paths(path, path_of(least_squares(problem.residuals, x0, options, limits)), "tensors");
    check_paths(path, squares_class_path(options, problem, path.size()), "classes");
  }
  CHECK(compared >= 9);
}

}  // namespace

TEST_CASE("tiers: first-order methods walk one path on arrays, on tensors and as classes") {
  SUBCASE("gd") { compare(GradientDescentOptions{.lr = 1e-4}); }
  SUBCASE("momentum") { compare(MomentumOptions{.lr = 1e-4}); }
  SUBCASE("sgd") { compare(SgdOptions{.lr = 1e-5, .momentum = 0.9, .nesterov = true}); }
  SUBCASE("adam") { compare(AdamOptions{.lr = 0.1}); }
  SUBCASE("adamax") { compare(AdamaxOptions{.lr = 0.1}); }
  SUBCASE("amsgrad") { compare(AmsgradOptions{.lr = 0.1}); }
  SUBCASE("adamw") { compare(AdamWOptions{.lr = 0.1}); }
  SUBCASE("nadam") { compare(NadamOptions{.lr = 0.1}); }
  SUBCASE("radam") { compare(RadamOptions{.lr = 0.1}); }
  SUBCASE("rmsprop") { compare(RmsPropOptions{.momentum = 0.5, .centered = true}); }
  SUBCASE("adagrad") { compare(AdagradOptions{.lr = 0.1}); }
  SUBCASE("adadelta") { compare(AdadeltaOptions{}); }
  SUBCASE("lion") { compare(LionOptions{.lr = 0.01}); }
}

TEST_CASE("tiers: methods with curvature walk one path on arrays, on tensors and as classes") {
  SUBCASE("l-bfgs") { compare(LbfgsOptions{}); }
  SUBCASE("bfgs") { compare(BfgsOptions{}); }
  SUBCASE("newton") { compare(NewtonOptions{}); }
  SUBCASE("natural gradient") { compare(NaturalGradientOptions{.lr = 0.1}); }
  SUBCASE("cg") { compare(ConjugateGradientsOptions{}); }
  SUBCASE("newton-cg") { compare(NewtonCgOptions{}); }
  SUBCASE("trust region") { compare(TrustRegionOptions{}); }
  SUBCASE("nelder-mead") { compare(NelderMeadOptions{}); }
}

TEST_CASE("tiers: least-squares methods walk one path on arrays, on tensors and as classes") {
  SUBCASE("gauss-newton") { compare_squares(GaussNewtonOptions{}); }
  SUBCASE("levenberg-marquardt") { compare_squares(LevenbergMarquardtOptions{}); }
}

}  // namespace thalweg::optim
