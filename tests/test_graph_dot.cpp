// to_dot: the text of small graphs, and a graph too deep for recursion.
#include <doctest/doctest.h>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/graph_dot.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/tensor/create.hpp>

namespace thalweg {

TEST_CASE("graph_dot: operations and leaves are numbered from the result, breadth first") {
  Tensor x = ones({2, 3}).requires_grad_();
  Tensor b = ones({3}).requires_grad_();
  const Tensor y = sum(x * x + b * 2);
  const std::string expected = R"dot(digraph {
  0 [label="sum\n()"];
  1 -> 0;
  1 [label="add\n(2, 3)"];
  2 -> 1;
  3 -> 1;
  2 [label="mul\n(2, 3)"];
  4 -> 2;
  4 -> 2;
  3 [label="mul\n(3,)"];
  5 -> 3;
  4 [label="leaf\n(2, 3)", shape=box];
  5 [label="leaf\n(3,)", shape=box];
}
)dot";
  CHECK(to_dot(y) == expected);
  CHECK(to_dot(sum(x * x + b * 2)) == expected);
}

TEST_CASE("graph_dot: a tensor without a graph is a dashed box") {
  CHECK(to_dot(ones({2})) == "digraph {\n  0 [label=\"constant\\n(2,)\", shape=box, style=dashed];\n}\n");
}

TEST_CASE("graph_dot: a chain of 200,000 operations is printed without recursion") {
  Tensor x = tensor(1).requires_grad_();
  for (int i = 0; i < 200000; ++i) x = x + 1;
  const std::string text = to_dot(x);
  CHECK(text.find("  200000 [label=\"leaf\\n()\", shape=box];\n}\n") != std::string::npos);
}

}  // namespace thalweg
