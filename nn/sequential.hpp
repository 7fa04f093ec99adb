// Sequential: layers one after the other. A layer is anything that maps a tensor to a tensor.
#pragma once

#include <concepts>
#include <initializer_list>
#include <memory>
#include <type_traits>
#include <utility>
#include <vector>

#include <thalweg/nn/module.hpp>

namespace thalweg::nn {

/// Holds any copyable value that can be called with a tensor and returns one: a module, an activation, a lambda.
/// Copying copies that value, so the tensors of a module are shared.
class Layer {
 public:
  /// Takes over a value that can be called.
  template <class L>
  requires(!std::same_as<L, Layer> && std::is_invocable_r_v<Tensor, const L&, const Tensor&>) Layer(L layer)
      : held_(std::make_unique<Holder<L>>(std::move(layer))) {}
  Layer(const Layer& other) : held_(other.held_->copy()) {}
  Layer(Layer&&) noexcept = default;
  Layer& operator=(const Layer& other) { return *this = Layer(other); }
  Layer& operator=(Layer&&) noexcept = default;

  Tensor operator()(const Tensor& x) const { return held_->call(x); }
  /// Passes a module on to the visitor; other layers have nothing to show.
  void visit(const std::string& name, Visitor& visitor) { held_->visit(name, visitor); }
  /// The value itself if it is an L, else null.
  template <class L>
  L* as() noexcept {
    auto* holder = dynamic_cast<Holder<L>*>(held_.get());
    return holder != nullptr ? &holder->layer : nullptr;
  }
  template <class L>
  const L* as() const noexcept {
    return const_cast<Layer*>(this)->as<L>();
  }

 private:
  struct Held {
    virtual ~Held() = default;
    virtual std::unique_ptr<Held> copy() const = 0;
    virtual Tensor call(const Tensor& x) const = 0;
    virtual void visit(const std::string& name, Visitor& visitor) = 0;
  };
  template <class L>
  struct Holder : Held {
    explicit Holder(L l) : layer(std::move(l)) {}
    std::unique_ptr<Held> copy() const override { return std::make_unique<Holder>(layer); }
    Tensor call(const Tensor& x) const override { return layer(x); }
    void visit(const std::string& name, Visitor& visitor) override {
      if constexpr (std::derived_from<L, Module>) visitor(name, layer);
    }
    L layer;
  };

  std::unique_ptr<Held> held_;
};

/// y = last(... second(first(x))); x itself when empty. Tensors are named by place: "0.weight", "2.bias".
/// Write the layers in braces: only there are they made, and random numbers drawn, from left to right.
class Sequential : public Module {
 public:
  /// No layers: the identity.
  Sequential() = default;
  /// The layers in their order.
  Sequential(std::initializer_list<Layer> layers) : layers_(layers) {}

  /// Puts a layer behind the others.
  void add(Layer layer) { layers_.push_back(std::move(layer)); }
  /// How many layers there are.
  std::size_t size() const noexcept { return layers_.size(); }
  /// Error: no such layer.
  Layer& operator[](std::size_t i);
  const Layer& operator[](std::size_t i) const;

  Tensor operator()(const Tensor& x) const;
  void visit(Visitor& visitor) override;

 private:
  std::vector<Layer> layers_;
};

}  // namespace thalweg::nn
