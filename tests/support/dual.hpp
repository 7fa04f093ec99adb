// Dual numbers: values that carry their derivatives by all parameters through a computation, for exact gradients in
// tests.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>
#include <vector>

namespace thalweg::test {

/// A value and its derivatives by all parameters; one without derivatives is a constant.
struct Dual {
  double v = 0;
  std::vector<double> d = {};
  Dual() = default;
  Dual(double value) : v(value) {}
  Dual(double value, std::vector<double> derivatives) : v(value), d(std::move(derivatives)) {}
};

inline Dual combine(double value, double a, const Dual& x, double b, const Dual& y) {
  std::vector<double> d(std::max(x.d.size(), y.d.size()), 0.0);
  for (std::size_t i = 0; i < x.d.size(); ++i) d[i] += a * x.d[i];
  for (std::size_t i = 0; i < y.d.size(); ++i) d[i] += b * y.d[i];
  return {value, std::move(d)};
}
inline Dual operator+(const Dual& x, const Dual& y) { return combine(x.v + y.v, 1, x, 1, y); }
inline Dual operator-(const Dual& x, const Dual& y) { return combine(x.v - y.v, 1, x, -1, y); }
inline Dual operator-(const Dual& x) { return combine(-x.v, -1, x, 0, Dual{}); }
inline Dual operator*(const Dual& x, const Dual& y) { return combine(x.v * y.v, y.v, x, x.v, y); }
inline Dual operator/(const Dual& x, const Dual& y) { return combine(x.v / y.v, 1 / y.v, x, -x.v / (y.v * y.v), y); }
inline Dual exp(const Dual& x) { return combine(std::exp(x.v), std::exp(x.v), x, 0, Dual{}); }
inline Dual sin(const Dual& x) { return combine(std::sin(x.v), std::cos(x.v), x, 0, Dual{}); }
inline Dual cos(const Dual& x) { return combine(std::cos(x.v), -std::sin(x.v), x, 0, Dual{}); }
inline Dual sqrt(const Dual& x) { return combine(std::sqrt(x.v), 0.5 / std::sqrt(x.v), x, 0, Dual{}); }
inline Dual atan(const Dual& x) { return combine(std::atan(x.v), 1 / (1 + x.v * x.v), x, 0, Dual{}); }
/// x^p for x > 0, by either.
inline Dual pow(const Dual& x, double p) { return combine(std::pow(x.v, p), p * std::pow(x.v, p - 1), x, 0, Dual{}); }
inline Dual abs(const Dual& x) { return x.v < 0 ? -x : x; }

}  // namespace thalweg::test
