// Rows of the table of operations: + - * / and negation.
#include <thalweg/autograd/arithmetic.hpp>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

void add_arithmetic(Table& table) {
  const auto with_scalar = [&](const char* name, const char* variant, std::function<Tensor(const Tensor&)> f,
                               std::function<double(double)> reference, Integers integers, Input x = {}) {
    Row row = unary_row(name, std::move(f), std::move(reference), std::move(x));
    row.variant = variant;
    row.integers = integers;
    table.add(std::move(row));
  };

  table
      .add(binary_row(
          "add", [](const Tensor& a, const Tensor& b) { return a + b; }, [](double v, double w) { return v + w; }))
      .integers = Integers::kept;
  with_scalar(
      "add", "scalar on the right", [](const Tensor& x) { return x + 3; }, [](double v) { return v + 3; },
      Integers::kept);
  with_scalar(
      "add", "scalar on the left", [](const Tensor& x) { return 3 + x; }, [](double v) { return 3 + v; },
      Integers::kept);

  table
      .add(binary_row(
          "sub", [](const Tensor& a, const Tensor& b) { return a - b; }, [](double v, double w) { return v - w; }))
      .integers = Integers::kept;
  with_scalar(
      "sub", "scalar on the right", [](const Tensor& x) { return x - 3; }, [](double v) { return v - 3; },
      Integers::kept);
  with_scalar(
      "sub", "scalar on the left", [](const Tensor& x) { return 3 - x; }, [](double v) { return 3 - v; },
      Integers::kept);

  table
      .add(binary_row(
          "mul", [](const Tensor& a, const Tensor& b) { return a * b; }, [](double v, double w) { return v * w; }))
      .integers = Integers::kept;
  with_scalar(
      "mul", "scalar on the right", [](const Tensor& x) { return x * 3; }, [](double v) { return v * 3; },
      Integers::kept);
  with_scalar(
      "mul", "scalar on the left", [](const Tensor& x) { return 3 * x; }, [](double v) { return 3 * v; },
      Integers::kept);

  table.add(binary_row(
      "div", [](const Tensor& a, const Tensor& b) { return a / b; }, [](double v, double w) { return v / w; }, {},
      {.low = 0.5}));
  with_scalar(
      "div", "scalar on the right", [](const Tensor& x) { return x / 3; }, [](double v) { return v / 3; },
      Integers::refused);
  with_scalar(
      "div", "scalar on the left", [](const Tensor& x) { return 3 / x; }, [](double v) { return 3 / v; },
      Integers::refused, {.low = -2, .high = -0.5});

  table
      .add(unary_row(
          "neg", [](const Tensor& x) { return -x; }, [](double v) { return -v; }))
      .integers = Integers::kept;
}

}  // namespace thalweg::ops
