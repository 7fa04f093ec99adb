// Rows of the table of operations: exponentials, powers, trigonometric functions.
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/trigonometric.hpp>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

namespace {

void add_exponentials(Table& table) {
  const Input positive{.low = 0.2, .high = 3};
  table.add(unary_row(
      "exp", [](const Tensor& x) { return exp(x); }, [](double v) { return std::exp(v); }));
  table.add(unary_row(
      "expm1", [](const Tensor& x) { return expm1(x); }, [](double v) { return std::expm1(v); }));
  table.add(unary_row(
      "log", [](const Tensor& x) { return log(x); }, [](double v) { return std::log(v); }, positive));
  table.add(unary_row(
      "log1p", [](const Tensor& x) { return log1p(x); }, [](double v) { return std::log1p(v); }, {.low = -0.7}));
}

void add_powers(Table& table) {
  const Input positive{.low = 0.2, .high = 3};
  table.add(unary_row(
      "sqrt", [](const Tensor& x) { return sqrt(x); }, [](double v) { return std::sqrt(v); }, positive));
  table
      .add(unary_row(
          "square", [](const Tensor& x) { return square(x); }, [](double v) { return v * v; }))
      .integers = Integers::kept;
  table.add(unary_row(
      "reciprocal", [](const Tensor& x) { return reciprocal(x); }, [](double v) { return 1 / v; }, {.low = 0.5}));
  for (const double p : {-1.5, 0.0, 0.5, 1.0, 2.0, 3.0, 2.5}) {
    Row row = unary_row(
        "pow", [p](const Tensor& x) { return pow(x, p); }, [p](double v) { return std::pow(v, p); }, {.low = 0.3});
    row.variant = sentence("", "exponent ", p);
    table.add(row);
  }
  table
      .add(unary_row(
          "pow", [](const Tensor& x) { return pow(x, 3); }, [](double v) { return v * v * v; }))
      .variant = "negative base, whole exponent";
  table
      .add(binary_row(
          "pow", [](const Tensor& a, const Tensor& b) { return pow(a, b); },
          [](double v, double w) { return std::pow(v, w); }, positive))
      .variant = "two tensors";
  table
      .add(unary_row(
          "pow", [](const Tensor& x) { return pow(1.7, x); }, [](double v) { return std::pow(1.7, v); }))
      .variant = "constant base";
}

}  // namespace

void add_elementwise(Table& table) {
  add_exponentials(table);
  add_powers(table);
  table.add(unary_row(
      "sin", [](const Tensor& x) { return sin(x); }, [](double v) { return std::sin(v); }));
  table.add(unary_row(
      "cos", [](const Tensor& x) { return cos(x); }, [](double v) { return std::cos(v); }));
  table.add(unary_row(
      "tan", [](const Tensor& x) { return tan(x); }, [](double v) { return std::tan(v); }, {.low = -1, .high = 1}));
  table.add(unary_row(
      "sinh", [](const Tensor& x) { return sinh(x); }, [](double v) { return std::sinh(v); }));
  table.add(unary_row(
      "cosh", [](const Tensor& x) { return cosh(x); }, [](double v) { return std::cosh(v); }));
  table
      .add(unary_row(
          "tanh", [](const Tensor& x) { return tanh(x); }, [](double v) { return std::tanh(v); }))
      .covers = {"tanh_gradient"};
  table.add(unary_row(
      "erf", [](const Tensor& x) { return erf(x); }, [](double v) { return std::erf(v); }));
}

}  // namespace thalweg::ops
