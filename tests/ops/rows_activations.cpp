// Rows of the table of operations: the nonlinearities of neural networks.
#include <numbers>

#include <thalweg/autograd/activations.hpp>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

void add_activations(Table& table) {
  const Input no_kink{.avoid = {0}};
  const auto logistic = [](double v) { return 1 / (1 + std::exp(-v)); };
  table
      .add(unary_row(
          "sigmoid", [](const Tensor& x) { return sigmoid(x); }, logistic))
      .covers = {"sigmoid_gradient"};
  table.add(unary_row(
      "softplus", [](const Tensor& x) { return softplus(x); }, [](double v) { return std::log1p(std::exp(v)); }));
  table
      .add(unary_row(
          "relu", [](const Tensor& x) { return relu(x); }, [](double v) { return std::fmax(v, 0); }, no_kink))
      .covers = {"relu_gate"};
  Row leaky = unary_row(
      "leaky_relu", [](const Tensor& x) { return leaky_relu(x); }, [](double v) { return v > 0 ? v : 0.01 * v; },
      no_kink);
  leaky.covers = {"leaky_relu_gate"};
  table.add(leaky);
  table
      .add(unary_row(
          "leaky_relu", [](const Tensor& x) { return leaky_relu(x, -0.5); },
          [](double v) { return v > 0 ? v : -0.5 * v; }, no_kink))
      .variant = "negative slope";
  table.add(unary_row(
      "silu", [](const Tensor& x) { return silu(x); }, [=](double v) { return v * logistic(v); }));
  table
      .add(unary_row(
          "gelu", [](const Tensor& x) { return gelu(x); },
          [](double v) { return 0.5 * v * std::erfc(-v / std::sqrt(2.0)); }))
      .covers = {"normal_cdf"};
  table
      .add(unary_row(
          "gelu", [](const Tensor& x) { return gelu(x, GeluForm::tanh); },
          [](double v) {
            const double u = std::sqrt(2 / std::numbers::pi) * (v + 0.044715 * v * v * v);
            return 0.5 * v * (1 + std::tanh(u));
          }))
      .variant = "by tanh";
}

}  // namespace thalweg::ops
