// Node: one recorded operation, or a leaf; edges lead to the nodes of its inputs.
#pragma once

#include <cstddef>
#include <memory>
#include <new>
#include <type_traits>
#include <utility>

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// A tensor kept for a derivative, with the version of its values at that time.
class Saved {
 public:
  Saved() noexcept = default;
  explicit Saved(const Tensor& x) : tensor_(x), version_(x.version()) {}
  /// The tensor. Error (std::logic_error, names `op` and both versions): its values have been changed in place since.
  const Tensor& open(const char* op) const {
    if (tensor_.version() != version_) [[unlikely]]
      fail_changed(op);
    return tensor_;
  }
  bool holds() const noexcept { return tensor_.defined(); }

 private:
  [[noreturn]] void fail_changed(const char* op) const;

  Tensor tensor_;
  std::uint64_t version_ = 0;
};

/// What the vjps of one node share during one pass: the node's output, opened once, and one lazy value.
class Pass {
 public:
  explicit Pass(Node& node) noexcept : node_(node) {}
  const char* op() const noexcept;
  /// The output y of the node, differentiable.
  const Tensor& output();
  /// The value of make(), computed by the first vjp of the node that asks for it.
  template <class Make>
  const Tensor& shared(Make make) {
    if (!shared_.defined()) shared_ = make();
    return shared_;
  }

 private:
  Node& node_;
  Tensor output_;
  Tensor shared_;
};

/// A vector-Jacobian product: g, the gradient of some scalar with respect to the output, becomes the one with respect
/// to an input. A move-free closure, kept inline up to 64 bytes.
class Vjp {
 public:
  Vjp() noexcept = default;
  Vjp(const Vjp&) = delete;
  Vjp& operator=(const Vjp&) = delete;
  ~Vjp() { clear(); }

  template <class F>
  void set(F f) {
    static_assert(alignof(F) <= alignof(std::max_align_t));
    if constexpr (sizeof(F) <= inline_bytes) {
      closure_ = new (inline_) F(std::move(f));
      destroy_ = [](void* closure) noexcept { static_cast<F*>(closure)->~F(); };
    } else {
      void* block = allocate(sizeof(F));
      closure_ = new (block) F(std::move(f));
      destroy_ = [](void* closure) noexcept {
        static_cast<F*>(closure)->~F();
        deallocate(closure, sizeof(F));
      };
    }
    call_ = [](void* closure, const Tensor& g, Pass& pass) { return (*static_cast<F*>(closure))(g, pass); };
  }
  void clear() noexcept {
    if (closure_ != nullptr) destroy_(std::exchange(closure_, nullptr));
  }
  Tensor operator()(const Tensor& g, Pass& pass) const { return call_(closure_, g, pass); }

 private:
  static constexpr std::size_t inline_bytes = 64;

  Tensor (*call_)(void*, const Tensor&, Pass&) = nullptr;
  void (*destroy_)(void*) noexcept = nullptr;
  void* closure_ = nullptr;
  alignas(std::max_align_t) std::byte inline_[inline_bytes];
};

struct Edge {
  Handle<Node> input;
  Vjp vjp;
};

/// Lies in one block with its edges. The shape is that of the output.
class Node {
 public:
  /// A node for `value` with room for `edges` edges; it holds neither the value nor, yet, any input.
  static Handle<Node> make(const char* op, const Tensor& value, std::int64_t edges);

  const char* op() const noexcept { return op_; }
  const Shape& shape() const noexcept { return shape_; }
  Dtype dtype() const noexcept { return dtype_; }
  bool is_leaf() const noexcept { return edge_count_ == 0; }

  Edge* begin() noexcept { return edges(); }
  Edge* end() noexcept { return edges() + edge_count_; }
  /// Adds the next edge. The vjp is empty until set.
  Edge& add_edge(const Tensor& input);

  /// The output without its place in the graph (or a handle would own itself); empty unless a vjp asks for it.
  Saved output;
  /// The gradient accumulated in a leaf: always a plain value.
  Tensor grad;

  friend void retain(Node* node) noexcept { node->references_.add(); }
  friend void release(Node* node) noexcept;

 private:
  Node(const char* op, const Tensor& value) : op_(op), shape_(value.shape()), dtype_(value.dtype()) {}
  ~Node() = default;
  Edge* edges() noexcept { return reinterpret_cast<Edge*>(this + 1); }
  static void destroy(Node* node) noexcept;

  ReferenceCount references_;
  const char* op_;
  Node* next_released_ = nullptr;
  std::int64_t edge_count_ = 0;
  std::int64_t edge_capacity_ = 0;
  Shape shape_;
  Dtype dtype_;
};

/// Nodes made less nodes freed by this thread: zero when no graph is left.
std::int64_t live_nodes() noexcept;

/// A handle to the same values that belongs to `node`.
Tensor attached(const Tensor& value, const Handle<Node>& node);

}  // namespace thalweg
