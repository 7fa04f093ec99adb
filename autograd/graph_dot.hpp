// to_dot: the recorded graph behind a tensor, in Graphviz' language.
#pragma once

#include <string>

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// A digraph with one node for each operation that y was computed by (its name and the shape of its result) and one box
/// for each leaf; arrows lead from inputs to results. Nodes are numbered from y (0) breadth first, so the same
/// computation gives the same text. Inputs that require no gradient are not part of the graph. A y without a graph is a
/// single dashed box. Draw it with `dot -Tsvg`.
std::string to_dot(const Tensor& y);

}  // namespace thalweg
