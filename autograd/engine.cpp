// The engine: sort the graph, run it backwards, hand out the gradients. No recursion anywhere.
#include <utility>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/node_index.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

namespace {

template <class T>
using List = std::vector<T, CachedAllocator<T>>;

/// A node's part in one pass.
struct Visit {
  Node* node;
  bool needed;      // a gradient asked for depends on this node's
  Tensor gradient;  // the sum of what its users have sent so far
};

/// The nodes below the outputs, every node behind all of its inputs, and what one pass knows of each.
class Order {
 public:
  template <class IsTarget>
  Order(std::span<const Tensor> outputs, IsTarget is_target) {
    struct Frame {
      Node* node;
      Edge* next;
    };
    List<Frame> stack;
    const auto enter = [&](Node* node) {
      if (index_.find(node) != NodeIndex::missing) return;
      index_.set(node, NodeIndex::open);
      stack.push_back({node, node->begin()});
    };
    for (const Tensor& y : outputs) {
      enter(y.body().node.get());
      while (!stack.empty()) {
        Frame& top = stack.back();
        if (top.next != top.node->end()) {
          enter((top.next++)->input.get());
        } else {
          place(top.node, is_target(top.node));
          stack.pop_back();
        }
      }
    }
  }

  /// Every node's gradient is complete when its turn comes: its users stand behind it. In anomaly mode the gradients
  /// that nodes send are watched, not the steps of their vjps, so that the recorded operation is the one named.
  /// deliver(node, g) may take the gradient of a leaf away.
  template <class Deliver>
  void run(Deliver deliver) {
    const bool watched = mode.anomaly;
    const DetectAnomaly quiet(false);
    for (std::size_t i = visits_.size(); i-- > 0;) {
      if (!visits_[i].needed || !visits_[i].gradient.defined()) continue;
      Node& node = *visits_[i].node;
      Tensor g = std::exchange(visits_[i].gradient, {});
      deliver(&node, g);
      Pass pass(node);
      for (Edge& edge : node)
        if (Visit& input = visit(edge.input.get()); input.needed) {
          Tensor sent = edge.vjp(g, pass);
          if (watched) [[unlikely]]
            check_finite(node.op(), "gradient", sent);
          send(input, std::move(sent));
        }
    }
  }

  /// Adds g to the gradient of `output`.
  void seed(const Tensor& output, const Tensor& g) { add(visit(output.body().node.get()), g); }
  bool contains(const Node* node) const { return index_.find(node) != NodeIndex::missing; }

 private:
  Visit& visit(const Node* node) { return visits_[static_cast<std::size_t>(index_.find(node))]; }

  void place(Node* node, bool is_target) {
    bool needed = is_target;
    for (Edge& edge : *node) needed = needed || visit(edge.input.get()).needed;
    index_.set(node, static_cast<std::int64_t>(visits_.size()));
    visits_.push_back({node, needed, {}});
  }

  // The one place where broadcasting is undone: what comes back in the shape of the output is summed to the input's.
  void send(Visit& to, Tensor g) {
    if (!(g.shape() == to.node->shape())) g = sum_to(g, to.node->shape());
    add(to, std::move(g));
  }

  static void add(Visit& to, Tensor g) {
    if (!to.gradient.defined()) {
      to.gradient = std::move(g);
    } else if (!mode.recording && to.gradient.unique() && to.gradient.is_contiguous()) {
      raw::accumulate(to.gradient, g);
    } else {
      to.gradient = to.gradient + g;
    }
  }

