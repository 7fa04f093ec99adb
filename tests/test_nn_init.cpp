// Initialisers: pinned draws, the spread each rule promises, in place and unrecorded.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/nn/init.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/print.hpp>

#include <tests/support/numbers.hpp>

namespace thalweg {

namespace {

double deviation(const Tensor& x) { return std::sqrt(mean(square(x)).item()); }

}  // namespace

TEST_CASE("init: values change in place, unrecorded, and a leaf stays a leaf") {
  Random random(42), again(42);
  Tensor w = zeros({2, 2}, {.dtype = float32}).requires_grad_();
  const Tensor handle = w;
  CHECK(nn::uniform_(w, -1, 1, random).is(w));
  for (const double value : numbers(handle)) CHECK(value == static_cast<float>(again.uniform(-1, 1)));
  CHECK(w.requires_grad());
  CHECK(w.version() == 1);
  const Tensor saved = sum(w * w);
  nn::constant_(w, 3);
  CHECK(to_string(w) == "[[3. 3.]\n [3. 3.]] float32");
  CHECK_THROWS_AS(saved.backward(), std::logic_error);
}

TEST_CASE("init: strided views are filled in their own row-major order") {
  Random random(1), again(1);
  const Tensor w = zeros({2, 3});
  nn::normal_(transpose(w, 0, 1), 1, 2, random);
  for (std::int64_t j = 0; j < 3; ++j)
    for (std::int64_t i = 0; i < 2; ++i) CHECK(w.at({i, j}) == again.normal(1, 2));
}

TEST_CASE("init: kaiming keeps the variance gain^2 / fan") {
  Random random(2);
  const Tensor w = zeros({400, 100});
  nn::kaiming_uniform_(w, random);
  CHECK(deviation(w) == doctest::Approx(std::sqrt(2.0 / 100)).epsilon(0.02));
  CHECK(max(w).item() < std::sqrt(6.0 / 100));
  CHECK(max(w).item() > 0.999 * std::sqrt(6.0 / 100));
  CHECK(min(w).item() >= -std::sqrt(6.0 / 100));
  nn::kaiming_uniform_(w, random, {.fan = nn::Fan::out, .slope = 1});
  CHECK(deviation(w) == doctest::Approx(std::sqrt(1.0 / 400)).epsilon(0.02));
  nn::kaiming_normal_(w, random, {.slope = 0.5});
  CHECK(deviation(w) == doctest::Approx(std::sqrt(1.6 / 100)).epsilon(0.02));
  CHECK(max(w).item() > 3 * std::sqrt(1.6 / 100));
}

TEST_CASE("init: the fans of a convolution count its window") {
  Random random(3);
  const Tensor w = zeros({50, 40, 3, 2});
  nn::kaiming_normal_(w, random, {.slope = 1});
  CHECK(deviation(w) == doctest::Approx(std::sqrt(1.0 / 240)).epsilon(0.03));
  nn::kaiming_normal_(w, random, {.fan = nn::Fan::out, .slope = 1});
  CHECK(deviation(w) == doctest::Approx(std::sqrt(1.0 / 300)).epsilon(0.03));
}

TEST_CASE("init: kaiming with slope sqrt(5) is Linear's default, 1/sqrt(in)") {
  Random random(42), again(42);
  const Tensor w = zeros({3, 4});
  nn::kaiming_uniform_(w, random, {.slope = std::sqrt(5.0)});
  for (const double value : numbers(w)) CHECK(value == doctest::Approx(again.uniform(-0.5, 0.5)).epsilon(1e-12));
}

TEST_CASE("init: xavier keeps the variance 2 gain^2 / (fan in + fan out)") {
  Random random(4);
  const Tensor w = zeros({300, 100});
  nn::xavier_uniform_(w, random);
  CHECK(deviation(w) == doctest::Approx(std::sqrt(2.0 / 400)).epsilon(0.02));
  CHECK(max(w).item() < std::sqrt(6.0 / 400));
  nn::xavier_normal_(w, random, {.gain = 5.0 / 3});
  CHECK(deviation(w) == doctest::Approx(5.0 / 3 * std::sqrt(2.0 / 400)).epsilon(0.02));
  CHECK(max(w).item() > 3 * std::sqrt(2.0 / 400));
}

TEST_CASE("init: what has no fan, or no floating values, is refused and nothing is drawn") {
  Random random(5);
  CHECK_THROWS_WITH_AS(nn::kaiming_uniform_(zeros({3}), random),
                       "kaiming_uniform_: a weight has shape (out, in, ...) without empty axes, got (3,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::xavier_normal_(zeros({3, 0}), random),
                       "xavier_normal_: a weight has shape (out, in, ...) without empty axes, got (3, 0)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::kaiming_normal_(zeros({3, 3}), random, {.slope = std::nan("")}),
                       "kaiming_normal_: the slope must be finite, got nan", std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::xavier_uniform_(zeros({3, 3}), random, {.gain = -1}),
                       "xavier_uniform_: the gain must be finite and not negative, got -1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::constant_(zeros({3}, {.dtype = int64}), 1),
                       "constant_: needs a floating tensor, got int64; convert it with .to(float64)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(nn::uniform_(zeros({3}), 1, 0, random),
                       "uniform: the bounds must be finite with lo <= hi, got [1, 0)", std::invalid_argument);
  CHECK(random.state() == 5);
}

}  // namespace thalweg
