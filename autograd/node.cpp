// Nodes: making them, and freeing chains of any length without recursion.
#include <thalweg/autograd/mode.hpp>
#include <thalweg/autograd/node.hpp>

namespace thalweg {

namespace {

constinit thread_local std::int64_t live_count = 0;
constinit thread_local Node* released = nullptr;  // waiting to be freed, linked through next_released_
constinit thread_local bool freeing = false;

}  // namespace

static_assert(alignof(Edge) <= alignof(std::max_align_t) && sizeof(Node) % alignof(Edge) == 0,
              "edges lie right behind their node");

void Saved::fail_changed(const char* op) const {
  throw std::logic_error(sentence(op, "a value saved for the derivative was changed in place: it was saved at version ",
                                  version_, " and is now at version ", tensor_.version(),
                                  "; change a clone() or differentiate first"));
}

const char* Pass::op() const noexcept { return node_.op(); }

const Tensor& Pass::output() {
  if (!output_.defined()) {
    const Tensor& plain = node_.output.open(node_.op());
    output_ = mode.recording ? attached(plain, Handle<Node>::share(&node_)) : plain;
  }
  return output_;
}

Handle<Node> Node::make(const char* op, const Tensor& value, std::int64_t edges) {
  void* block = allocate(sizeof(Node) + static_cast<std::size_t>(edges) * sizeof(Edge));
  Node* node = new (block) Node(op, value);
  node->edge_capacity_ = edges;
  ++live_count;
  return Handle<Node>::adopt(node);
}

Edge& Node::add_edge(const Tensor& input) {
  Edge* edge = new (edges() + edge_count_) Edge;
  ++edge_count_;
  edge->input = input.body().node;
  return *edge;
}

// Two passes for each node: first the vjps, which let go of saved tensors and so of further nodes, then the inputs.
// Whatever loses its last owner meanwhile only joins the list, so the depth of the stack does not grow with the graph.
void Node::destroy(Node* node) noexcept {
  for (Edge& edge : *node) edge.vjp.clear();
  for (Edge& edge : *node) edge.~Edge();
  const std::size_t bytes = sizeof(Node) + static_cast<std::size_t>(node->edge_capacity_) * sizeof(Edge);
  node->~Node();
  deallocate(node, bytes);
  --live_count;
}

void release(Node* node) noexcept {
  if (!node->references_.drop()) return;
  node->next_released_ = std::exchange(released, node);
  if (freeing) return;
  freeing = true;
  while (released != nullptr) {
    Node* next = released;
    released = next->next_released_;
    Node::destroy(next);
  }
  freeing = false;
}

std::int64_t live_nodes() noexcept { return live_count; }

Tensor attached(const Tensor& value, const Handle<Node>& node) {
  Tensor result = value.view(value.shape(), value.strides(), value.offset());
  result.body().node = node;
  return result;
}

}  // namespace thalweg