  NodeIndex index_;
  List<Visit> visits_;
};

Tensor checked_seed(const char* op, const Tensor& y, const Tensor& seed) {
  check_use(y.requires_grad(), op, "the output of shape ", y.shape(),
            " has no graph; call requires_grad_() on an input before computing it, outside no_grad");
  if (!seed.defined()) {
    check(y.numel() == 1, op, "an output of shape ", y.shape(),
          " needs a seed of that shape; only one element does not");
    return ones(y.shape(), {.dtype = y.dtype()});
  }
  check(seed.shape() == y.shape() && seed.dtype() == y.dtype(), op, "the seed, ", seed.dtype(), ' ', seed.shape(),
        ", must match the output, ", y.dtype(), ' ', y.shape());
  return seed;
}

void check_seeds(const char* op, std::span<const Tensor> ys, std::span<const Tensor> seeds) {
  check(!ys.empty(), op, "needs at least one output");
  check(seeds.empty() || seeds.size() == ys.size(), op, seeds.size(), " seeds for ", ys.size(), " outputs");
}

void seed_all(const char* op, Order& order, std::span<const Tensor> ys, std::span<const Tensor> seeds) {
  for (std::size_t k = 0; k < ys.size(); ++k)
    order.seed(ys[k], checked_seed(op, ys[k], seeds.empty() ? Tensor{} : seeds[k]));
}

/// Nothing but g holds its memory, and all of it is g.
bool owns_its_memory(const Tensor& g) {
  const auto bytes = static_cast<std::size_t>(g.numel() * item_size(g.dtype()));
  return g.unique() && g.is_contiguous() && g.body().storage->bytes() == bytes;
}

/// A gradient that nobody else holds becomes the leaf's without a copy.
void accumulate_leaf(Node& leaf, Tensor g) {
  if (leaf.grad.defined()) {
    raw::accumulate(leaf.grad, g);
  } else {
    leaf.grad = owns_its_memory(g) ? std::move(g) : raw::clone(g);
  }
}

}  // namespace

std::vector<Tensor> grad(std::span<const Tensor> ys, std::span<const Tensor> xs, std::span<const Tensor> seeds,
                         GradOptions options) {
  check_seeds("grad", ys, seeds);
  check(!xs.empty(), "grad", "needs at least one input");
  for (const Tensor& y : ys) (void)checked_seed("grad", y, y.numel() == 1 ? Tensor{} : y);
  NodeIndex targets;
  for (std::size_t i = 0; i < xs.size(); ++i) {
    check_use(xs[i].requires_grad(), "grad", "input ", i, " of shape ", xs[i].shape(),
              " does not require a gradient; call requires_grad_() on it before computing the output");
    if (targets.find(xs[i].body().node.get()) == NodeIndex::missing)
      targets.set(xs[i].body().node.get(), static_cast<std::int64_t>(i));
  }
  std::vector<Tensor> results(xs.size());
  const WithGrad recording(options.create_graph);
  Order order(ys, [&](Node* node) { return targets.find(node) != NodeIndex::missing; });
  seed_all("grad", order, ys, seeds);
  order.run([&](Node* node, const Tensor& g) {
    if (const std::int64_t i = targets.find(node); i != NodeIndex::missing) results[static_cast<std::size_t>(i)] = g;
  });
  for (std::size_t i = 0; i < xs.size(); ++i) {
    if (results[i].defined()) continue;
    const std::int64_t first = targets.find(xs[i].body().node.get());
    results[i] = results[static_cast<std::size_t>(first)];
    if (results[i].defined()) continue;
    check_use(options.allow_unused, "grad", "no output depends on input ", i, " of shape ", xs[i].shape(),
              "; with .allow_unused its gradient is zeros");
    results[i] = zeros(xs[i].shape(), {.dtype = xs[i].dtype()});
  }
  return results;
}

std::vector<Tensor> grad(const Tensor& y, std::span<const Tensor> xs, GradOptions options) {
  return grad(std::span(&y, 1), xs, {}, options);
}
std::vector<Tensor> grad(const Tensor& y, std::initializer_list<Tensor> xs, GradOptions options) {
  return grad(y, std::span(xs.begin(), xs.size()), options);
}
Tensor grad(const Tensor& y, const Tensor& x, GradOptions options) {
  return std::move(grad(y, std::span(&x, 1), options).front());
}

void backward(std::span<const Tensor> ys, std::span<const Tensor> seeds) {
  if (raw::tape != nullptr) [[unlikely]]
    raw::tape->refuse("backward", "changes gradients in place (grad does not)");
  check_seeds("backward", ys, seeds);
  for (std::size_t k = 0; k < ys.size(); ++k)
    (void)checked_seed("backward", ys[k], seeds.empty() ? Tensor{} : seeds[k]);
  const NoGrad guard;
  Order order(ys, [](Node* node) { return node->is_leaf(); });
  seed_all("backward", order, ys, seeds);
  order.run([](Node* node, Tensor& g) {
    if (node->is_leaf()) accumulate_leaf(*node, std::move(g));
  });
}
void backward(const Tensor& y, const Tensor& seed) {
  if (seed.defined()) return backward(std::span(&y, 1), std::span(&seed, 1));
  backward(std::span(&y, 1));
}

}  // namespace thalweg
