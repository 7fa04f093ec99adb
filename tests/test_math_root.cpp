// Square roots by multiply-adds: the bits of the processor's own.
#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include <thalweg/tensor/math_root.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg {

namespace {

/// Packs of the floats with the bits from, from + step, ... below end.
template <class F>
void over_floats(std::uint32_t from, std::uint32_t end, std::uint32_t step, F f) {
  float x[lanes<float>];
  while (from < end) {
    for (float& each : x) {
      each = std::bit_cast<float>(from);
      from = end - from > step ? from + step : end;
    }
    f(x);
  }
}

template <class T>
bool same(T a, T b) {
  return std::bit_cast<BitsOf<T>>(a) == std::bit_cast<BitsOf<T>>(b) || (std::isnan(a) && std::isnan(b));
}

/// How many floats of the range have another square root than std::sqrt gives.
std::int64_t wrong_roots(std::uint32_t from, std::uint32_t end, std::uint32_t step) {
  std::int64_t wrong = 0;
  over_floats(from, end, step, [&](const float* x) {
    const Pack<float> y = math::sqrt(Pack<float>::load(x));
    for (int i = 0; i < lanes<float>; ++i) wrong += !same(y[i], std::sqrt(x[i]));
  });
  return wrong;
}

std::uint32_t bits_of(float x) { return std::bit_cast<std::uint32_t>(x); }

/// How many of the floats sqrt(x) / c of the range differ from what is written out.
std::int64_t wrong_quotients(float c, std::uint32_t from, std::uint32_t end, std::uint32_t step) {
  const math::RootOver<float> root_over(c);
  std::int64_t wrong = 0;
  over_floats(from, end, step, [&](const float* x) {
    const Pack<float> y = root_over(Pack<float>::load(x));
    for (int i = 0; i < lanes<float>; ++i) wrong += !same(y[i], std::sqrt(x[i]) / c);
  });
  return wrong;
}

}  // namespace

// The exponent of x changes that of the root only: two binades stand for all that neither overflow nor underflow.
TEST_CASE("math_root: every float of two binades has the correctly rounded square root") {
  CHECK(wrong_roots(bits_of(1.0f), bits_of(4.0f), 1) == 0);
}

TEST_CASE("math_root: floats of all exponents and both signs, the edges of the quick way included") {
  CHECK(wrong_roots(0, 0xffffffffu, 9973) == 0);
  for (const float edge : {0x1p-100f, 0x1p100f, std::numeric_limits<float>::min(), std::numeric_limits<float>::max()})
    CHECK(wrong_roots(bits_of(edge) - 100, bits_of(edge) + 100, 1) == 0);
  CHECK(wrong_roots(bits_of(-0.0f), bits_of(-0.0f) + 100, 1) == 0);
}

TEST_CASE("math_root: special values among ordinary ones leave these as they are") {
  constexpr float infinity = std::numeric_limits<float>::infinity();
  for (const float special : {0.0f, -0.0f, 1e-45f, infinity, -1.0f, std::numeric_limits<float>::quiet_NaN()}) {
    float x[lanes<float>];
    for (int i = 0; i < lanes<float>; ++i) x[i] = 0.3f + static_cast<float>(i);
    x[1] = special;
    const Pack<float> root = math::sqrt(Pack<float>::load(x));
    const Pack<float> quotient = math::RootOver<float>(0.7f)(Pack<float>::load(x));
    for (int i = 0; i < lanes<float>; ++i) {
      CHECK(same(root[i], std::sqrt(x[i])));
      if (!std::signbit(x[i])) CHECK(same(quotient[i], std::sqrt(x[i]) / 0.7f));
    }
  }
}

TEST_CASE("math_root: roots over a number are what root and division give") {
  Random random(1);
  std::vector<float> divisors = {1.0f, 0.5f, 0x1.fffffep-1f, 0x1.000002p-1f, 0x1p-20f, 0x1p-21f, 1e-30f, 0x1p20f, 3e7f};
  for (const double beta2 : {0.9, 0.95, 0.99, 0.999, 0.9999})
    for (const double t : {1.0, 2.0, 3.0, 10.0, 100.0, 1000.0})
      divisors.push_back(static_cast<float>(std::sqrt(1 - std::pow(beta2, t))));
  for (int i = 0; i < 100; ++i) divisors.push_back(static_cast<float>(random.uniform()));
  for (const float c : divisors) {
    CAPTURE(c);
    CHECK(wrong_quotients(c, bits_of(1.0f), bits_of(4.0f), 61) == 0);
    CHECK(wrong_quotients(c, 0, bits_of(std::numeric_limits<float>::infinity()) + 1, 99991) == 0);
  }
}

TEST_CASE("math_root: float64 and single numbers") {
  const math::RootOver<double> root_over(0.3);
  CHECK(root_over(2.0) == std::sqrt(2.0) / 0.3);
  CHECK(root_over(Pack<double>(2.0))[0] == std::sqrt(2.0) / 0.3);
  CHECK(math::sqrt(2.0f) == std::sqrt(2.0f));
  CHECK(std::isnan(math::sqrt(Pack<double>(-1.0))[0]));
}

}  // namespace thalweg
