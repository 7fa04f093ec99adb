// record: the only place where a graph grows. A vjp's parameters say what is kept for it.
#pragma once

#include <initializer_list>
#include <tuple>
#include <type_traits>

#include <thalweg/autograd/mode.hpp>
#include <thalweg/autograd/node.hpp>

namespace thalweg {

/// A tensor handed to a vjp, under a type that tells which one it is. Used like the Tensor it stands for.
class Given {
 public:
  /// Stands for `tensor`, and answers what it would.
  explicit Given(const Tensor& tensor) noexcept : tensor_(tensor) {}
  operator const Tensor&() const noexcept { return tensor_; }
  const Shape& shape() const { return tensor_.shape(); }
  std::int64_t size(std::int64_t axis) const { return tensor_.size(axis); }
  std::int64_t rank() const { return tensor_.rank(); }
  std::int64_t numel() const { return tensor_.numel(); }
  Dtype dtype() const { return tensor_.dtype(); }

 private:
  const Tensor& tensor_;
};
/// The k-th input of an operation. A vjp that names `Second b` as a parameter has the second input saved.
template <int k>
struct In : Given {
  using Given::Given;
};
using First = In<0>;
using Second = In<1>;
using Third = In<2>;
/// The result of an operation: kept only for a vjp that names it.
struct Output : Given {
  using Given::Given;
};
/// The vjp has the Pass of its node, to share a value with the node's other vjps: `pass.shared([&] { ... })`.
using Sharing = Pass;

/// In place of a vjp: no gradient flows to this input.
struct NoGradient {};
inline constexpr NoGradient no_gradient;

namespace recording {

template <class P>
inline constexpr int input_index = -1;
template <int k>
inline constexpr int input_index<In<k>> = k;

/// What stands for one parameter of a vjp in its closure: a saved input, or nothing.
struct Nothing {};
template <class P>
using Kept = std::conditional_t<(input_index<P> >= 0), Saved, Nothing>;

template <class P>
Kept<P> keep(std::initializer_list<const Tensor*> inputs) {
  if constexpr (input_index<P> >= 0) {
    return Saved(*inputs.begin()[input_index<P>]);
  } else {
    return {};
  }
}

template <class P>
decltype(auto) supply(const Kept<P>& kept, Pass& pass) {
  if constexpr (input_index<P> >= 0) {
    return P(kept.open(pass.op()));
  } else if constexpr (std::is_same_v<P, Output>) {
    return Output(pass.output());
  } else {
    static_assert(std::is_same_v<P, Pass>, "a vjp takes g, then First, Second, Third, Output or Sharing&");
    return (pass);
  }
}

/// The parameter types of a vjp `Tensor f(const Tensor& g, P...)`.
template <class F>
struct Signature : Signature<decltype(&F::operator())> {};
template <class F, class... P>
struct Signature<Tensor (F::*)(const Tensor&, P...) const> {
  static constexpr bool needs_output = (std::is_same_v<std::remove_cvref_t<P>, Output> || ...);

  template <class Function>
  struct Closure {
    [[no_unique_address]] Function function;
    [[no_unique_address]] std::tuple<Kept<std::remove_cvref_t<P>>...> kept;

    Tensor operator()(const Tensor& g, Pass& pass) const {
      return std::apply([&](const auto&... each) { return function(g, supply<std::remove_cvref_t<P>>(each, pass)...); },
                        kept);
    }
  };
  template <class Function>
  static Closure<Function> close(Function function, std::initializer_list<const Tensor*> inputs) {
    (void)inputs;
    return {std::move(function), {keep<std::remove_cvref_t<P>>(inputs)...}};
  }
};

template <class D>
void connect(Node& node, const Tensor& value, const Tensor& input, std::initializer_list<const Tensor*> inputs, D vjp) {
  if constexpr (!std::is_same_v<D, NoGradient>) {
    if (!input.requires_grad()) return;
    if constexpr (Signature<D>::needs_output)
      if (!node.output.holds()) node.output = Saved(value.view(value.shape(), value.strides(), value.offset()));
    node.add_edge(input).vjp.set(Signature<D>::close(std::move(vjp), inputs));
  }
}

}  // namespace recording

/// Throws std::runtime_error "anomaly: op: ..." if a floating tensor holds NaN or infinity.
void check_finite(const char* op, const char* what, const Tensor& x);

/// inputs(a, b): the operands of an operation, for record.
template <class... Tensors>
std::tuple<const Tensors&...> inputs(const Tensors&... xs) {
  return {xs...};
}

/// Gives `value`, just computed by `op` from the inputs, its place in the graph: one vjp for each of the first inputs
/// (`no_gradient` where there is none); inputs without a vjp are constants. Nothing is built unless an input that has a
/// vjp requires a gradient. A vjp is a lambda `Tensor(const Tensor& g, ...)` whose further parameters name what it
/// needs: First, Second, Third (saved inputs), Output, Sharing. Its result may have the broadcast shape of the
/// output: the engine sums it to the shape of the input.
template <class... Tensors, class... Vjps>
Tensor record(const char* op, Tensor value, std::tuple<const Tensors&...> inputs, Vjps... vjps) {
  static_assert(sizeof...(Vjps) <= sizeof...(Tensors) && sizeof...(Vjps) > 0);
  if (mode.anomaly) [[unlikely]]
    check_finite(op, "value", value);
  if (!mode.recording) return value;
  return std::apply(
      [&](const auto&... xs) -> Tensor {
        const std::initializer_list<const Tensor*> all{&xs...};
        std::int64_t edges = 0;
        std::size_t k = 0;
        ((edges += all.begin()[k++]->requires_grad() && !std::is_same_v<Vjps, NoGradient>), ...);
        if (edges == 0) return std::move(value);
        k = 0;
        Handle<Node> node = Node::make(op, value, edges);
        (recording::connect(*node, value, *all.begin()[k++], all, std::move(vjps)), ...);
        value.body().node = std::move(node);
        return std::move(value);
      },
      inputs);
}

/// The same for a list of inputs (cat, stack) that share one rule: vjp(g, i) is the gradient of input i.
template <class F>
Tensor record_list(const char* op, Tensor value, std::span<const Tensor> inputs, F vjp) {
  if (mode.anomaly) [[unlikely]]
    check_finite(op, "value", value);
  std::int64_t edges = 0;
  for (const Tensor& x : inputs) edges += x.requires_grad() ? 1 : 0;
  if (!mode.recording || edges == 0) return value;
  Handle<Node> node = Node::make(op, value, edges);
  for (std::size_t i = 0; i < inputs.size(); ++i)
    if (inputs[i].requires_grad())
      node->add_edge(inputs[i]).vjp.set(
          [vjp, i](const Tensor& g, Pass&) { return vjp(g, static_cast<std::int64_t>(i)); });
  value.body().node = std::move(node);
  return value;
}

}  // namespace thalweg
