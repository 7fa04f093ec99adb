// Every operation of the table: its first and second derivatives.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include <tests/ops/run.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/node.hpp>

namespace thalweg::ops {

namespace {

/// The gradients of <w, y> with respect to the tracked inputs, w the same for every call.
Tensors gradients(const Tensor& y, const Tensors& xs, bool create_graph = false) {
  const Tensor w = raw::cast(draw({{.shape = y.shape(), .low = 0.5}}, 7)[0], y.dtype());
  return grad(std::span(&y, 1), xs, std::span(&w, 1), {.create_graph = create_graph, .allow_unused = true});
}

/// The names of the operations that y was made by.
void collect_names(const Tensor& y, std::set<std::string>& names) {
  std::set<Node*> seen;
  std::vector<Node*> open{y.body().node.get()};
  while (!open.empty()) {
    Node* node = open.back();
    open.pop_back();
    if (node == nullptr || !seen.insert(node).second) continue;
    names.insert(node->op());
    for (Edge& edge : *node) open.push_back(edge.input.get());
  }
}

}  // namespace

TEST_CASE("operations: the gradient agrees with central differences") {
  for_each_case([](const Row& row, const Inputs& inputs) {
    if (!row.differentiable) return;
    const GradcheckReport report = gradcheck(row.f, leaves(inputs, draw(inputs)), row.gradcheck);
    CHECK_MESSAGE(report.ok, report.message);
  });
}

TEST_CASE("operations: the gradient of the gradient agrees with central differences") {
  for_each_case([](const Row& row, const Inputs& inputs) {
    if (!row.differentiable) return;
    const GradcheckReport report = gradgradcheck(row.f, leaves(inputs, draw(inputs)), row.gradcheck);
    CHECK_MESSAGE(report.ok, report.message);
  });
}

TEST_CASE("operations: strided inputs, and float32 ones, get the same gradients in their own dtype") {
  for_each_case([](const Row& row, const Inputs& inputs) {
    if (!row.differentiable) return;
    const Tensors values = draw(inputs);
    const Tensors xs = leaves(inputs, values);
    const Tensors expected = gradients(row.f(xs), tracked(xs));
    const auto compare = [&](const Tensors& others, double tolerance) {
      const Tensors ys = leaves(inputs, others);
      const Tensors got = gradients(row.f(ys), tracked(ys));
      for (std::size_t k = 0; k < got.size(); ++k) {
        CHECK(got[k].dtype() == tracked(ys)[k].dtype());
        CHECK(difference(Array(got[k]), Array(expected[k]), tolerance) == "");
      }
    };
    for (const Tensors& other : layouts(values)) compare(other, 10 * row.tolerance);
    compare(as(values, float32), 10 * row.float32_tolerance);
  });
}

TEST_CASE("operations: a gradient does not depend on which other inputs need one") {
  for_each_case([](const Row& row, const Inputs& inputs) {
    if (!row.differentiable) return;
    const Tensors values = draw(inputs);
    const Tensors all = leaves(inputs, values);
    const Tensors expected = gradients(row.f(all), tracked(all));
    std::size_t k = 0;
    for (std::size_t i = 0; i < all.size(); ++i) {
      if (!all[i].requires_grad()) continue;
      Tensors one = values;
      one[i] = values[i].detach().requires_grad_();
      CHECK(difference(Array(gradients(row.f(one), {one[i]})[0]), Array(expected[k++]), row.tolerance) == "");
    }
  });
}

TEST_CASE("operations: the graph shows the names of the row and of what it covers; without derivatives there is none") {
  for (const Row& row : rows()) {
    INFO("operation ", row.label());
    const Tensors xs = leaves(row.cases[0], draw(row.cases[0]));
    const Tensor y = row.f(xs);
    CHECK(y.requires_grad() == row.differentiable);
    if (!row.differentiable) continue;
    std::set<std::string> names;
    collect_names(y, names);
    CHECK(names.count(row.name) == 1);
    for (const Tensor& g : gradients(y, tracked(xs), true)) {
      collect_names(g, names);
      if (!g.requires_grad()) continue;
      for (const Tensor& h : gradients(g, tracked(xs), true)) collect_names(h, names);
    }
    // An adjoint of a linear operation occurs only where the incoming gradient is tracked.
    const Tensor w = ones(y.shape(), {.dtype = y.dtype()}).requires_grad_();
    for (const Tensor& g : grad(std::span(&y, 1), tracked(xs), std::span(&w, 1), {.create_graph = true}))
      collect_names(g, names);
    for (const std::string& name : row.covers) CHECK_MESSAGE(names.count(name) == 1, name);
  }
}

}  // namespace thalweg::ops
