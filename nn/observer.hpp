// LayerObserver: sees what goes into linear layers and convolutions and what comes out, without being part of them.
#pragma once

#include <thalweg/tensor/tensor.hpp>

namespace thalweg::nn {

/// While one lives, Linear and Conv2d show it every call on its thread. The newest of several sees, the others do not.
///
///     struct Printer : nn::LayerObserver {
///       void saw(const Call& call) override { std::cout << call.x.shape() << call.y.shape(); }
///     };
class LayerObserver {
 public:
  LayerObserver(const LayerObserver&) = delete;
  LayerObserver& operator=(const LayerObserver&) = delete;
  virtual ~LayerObserver() { newest_ = before_; }

  /// One call of a layer.
  struct Call {
    const Tensor& weight;  ///< the layer's own: by it a layer is known
    const Tensor& bias;    ///< undefined without
    const Tensor& x;       ///< what went in
    const Tensor& y;       ///< with its graph, so that gradients by it can be taken
  };
  /// Called after each call of a layer.
  virtual void saw(const Call& call) = 0;

  /// What layers call last. Costs nothing to speak of where nobody looks.
  static void show(const Call& call) {
    if (newest_ != nullptr) [[unlikely]]
      newest_->saw(call);
  }

 protected:
  LayerObserver() noexcept : before_(newest_) { newest_ = this; }

 private:
  inline static constinit thread_local LayerObserver* newest_ = nullptr;
  LayerObserver* before_;
};

}  // namespace thalweg::nn
