// The nonlinearities of neural networks, each with its derivative, in one pass where training spends its time.
#include <numbers>

#include <thalweg/autograd/activations.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/pointwise.hpp>
#include <thalweg/autograd/trigonometric.hpp>

namespace thalweg {

namespace {

/// g y (1 - y), what sigmoid sends back, in one pass;  its own derivatives: y (1 - y) and g (1 - 2 y)
Tensor sigmoid_gradient(const Tensor& g, const Tensor& y) {
  return binary(
      "sigmoid_gradient", g, y, [](auto g, auto y) { return g * (y * (1 - y)); },
      [](const Tensor& h, Second y) { return sigmoid_gradient(h, y); },
      [](const Tensor& h, First g, Second y) { return h * (g * (1 - 2 * y)); });
}

/// g where x > 0, else 0;  constant in x, and linear in g with the same gate
Tensor relu_gate(const Tensor& g, const Tensor& x) {
  return binary(
      "relu_gate", g, x, [](auto g, auto x) { return select(x > 0, g, decltype(g)(0)); },
      [](const Tensor& h, Second x) { return relu_gate(h, x); }, no_gradient);
}

/// g where x > 0, else slope g;  constant in x, and linear in g with the same gate
Tensor leaky_relu_gate(const Tensor& g, const Tensor& x, double slope) {
  return binary(
      "leaky_relu_gate", g, x, [slope](auto g, auto x) { return select(x > 0, g, g * slope); },
      [slope](const Tensor& h, Second x) { return leaky_relu_gate(h, x, slope); }, no_gradient);
}

/// The standard normal distribution function;  its derivative is the density
Tensor normal_cdf(const Tensor& x) {
  return unary(
      "normal_cdf", x, [](auto v) { return 0.5 * (1 + math::erf(v * (0.5 * std::numbers::sqrt2))); },
      [](const Tensor& g, First x) {
        return g * (0.5 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi * exp(-0.5 * square(x)));
      });
}

/// sqrt(2 / pi) (x + 0.044715 x^3): tanh of it resembles 2 normal_cdf(x) - 1.
constexpr double tanh_scale = std::numbers::sqrt2 * std::numbers::inv_sqrtpi;
constexpr double tanh_cubic = 0.044715;

/// y = x (1 + tanh(u)) / 2,  dy/dx = (1 + tanh(u) + x (1 - tanh(u)^2) du/dx) / 2
Tensor gelu_by_tanh(const Tensor& x) {
  return unary(
      "gelu", x, [](auto v) { return 0.5 * v * (1 + math::tanh(tanh_scale * v * (1 + tanh_cubic * (v * v)))); },
      [](const Tensor& g, First x) {
        const Tensor x2 = square(x);
        const Tensor t = tanh(tanh_scale * (x * (1 + tanh_cubic * x2)));
        const Tensor slope = tanh_scale * (1 + 3 * tanh_cubic * x2);
        return g * (0.5 * (1 + t + x * ((1 - square(t)) * slope)));
      });
}

}  // namespace

/// y = 1 / (1 + exp(-x)),  dy/dx = y (1 - y)
Tensor sigmoid(const Tensor& x) {
  return unary(
      "sigmoid", x, [](auto v) { return math::sigmoid(v); },
      [](const Tensor& g, Output y) { return sigmoid_gradient(g, y); });
}

/// y = log(1 + exp(x)),  dy/dx = sigmoid(x)
Tensor softplus(const Tensor& x) {
  return unary(
      "softplus", x, [](auto v) { return math::softplus(v); }, [](const Tensor& g, First x) { return g * sigmoid(x); });
}

/// y = max(x, 0),  dy/dx = 1 where x > 0, else 0
Tensor relu(const Tensor& x) {
  return unary(
      "relu", x, [](auto v) { return math::max(v, 0); }, [](const Tensor& g, First x) { return relu_gate(g, x); });
}

/// y = x where x > 0, else s x,  dy/dx = 1 where x > 0, else s
Tensor leaky_relu(const Tensor& x, double slope) {
  return unary(
      "leaky_relu", x, [slope](auto v) { return select(v > 0, v, v * slope); },
      [slope](const Tensor& g, First x) { return leaky_relu_gate(g, x, slope); });
}

/// y = x s with s = sigmoid(x),  dy/dx = s (1 + x (1 - s))
Tensor silu(const Tensor& x) {
  return unary(
      "silu", x, [](auto v) { return v * math::sigmoid(v); },
      [](const Tensor& g, First x) {
        const Tensor s = sigmoid(x);
        return g * (s * (1 + x * (1 - s)));
      });
}

/// y = x F(x) with the normal distribution function F,  dy/dx = F(x) + x F'(x)
Tensor gelu(const Tensor& x, GeluForm form) {
  if (form == GeluForm::tanh) return gelu_by_tanh(x);
  return unary(
      "gelu", x, [](auto v) { return 0.5 * v * (1 + math::erf(v * (0.5 * std::numbers::sqrt2))); },
      [](const Tensor& g, First x) {
        const Tensor density = 0.5 * std::numbers::sqrt2 * std::numbers::inv_sqrtpi * exp(-0.5 * square(x));
        return g * (normal_cdf(x) + x * density);
      });
}

}  // namespace thalweg
