// Update rules that adapt their steps: the first steps of each worked out by hand, and what their options promise.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <stdexcept>
#include <vector>

#include <thalweg/optim/arrays/adadelta.hpp>
#include <thalweg/optim/arrays/adagrad.hpp>
#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/optim/arrays/adamw.hpp>
#include <thalweg/optim/arrays/amsgrad.hpp>
#include <thalweg/optim/arrays/bias_correction.hpp>
#include <thalweg/optim/arrays/lion.hpp>
#include <thalweg/optim/arrays/nadam.hpp>
#include <thalweg/optim/arrays/radam.hpp>
#include <thalweg/optim/arrays/rmsprop.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::optim {
namespace {

template <class T>
using One = std::array<T, 1>;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// 1e-14, or what a float keeps of a few operations.
template <class T>
doctest::Approx near(double x) {
  return doctest::Approx(x).epsilon(sizeof(T) == 8 ? 1e-14 : 1e-6);
}

}  // namespace

TEST_CASE("bias_correction: the bits of 1 - beta^t for every beta and t") {
  for (const double beta : {0.0, 0.1, 0.5, 0.7, 0.9, 0.99, 0.999, 0.9999, 1 - 0x1p-40})
    for (std::int64_t t = 1; t < 1'000'000; t += 1 + t / 50) {
      const double power = 1 - std::pow(beta, static_cast<double>(t));
      const double ours = bias_correction(beta, t);
      CAPTURE(beta);
      CAPTURE(t);
      CHECK(std::memcmp(&power, &ours, sizeof power) == 0);
    }
}

TEST_CASE_TEMPLATE("amsgrad: three steps by hand, the root keeps the largest v", T, double, float) {
  One<T> p{1}, m{}, v{}, vmax{};
  const AmsgradOptions options{.lr = 0.1, .beta2 = 0.5};
  arrays::amsgrad(p, One<T>{2}, m, v, vmax, 1, options);
  // m = 0.1 * 2, v = 0.5 * 4; corrected 2 and 4: the step is 0.1 * 2 / (2 + 1e-8).
  CHECK(m[0] == near<T>(0.2));
  CHECK(v[0] == 2);
  CHECK(p[0] == near<T>(0.9000000005));
  arrays::amsgrad(p, One<T>{0.5}, m, v, vmax, 2, options);
  // m = 0.23, v = 0.5 * 2 + 0.5 * 0.25; the maximum stays 2, corrected by 0.75.
  CHECK(v[0] == 1.125);
  CHECK(vmax[0] == 2);
  CHECK(p[0] == near<T>(0.82587070610656171));
  arrays::amsgrad(p, One<T>{-1}, m, v, vmax, 3, options);
  // m = 0.9 * 0.23 - 0.1, corrected by 0.271; the maximum 2, corrected by 0.875.
  CHECK(m[0] == near<T>(0.107));
  CHECK(v[0] == 1.0625);
  CHECK(vmax[0] == 2);
  CHECK(p[0] == near<T>(0.79975489536750164));
}

TEST_CASE("amsgrad: is Adam, bit for bit, as long as v grows, and shorter once it has fallen") {
  One<double> p{1}, m{}, v{}, vmax{}, q{1}, n{}, w{};
  for (std::int64_t t = 1; t <= 20; ++t) {
    const One<double> g{static_cast<double>(t)};
    arrays::amsgrad(p, g, m, v, vmax, t);
    arrays::adam(q, g, n, w, t);
    REQUIRE(p == q);
  }
  for (std::int64_t t = 21; t <= 500; ++t) {
    arrays::amsgrad(p, One<double>{0.1}, m, v, vmax, t);
    arrays::adam(q, One<double>{0.1}, n, w, t);
  }
  CHECK(q[0] < p[0]);
}

TEST_CASE("amsgrad: a NaN gradient stays in the maximum") {
  One<double> p{1}, m{}, v{}, vmax{};
  arrays::amsgrad(p, One<double>{2}, m, v, vmax, 1);
  arrays::amsgrad(p, One<double>{nan}, m, v, vmax, 2);
  CHECK(std::isnan(vmax[0]));
}

