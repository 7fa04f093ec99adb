// Anomaly mode: the first operation gone wrong is named, and nothing else is.
#include <doctest/doctest.h>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/piecewise.hpp>
#include <thalweg/autograd/pointwise.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg {

namespace {

/// y = x, whose vjp goes through an infinite value to a finite one.
Tensor detour(const Tensor& x) {
  return unary(
      "detour", x, [](auto v) { return v; }, [](const Tensor& g) { return g + 1.0 / (1.0 / (g * 0)); });
}

}  // namespace

TEST_CASE("anomaly: the operation whose value is not finite is named, with the place") {
  const Tensor x = tensor({{1, 2}, {0, 3}});
  const DetectAnomaly guard;
  CHECK_THROWS_WITH_AS(sum(log(x) * 2), "anomaly: log: the value of shape (2, 2) has -inf at position 2 (row-major)",
                       std::runtime_error);
  CHECK_THROWS_WITH_AS(log(x * -1), "anomaly: log: the value of shape (2, 2) has nan at position 0 (row-major)",
                       std::runtime_error);
  CHECK_THROWS_WITH_AS((tensor({1e308}) * 10).item(),
                       "anomaly: mul: the value of shape (1,) has inf at position 0 (row-major)", std::runtime_error);
}

TEST_CASE("anomaly: the operation whose gradient is not finite is named, not a step inside its derivative") {
  Tensor x = tensor({4, 0}).requires_grad_();
  const DetectAnomaly guard;
  const Tensor y = sum(sqrt(x * 1) * 3);
  const char* const expected = "anomaly: sqrt: the gradient of shape (2,) has inf at position 1 (row-major)";
  CHECK_THROWS_WITH_AS(y.backward(), expected, std::runtime_error);
  CHECK_THROWS_WITH_AS(grad(y, x), expected, std::runtime_error);
  CHECK_THROWS_WITH_AS(grad(y, x, {.create_graph = true}), expected, std::runtime_error);
  CHECK(mode.anomaly);
}

TEST_CASE("anomaly: values that are finite raise no alarm, whatever they went through") {
  Tensor x = tensor({4, 1}).requires_grad_();
  const DetectAnomaly guard;
  sum(detour(sqrt(x) + log(x))).backward();
  CHECK(x.grad().at({1}) == 1.5);
  sum(where(tensor({1, 0}), x, 2 * x)).backward();
  CHECK(x.grad().at({1}) == 3.5);
  CHECK(sum(tensor({1, 2}, {.dtype = int64})).item() == 3);
  CHECK(sum(zeros({0, 2})).item() == 0);
}

TEST_CASE("anomaly: outside the mode nothing is watched, and guards nest") {
  CHECK_NOTHROW(log(tensor({0})));
  {
    const DetectAnomaly guard;
    {
      const DetectAnomaly off(false);
      CHECK_NOTHROW(log(tensor({0})));
    }
    CHECK_THROWS_AS(log(tensor({0})), std::runtime_error);
  }
  CHECK_FALSE(mode.anomaly);
}

}  // namespace thalweg
