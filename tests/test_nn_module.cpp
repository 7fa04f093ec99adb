// Modules: the walk and what follows from it: lists of parameters, state, modes, conversion, copies.
#include <doctest/doctest.h>

#include <cmath>

#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/node.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/nn/dropout.hpp>
#include <thalweg/nn/linear.hpp>
#include <thalweg/nn/mlp.hpp>
#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/print.hpp>

#include <tests/support/numbers.hpp>

namespace thalweg {

namespace {

/// A module by hand: parts, a parameter of its own, a buffer.
struct Block : nn::Module {
  explicit Block(Random& random) : inner(2, 3, random), outer(3, 2, random, {.bias = false}), drop(0.5, random) {}

  Tensor operator()(const Tensor& x) const { return x + scale * drop(outer(relu(inner(x)))); }
  void visit(nn::Visitor& visitor) override {
    visitor("inner", inner);
    visitor("outer", outer);
    visitor("drop", drop);
    visitor("scale", scale);
    visitor.buffer("seen", seen);
  }

  nn::Linear inner, outer;
  nn::Dropout drop;
  Tensor scale = tensor({2, 3}).requires_grad_();
  Tensor seen = zeros({1}, {.dtype = int64});
};

/// One tensor under two names.
struct Tied : nn::Module {
  explicit Tied(Random& random) : encoder(2, 2, random), decoder(2, 2, random) { decoder.weight = encoder.weight; }
  void visit(nn::Visitor& visitor) override {
    visitor("encoder", encoder);
    visitor("decoder", decoder);
  }
  nn::Linear encoder, decoder;
};

struct Twice : nn::Module {
  void visit(nn::Visitor& visitor) override {
    visitor("w", a);
    visitor("w", b);
  }
  Tensor a = zeros({1}), b = zeros({1});
};

std::string names(const nn::Module& module) {
  std::string all;
  for (const NamedTensor& each : module.named_parameters()) all += each.name + ' ';
  return all;
}

}  // namespace

TEST_CASE("module: parameters are listed in the order of the walk, with the paths of their parts") {
  Random random(1);
  Block block(random);
  CHECK(names(block) == "inner.weight inner.bias outer.weight scale ");
  CHECK(block.parameters().size() == 4);
  CHECK(block.parameters()[3].is(block.scale));
  CHECK(block.num_parameters() == 6 + 3 + 6 + 2);
  std::string modules;
  for (const nn::Visitor::Part& part : block.modules()) modules += part.name + ',';
  CHECK(modules == ",inner,outer,drop,");
  CHECK(block.modules()[1].module == &block.inner);
}

TEST_CASE("module: a parameter under two names is listed once and saved twice") {
  Random random(1);
  Tied tied(random);
  CHECK(names(tied) == "encoder.weight encoder.bias decoder.bias ");
  CHECK(tied.num_parameters() == 8);
  CHECK(tied.state_dict().size() == 4);
  const Tied copy = clone(tied);
  CHECK(copy.encoder.weight.is(copy.decoder.weight));
  CHECK_FALSE(copy.encoder.weight.is(tied.encoder.weight));
  tied.to(float32);
  CHECK(tied.encoder.weight.is(tied.decoder.weight));
  CHECK(tied.decoder.weight.dtype() == float32);
}

TEST_CASE("module: two tensors under one name are a mistake in visit()") {
  CHECK_THROWS_WITH_AS(Twice().parameters(), "visit: two tensors are named w", std::logic_error);
}

TEST_CASE("module: train and eval reach every part") {
  Random random(1);
  Block block(random);
  CHECK(block.training());
  block.eval();
  CHECK_FALSE(block.training());
  CHECK_FALSE(block.inner.training());
  CHECK_FALSE(block.drop.training());
  block.train();
  CHECK(block.drop.training());
}

TEST_CASE("module: zero_grad drops the gradients") {
  Random random(1);
  Block block(random);
  sum(block(ones({1, 2}))).backward();
  CHECK(block.scale.grad().defined());
  block.inner.bias.requires_grad_(false);
  block.zero_grad();
  for (const Tensor& parameter : block.parameters()) CHECK_FALSE(parameter.grad().defined());
}

TEST_CASE("module: the state is a copy, and loading it restores every value in place") {
  Random random(1), other(2);
  Block block(random), target(other);
  block.seen.set({0}, 7);
  const StateDict state = block.state_dict();
  CHECK(state.size() == 5);
  CHECK_FALSE(state.at("scale").requires_grad());
  block.scale.set({0}, 100);
  CHECK(state.at("scale").at({0}) == 2);

  const Tensor handle = target.inner.weight;
  target.load_state_dict(state);
  CHECK(target.inner.weight.is(handle));
  CHECK(handle.requires_grad());
  CHECK(distance(handle, block.inner.weight) == 0);
  CHECK(target.seen.at({0}) == 7);
  CHECK(target.scale.at({0}) == 2);
  StateDict from = target.state_dict();
  for (const auto& entry : state) CHECK(distance(entry.second, from.at(entry.first)) == 0);
}

TEST_CASE("module: a state that does not fit is refused with all its faults, and nothing is changed") {
  Random random(1);
  nn::Linear layer(2, 3, random);
  const StateDict before = layer.state_dict();
  StateDict state = before;
  state["weight"] = zeros({3, 2});
  state.erase("bias");
  CHECK_THROWS_WITH_AS(layer.load_state_dict(state), "load_state_dict: missing bias", std::invalid_argument);
  state["bias"] = zeros({3});
  state["wait"] = zeros({1});
  state["extra"] = zeros({1});
  CHECK_THROWS_WITH_AS(layer.load_state_dict(state), "load_state_dict: unexpected extra, wait", std::invalid_argument);
  state["weight"] = zeros({2, 3});
  state["bias"] = zeros({3}, {.dtype = float32});
  state.erase("extra");
  CHECK_THROWS_WITH_AS(layer.load_state_dict(state),
                       "load_state_dict: unexpected wait; weight is float64 (2, 3) but must be float64 (3, 2), bias is "
                       "float32 (3,) but must be float64 (3,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(layer.load_state_dict({{"weight", Tensor{}}}), "load_state_dict: missing weight, bias",
                       std::invalid_argument);
  for (const auto& entry : layer.state_dict()) CHECK(distance(entry.second, before.at(entry.first)) == 0);
}

TEST_CASE("module: values loaded between a forward and its backward are noticed") {
  Random random(1);
  nn::Linear layer(2, 2, random);
  const Tensor x = ones({1, 2}).requires_grad_();
  const Tensor loss = sum(layer(x));
  layer.load_state_dict(layer.state_dict());
  CHECK_THROWS_AS(loss.backward(), std::logic_error);
}

TEST_CASE("module: to() converts in place: handles and optimizers made before stay valid, gradients are dropped") {
  Random random(1);
  nn::Sequential model = nn::mlp({2, 3, 1}, random);
  const std::vector<Tensor> handles = model.parameters();
  const Tensor before = clone(handles[0]);
  optim::GradientDescent gd(model.parameters(), {.lr = 0.1});
  sum(model(ones({1, 2}))).backward();
  model.to(float32);
  for (const Tensor& handle : handles) {
    CHECK(handle.dtype() == float32);
    CHECK(handle.requires_grad());
    CHECK_FALSE(handle.grad().defined());
  }
  CHECK(distance(handles[0], before.to(float32)) == 0);
  CHECK(model.parameters()[0].is(handles[0]));

  sum(model(ones({1, 2}, {.dtype = float32}))).backward();
  const Tensor bias = handles[3].detach();
  const double value = bias.item();
  CHECK(handles[3].grad().dtype() == float32);
  gd.step();
  CHECK(bias.item() == doctest::Approx(value - 0.1));
}

TEST_CASE("module: to() keeps integer buffers and frozen parameters, and refuses int64") {
  Random random(1);
  Block block(random);
  block.scale.requires_grad_(false);
  block.to(float32);
  CHECK(block.seen.dtype() == int64);
  CHECK(block.scale.dtype() == float32);
  CHECK_FALSE(block.scale.requires_grad());
  CHECK(block.outer.weight.requires_grad());
  CHECK_THROWS_WITH_AS(block.to(int64), "to: a module takes a floating dtype, got int64", std::invalid_argument);
  block.scale = block.scale * ones({2}, {.dtype = float32}).requires_grad_();
  CHECK_THROWS_WITH_AS(block.to(float64), "to: scale is the result of an operation; a module's tensors must be leaves",
                       std::logic_error);
  CHECK(block.inner.weight.dtype() == float32);
}

TEST_CASE("module: copying shares tensors, clone does not") {
  Random random(1);
  Block block(random);
  block.inner.bias.requires_grad_(false);
  Block shared = block;
  Block own = clone(block);
  CHECK(shared.inner.weight.is(block.inner.weight));
  CHECK_FALSE(own.inner.weight.is(block.inner.weight));
  CHECK(distance(own.inner.weight, block.inner.weight) == 0);
  CHECK(own.inner.weight.requires_grad());
  CHECK_FALSE(own.inner.bias.requires_grad());
  block.scale.set({0}, -9);
  CHECK(shared.scale.at({0}) == -9);
  CHECK(own.scale.at({0}) == 2);
  CHECK(names(own) == names(block));
}

TEST_CASE("module: no memory and no node is left once a model is gone") {
  const std::int64_t bytes = live_bytes();
  const std::int64_t nodes = live_nodes();
  {
    Random random(1);
    Block block(random);
    sum(block(ones({4, 2}))).backward();
    const Block own = clone(block);
    block.to(float32);
    block.load_state_dict(block.state_dict());
  }
  CHECK(live_bytes() == bytes);
  CHECK(live_nodes() == nodes);
}

}  // namespace thalweg
