// 04: second derivatives by going backward twice.
//
// The derivative of every operation is itself written with operations, so a gradient can be recorded and differentiated
// again: row i of the Hessian is the gradient of the i-th entry of the gradient. And again, for third derivatives.
#include <fmt/format.h>

#include <utility>

#include <examples/studies/studies.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/derivatives.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/exponential.hpp>
#include <thalweg/autograd/piecewise.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/format.hpp>

namespace thalweg::examples {
namespace {

Tensor rosenbrock(const Tensor& p) { return 100 * square(p[1] - square(p[0])) + square(1 - p[0]); }

Tensor hessian_by_hand(double x, double y) { return tensor({{1200 * x * x - 400 * y + 2, -400 * x}, {-400 * x, 200}}); }

/// Double backward, spelled out; `hessian` does the same for tensors of any shape.
Tensor hessian_by_rows(const Tensor& p) {
  const Tensor g = grad(rosenbrock(p), p, {.create_graph = true});
  Tensor h = zeros({2, 2});
  for (std::int64_t i = 0; i < 2; ++i) {
    const Tensor row = grad(g[i], p);
    for (std::int64_t j = 0; j < 2; ++j) h.set({i, j}, row.at({j}));
  }
  return h;
}

/// The matrix of the report's listing opt_NGDT: Hess[i, j] = grad(grad(g[i], x)[j], x)[j] + 1e-9.
Tensor matrix_of_the_listing(const Tensor& p) {
  const Tensor g = grad(rosenbrock(p), p, {.create_graph = true});
  Tensor matrix = zeros({2, 2});
  for (std::int64_t i = 0; i < 2; ++i) {
    const Tensor row = grad(g[i], p, {.create_graph = true});
    for (std::int64_t j = 0; j < 2; ++j) matrix.set({i, j}, grad(row[j], p, {.allow_unused = true}).at({j}) + 1e-9);
  }
  return matrix;
}

double largest_difference(const Tensor& a, const Tensor& b) { return max(abs(a - b)).item(); }

}  // namespace

Study study_hessians(const StudyOptions&) {
  Study study{.title = "Hessians of Rosenbrock's function by double backward"};
  const auto say = [&](const std::string& text) { study.lines.push_back(text); };

  Table table{.title = "Largest difference from the Hessian by hand",
              .head = {"at", "d2f/dx2", "d2f/dxdy", "d2f/dy2", "by rows", "hessian()"}};
  for (const auto& [x, y] : {std::pair{-1.2, 1.0}, std::pair{3.0, 0.0}, std::pair{1.0, 1.0}}) {
    const Tensor p = tensor({x, y}).requires_grad_(), h = hessian_by_hand(x, y);
    table.rows.push_back({fmt::format("({}, {})", x, y), fmt::format("{:g}", h.at({0, 0})),
                          fmt::format("{:g}", h.at({0, 1})), fmt::format("{:g}", h.at({1, 1})),
                          fmt::format("{:.1e}", largest_difference(hessian_by_rows(p), h)),
                          fmt::format("{:.1e}", largest_difference(hessian(rosenbrock, p), h))});
  }
  study.tables.push_back(table);

  // A product of the Hessian with a vector costs one more backward pass, whatever the size: the Hessian is never held.
  const Tensor p = tensor({3, 0}).requires_grad_();
  say(fmt::format("hvp at (3, 0) along (1, 1)          {}", hvp(rosenbrock, p, ones({2}))));

  // The listing that the report prints for natural gradient differentiates once too often.
  const Tensor listing = matrix_of_the_listing(p);
  say(fmt::format("the report's listing opt_NGDT gives\n{}", listing));
  say(fmt::format("its entry (x, x) is the third derivative 2400 x = 7200 (found: {:.9f}), the Hessian has {}",
                  listing.at({0, 0}), hessian(rosenbrock, p).at({0, 0})));
  say(fmt::format("it is not symmetric: {:g} and {:g}; the Hessian is, with {:g}", listing.at({0, 1}),
                  listing.at({1, 0}), hessian(rosenbrock, p).at({0, 1})));
  return study;
}

}  // namespace thalweg::examples
