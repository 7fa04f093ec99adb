// Replay: recorded functions give the same bits as calling them, and refuse what they could not repeat.
#include <doctest/doctest.h>

#include <cstring>
#include <utility>

#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/compare.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/in_place.hpp>
#include <thalweg/autograd/linear_algebra.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/node.hpp>
#include <thalweg/autograd/piecewise.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/replay.hpp>
#include <thalweg/autograd/softmax.hpp>
#include <thalweg/autograd/trigonometric.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/nn/dropout.hpp>
#include <thalweg/optim/problems/registry.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/create_random.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

namespace {

bool same_bits(const Tensor& a, const Tensor& b) {
  if (a.shape() != b.shape() || a.dtype() != b.dtype()) return false;
  const Tensor x = raw::contiguous(a), y = raw::contiguous(b);
  return dispatch(x.dtype(), [&](auto zero) {
    using T = decltype(zero);
    return std::memcmp(x.data<T>(), y.data<T>(), sizeof(T) * static_cast<std::size_t>(x.numel())) == 0;
  });
}

/// A point of the box that `seed` stands for.
Tensor point(const optim::Problem& problem, std::uint64_t seed, Dtype dtype = float64) {
  Random random(seed);
  Tensor x = empty({problem.n});
  for (std::int64_t i = 0; i < problem.n; ++i) {
    const auto k = static_cast<std::size_t>(i);
    x.set({i}, random.uniform(problem.lower[k], problem.upper[k]));
  }
  return raw::cast(x, dtype);
}

/// Recorded at `example`, the function gives at the points what a call gives, to the last bit.
void check_replay(const TensorFunction& f, const Tensor& example, const std::vector<Tensor>& points) {
  Replay replay(f, example);
  for (const Tensor& x : points) {
    CHECK(same_bits(replay.value(x), f(x)));
    const ValueAndGrad expected = value_and_grad(f, x);
    const ValueAndGrad got = replay.value_and_grad(x);
    CHECK(same_bits(got.value, expected.value));
    CHECK(same_bits(got.grad, expected.grad));
    for (const std::uint64_t seed : {1, 2}) {
      Random random(seed);
      const Tensor v = raw::cast(randn(x.shape(), random), x.dtype());
      CHECK(same_bits(replay.hvp(x, v), hvp(f, x, v)));
    }
    CHECK(same_bits(replay.hessian(x), hessian(f, x)));
  }
}

Tensor rosenbrock(const Tensor& x) {
  const Tensor a = 1.0 - x[0];
  const Tensor b = x[1] - x[0] * x[0];
  return a * a + 100 * (b * b);
}

/// A network with one hidden layer: x (rows, 3), labels, weights as inputs.
Tensor mlp_loss(const std::vector<Tensor>& in) {
  const Tensor hidden = tanh(linear(in[0], in[2], in[3]));
  return mean(softmax_cross_entropy(linear(hidden, in[4], in[5]), in[1]));
}

std::vector<Tensor> mlp_inputs(std::uint64_t seed, Dtype dtype) {
  Random random(seed);
  std::vector<Tensor> list;
  for (const Shape& shape : {Shape{5, 3}, {5}, {4, 3}, {4}, {2, 4}, {2}}) {
    if (list.size() == 1) {
      list.push_back(integers(shape, 0, 2, random));
    } else {
      list.push_back(randn(shape, random, {.dtype = dtype}));
    }
  }
  return list;
}

}  // namespace

TEST_CASE("replay: value, gradient, products and Hessian of every test problem have the bits of a call") {
  for (const std::string& name : optim::problem_names()) {
    INFO(name);
    const optim::Problem problem = optim::problem(name);
    const Tensor start = from_span(std::span<const double>(problem.start), {problem.n});
    if (name == "helical_valley") {  // turns its axes by an angle that it reads from the point
      CHECK_THROWS_WITH_AS(Replay(problem.tensor, start),
                           "replay: item reads a value that depends on the input, which a recorded function cannot "
                           "repeat",
                           std::logic_error);
      continue;
    }
    check_replay(problem.tensor, start, {start, point(problem, 1), point(problem, 2), start});
  }
}

