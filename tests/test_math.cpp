// Elementary functions on packs: errors in units in the last place, edges, independence of position.
#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <thalweg/tensor/math.hpp>
#include <thalweg/tensor/pack.hpp>

namespace thalweg {

namespace {

/// What values are compared with: the same function in more digits.
template <class T>
using Wide = std::conditional_t<std::is_same_v<T, float>, double, long double>;

/// |value - exact| in units in the last place of T at `exact`; infinity where only one of them is NaN or infinite.
template <class T>
double ulp_error(T value, Wide<T> exact) {
  const T rounded = static_cast<T>(exact);
  if (std::isnan(rounded) || std::isnan(value)) return std::isnan(rounded) && std::isnan(value) ? 0.0 : INFINITY;
  if (value == rounded) return std::signbit(value) == std::signbit(rounded) || exact != 0 ? 0.0 : INFINITY;
  if (std::isinf(rounded) || std::isinf(value)) return INFINITY;
  const int exponent = std::max(std::ilogb(exact), std::numeric_limits<T>::min_exponent - 1);
  const Wide<T> ulp = std::scalbn(Wide<T>(1), exponent - (std::numeric_limits<T>::digits - 1));
  return static_cast<double>(std::abs(static_cast<Wide<T>>(value) - exact) / ulp);
}

template <class T>
std::vector<T> special_values() {
  using L = std::numeric_limits<T>;
  std::vector<T> values = {T(0),         L::denorm_min(), L::min() / 3, L::min(),     L::epsilon() / 8, L::epsilon(),
                           T(0.25),      T(0.34657),      T(0.34658),   T(0.5),       T(0.70710678),    T(1),
                           T(1.0000001), T(1.4142136),    T(2),         T(19.99),     T(88.5),          T(88.72283),
                           T(88.72284),  T(87.33654),     T(103.27893), T(103.9),     T(104),           T(709.78),
                           T(709.7827),  T(709.783),      T(710.4758),  T(710.476),   T(708.4),         T(745.1),
                           T(745.2),     T(1e10),         L::max(),     L::infinity()};
  const std::size_t n = values.size();
  for (std::size_t i = 0; i < n; ++i) values.push_back(-values[i]);
  values.push_back(L::quiet_NaN());
  return values;
}

/// Numbers of all exponents and signs (every bit pattern is as likely), numbers spread evenly over [-limit, limit] and
/// [-2, 2].
template <class T>
std::vector<T> dense_values(double limit) {
  std::vector<T> values = special_values<T>();
  std::uint64_t state = 1;
  const auto next = [&state] {
    state = state * 6364136223846793005u + 1442695040888963407u;
    return state ^ (state >> 29);
  };
  for (int i = 0; i < 200000; ++i) {
    values.push_back(std::bit_cast<T>(static_cast<BitsOf<T>>(next())));
    const double unit = static_cast<double>(next() >> 11) * 0x1p-52 - 1.0;
    values.push_back(static_cast<T>(unit * limit));
    values.push_back(static_cast<T>(unit * 2.0));
  }
  // Zeros of sin and cos, where a reduction of the angle loses most.
  for (int n = 1; n < 3000; ++n) {
    values.push_back(static_cast<T>(n * 1.57079632679489661923));
    values.push_back(static_cast<T>(n * 333.0 * 1.57079632679489661923));
  }
  while (values.size() % lanes<T> != 0) values.push_back(T(1));
  return values;
}

/// The largest error of `f` against `exact`, and the argument where it occurs.
template <class T, class F, class Exact>
double worst_error(F f, Exact exact, double limit, T& where) {
  const std::vector<T> values = dense_values<T>(limit);
  double worst = 0.0;
  for (std::size_t start = 0; start < values.size(); start += lanes<T>) {
    const auto result = f(Pack<T>::load(&values[start]));
    for (int lane = 0; lane < lanes<T>; ++lane) {
      const T x = values[start + static_cast<std::size_t>(lane)];
      const double error = ulp_error(result[lane], exact(static_cast<Wide<T>>(x)));
      if (error > worst) {
        worst = error;
        where = x;
      }
    }
  }
  return worst;
}

template <class W>
W exact_sigmoid(W x) {
  return x < 0 ? std::exp(x) / (1 + std::exp(x)) : 1 / (1 + std::exp(-x));
}
template <class W>
W exact_softplus(W x) {
  return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
}

template <class T>
void check_errors() {
  const bool single = std::is_same_v<T, float>;
  const auto bounded = [](const char* name, auto f, auto exact, double limit, double bound) {
    T where = T(0);
    const double worst = worst_error<T>(f, exact, limit, where);
    INFO(std::string(name), " of ", where);
    CHECK(worst <= bound);
  };
  using W = Wide<T>;
  const double exp_limit = single ? 104.0 : 745.0;
  bounded(
      "exp", [](auto x) { return math::exp(x); }, [](W x) { return std::exp(x); }, exp_limit, 2.0);
  bounded(
      "expm1", [](auto x) { return math::expm1(x); }, [](W x) { return std::expm1(x); }, exp_limit, 2.0);
  bounded(
      "log", [](auto x) { return math::log(x); }, [](W x) { return std::log(x); }, 100.0, 2.0);
  bounded(
      "log1p", [](auto x) { return math::log1p(x); }, [](W x) { return std::log1p(x); }, 100.0, 2.0);
  bounded(
      "tanh", [](auto x) { return math::tanh(x); }, [](W x) { return std::tanh(x); }, 20.0, 2.0);
  bounded(
      "sinh", [](auto x) { return math::sinh(x); }, [](W x) { return std::sinh(x); }, exp_limit, 2.0);
  bounded(
      "cosh", [](auto x) { return math::cosh(x); }, [](W x) { return std::cosh(x); }, exp_limit, 2.0);
  bounded(
      "sigmoid", [](auto x) { return math::sigmoid(x); }, [](W x) { return exact_sigmoid(x); }, exp_limit, 2.2);
  bounded(
      "softplus", [](auto x) { return math::softplus(x); }, [](W x) { return exact_softplus(x); }, exp_limit, 2.0);
  bounded(
      "sqrt", [](auto x) { return math::sqrt(x); }, [](W x) { return std::sqrt(x); }, 100.0, 0.5);
  bounded(
      "floor", [](auto x) { return math::floor(x); }, [](W x) { return std::floor(x); }, 100.0, 0.0);
  bounded(
      "abs", [](auto x) { return math::abs(x); }, [](W x) { return std::abs(x); }, 100.0, 0.0);
  bounded(
      "sin", [](auto x) { return math::sin(x); }, [](W x) { return std::sin(x); }, 100.0, 2.0);
  bounded(
      "cos", [](auto x) { return math::cos(x); }, [](W x) { return std::cos(x); }, 100.0, 2.0);
  bounded(
      "tan", [](auto x) { return math::tan(x); }, [](W x) { return std::tan(x); }, 100.0, 2.0);
  bounded(
      "erf", [](auto x) { return math::erf(x); }, [](W x) { return std::erf(x); }, 6.0, 2.0);
}

/// Every value at every lane, among neighbours that take other paths, gives the bits of the scalar function.
template <class T, class F>
void check_positions(const char* name, F f) {
  const std::vector<T> values = special_values<T>();
  for (const T x : values) {
    const T alone = f(x);
    for (int lane = 0; lane < lanes<T>; ++lane) {
      std::vector<T> pack(lanes<T>);
      for (int i = 0; i < lanes<T>; ++i)
        pack[static_cast<std::size_t>(i)] = values[static_cast<std::size_t>(i * 7 + lane) % values.size()];
      pack[static_cast<std::size_t>(lane)] = x;
      const T among = f(Pack<T>::load(pack.data()))[lane];
      const bool same = std::bit_cast<BitsOf<T>>(among) == std::bit_cast<BitsOf<T>>(alone) ||
                        (std::isnan(among) && std::isnan(alone));
      CHECK_MESSAGE(same, std::string(name), " of ", x, " in lane ", lane);
    }
  }
}

}  // namespace

TEST_CASE("math: float32 functions stay within their bounds") { check_errors<float>(); }
TEST_CASE("math: float64 functions stay within their bounds") { check_errors<double>(); }

TEST_CASE_TEMPLATE("math: a value does not depend on its position nor on its neighbours", T, float, double) {
  check_positions<T>("exp", [](auto x) { return math::exp(x); });
  check_positions<T>("expm1", [](auto x) { return math::expm1(x); });
  check_positions<T>("log", [](auto x) { return math::log(x); });
  check_positions<T>("log1p", [](auto x) { return math::log1p(x); });
  check_positions<T>("tanh", [](auto x) { return math::tanh(x); });
  check_positions<T>("sinh", [](auto x) { return math::sinh(x); });
  check_positions<T>("cosh", [](auto x) { return math::cosh(x); });
  check_positions<T>("sigmoid", [](auto x) { return math::sigmoid(x); });
  check_positions<T>("softplus", [](auto x) { return math::softplus(x); });
  check_positions<T>("sqrt", [](auto x) { return math::sqrt(x); });
  check_positions<T>("floor", [](auto x) { return math::floor(x); });
  check_positions<T>("sin", [](auto x) { return math::sin(x); });
  check_positions<T>("cos", [](auto x) { return math::cos(x); });
  check_positions<T>("tan", [](auto x) { return math::tan(x); });
  check_positions<T>("erf", [](auto x) { return math::erf(x); });
}

TEST_CASE_TEMPLATE("math: sign, min, max, clamp and is_finite at the edges", T, float, double) {
  const T nan = std::numeric_limits<T>::quiet_NaN(), infinity = std::numeric_limits<T>::infinity();
  CHECK(math::sign(T(-3)) == T(-1));
  CHECK(math::sign(T(0)) == T(0));
  CHECK(math::sign(infinity) == T(1));
  CHECK(std::isnan(math::sign(nan)));
  CHECK(std::isnan(math::max(nan, T(1))));
  CHECK(std::isnan(math::max(T(1), nan)));
  CHECK(math::min(T(2), T(1)) == T(1));
  CHECK(math::clamp(T(7), T(0), T(1)) == T(1));
  CHECK(std::isnan(math::clamp(nan, T(0), T(1))));
  CHECK(math::is_finite(std::numeric_limits<T>::max()));
  CHECK_FALSE(math::is_finite(-infinity));
  CHECK_FALSE(math::is_finite(nan));
  CHECK(math::abs(std::int64_t(-5)) == 5);
  CHECK(math::sign(std::int64_t(-5)) == -1);
}

TEST_CASE_TEMPLATE("math: pow has the special cases of the C standard", T, float, double) {
  using L = std::numeric_limits<T>;
  const std::vector<T> values = {
      T(0),     -T(0),     T(1),     T(-1),           T(0.5),           T(-0.5),       T(2),           T(-2),
      T(3),     T(-3),     T(2.5),   T(-2.5),         T(1e10),          T(-1e10),      T(1.5),         T(1e30),
      L::max(), -L::max(), L::min(), L::denorm_min(), -L::denorm_min(), L::infinity(), -L::infinity(), L::quiet_NaN()};
  for (const T x : values) {
    for (const T y : values) {
      const T expected = static_cast<T>(std::pow(static_cast<Wide<T>>(x), static_cast<Wide<T>>(y)));
      const T value = math::pow(x, y);
      CAPTURE(x);
      CAPTURE(y);
      CHECK(ulp_error(value, static_cast<Wide<T>>(expected)) <= 1.0);
      CHECK((std::isnan(expected) || std::signbit(value) == std::signbit(expected)));
    }
  }
}

TEST_CASE_TEMPLATE("math: pow stays within one unit in the last place", T, float, double) {
  const std::vector<T> bases = dense_values<T>(10.0);
  double worst = 0.0;
  for (std::size_t i = 0; i + lanes<T> <= bases.size(); i += lanes<T>) {
    const auto x = Pack<T>::load(&bases[i]);
    for (const T y : {T(0.37), T(-2.0), T(7.3), T(-0.001), T(20.0)}) {
      const auto value = math::pow(x, y);
      for (int lane = 0; lane < lanes<T>; ++lane) {
        worst =
            std::max(worst, ulp_error(value[lane], std::pow(static_cast<Wide<T>>(x[lane]), static_cast<Wide<T>>(y))));
      }
    }
  }
  CHECK(worst <= 1.0);
}

}  // namespace thalweg
