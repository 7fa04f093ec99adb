// Adaptive optimizers as classes: the same path as their rules on arrays, saved state, groups, schedules and errors.
#include <doctest/doctest.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <thalweg/optim/first_order.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/random.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

namespace {

constexpr std::int64_t size = 5;

/// Spans of the state a rule may need, and NAdam's product.
template <class T>
struct State {
  std::vector<T> a = std::vector<T>(size), b = a, c = a;
  double mu_product = 1;
};

/// A class and its rule with the same options.
template <class T>
struct Pair {
  const char* name;
  std::set<std::string> keys;  ///< of the state_dict of one unnamed parameter
  std::function<std::unique_ptr<Optimizer>(const Parameters&)> make;
  std::function<void(std::vector<T>&, const std::vector<T>&, State<T>&, std::int64_t)> step;
};

template <class T>
std::vector<Pair<T>> pairs() {
  using V = std::vector<T>;
  using S = State<T>;
  const AmsgradOptions amsgrad{.lr = 0.01, .beta2 = 0.9, .weight_decay = 0.1};
  const AdamWOptions adamw{.lr = 0.01, .weight_decay = 0.1};
  const NadamOptions nadam{.lr = 0.01, .weight_decay = 0.1, .momentum_decay = 0.1};
  const RadamOptions radam{.lr = 0.01, .beta2 = 0.99, .weight_decay = 0.1};
  const RmsPropOptions uncentered{.lr = 0.01};
  const RmsPropOptions centered{.lr = 0.01, .weight_decay = 0.1, .momentum = 0.9, .centered = true};
  const AdagradOptions adagrad{.lr = 0.1, .lr_decay = 0.01, .weight_decay = 0.1};
  const AdadeltaOptions adadelta{.lr = 2, .weight_decay = 0.1};
  const LionOptions lion{.lr = 0.01, .weight_decay = 0.1};
  return {
      {"amsgrad",
       {"0.m", "0.v", "0.vmax", "0.t"},
       [=](const Parameters& x) { return std::make_unique<Amsgrad>(x, amsgrad); },
       [=](V& p, const V& g, S& s, std::int64_t t) { arrays::amsgrad(p, g, s.a, s.b, s.c, t, amsgrad); }},
      {"adamw",
       {"0.m", "0.v", "0.t"},
       [=](const Parameters& x) { return std::make_unique<AdamW>(x, adamw); },
       [=](V& p, const V& g, S& s, std::int64_t t) { arrays::adamw(p, g, s.a, s.b, t, adamw); }},
      {"nadam",
       {"0.m", "0.v", "0.mu_product", "0.t"},
       [=](const Parameters& x) { return std::make_unique<Nadam>(x, nadam); },
       [=](V& p, const V& g, S& s, std::int64_t t) { arrays::nadam(p, g, s.a, s.b, s.mu_product, t, nadam); }},
      {"radam",
       {"0.m", "0.v", "0.t"},
       [=](const Parameters& x) { return std::make_unique<Radam>(x, radam); },
       [=](V& p, const V& g, S& s, std::int64_t t) { arrays::radam(p, g, s.a, s.b, t, radam); }},
      {"rmsprop",
       {"0.v", "0.mean", "0.buf", "0.t"},
       [=](const Parameters& x) { return std::make_unique<RmsProp>(x, uncentered); },
       [=](V& p, const V& g, S& s, std::int64_t) { arrays::rmsprop(p, g, s.a, {}, {}, uncentered); }},
      {"rmsprop",
       {"0.v", "0.mean", "0.buf", "0.t"},
       [=](const Parameters& x) { return std::make_unique<RmsProp>(x, centered); },
       [=](V& p, const V& g, S& s, std::int64_t) { arrays::rmsprop(p, g, s.a, s.b, s.c, centered); }},
      {"adagrad",
       {"0.s", "0.t"},
       [=](const Parameters& x) { return std::make_unique<Adagrad>(x, adagrad); },
       [=](V& p, const V& g, S& s, std::int64_t t) { arrays::adagrad(p, g, s.a, t, adagrad); }},
      {"adadelta",
       {"0.v", "0.a", "0.t"},
       [=](const Parameters& x) { return std::make_unique<Adadelta>(x, adadelta); },
       [=](V& p, const V& g, S& s, std::int64_t) { arrays::adadelta(p, g, s.a, s.b, adadelta); }},
      {"lion",
       {"0.m", "0.t"},
       [=](const Parameters& x) { return std::make_unique<Lion>(x, lion); },
       [=](V& p, const V& g, S& s, std::int64_t) { arrays::lion(p, g, s.a, lion); }},
  };
}

Tensor leaf(const Nested& values, Dtype dtype = float64) {
  Tensor x = tensor(values, {.dtype = dtype});
  x.requires_grad_();
  return x;
}

template <class T>
constexpr Dtype dtype_of = sizeof(T) == 8 ? float64 : float32;

template <class T>
std::vector<T> values(const Tensor& x) {
  return {x.span<T>().begin(), x.span<T>().end()};
}

using Plain = std::map<std::string, std::vector<double>>;

Plain plain(const StateDict& state) {
  Plain result;
  for (const auto& [key, value] : state) result[key] = values<double>(raw::cast(value, float64));
  return result;
}

/// Gives x a fresh gradient and takes one step; returns the gradient.
template <class T>
std::vector<T> step(Optimizer& optimizer, Tensor x, Random& random) {
  std::vector<T> g(size);
  random.fill_normal(std::span<T>(g));
  x.set_grad(from_span(std::span<const T>(g), {size}));
  optimizer.step();
  return g;
}

}  // namespace