TEST_CASE("replay: float32 stays float32, with the same bits") {
  const optim::Problem problem = optim::problem("rosenbrock");
  check_replay(problem.tensor, point(problem, 3, float32), {point(problem, 1, float32), point(problem, 2, float32)});
  CHECK(Replay(rosenbrock, tensor({1, 2}, {.dtype = float32})).value(tensor({1, 2}, {.dtype = float32})).dtype() ==
        float32);
}

TEST_CASE("replay: the gradients of a network with respect to all its inputs have the bits of a call") {
  for (const Dtype dtype : {float64, float32}) {
    Replay replay(mlp_loss, mlp_inputs(1, dtype));
    for (const std::uint64_t seed : {1, 2, 3}) {
      const std::vector<Tensor> in = mlp_inputs(seed, dtype);
      const auto f = [&](const std::vector<Tensor>& floating) {
        return mlp_loss({floating[0], in[1], floating[1], floating[2], floating[3], floating[4]});
      };
      const ValueAndGrads expected = value_and_grad(f, {in[0], in[2], in[3], in[4], in[5]});
      const ValueAndGrads got = replay.value_and_grad(in);
      CHECK(same_bits(got.value, expected.value));
      CHECK(same_bits(replay.value(in), expected.value));
      REQUIRE(got.grads.size() == 5);
      for (std::size_t k = 0; k < 5; ++k) CHECK(same_bits(got.grads[k], expected.grads[k]));
    }
  }
}