TEST_CASE_TEMPLATE("adamw: two steps by hand, the decay goes past the moments", T, double, float) {
  One<T> p{2}, m{}, v{};
  const AdamWOptions options{.lr = 0.1, .weight_decay = 0.5};
  arrays::adamw(p, One<T>{0.5}, m, v, 1, options);
  // p = 0.95 * 2, then Adam's first step 0.1 * 0.5 / (0.5 + 1e-8).
  CHECK(m[0] == near<T>(0.05));
  CHECK(v[0] == near<T>(0.00025));
  CHECK(p[0] == near<T>(1.800000002));
  arrays::adamw(p, One<T>{-1}, m, v, 2, options);
  // p = 0.95 * 1.800000002, then 0.1 / 0.19 * 0.055 / (0.79068805087524780 + 1e-8), as in Adam.
  CHECK(m[0] == near<T>(-0.055));
  CHECK(p[0] == near<T>(1.7466103541405656));
}

TEST_CASE_TEMPLATE("adamw: without decay it is Adam bit for bit", T, double, float) {
  std::vector<T> p(9, T(1.5)), m(9), v(9), q = p, n(9), w(9), g(9);
  Random random(7);
  for (std::int64_t t = 1; t <= 100; ++t) {
    random.fill_normal(std::span<T>(g));
    arrays::adamw(p, g, m, v, t, {.lr = 0.1, .weight_decay = 0});
    arrays::adam(q, g, n, w, t, {.lr = 0.1});
    REQUIRE(p == q);
  }
}

TEST_CASE_TEMPLATE("nadam: three steps by hand", T, double, float) {
  One<T> p{1}, m{}, v{};
  double product = 1;
  const NadamOptions options{.lr = 0.1};
  arrays::nadam(p, One<T>{0.5}, m, v, product, 1, options);
  // mu_1 = 0.9 (1 - 0.96^0.004 / 2), mu_2 = 0.9 (1 - 0.96^0.008 / 2) = 0.45014693518621754, m = 0.05, v / c2 = 0.25:
  // 0.5 (1 - mu_1) / (1 - mu_1) + 0.05 mu_2 / (1 - mu_1 mu_2) = 0.5282258786..., over 0.5 + 1e-8.
  CHECK(product == near<double>(0.45007347359129612));
  CHECK(p[0] == near<T>(0.89435482427736469));
  arrays::nadam(p, One<T>{-1}, m, v, product, 2, options);
  // P = mu_1 mu_2, m = -0.055, v / c2 = 0.00124975 / 0.001999, mu_3 = 0.45022038478672296.
  CHECK(product == near<double>(0.20259919474573697));
  CHECK(m[0] == near<T>(-0.055));
  CHECK(p[0] == near<T>(0.98501057239880831));
  arrays::nadam(p, One<T>{0.25}, m, v, product, 3, options);
  CHECK(product == near<double>(0.091214287415905919));
  CHECK(m[0] == near<T>(-0.0245));
  CHECK(p[0] == near<T>(0.96388304886770233));
}

TEST_CASE("nadam: the product of momenta ends at zero and is refused where it cannot be") {
  One<double> p{1}, g{1}, m{}, v{};
  double product = 1;
  for (std::int64_t t = 1; t <= 10000; ++t) arrays::nadam(p, g, m, v, product, t);
  CHECK(product == 0);
  CHECK(std::isfinite(p[0]));
  product = 0.5;
  CHECK_THROWS_WITH_AS(arrays::nadam(p, g, m, v, product, 1),
                       "nadam: mu_product must be 1 before the first step and lie in [0, 1] later, got 0.5 at t = 1",
                       std::invalid_argument);
  CHECK(product == 0.5);
  for (double bad : {-0.1, 1.5, nan}) CHECK_THROWS_AS(arrays::nadam(p, g, m, v, bad, 2), std::invalid_argument);
}