TEST_CASE_TEMPLATE("optimizers: each adaptive class and its rule walk the same path bit for bit", T, double, float) {
  for (const Pair<T>& pair : pairs<T>()) {
    CAPTURE(pair.name);
    const Tensor x = leaf({1.0, -2.0, 0.5, 0.0, 3.0}, dtype_of<T>);
    const std::unique_ptr<Optimizer> optimizer = pair.make({x});
    std::vector<T> p = values<T>(x);
    const std::vector<T> start = p;
    State<T> state;
    Random random(5);
    for (std::int64_t t = 1; t <= 200; ++t) {
      const std::vector<T> g = step<T>(*optimizer, x, random);
      pair.step(p, g, state, t);
      REQUIRE(values<T>(x) == p);
    }
    for (std::size_t i = 0; i < p.size(); ++i) CHECK(p[i] != start[i]);
  }
}

TEST_CASE_TEMPLATE("optimizers: each adaptive class that loads its state goes on bit for bit", T, double, float) {
  for (const Pair<T>& pair : pairs<T>()) {
    CAPTURE(pair.name);
    const Tensor x = leaf({1.0, -2.0, 0.5, 0.0, 3.0}, dtype_of<T>);
    const std::unique_ptr<Optimizer> optimizer = pair.make({x});
    Random random(6);
    for (int t = 1; t <= 7; ++t) step<T>(*optimizer, x, random);

    const StateDict saved = optimizer->state_dict();
    const Plain before = plain(saved);
    std::set<std::string> keys;
    for (const auto& [key, value] : before) keys.insert(key);
    CHECK(keys == pair.keys);

    Tensor copy = raw::clone(x.detach());
    copy.requires_grad_();
    const std::unique_ptr<Optimizer> resumed = pair.make({copy});
    resumed->load_state_dict(saved);
    Random again = random;
    for (int t = 1; t <= 20; ++t) {
      step<T>(*optimizer, x, random);
      step<T>(*resumed, copy, again);
    }
    CHECK(values<T>(x) == values<T>(copy));
    CHECK(plain(saved) == before);  // the steps since have not moved what was saved
    CHECK(plain(optimizer->state_dict()) != before);
  }
}

