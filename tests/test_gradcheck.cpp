// gradcheck: right derivatives pass in every layout, wrong ones are named, float32 is refused.
#include <doctest/doctest.h>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/gradcheck.hpp>
#include <thalweg/autograd/node.hpp>
#include <thalweg/autograd/pointwise.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg {

namespace {

Tensor product(const std::vector<Tensor>& xs) { return xs[0] * xs[1] * xs[1]; }
Tensor cube(const Tensor& x) { return x * x * x; }

/// y = x^2 with the derivative of another function: 3 x.
Tensor wrong_square(const Tensor& x) {
  return unary(
      "wrong_square", x, [](auto v) { return v * v; }, [](const Tensor& g, First saved) { return g * 3.0 * saved; });
}
/// y = x^3 whose derivative has the right values but is cut from the graph, so that the second one is lost.
Tensor cut_cube(const Tensor& x) {
  return unary(
      "cut_cube", x, [](auto v) { return v * v * v; },
      [](const Tensor& g, First saved) {
        const Tensor& v = saved;
        return g * (3.0 * v * v).detach();
      });
}

/// A graph drawn from a seed: operands are used once, often, or never; shapes stretch; values stay near 1.
Tensor random_graph(const std::vector<Tensor>& inputs, std::uint64_t seed) {
  Random random(seed);
  std::vector<Tensor> pool = inputs;
  const auto any = [&] { return pool[static_cast<std::size_t>(random.integer(0, std::ssize(pool)))]; };
  for (int step = 0; step < 12; ++step) {
    const Tensor a = any(), b = any();
    switch (random.integer(0, 6)) {
      case 0:
        pool.push_back(0.5 * (a + b));
        break;
      case 1:
        pool.push_back(a - 0.5 * b);
        break;
      case 2:
        pool.push_back(a * b);
        break;
      case 3:
        pool.push_back(a / (b * b + 1));
        break;
      case 4:
        pool.push_back(a.rank() == 2 ? 0.5 * sum(a, {1}, true) : expand(a, {2, 3}));
        break;
      default:
        pool.push_back(a.rank() == 2 ? a[1] * b : clone(a));
        break;
    }
  }
  return pool.back() + pool[pool.size() - 2];
}

}  // namespace

TEST_CASE("gradcheck: random graphs have right derivatives of first and second order") {
  Random random(7);
  std::vector<Tensor> inputs;
  for (const Shape& shape : {Shape{2, 3}, Shape{3}, Shape{2, 1}, Shape{}}) {
    std::vector<double> values(static_cast<std::size_t>(numel("inputs", shape)));
    for (double& value : values) value = random.uniform(-1, 1);
    inputs.push_back(from_span(values, shape));
  }
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    CAPTURE(seed);
    const auto f = [&](const std::vector<Tensor>& xs) { return random_graph(xs, seed); };
    const GradcheckReport first = gradcheck(f, inputs);
    CHECK_MESSAGE(first.ok, first.message);
    const GradcheckReport second = gradgradcheck(f, inputs);
    CHECK_MESSAGE(second.ok, second.message);
  }
}

TEST_CASE("gradcheck: right derivatives pass, also broadcast, strided, stretched, empty and of rank 0") {
  const Tensor matrix = tensor({{1, -2, 3}, {0.5, 4, -1}});
  CHECK(gradcheck(cube, matrix));
  CHECK(gradgradcheck(cube, matrix));
  const std::vector<std::vector<Tensor>> pairs{
      {matrix, tensor({2, -1, 0.5})},
      {transpose(matrix, 0, 1), tensor({{1, 2}})},
      {slice(matrix, 1, 0, to_end, 2), expand(tensor(3), {2, 1})},
      {zeros({0, 3}), tensor({1, 2, 3})},
      {tensor(1.5), tensor(-2.5)},
  };
  for (const std::vector<Tensor>& pair : pairs) {
    CAPTURE(pair[0].shape());
    const GradcheckReport report = gradcheck(product, pair);
    CHECK_MESSAGE(report.ok, report.message);
    CHECK(report.compared == pair[0].numel() + pair[1].numel());
    CHECK_MESSAGE(gradgradcheck(product, pair).ok, gradgradcheck(product, pair).message);
  }
}

