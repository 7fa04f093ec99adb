// What holds for every update rule: floats, positions, sizes, NaN, decay; and defaults and bad options.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/adadelta.hpp>
#include <thalweg/optim/arrays/adagrad.hpp>
#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/optim/arrays/adamax.hpp>
#include <thalweg/optim/arrays/adamw.hpp>
#include <thalweg/optim/arrays/amsgrad.hpp>
#include <thalweg/optim/arrays/gradient_descent.hpp>
#include <thalweg/optim/arrays/lion.hpp>
#include <thalweg/optim/arrays/momentum.hpp>
#include <thalweg/optim/arrays/nadam.hpp>
#include <thalweg/optim/arrays/radam.hpp>
#include <thalweg/optim/arrays/rmsprop.hpp>
#include <thalweg/optim/arrays/sgd.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::optim {
namespace {

using One = std::array<double, 1>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

doctest::Approx near(double x) { return doctest::Approx(x).epsilon(1e-14); }

/// What a rule carries from step to step, enough for any of them.
template <class T>
struct State {
  explicit State(std::size_t n) : arrays(3, std::vector<T>(n)) {}
  std::vector<T>& operator[](std::size_t k) { return arrays[k]; }

  std::vector<std::vector<T>> arrays;
  double mu_product = 1;
};

/// A rule with lr 0.1 as step(p, g, state, t).
template <class T>
struct Rule {
  const char* name;
  std::vector<const char*> arrays;  ///< as errors name them
  bool counts_steps;
  std::function<void(std::vector<T>&, const std::vector<T>&, State<T>&, std::int64_t)> step;
};

/// `decay` is that of the gradient (L2); AdamW and Lion have none.
template <class T>
std::vector<Rule<T>> rules(double decay = 0) {
  using V = std::vector<T>;
  using S = State<T>;
  return {
      {"gradient_descent",
       {},
       false,
       [=](V& p, const V& g, S&, std::int64_t) { arrays::gradient_descent(p, g, {.lr = 0.1, .weight_decay = decay}); }},
      {"momentum",
       {"v"},
       false,
       [=](V& p, const V& g, S& s, std::int64_t) { arrays::momentum(p, g, s[0], {.lr = 0.1, .weight_decay = decay}); }},
      {"sgd",
       {"the momentum buffer"},
       true,
       [=](V& p, const V& g, S& s, std::int64_t t) {
         arrays::sgd(p, g, s[0], t, {.lr = 0.1, .momentum = 0.9, .weight_decay = decay, .nesterov = true});
       }},
      {"adam",
       {"m", "v"},
       true,
       [=](V& p, const V& g, S& s, std::int64_t t) {
         arrays::adam(p, g, s[0], s[1], t, {.lr = 0.1, .weight_decay = decay});
       }},
      {"adamax",
       {"m", "u"},
       true,
       [=](V& p, const V& g, S& s, std::int64_t t) {
         arrays::adamax(p, g, s[0], s[1], t, {.lr = 0.1, .weight_decay = decay});
       }},
      {"amsgrad",
       {"m", "v", "vmax"},
       true,
       [=](V& p, const V& g, S& s, std::int64_t t) {
         arrays::amsgrad(p, g, s[0], s[1], s[2], t, {.lr = 0.1, .weight_decay = decay});
       }},
      {"adamw",
       {"m", "v"},
       true,
       [=](V& p, const V& g, S& s, std::int64_t t) { arrays::adamw(p, g, s[0], s[1], t, {.lr = 0.1}); }},
      {"nadam",
       {"m", "v"},
       true,
       [=](V& p, const V& g, S& s, std::int64_t t) {
         arrays::nadam(p, g, s[0], s[1], s.mu_product, t, {.lr = 0.1, .weight_decay = decay});
       }},
      {"radam",
       {"m", "v"},
       true,
       [=](V& p, const V& g, S& s, std::int64_t t) {
         arrays::radam(p, g, s[0], s[1], t, {.lr = 0.1, .weight_decay = decay});
       }},
      {"rmsprop",
       {"v", "the mean of gradients", "the momentum buffer"},
       false,
       [=](V& p, const V& g, S& s, std::int64_t) {
         arrays::rmsprop(p, g, s[0], s[1], s[2], {.lr = 0.1, .weight_decay = decay, .momentum = 0.9, .centered = true});
       }},
      {"adagrad",
       {"s"},
       true,
       [=](V& p, const V& g, S& s, std::int64_t t) {
         arrays::adagrad(p, g, s[0], t, {.lr = 0.1, .weight_decay = decay});
       }},
      {"adadelta",
       {"v", "a"},
       false,
       [=](V& p, const V& g, S& s, std::int64_t) {
         arrays::adadelta(p, g, s[0], s[1], {.lr = 0.1, .weight_decay = decay});
       }},
      {"lion", {"m"}, false, [=](V& p, const V& g, S& s, std::int64_t) { arrays::lion(p, g, s[0], {.lr = 0.1}); }},
  };
}

}  // namespace

