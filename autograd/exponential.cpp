// Exponentials, logarithms and powers, each with its derivative.
#include <cmath>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/compare.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/piecewise.hpp>
#include <thalweg/autograd/pointwise.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg {

/// y = exp(x),  dy/dx = y
Tensor exp(const Tensor& x) {
  return unary(
      "exp", x, [](auto v) { return math::exp(v); }, [](const Tensor& g, Output y) { return g * y; });
}

/// y = exp(x) - 1,  dy/dx = y + 1
Tensor expm1(const Tensor& x) {
  return unary(
      "expm1", x, [](auto v) { return math::expm1(v); }, [](const Tensor& g, Output y) { return g * (y + 1); });
}

/// y = log(x),  dy/dx = 1 / x
Tensor log(const Tensor& x) {
  return unary(
      "log", x, [](auto v) { return math::log(v); }, [](const Tensor& g, First x) { return g / x; });
}

/// y = log(1 + x),  dy/dx = 1 / (1 + x)
Tensor log1p(const Tensor& x) {
  return unary(
      "log1p", x, [](auto v) { return math::log1p(v); }, [](const Tensor& g, First x) { return g / (1 + x); });
}

/// y = sqrt(x),  dy/dx = 1 / (2 y)
Tensor sqrt(const Tensor& x) {
  return unary(
      "sqrt", x, [](auto v) { return math::sqrt(v); }, [](const Tensor& g, Output y) { return g / (2 * y); });
}

/// y = x^2,  dy/dx = 2 x
Tensor square(const Tensor& x) {
  return unary<Accept::any>(
      "square", x, [](auto v) { return v * v; }, [](const Tensor& g, First x) { return g * (2 * x); });
}

/// y = 1 / x,  dy/dx = -y^2
Tensor reciprocal(const Tensor& x) {
  return unary(
      "reciprocal", x, [](auto v) { return decltype(v)(1) / v; },
      [](const Tensor& g, Output y) { return -(g * square(y)); });
}

/// y = x^p,  dy/dx = p x^(p-1), which is 0 for p = 0 (and not 0 / 0 at x = 0)
Tensor pow(const Tensor& x, double p) {
  const auto derivative = [p](const Tensor& g, First x) {
    if (p == 0) return zeros_like(g);
    if (p == 1) return g;
    return g * (p * pow(x, p - 1));
  };
  if (p == 1)
    return unary(
        "pow", x, [](auto v) { return v; }, derivative);
  if (p == 2)
    return unary(
        "pow", x, [](auto v) { return v * v; }, derivative);
  return unary(
      "pow", x, [p](auto v) { return math::pow(v, p); }, derivative);
}

/// y = a^b,  dy/da = b a^(b-1),  dy/db = y log(a)
Tensor pow(const Tensor& a, const Tensor& b) {
  return binary(
      "pow", a, b, [](auto v, auto w) { return math::pow(v, w); },
      [](const Tensor& g, First a, Second b) {
        // 0^0 is constant in a; any other base gives its derivative 0 without 0 * infinity.
        const Tensor base = where((a == 0) * (b == 0), 1, a);
        return g * (b * pow(base, b - 1));
      },
      [](const Tensor& g, First a, Second b, Output y) {
        // 0^b is 0 for all b > 0; log(1) = 0 says so without 0 * infinity.
        const Tensor base = where((a == 0) * (b >= 0), 1, a);
        return g * (y * log(base));
      });
}

/// y = s^x,  dy/dx = y log(s)
Tensor pow(double s, const Tensor& x) {
  return unary(
      "pow", x, [s](auto v) { return math::pow(decltype(v)(s), v); },
      [log_s = s == 0 ? 0 : std::log(s)](const Tensor& g, Output y) { return g * (y * log_s); });
}

}  // namespace thalweg
