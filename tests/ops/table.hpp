// The table of operations: what every test of tests/test_ops*.cpp runs each operation through.
//
// To add an operation to a group, go to its file rows_<group>.cpp and add a row:
//
//     table.add(unary_row("tanh", [](const Tensor& x) { return tanh(x); }, [](double v) { return std::tanh(v); }));
//     table.add(binary_row("div", [](const Tensor& a, const Tensor& b) { return a / b; },
//                          [](double v, double w) { return v / w; }, {}, {.avoid = {0}}));
//     table.add({.name = "matmul",
//                .f = [](const Tensors& x) { return matmul(x[0], x[1]); },
//                .reference = [](const Arrays& x) { return naive_product(x[0], x[1]); },
//                .cases = {{{.shape = {3, 4}}, {.shape = {4, 2}}}, {{.shape = {0, 4}}, {.shape = {4, 2}}}},
//                .no_rank0 = "needs an axis to sum over"});
//
// unary_row, binary_row and ternary_row are for element-wise operations: they bring cases of several shapes, broadcast,
// rank 0 and empty ones included. add() returns the row, so that a further member can be set behind it:
// `table.add(...).covers = {"tanh_gradient"};`
// To add a group, write rows_<group>.cpp with a function add_<group>(Table&), declare it at the end of this file, call
// it in table.cpp and name the file in tests/meson.build.
//
// THALWEG_ROWS=tanh,div ./thalweg_tests -sf='*test_ops*' runs the rows of these names only.
#pragma once

#include <deque>
#include <functional>

#include <tests/ops/array.hpp>
#include <thalweg/autograd/gradcheck.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::ops {

using Tensors = std::vector<Tensor>;
using Arrays = std::vector<Array>;

/// How one input is drawn: uniform between low and high, further than 0.1 from the points to avoid (kinks, poles).
struct Input {
  Shape shape = {3, 4};
  double low = -2;
  double high = 2;
  std::vector<double> avoid = {};
  /// No two elements are nearer than (high - low) / (2 count): for operations that pick the largest.
  bool distinct = false;
  /// int64 inputs are whole numbers in [low, high): indices, labels. Others are float64, and float32 in turn.
  Dtype dtype = float64;
  /// False for floating inputs without a derivative (conditions).
  bool differentiable = true;
  /// Draws the values in some other way: `[](Random& random, const Shape& shape) { return Array(...); }`.
  std::function<Array(Random&, const Shape&)> draw = {};
};
using Inputs = std::vector<Input>;

/// What an operation makes of int64 tensors where it takes floating ones.
enum class Integers { refused, kept, become_float64 };

struct Row {
  /// As recorded in the graph.
  std::string name;
  /// Tells rows of one name apart: "scalar on the left".
  std::string variant = {};
  std::function<Tensor(const Tensors&)> f = {};
  /// The value in float64, by std:: functions and naive loops.
  std::function<Array(const Arrays&)> reference = {};
  /// Each case is a list of inputs. One must be empty and one of rank 0, or the row says why not.
  std::vector<Inputs> cases = {};
  std::string no_empty = {};
  std::string no_rank0 = {};
  Integers integers = Integers::refused;
  /// False for operations without any derivative (comparisons, argmax).
  bool differentiable = true;
  /// Further recorded names (adjoints) that occur in this row's first or second gradient: its checks cover them.
  std::vector<std::string> covers = {};
  /// The order of operations depends on the strides (sums), so that strided inputs agree within the tolerance only.
  bool same_bits = true;
  /// Allowed |error| / (1 + |expected|) in float64 and in float32, gradients included.
  double tolerance = 1e-14;
  double float32_tolerance = 2e-6;
  GradcheckOptions gradcheck = {};

  std::string label() const { return variant.empty() ? name : name + " (" + variant + ")"; }
};

class Table {
 public:
  /// Adds a row. Errors: no name, function, reference or case.
  Row& add(Row row);
  /// Error: two rows of one name and variant.
  const std::deque<Row>& rows() const;

 private:
  std::deque<Row> rows_;
};

/// Rows of element-wise operations. The shapes of the inputs given are replaced by those of each case.
Row unary_row(std::string name, std::function<Tensor(const Tensor&)> f, std::function<double(double)> reference,
              Input x = {});
Row binary_row(std::string name, std::function<Tensor(const Tensor&, const Tensor&)> f,
               std::function<double(double, double)> reference, Input a = {}, Input b = {});
Row ternary_row(std::string name, std::function<Tensor(const Tensor&, const Tensor&, const Tensor&)> f,
                std::function<double(double, double, double)> reference, Input a = {}, Input b = {}, Input c = {});

/// The inputs of a case, drawn from a seed.
Tensors draw(const Inputs& inputs, std::uint64_t seed = 1);

/// All rows (of the names in THALWEG_ROWS, if it is set).
const std::vector<Row>& rows();

// The groups.
void add_activations(Table& table);
void add_arithmetic(Table& table);
void add_elementwise(Table& table);
void add_indexing(Table& table);
void add_matrices(Table& table);
void add_piecewise(Table& table);
void add_planes(Table& table);
void add_reductions(Table& table);
void add_softmax(Table& table);
void add_views(Table& table);

}  // namespace thalweg::ops