TEST_CASE("optimizers: NAdam's product belongs to a parameter and is float64 of rank 0, for float32 parameters too") {
  const Tensor a = leaf({1.0}, float32), b = leaf({1.0}, float32);
  Nadam nadam({a, b}, {.momentum_decay = 0});  // mu is 0.45 at every step
  Tensor handle = a;
  for (int t = 1; t <= 3; ++t) {
    handle.set_grad(ones({1}, {.dtype = float32}));
    nadam.step();
  }
  const StateDict state = nadam.state_dict();
  CHECK(state.at("0.mu_product").dtype() == float64);
  CHECK(state.at("0.mu_product").shape() == Shape{});
  CHECK(state.at("0.mu_product").item() == doctest::Approx(0.45 * 0.45 * 0.45).epsilon(1e-15));
  CHECK(state.at("1.mu_product").item() == 1);
}

TEST_CASE("optimizers: loading NAdam's state is strict and changes nothing on an error") {
  const Tensor x = leaf({1.0, 2.0});
  Nadam nadam(std::vector<NamedTensor>{{"w", x}});
  StateDict state = nadam.state_dict();
  state["w.m"] = ones({2});
  state.erase("w.mu_product");
  CHECK_THROWS_WITH_AS(nadam.load_state_dict(state), "nadam: the state to load lacks w.mu_product",
                       std::invalid_argument);
  state["w.mu_product"] = tensor(0.5, {.dtype = float32});
  CHECK_THROWS_WITH_AS(nadam.load_state_dict(state),
                       "nadam: w.mu_product is float64 () here, but float32 () in the state to load",
                       std::invalid_argument);
  state["w.mu_product"] = full({}, std::numeric_limits<double>::quiet_NaN());
  CHECK_THROWS_WITH_AS(nadam.load_state_dict(state), "nadam: w.mu_product must be a finite number, not nan",
                       std::invalid_argument);
  CHECK(nadam.state_dict().at("w.mu_product").item() == 1);
  CHECK(nadam.state_dict().at("w.m").at({0}) == 0);
}

TEST_CASE("optimizers: a schedule scales lr and with it AdamW's decay; groups have options of their own") {
  Tensor a = leaf({2.0}), b = leaf({2.0});
  AdamW adamw({{.parameters = {a}, .options = {.lr = 0.1, .weight_decay = 0.5}},
               {.parameters = {b}, .options = {.lr = 0.1, .weight_decay = 0}}});
  adamw.set_lr_factor(0.5);
  a.set_grad(zeros({1}));
  b.set_grad(zeros({1}));
  adamw.step();
  CHECK(a.at({0}) == doctest::Approx(2 * (1 - 0.05 * 0.5)).epsilon(1e-15));
  CHECK(b.at({0}) == 2);
}

TEST_CASE("optimizers: bad options of the adaptive classes are refused when they are made or set") {
  const Tensor x = leaf({1.0, 2.0});
  CHECK_THROWS_WITH_AS(Amsgrad({x}, {.eps = 0}), "amsgrad: eps must be a finite number above 0, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(AdamW({x}, {.beta1 = 1}), "adamw: beta1 must lie in [0, 1), got 1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(Nadam({x}, {.momentum_decay = -1}),
                       "nadam: momentum_decay must be a finite number not below 0, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(Radam({x}, {.beta2 = 1}), "radam: beta2 must lie in [0, 1), got 1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(RmsProp({x}, {.alpha = 2}), "rmsprop: alpha must lie in [0, 1), got 2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(Adagrad({x}, {.lr = -1}), "adagrad: lr must be a finite number not below 0, got -1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(Adadelta({x}, {.rho = 1}), "adadelta: rho must lie in [0, 1), got 1", std::invalid_argument);
  Lion lion({x});
  CHECK_THROWS_WITH_AS(lion.set_options({.beta2 = 1}), "lion: beta2 must lie in [0, 1), got 1", std::invalid_argument);
}

}  // namespace thalweg::optim
