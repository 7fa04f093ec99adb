// to_dot: one walk, breadth first, that numbers the nodes and writes them down.
#include <sstream>
#include <vector>

#include <thalweg/autograd/graph_dot.hpp>
#include <thalweg/autograd/node_index.hpp>

namespace thalweg {

std::string to_dot(const Tensor& y) {
  std::ostringstream out;
  out << "digraph {\n";
  std::vector<Node*> nodes;
  NodeIndex numbers;
  const auto number = [&](Node* node) {
    if (numbers.find(node) == NodeIndex::missing) {
      numbers.set(node, static_cast<std::int64_t>(nodes.size()));
      nodes.push_back(node);
    }
    return numbers.find(node);
  };
  if (y.requires_grad()) {
    number(y.body().node.get());
  } else {
    out << "  0 [label=\"constant\\n" << y.shape() << "\", shape=box, style=dashed];\n";
  }
  for (std::size_t i = 0; i < nodes.size(); ++i) {
    Node& node = *nodes[i];
    out << "  " << i << " [label=\"" << node.op() << "\\n"
        << node.shape() << '"' << (node.is_leaf() ? ", shape=box" : "") << "];\n";
    for (const Edge& edge : node) out << "  " << number(edge.input.get()) << " -> " << i << ";\n";
  }
  out << "}\n";
  return out.str();
}

}  // namespace thalweg
