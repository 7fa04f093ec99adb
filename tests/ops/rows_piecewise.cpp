// Rows of the table of operations: functions made of pieces, and comparisons.
#include <thalweg/autograd/compare.hpp>
#include <thalweg/autograd/piecewise.hpp>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

namespace {

void add_bounds(Table& table) {
  const Input no_kink{.avoid = {0}};
  // a is drawn from steps of 1/2, b from the steps between, so that they never come close.
  const auto steps = [](double shift) {
    return [shift](Random& random, const Shape& shape) {
      return generate(shape, [&](const Shape&) { return static_cast<double>(random.integer(-4, 4)) / 2 + shift; });
    };
  };
  table
      .add(unary_row(
          "abs", [](const Tensor& x) { return abs(x); }, [](double v) { return std::abs(v); }, no_kink))
      .integers = Integers::kept;
  table
      .add(unary_row(
          "sign", [](const Tensor& x) { return sign(x); }, [](double v) { return (v > 0) - (v < 0); }, no_kink))
      .integers = Integers::kept;
  const Input a{.draw = steps(0)};
  const Input b{.draw = steps(0.25)};
  Row larger = binary_row(
      "maximum", [](const Tensor& a, const Tensor& b) { return maximum(a, b); },
      [](double v, double w) { return std::fmax(v, w); }, a, b);
  larger.covers = {"greater_gate"};
  larger.integers = Integers::kept;
  table.add(larger);
  table
      .add(binary_row(
          "minimum", [](const Tensor& a, const Tensor& b) { return minimum(a, b); },
          [](double v, double w) { return std::fmin(v, w); }, a, b))
      .integers = Integers::kept;
  table
      .add(unary_row(
          "clamp", [](const Tensor& x) { return clamp(x, -1, 0.5); },
          [](double v) { return std::fmin(std::fmax(v, -1), 0.5); }, {.avoid = {-1, 0.5}}))
      .covers = {"clamp_gate"};
}

void add_where(Table& table) {
  const Input condition{.differentiable = false, .draw = [](Random& random, const Shape& shape) {
                          return generate(shape, [&](const Shape&) { return random.uniform() < 0.5 ? 0.0 : 2.0; });
                        }};
  Input labels{.low = 0, .high = 2, .dtype = int64};
  const auto choose = [](double c, double v, double w) { return c != 0 ? v : w; };
  const auto f = [](const Tensor& c, const Tensor& a, const Tensor& b) { return where(c, a, b); };
  const auto add = [&](Row row, const char* variant) {
    row.variant = variant;
    row.integers = Integers::kept;
    table.add(row);
  };
  add(ternary_row("where", f, choose, condition), "");
  add(ternary_row("where", f, choose, labels), "int64 condition");
  add(binary_row(
          "where", [](const Tensor& c, const Tensor& a) { return where(c, a, -3); },
          [=](double c, double v) { return choose(c, v, -3); }, labels),
      "else a scalar");
  add(binary_row(
          "where", [](const Tensor& c, const Tensor& b) { return where(c, 3, b); },
          [=](double c, double v) { return choose(c, 3, v); }, labels),
      "a scalar, else");
}

void add_comparison(Table& table, const char* name, Tensor (*tensors)(const Tensor&, const Tensor&),
                    Tensor (*right)(const Tensor&, double), Tensor (*left)(double, const Tensor&),
                    bool (*holds)(double, double)) {
  // Steps of 1, so that equal operands occur.
  const Input steps{.draw = [](Random& random, const Shape& shape) {
    return generate(shape, [&](const Shape&) { return static_cast<double>(random.integer(-2, 3)); });
  }};
  const auto add = [&](Row row, const char* variant) {
    row.variant = variant;
    row.differentiable = false;
    row.integers = Integers::become_float64;
    table.add(row);
  };
  add(binary_row(
          name, tensors, [holds](double v, double w) { return holds(v, w) ? 1.0 : 0.0; }, steps, steps),
      "");
  add(unary_row(
          name, [right](const Tensor& x) { return right(x, 1); }, [holds](double v) { return holds(v, 1) ? 1.0 : 0.0; },
          steps),
      "scalar on the right");
  add(unary_row(
          name, [left](const Tensor& x) { return left(1, x); }, [holds](double v) { return holds(1, v) ? 1.0 : 0.0; },
          steps),
      "scalar on the left");
}

}  // namespace

void add_piecewise(Table& table) {
  add_bounds(table);
  add_where(table);
  add_comparison(table, "less", operator<, operator<, operator<, [](double v, double w) { return v < w; });
  add_comparison(table, "less_equal", operator<=, operator<=, operator<=, [](double v, double w) { return v <= w; });
  add_comparison(table, "greater", operator>, operator>, operator>, [](double v, double w) { return v > w; });
  add_comparison(table, "greater_equal", operator>=, operator>=, operator>=, [](double v, double w) { return v >= w; });
  add_comparison(table, "equal", operator==, operator==, operator==, [](double v, double w) { return v == w; });
  add_comparison(table, "not_equal", operator!=, operator!=, operator!=, [](double v, double w) { return v != w; });
}

}  // namespace thalweg::ops