TEST_CASE_TEMPLATE("update rules: a value does not depend on its position in the array", T, double, float) {
  constexpr std::size_t n = 67;
  for (const Rule<T>& rule : rules<T>(0.01)) {
    std::vector<T> p(n, T(1.5)), p1(1, T(1.5));
    State<T> state(n), state1(1);
    Random random(3);
    for (std::int64_t t = 1; t <= 21; ++t) {
      const T g = static_cast<T>(random.normal());
      rule.step(p, std::vector<T>(n, g), state, t);
      rule.step(p1, std::vector<T>(1, g), state1, t);
    }
    CAPTURE(rule.name);
    CHECK(p == std::vector<T>(n, p1[0]));
    CHECK(p1[0] != T(1.5));
  }
}

TEST_CASE("update rules: float follows double to float's accuracy") {
  for (std::size_t k = 0; k < rules<double>().size(); ++k) {
    std::vector<double> p(5, 1.5);
    std::vector<float> q(5, 1.5f);
    State<double> state(5);
    State<float> single(5);
    Random random(4);
    for (std::int64_t t = 1; t <= 50; ++t) {
      std::vector<float> g(5);
      random.fill_normal(std::span<float>(g));
      rules<double>()[k].step(p, std::vector<double>(g.begin(), g.end()), state, t);
      rules<float>()[k].step(q, g, single, t);
    }
    CAPTURE(rules<double>()[k].name);
    for (std::size_t i = 0; i < 5; ++i) CHECK(std::abs(p[i] - static_cast<double>(q[i])) < 1e-5);
  }
}

TEST_CASE("update rules: each one comes down to the minimum of a paraboloid") {
  for (const Rule<double>& rule : rules<double>()) {
    std::vector<double> p{-5, -7.5};
    State<double> state(2);
    for (std::int64_t t = 1; t <= 20000; ++t) rule.step(p, {2 * (p[0] - 1), 2 * (p[1] - 2)}, state, t);
    CAPTURE(rule.name);
    CHECK(std::abs(p[0] - 1) < 0.2);
    CHECK(std::abs(p[1] - 2) < 0.2);
  }
}

TEST_CASE("update rules: weight decay adds weight_decay * p to the gradient") {
  for (std::size_t k = 0; k < rules<double>().size(); ++k) {
    const std::string name = rules<double>()[k].name;
    if (name == "adamw" || name == "lion") continue;
    std::vector<double> p{2, -1}, q = p;
    State<double> a(2), b(2);
    for (std::int64_t t = 1; t <= 3; ++t) {
      const std::vector<double> g{0.5, static_cast<double>(t)};
      const std::vector<double> whole{g[0] + 0.25 * q[0], g[1] + 0.25 * q[1]};
      rules<double>(0.25)[k].step(p, g, a, t);
      rules<double>()[k].step(q, whole, b, t);
    }
    CAPTURE(name);
    CHECK(p == q);
  }
}

TEST_CASE("update rules: no parameters is no work, a NaN gradient reaches its parameter and no other") {
  for (const Rule<double>& rule : rules<double>()) {
    std::vector<double> none, p{1, 1};
    State<double> nothing(0), state(2);
    CHECK_NOTHROW(rule.step(none, {}, nothing, 1));
    rule.step(p, {nan, 1}, state, 1);
    CAPTURE(rule.name);
    CHECK(std::isnan(p[0]));
    CHECK(p[1] < 1);
  }
}

