// Trigonometric and hyperbolic functions and the error function, each with its derivative.
#include <numbers>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/pointwise.hpp>
#include <thalweg/autograd/trigonometric.hpp>

namespace thalweg {

/// y = sin(x),  dy/dx = cos(x)
Tensor sin(const Tensor& x) {
  return unary(
      "sin", x, [](auto v) { return math::sin(v); }, [](const Tensor& g, First x) { return g * cos(x); });
}

/// y = cos(x),  dy/dx = -sin(x)
Tensor cos(const Tensor& x) {
  return unary(
      "cos", x, [](auto v) { return math::cos(v); }, [](const Tensor& g, First x) { return -(g * sin(x)); });
}

/// y = tan(x),  dy/dx = 1 + y^2
Tensor tan(const Tensor& x) {
  return unary(
      "tan", x, [](auto v) { return math::tan(v); }, [](const Tensor& g, Output y) { return g * (1 + square(y)); });
}

/// y = sinh(x),  dy/dx = cosh(x)
Tensor sinh(const Tensor& x) {
  return unary(
      "sinh", x, [](auto v) { return math::sinh(v); }, [](const Tensor& g, First x) { return g * cosh(x); });
}

/// y = cosh(x),  dy/dx = sinh(x)
Tensor cosh(const Tensor& x) {
  return unary(
      "cosh", x, [](auto v) { return math::cosh(v); }, [](const Tensor& g, First x) { return g * sinh(x); });
}

namespace {

/// g (1 - y^2), what tanh sends back, in one pass;  its own derivatives: 1 - y^2 and -2 g y
Tensor tanh_gradient(const Tensor& g, const Tensor& y) {
  return binary(
      "tanh_gradient", g, y, [](auto g, auto y) { return g * (1 - y * y); },
      [](const Tensor& h, Second y) { return tanh_gradient(h, y); },
      [](const Tensor& h, First g, Second y) { return h * (g * (-2 * y)); });
}

}  // namespace

/// y = tanh(x),  dy/dx = 1 - y^2
Tensor tanh(const Tensor& x) {
  return unary(
      "tanh", x, [](auto v) { return math::tanh(v); }, [](const Tensor& g, Output y) { return tanh_gradient(g, y); });
}

/// y = erf(x),  dy/dx = 2 / sqrt(pi) exp(-x^2)
Tensor erf(const Tensor& x) {
  return unary(
      "erf", x, [](auto v) { return math::erf(v); },
      [](const Tensor& g, First x) { return g * (2 * std::numbers::inv_sqrtpi * exp(-square(x))); });
}

}  // namespace thalweg