TEST_CASE("replay: gradients are written in place, and those not asked for are left out") {
  const std::vector<Tensor> in = mlp_inputs(1, float64);
  Replay replay(mlp_loss, in);
  const ValueAndGrads expected = replay.value_and_grad(in);
  const Tensor g = zeros({4, 3});
  CHECK(replay.value_and_grad(in, {{}, {}, g, {}, {}, {}}) == expected.value.item());
  CHECK(same_bits(g, expected.grads[1]));
  CHECK_THROWS_WITH_AS(replay.value_and_grad(in, {{}, in[1], {}, {}, {}, {}}),
                       "replay: input 1 is int64 and has no gradient", std::invalid_argument);
  CHECK_THROWS_WITH_AS(replay.value_and_grad(in, {{}, {}, zeros({3, 4}), {}, {}, {}}),
                       "replay: the gradient, float64 (3, 4), must be float64 (4, 3) without gaps",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(replay.value_and_grad(in, {{}, {}, transpose(zeros({3, 4}), 0, 1), {}, {}, {}}),
                       "replay: the gradient, float64 (4, 3) with gaps, must be float64 (4, 3) without gaps",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(replay.value_and_grad(in, {g}), "replay: 1 gradients for 6 inputs", std::invalid_argument);
}

TEST_CASE("replay: a strided input, and one that requires a gradient, count as their values") {
  Replay replay(rosenbrock, tensor({1, 2}));
  const Tensor wide = tensor({0.5, 7, 0.25, 7});
  const Tensor x = raw::slice(wide, 0, 0, to_end, 2);
  Tensor leaf = tensor({0.5, 0.25}).requires_grad_();
  CHECK(same_bits(replay.value_and_grad(x).grad, replay.value_and_grad(leaf).grad));
  CHECK(same_bits(replay.hvp(x, raw::slice(wide, 0, 0, 2)), hvp(rosenbrock, x, tensor({0.5, 7}))));
  CHECK_FALSE(replay.value(leaf).requires_grad());
  CHECK_FALSE(leaf.grad().defined());
}

TEST_CASE("replay: values of any shape; a gradient needs one element") {
  Replay replay([](const Tensor& x) { return transpose(x, 0, 1) * 2; }, ones({2, 3}));
  const Tensor x = tensor({{1, 2, 3}, {4, 5, 6}});
  CHECK(same_bits(replay.value(x), tensor({{2, 8}, {4, 10}, {6, 12}})));
  CHECK_THROWS_WITH_AS(replay.value_and_grad(x), "value_and_grad: the function must give one element, got shape (3, 2)",
                       std::invalid_argument);
}

TEST_CASE("replay: functions that differentiate inside, and constants of all kinds") {
  const Tensor outside = tensor({3.0, -1.0});
  const auto f = [&](const Tensor& x) {
    const Tensor g = value_and_grad(rosenbrock, x, {.create_graph = true}).grad;
    const Tensor h = hessian(rosenbrock, x, {.create_graph = true});
    return sum(g * g) + sum(h * h) + sum(x * outside) * full({}, 0.5) + sum(where(x > 0, x, 0) * arange(2));
  };
  check_replay(f, tensor({-1.2, 1.0}), {tensor({0.3, 0.4}), tensor({-2.0, 5.0})});
  // A Hessian that hands back the vector itself.
  const Tensor half = tensor(0.5);
  check_replay([&](const Tensor& x) { return half * dot(x, x); }, tensor({2.0, 1.0}), {tensor({3.0, 4.0})});
  // The identity, a constant, and what depends on x only by a comparison.
  check_replay([](const Tensor& x) { return x; }, tensor({2.0}), {tensor({3.0})});
  check_replay([](const Tensor& x) { return sum(ones_like(x)); }, tensor({2.0}), {tensor({3.0})});
  check_replay([](const Tensor& x) { return sum(x > 0.5); }, tensor({2.0, 0.0}), {tensor({0.0, 0.0})});
  // Operations of the same operands run once; their results must not be mixed up with those of another scalar.
  check_replay([](const Tensor& x) { return sum(x * 2.0 + x * 2.0 - x * 3.0 + (x - 2.0) * x); }, tensor({2.0, 1.0}),
               {tensor({0.1, 0.7})});
}

TEST_CASE("replay: a constant changed in place is refused from then on") {
  const Tensor c = tensor({1.0, 2.0});
  Replay replay([&](const Tensor& x) { return sum(x * c); }, tensor({1.0, 1.0}));
  CHECK(replay.value(tensor({1.0, 1.0})).item() == 3);
  c += 1;
  CHECK_THROWS_WITH_AS(replay.value(tensor({1.0, 1.0})),
                       "replay: a tensor that the function uses was changed in place: it was recorded at version 0 and "
                       "is now at version 1; record anew, or hand it in as an input",
                       std::logic_error);
  CHECK_THROWS_AS(replay.value(tensor({1.0, 1.0})), std::logic_error);
}

TEST_CASE("replay: other shapes, dtypes and counts than recorded are refused") {
  Replay replay(rosenbrock, tensor({1.0, 2.0}));
  CHECK_THROWS_WITH_AS(replay.value(tensor({1, 2, 3})),
                       "replay: recorded for float64 (2,), but input 0 is float64 (3,); make another Replay for it",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(replay.value_and_grad(tensor({1, 2}, {.dtype = float32})),
                       "replay: recorded for float64 (2,), but input 0 is float32 (2,); make another Replay for it",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(replay.hvp(tensor({1, 2}), ones({3})),
                       "replay: the vector, float64 (3,), must match the input, float64 (2,)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(replay.value(std::vector<Tensor>{ones({2}), ones({2})}), "replay: recorded for 1 inputs, got 2",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Replay(mlp_loss, std::vector<Tensor>{}), "replay: needs at least one input",
                       std::invalid_argument);
  const Tensor x = ones({2});
  CHECK_THROWS_WITH_AS(replay.hessian(ones({1})),
                       "replay: recorded for float64 (2,), but input 0 is float64 (1,); make another Replay for it",
                       std::invalid_argument);
  CHECK(replay.value(x).item() == 0);
}

TEST_CASE("replay: what a recorded function cannot repeat is refused by name, and recording ends") {
  const auto message = [](const TensorFunction& f) -> std::string {
    try {
      Replay(f, tensor({1.0, 2.0}));
    } catch (const std::logic_error& error) {
      CHECK(raw::tape == nullptr);
      return error.what();
    }
    return "";
  };
  CHECK(message([](const Tensor& x) { return x.at({0}) > 0 ? sum(x) : sum(-x); }) ==
        "replay: at reads a value that depends on the input, which a recorded function cannot repeat");
  CHECK(message([](const Tensor& x) { return sum(x) * sum(x).item(); }) ==
        "replay: item reads a value that depends on the input, which a recorded function cannot repeat");
  CHECK(message([](const Tensor& x) { return sum(x) * (x * 2).span<double>()[0]; }) ==
        "replay: span reads a value that depends on the input, which a recorded function cannot repeat");
  Random random(1);
  nn::Dropout dropout(0.5, random);
  dropout.train();
  CHECK(
      message([&](const Tensor& x) { return sum(dropout(x)); }) ==
      "replay: mul reads values that Dropout made, which are not known to be the same in every run; make them outside "
      "of the function, as a constant or as an input");
  CHECK(message([&](const Tensor& x) { return sum(x + randn({2}, random)); }) ==
        "replay: add reads values that normal made, which are not known to be the same in every run; make them outside "
        "of the function, as a constant or as an input");
  CHECK(message([&](const Tensor& x) { return sum(x * permutation(2, random).to(float64)); }) ==
        "replay: permutation draws at random, which a recorded function cannot repeat");
  CHECK(message([](const Tensor& x) {
          const Tensor y = x * 2;
          y += 1;
          return sum(y);
        }) == "replay: += changes a tensor in place, which a recorded function cannot repeat");
  CHECK(message([](const Tensor& x) {
          const Tensor y = x * 2, z = y * y;
          fill_(y, 1);
          return sum(z * y);
        }) == "replay: copy_ changes values that were read before, which a recorded function cannot repeat");
  CHECK(message([](const Tensor& x) {
          Tensor y = x * 2;
          y.set({0}, 1);
          return sum(y);
        }) == "replay: sum reads values that were changed in place, which a recorded function cannot repeat");
  const Tensor outside = zeros({2});
  CHECK(message([&](const Tensor& x) { return sum(copy_(outside, x)); }) ==
        "replay: copy_ changes a tensor from outside of the function, which a recorded function cannot repeat");
  CHECK(message([](const Tensor& x) {
          Tensor w = tensor({1, 1}).requires_grad_();
          sum(w * w).backward();
          return sum(x * w);
        }) == "replay: backward changes gradients in place (grad does not), which a recorded function cannot repeat");
  CHECK(message([](const Tensor& x) { return logdet(x * eye(2)); }) ==
        "replay: logdet looks at the sign of the determinant (slogdet leaves that to its caller), which a recorded "
        "function cannot repeat");
  Replay inner(rosenbrock, tensor({1.0, 2.0}));
  CHECK(message([&](const Tensor& x) { return inner.value(x); }) ==
        "replay: a replayed function cannot be part of one that is being recorded; call the function itself");
}

TEST_CASE("replay: copies into fresh memory, and checks inside of operations, are repeated") {
  const auto f = [](const Tensor& x) {
    const Tensor y = zeros({3});
    copy_(raw::slice(y, 0, 1), x);
    return sum(y * tensor({1, 2, 3}));
  };
  Replay replay(f, tensor({1.0, 2.0}));
  CHECK(replay.value(tensor({5.0, 7.0})).item() == 31);
  std::vector<Tensor> in = mlp_inputs(1, float64);
  Replay network(mlp_loss, in);
  in[1] = tensor({0, 1, 2, 0, 1}, {.dtype = int64});
  CHECK_THROWS_AS(network.value(in), std::invalid_argument);
}

TEST_CASE("replay: moving keeps the recording, and no nodes are built when it runs") {
  Replay first(rosenbrock, tensor({1.0, 2.0}));
  Replay second = std::move(first);
  const Tensor x = tensor({0.5, 0.25}), g = zeros({2});
  (void)second.value_and_grad(x, g);
  const std::int64_t nodes = live_nodes();
  CHECK(second.value_and_grad(x, g) == rosenbrock(x).item());
  CHECK(live_nodes() == nodes);
}

}  // namespace thalweg