TEST_CASE_TEMPLATE("radam: seven steps by hand, five without the root and two with it", T, double, float) {
  const T gradients[] = {T(0.5), -1, T(0.25), 2, T(-0.5), 1, -2};
  // Five steps lr m / c1; r_5 = 4.9959980004016012. Then r_6 = 5.9941637516567173 with r = 0.025821112801865216 and
  // r_7 = 6.9919960040080023 with r = 0.032738814410059470; m = 0.1991395 and v = 0.00654882518093974975 at step 6.
  const double path[] = {0.95,
                         0.97894736842105263,
                         0.98798795882695669,
                         0.93624326560218205,
                         0.90934404458193834,
                         0.90829493915561013,
                         0.90840101085134804};
  One<T> p{1}, m{}, v{};
  for (std::int64_t t = 1; t <= 7; ++t) {
    arrays::radam(p, One<T>{gradients[t - 1]}, m, v, t, {.lr = 0.1});
    CAPTURE(t);
    CHECK(p[0] == doctest::Approx(path[t - 1]).epsilon(sizeof(T) == 8 ? 1e-13 : 1e-6));
  }
  CHECK(m[0] == near<T>(-0.02077445));
  CHECK(v[0] == near<T>(0.01054227635575881));
}

TEST_CASE("radam: with beta2 up to 2/3 it never divides by the root, with a larger one it does") {
  for (const double beta2 : {0.0, 0.5, 2.0 / 3, 0.9}) {
    One<double> p{1}, m{}, v{}, q{1}, n{}, w{};
    for (std::int64_t t = 1; t <= 100; ++t) {
      arrays::radam(p, One<double>{1}, m, v, t, {.beta2 = beta2});
      arrays::radam(q, One<double>{1}, n, w, t, {.beta2 = beta2, .eps = 1000});
    }
    CAPTURE(beta2);
    CHECK((p == q) == (beta2 < 0.7));
  }
}

TEST_CASE_TEMPLATE("rmsprop: two steps by hand, the first ten times lr long", T, double, float) {
  One<T> p{1}, v{};
  arrays::rmsprop(p, One<T>{2}, v, {}, {}, {.lr = 0.1});
  CHECK(v[0] == near<T>(0.04));
  CHECK(std::abs(static_cast<double>(p[0]) - 4.9999997500000125e-8) < (sizeof(T) == 8 ? 1e-15 : 1e-6));
  arrays::rmsprop(p, One<T>{-1}, v, {}, {}, {.lr = 0.1});
  CHECK(v[0] == near<T>(0.0496));  // 0.99 * 0.04 + 0.01
  CHECK(p[0] == near<T>(0.44901328490564533));
}

TEST_CASE_TEMPLATE("rmsprop: three steps by hand with momentum, plain and centered", T, double, float) {
  One<T> p{1}, v{}, mean{}, buf{};
  RmsPropOptions options{.lr = 0.1, .alpha = 0.75, .momentum = 0.5};
  arrays::rmsprop(p, One<T>{2}, v, {}, buf, options);
  CHECK(buf[0] == near<T>(1.99999998));  // v = 1: 2 / (1 + 1e-8)
  CHECK(p[0] == near<T>(0.800000002));
  arrays::rmsprop(p, One<T>{-1}, v, {}, buf, options);
  CHECK(v[0] == 1);  // 0.75 + 0.25, so that 0.5 * 2 and -1 cancel
  CHECK(std::abs(buf[0]) < T(1e-6));
  CHECK(p[0] == near<T>(0.800000002));
  arrays::rmsprop(p, One<T>{0.5}, v, {}, buf, options);
  CHECK(v[0] == 0.8125);
  CHECK(p[0] == near<T>(0.74452998299286168));

  p = {1}, v = {}, buf = {};
  options.centered = true;
  arrays::rmsprop(p, One<T>{2}, v, mean, buf, options);
  CHECK(mean[0] == 0.5);
  CHECK(buf[0] == near<T>(2.3094010500918367));  // 2 / (sqrt(1 - 0.25) + 1e-8)
  CHECK(p[0] == near<T>(0.76905989499081633));
  arrays::rmsprop(p, One<T>{-1}, v, mean, buf, options);
  CHECK(mean[0] == 0.125);
  CHECK(p[0] == near<T>(0.75438036760614541));  // buf = half of 2.309... - 1 / sqrt(1 - 0.015625)
  arrays::rmsprop(p, One<T>{0.5}, v, mean, buf, options);
  CHECK(mean[0] == 0.21875);
  CHECK(buf[0] == near<T>(0.64519098229789247));
  CHECK(p[0] == near<T>(0.68986126937635617));
}