TEST_CASE("gradcheck: a function that does not depend on its input has gradient zero") {
  const auto constant = [](const Tensor&) { return tensor({1, 2}); };
  CHECK(gradcheck(constant, tensor({3, 4})));
  CHECK(gradgradcheck(constant, tensor({3, 4})));
  const auto first = [](const std::vector<Tensor>& xs) { return xs[0] * 2; };
  CHECK(gradcheck(first, {tensor({1}), tensor({2})}).compared == 2);
  CHECK(gradgradcheck(first, {tensor({1}), tensor({2})}));
}

TEST_CASE("gradcheck: a wrong derivative is named with input, element and both values") {
  const auto f = [](const std::vector<Tensor>& xs) { return xs[0] + wrong_square(xs[1]); };
  const GradcheckReport report = gradcheck(f, {ones({2, 2}), tensor({{0, 1}, {0, 0}})});
  CHECK_FALSE(report);
  CHECK(report.compared == 8);
  CHECK(report.largest_difference > 0.4);
  const std::string begin = "gradcheck: input 1 of shape (2, 2), element (0, 1): analytic ";
  CHECK(report.message.substr(0, begin.size()) == begin);
  CHECK(report.message.find("; they differ by ") != std::string::npos);
  CHECK(report.message.find(", allowed are ") != std::string::npos);
}

TEST_CASE("gradcheck: a derivative that is cut from the graph passes the first order and fails the second") {
  const Tensor x = tensor({1, 2});
  CHECK(gradcheck(cut_cube, x));
  const GradcheckReport report = gradgradcheck(cut_cube, x);
  CHECK_FALSE(report);
  CHECK(report.message.find("gradgradcheck: input 0 of shape (2,), element (0,): analytic 0, numeric ") == 0);
}

TEST_CASE("gradcheck: a derivative that is not a number fails") {
  const auto f = [](const Tensor& x) {
    return unary(
        "identity", x, [](auto v) { return v; }, [](const Tensor& g) { return g * (tensor(0) / tensor(0)); });
  };
  CHECK_FALSE(gradcheck(f, tensor({1})));
}

TEST_CASE("gradcheck: only inputs that require a gradient are checked where one does") {
  Tensor x = tensor({1, 2}).requires_grad_();
  const Tensor c = tensor({3, 4});
  const auto f = [](const std::vector<Tensor>& xs) { return xs[0] * wrong_square(xs[1]); };
  CHECK(gradcheck(f, {x, c}).compared == 2);
  CHECK(gradcheck(f, {x, c}));
  const auto counts = [](const std::vector<Tensor>& xs) { return xs[0] * xs[1].to(float64); };
  CHECK(gradcheck(counts, {c, tensor({1, 2}, {.dtype = int64})}).compared == 2);
}

TEST_CASE("gradcheck: the inputs stay as they are, no graph is left, and no_grad does not disturb it") {
  Tensor x = tensor({1, 2}).requires_grad_();
  const std::int64_t nodes = live_nodes();
  const NoGrad guard;
  CHECK(gradcheck(cube, x));
  CHECK(gradgradcheck(cube, x));
  CHECK(live_nodes() == nodes);
  CHECK(x.version() == 0);
  CHECK(x.at({1}) == 2);
  CHECK(x.requires_grad());
  CHECK_FALSE(x.grad().defined());
}

TEST_CASE("gradcheck: misuse is told in one sentence") {
  const Tensor x = tensor({1, 2});
  CHECK_THROWS_WITH_AS(gradcheck(cube, x.to(float32)),
                       "gradcheck: input 0 is float32; central differences need float64: convert with .to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(gradgradcheck(product, {x, x.to(float32)}),
                       "gradgradcheck: input 1 is float32; central differences need float64: convert with .to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(gradcheck([](const Tensor& v) { return v.to(float32); }, x),
                       "gradcheck: the output is float32; only float64 can be compared", std::invalid_argument);
  CHECK_THROWS_WITH_AS(gradcheck(product, std::vector<Tensor>{}), "gradcheck: needs at least one input",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(gradcheck(cube, x, {.step = 0}), "gradcheck: the step must lie in (0, 1), got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(gradcheck(cube, x, {.atol = -1}),
                       "gradcheck: tolerances must not be negative, got rtol 1e-06 and atol -1", std::invalid_argument);
}

}  // namespace thalweg
