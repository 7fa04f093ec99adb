// What a Tensor knows of derivatives: being a leaf, its gradient, backward(), detach().
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/node.hpp>
#include <thalweg/tensor/tensor.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

Tensor& Tensor::requires_grad_(bool on) {
  Handle<Node>& node = body().node;
  check(!on || is_floating(dtype()), "requires_grad_", "only floating tensors have gradients, got ", dtype());
  if (on && !node) node = Node::make("leaf", *this, 0);
  if (!on && node) {
    check_use(node->is_leaf(), "requires_grad_", "the result of ", node->op(), " cannot be cut off; use detach()");
    node = {};
  }
  return *this;
}

Tensor Tensor::grad() const {
  const Handle<Node>& node = body().node;
  return node ? node->grad : Tensor{};
}

void Tensor::set_grad(const Tensor& grad) {
  const Handle<Node>& node = body().node;
  check_use(node && node->is_leaf(), "set_grad", "only a leaf keeps a gradient; call requires_grad_() first");
  check(!grad.defined() || (grad.shape() == shape() && grad.dtype() == dtype()), "set_grad", "the gradient must be ",
        dtype(), ' ', shape(), " as the tensor is");
  node->grad = grad.defined() ? grad.detach() : grad;
}

void Tensor::backward(const Tensor& seed) const { thalweg::backward(*this, seed); }

Tensor Tensor::detach() const { return view(shape(), strides(), offset()); }

}  // namespace thalweg