TEST_CASE("update rules: sizes that differ and steps below 1 are refused and change nothing") {
  for (const Rule<double>& rule : rules<double>()) {
    std::vector<double> p{1, 1};
    const std::string name = rule.name, sizes = " has 3 elements, the parameters have 2";
    State<double> state(2);
    CHECK_THROWS_WITH_AS(rule.step(p, {1, 1, 1}, state, 1), (name + ": the gradient" + sizes).c_str(),
                         std::invalid_argument);
    for (std::size_t k = 0; k < rule.arrays.size(); ++k) {
      State<double> wrong(2);
      wrong[k].resize(3);
      CHECK_THROWS_WITH_AS(rule.step(p, {1, 1}, wrong, 1), (name + ": " + rule.arrays[k] + sizes).c_str(),
                           std::invalid_argument);
      CHECK(wrong.mu_product == 1);
    }
    if (rule.counts_steps)
      CHECK_THROWS_WITH_AS(rule.step(p, {1, 1}, state, 0), (name + ": steps are counted from 1, got t = 0").c_str(),
                           std::invalid_argument);
    CHECK(p == std::vector<double>{1, 1});
    CHECK(state.arrays == State<double>(2).arrays);
  }
}

TEST_CASE("update rules: the defaults of the adaptive rules give their first step from 0 with gradient 3") {
  One p{}, g{3}, m{}, v{}, w{};
  double product = 1;
  arrays::amsgrad(p, g, m, v, w, 1);
  CHECK(p[0] == near(-1e-3 * 3 / (3 + 1e-8)));
  p = {1}, m = {}, v = {};
  arrays::adamw(p, g, m, v, 1);
  CHECK(p[0] == near(1 - 1e-5 - 1e-3 * 3 / (3 + 1e-8)));
  p = {}, m = {}, v = {};
  arrays::nadam(p, g, m, v, product, 1);
  CHECK(std::abs(p[0] / (-2e-3 * (3 + 0.3 * 0.45014693518621754 / (1 - 0.20259919474573697)) / (3 + 1e-8)) - 1) <
        1e-13);
  p = {}, m = {}, v = {};
  arrays::radam(p, g, m, v, 1);
  CHECK(p[0] == near(-3e-3));
  p = {}, v = {};
  arrays::rmsprop(p, g, v, {}, {});
  CHECK(p[0] == near(-1e-2 * 3 / (0.3 + 1e-8)));
  p = {}, v = {};
  arrays::adagrad(p, g, v, 1);
  CHECK(p[0] == near(-1e-2 * 3 / (3 + 1e-10)));
  p = {}, v = {}, w = {};
  arrays::adadelta(p, g, v, w);
  CHECK(p[0] == near(-1e-3 / std::sqrt(0.9 + 1e-6) * 3));
  p = {}, m = {};
  arrays::lion(p, g, m);
  CHECK(p[0] == -1e-4);
  CHECK(m[0] == near(0.03));
}

TEST_CASE("update rules: bad options of the adaptive rules are refused with one sentence") {
  const double inf = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH_AS(validate(AmsgradOptions{.lr = inf}), "amsgrad: lr must be a finite number not below 0, got inf",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AmsgradOptions{.beta1 = 1}), "amsgrad: beta1 must lie in [0, 1), got 1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AmsgradOptions{.eps = 0}), "amsgrad: eps must be a finite number above 0, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AdamWOptions{.beta2 = nan}), "adamw: beta2 must lie in [0, 1), got nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AdamWOptions{.weight_decay = -1}),
                       "adamw: weight_decay must be a finite number not below 0, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(NadamOptions{.momentum_decay = -0.5}),
                       "nadam: momentum_decay must be a finite number not below 0, got -0.5", std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(NadamOptions{.eps = -1}), "nadam: eps must be a finite number above 0, got -1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(RadamOptions{.beta2 = 1}), "radam: beta2 must lie in [0, 1), got 1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(RmsPropOptions{.alpha = 1}), "rmsprop: alpha must lie in [0, 1), got 1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(RmsPropOptions{.momentum = -0.5}),
                       "rmsprop: momentum must be a finite number not below 0, got -0.5", std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(RmsPropOptions{.eps = nan}), "rmsprop: eps must be a finite number above 0, got nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AdagradOptions{.lr_decay = -1}),
                       "adagrad: lr_decay must be a finite number not below 0, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AdagradOptions{.eps = 0}), "adagrad: eps must be a finite number above 0, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AdadeltaOptions{.rho = -0.1}), "adadelta: rho must lie in [0, 1), got -0.1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(AdadeltaOptions{.eps = 0}), "adadelta: eps must be a finite number above 0, got 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(LionOptions{.lr = -1}), "lion: lr must be a finite number not below 0, got -1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(validate(LionOptions{.beta2 = 1.5}), "lion: beta2 must lie in [0, 1), got 1.5",
                       std::invalid_argument);
}

}  // namespace thalweg::optim
