// Methods on replayed functions: the same path as on the function itself, bit for bit.
#include <doctest/doctest.h>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/optim/arrays/first_order.hpp>
#include <thalweg/optim/arrays/nelder_mead.hpp>
#include <thalweg/optim/arrays/newton.hpp>
#include <thalweg/optim/arrays/trust_region.hpp>
#include <thalweg/optim/problems/registry.hpp>
#include <thalweg/optim/tensors/objective.hpp>
#include <thalweg/optim/tensors/replayed.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

namespace {

void check_same_path(const TensorReport& a, const TensorReport& b) {
  CHECK(a.x == b.x);
  CHECK(a.value == b.value);
  CHECK(a.iterations == b.iterations);
  CHECK(a.status == b.status);
  CHECK(a.argmin.dtype() == b.argmin.dtype());
}

}  // namespace

TEST_CASE("replayed: every method walks the path it walks on the function itself") {
  for (const Dtype dtype : {float64, float32})
    for (const char* name : {"rosenbrock", "beale", "ackley"}) {
      INFO(name, " in ", sentence("", dtype));
      const Problem problem = optim::problem(name);
      const Tensor x0 = raw::cast(from_span(std::span<const double>(problem.start), {problem.n}), dtype);
      Replay f(problem.tensor, x0);
      for (const arrays::Method& method :
           {arrays::Method(AdamOptions{.lr = 0.01}), arrays::Method(LbfgsOptions{}), arrays::Method(NewtonOptions{}),
            arrays::Method(TrustRegionOptions{}), arrays::Method(NelderMeadOptions{})})
        check_same_path(minimize(f, x0, method, {.max_iterations = 60}),
                        minimize(problem.tensor, x0, method, {.max_iterations = 60}));
    }
}

TEST_CASE("replayed: the objective gives the numbers of the one that builds graphs") {
  const Problem problem = optim::problem("rosenbrock");
  Tensor x = tensor({-1.2, 1.0}).requires_grad_();
  const arrays::Objective eager = loss_objective({x}, [&] { return problem.tensor(x); });
  const arrays::Objective replayed = replayed_objective(problem.tensor, x);
  const std::vector<double> at = {0.3, -0.7}, v = {2, 1};
  std::vector<double> a(4), b(4);
  CHECK(replayed.value(at) == eager.value(at));
  CHECK(replayed.value_and_gradient(at, std::span(a).first(2)) == eager.value_and_gradient(at, std::span(b).first(2)));
  CHECK(a == b);
  replayed.hessian_product(at, v, std::span(a).first(2));
  eager.hessian_product(at, v, std::span(b).first(2));
  CHECK(a == b);
  replayed.hessian(at, a);
  eager.hessian(at, b);
  CHECK(a == b);
}

TEST_CASE("replayed: functions and points that do not fit are refused") {
  Replay vector_valued([](const Tensor& x) { return x * 2.0; }, ones({2}));
  CHECK_THROWS_WITH_AS(minimize(vector_valued, ones({2}), NelderMeadOptions{}),
                       "minimize: the function to minimise must give one element, got shape (2,); for a sum of squares "
                       "hand the residuals to least_squares",
                       std::invalid_argument);
  Replay f([](const Tensor& x) { return sum(x * x); }, ones({2}));
  CHECK_THROWS_WITH_AS(minimize(f, ones({3})),
                       "replay: recorded for float64 (2,), but input 0 is float64 (3,); make another Replay for it",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(minimize(f, ones({2}, {.dtype = int64})),
                       "minimize: x0 must be floating, got int64; convert it with .to(float64)", std::invalid_argument);
}

}  // namespace thalweg::optim