TEST_CASE_TEMPLATE("rmsprop: centered, a gradient that never changes ends in long steps, not in NaN", T, double,
                   float) {
  for (const double alpha : {0.5, 0.75, 0.9})
    for (int tenths = 1; tenths <= 30; ++tenths) {
      One<T> p{1}, v{}, mean{}, g{static_cast<T>(0.1 * tenths)};
      for (int t = 1; t <= 1000; ++t) arrays::rmsprop(p, g, v, mean, {}, {.alpha = alpha, .centered = true});
      CAPTURE(alpha);
      CAPTURE(tenths);
      CHECK(std::isfinite(p[0]));
      CHECK(p[0] < -1000);
    }
}

TEST_CASE_TEMPLATE("adagrad: two steps by hand, lr falls by its decay", T, double, float) {
  One<T> p{1}, s{};
  const AdagradOptions options{.lr = 0.1, .lr_decay = 0.25};
  arrays::adagrad(p, One<T>{3}, s, 1, options);
  CHECK(s[0] == 9);
  CHECK(p[0] == near<T>(0.90000000000333333));  // 1 - 0.1 * 3 / (3 + 1e-10)
  arrays::adagrad(p, One<T>{-4}, s, 2, options);
  CHECK(s[0] == 25);
  CHECK(p[0] == near<T>(0.96400000000205333));  // + 0.1 / 1.25 * 4 / (5 + 1e-10)
}

TEST_CASE_TEMPLATE("adadelta: two steps by hand", T, double, float) {
  One<T> p{1}, v{}, a{};
  arrays::adadelta(p, One<T>{0.5}, v, a);
  // d = 0.001 / sqrt(0.025 + 1e-6) * 0.5 = 0.0031622144165124793, a = 0.1 d^2
  CHECK(v[0] == near<T>(0.025));
  CHECK(static_cast<double>(a[0]) / 9.9996000159993600e-7 == near<T>(1));
  CHECK(p[0] == near<T>(0.99683778558348752));
  arrays::adadelta(p, One<T>{-1}, v, a);
  // v = 0.9 * 0.025 + 0.1; d = -sqrt(a + 1e-6) / sqrt(0.122501) = -0.0040405532815006709
  CHECK(v[0] == near<T>(0.1225));
  CHECK(static_cast<double>(a[0]) / 2.5325710835045264e-6 == near<T>(1));
  CHECK(p[0] == near<T>(1.0008783388649882));
}

TEST_CASE_TEMPLATE("lion: three steps by hand, the direction of a sign that is 0 for 0", T, double, float) {
  One<T> p{2}, m{};
  const LionOptions options{.lr = 0.25, .beta1 = 0.5, .beta2 = 0.75, .weight_decay = 0.5};
  arrays::lion(p, One<T>{0.5}, m, options);
  CHECK(m[0] == 0.125);
  CHECK(p[0] == 1.5);  // 2 - 0.25 (1 + 0.5 * 2)
  arrays::lion(p, One<T>{-0.125}, m, options);
  CHECK(m[0] == 0.0625);  // 0.75 * 0.125 - 0.25 * 0.125; before, 0.5 * 0.125 - 0.5 * 0.125 = 0 has no sign
  CHECK(p[0] == 1.3125);  // 1.5 - 0.25 * 0.5 * 1.5
  arrays::lion(p, One<T>{-1}, m, options);
  CHECK(m[0] == -0.203125);
  CHECK(p[0] == 1.3984375);  // 1.3125 - 0.25 (-1 + 0.5 * 1.3125)
}

}  // namespace thalweg::optim
