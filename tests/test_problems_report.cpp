// Test problems: with their gradients the plain update rules end where the report "Adam (and beyond)" ended.
#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <source_root.hpp>

#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/optim/arrays/gradient_descent.hpp>
#include <thalweg/optim/problems/registry.hpp>

#include <tests/support/numbers.hpp>
#include <tests/support/problem_points.hpp>

namespace thalweg::optim {

namespace {

using Vector = std::vector<double>;

struct Row {
  std::string function, method;
  Vector start, end;
  double lr, beta1, beta2;
};

/// The rows of the class "exact".
std::vector<Row> exact_rows() {
  std::ifstream file(std::string(source_root) + "/examples/data/numbers.csv");
  std::vector<Row> rows;
  for (std::string line; std::getline(file, line);) {
    std::vector<std::string> cells;
    std::istringstream cut(line);
    for (std::string cell; std::getline(cut, cell, ',');) cells.push_back(cell);
    if (cells.size() < 10 || cells[9] != "exact") continue;
    const auto number = [&](std::size_t i) { return cells[i].empty() ? 0 : std::stod(cells[i]); };
    rows.push_back(
        {cells[0], cells[1], {number(2), number(3)}, {number(7), number(8)}, number(4), number(5), number(6)});
  }
  return rows;
}

/// Ten thousand steps of the row's rule; gradient(x, g) fills g.
template <class Gradient>
Vector walk(const Row& row, Gradient gradient) {
  Vector x = row.start, g(2), m(2), v(2);
  for (std::int64_t t = 1; t <= 10000; ++t) {
    gradient(x, g);
    if (row.method == "gd")
      arrays::gradient_descent(x, g, {.lr = row.lr});
    else
      arrays::adam(x, g, m, v, t, {.lr = row.lr, .beta1 = row.beta1, .beta2 = row.beta2, .eps = 1e-7});
  }
  return x;
}

}  // namespace

TEST_CASE("problems: the report's exact rows come out to 2e-8 with the gradients of both forms") {
  const std::vector<Row> rows = exact_rows();
  REQUIRE(rows.size() == 11);
  for (const Row& row : rows) {
    CAPTURE(row.function);
    CAPTURE(row.method);
    CAPTURE(row.lr);
    const Problem p = problem(row.function);
    const Vector by_hand = walk(row, [&](const Vector& x, Vector& g) { p.arrays.value_and_gradient(x, g); });
    const Vector by_autograd =
        walk(row, [&](const Vector& x, Vector& g) { g = numbers(value_and_grad(p.tensor, tensor_of(x)).grad); });
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(std::abs(by_hand[i] - row.end[i]) <= 2e-8);
      CHECK(std::abs(by_autograd[i] - row.end[i]) <= 2e-8);
    }
  }
}

}  // namespace thalweg::optim
