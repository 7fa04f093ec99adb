// Derivatives of functions: value_and_grad, vjp, jvp, hvp, jacobian, hessian.
//
// A function is anything that turns a Tensor (or a list of them) into a Tensor by recorded operations. It is called
// with stand-ins for the inputs: the inputs themselves, their .grad and their place in other graphs stay as they are,
// and need not require a gradient. What does not depend on an input has derivative zero.
//
// Results are plain values unless .create_graph is set: then they can be differentiated again, with respect to inputs
// that require a gradient and to whatever else f uses. Third derivatives are so written by nesting.
#pragma once

#include <functional>
#include <vector>

#include <thalweg/tensor/tensor.hpp>

namespace thalweg {

/// A function from a tensor to a tensor, by recorded operations.
using TensorFunction = std::function<Tensor(const Tensor&)>;
/// The same of several tensors.
using TensorsFunction = std::function<Tensor(const std::vector<Tensor>&)>;

struct DerivativeOptions {
  /// Record the derivatives (and the value), so that they can be differentiated again.
  bool create_graph = false;
};

/// f(x) and its gradient.
struct ValueAndGrad {
  Tensor value;  ///< f(x)
  Tensor grad;   ///< shaped like x
};
/// The same for several inputs.
struct ValueAndGrads {
  Tensor value;               ///< f(xs)
  std::vector<Tensor> grads;  ///< one for each input
};

/// f(x), one element, and its gradient, shaped like x. Error: f gives more than one element.
ValueAndGrad value_and_grad(const TensorFunction& f, const Tensor& x, DerivativeOptions options = {});
ValueAndGrads value_and_grad(const TensorsFunction& f, const std::vector<Tensor>& xs, DerivativeOptions options = {});

/// v^T J, shaped like x: the gradient of <v, f(x)>, for v of the shape of f(x). One backward pass.
Tensor vjp(const TensorFunction& f, const Tensor& x, const Tensor& v, DerivativeOptions options = {});
std::vector<Tensor> vjp(const TensorsFunction& f, const std::vector<Tensor>& xs, const Tensor& v,
                        DerivativeOptions options = {});

/// J v, shaped like f(x): the change of f along v, for v of the shape of x. With reverse mode alone, by the derivative
/// of a derivative: w(u) = J^T u is linear in u, so J v is the gradient of <w(u), v> with respect to u, at any u (zeros
/// here). Costs about two backward passes, and needs operations that are differentiable twice, as all here are.
Tensor jvp(const TensorFunction& f, const Tensor& x, const Tensor& v, DerivativeOptions options = {});
/// The sum of J_k v_k over the inputs.
Tensor jvp(const TensorsFunction& f, const std::vector<Tensor>& xs, const std::vector<Tensor>& vs,
           DerivativeOptions options = {});

/// H v, shaped like x, for f of one element: the gradient of <grad f(x), v>. Never holds the Hessian.
Tensor hvp(const TensorFunction& f, const Tensor& x, const Tensor& v, DerivativeOptions options = {});
/// Block rows: result i is the sum of H_ij v_j over the inputs j.
std::vector<Tensor> hvp(const TensorsFunction& f, const std::vector<Tensor>& xs, const std::vector<Tensor>& vs,
                        DerivativeOptions options = {});

/// All dy_i/dx_j, shape y.shape + x.shape: by rows, one backward pass for each element of y; where x is more than four
/// times smaller than y by columns, as jvp does. Memory: the result, one graph, one pass.
Tensor jacobian(const TensorFunction& f, const Tensor& x, DerivativeOptions options = {});
/// One Jacobian for each input, by rows.
std::vector<Tensor> jacobian(const TensorsFunction& f, const std::vector<Tensor>& xs, DerivativeOptions options = {});

/// All second derivatives of f of one element, shape x.shape + x.shape: by rows, one backward pass through the graph of
/// the gradient for each element of x. Memory: the result, one graph of the gradient, one pass; with create_graph the
/// graphs of all rows.
Tensor hessian(const TensorFunction& f, const Tensor& x, DerivativeOptions options = {});
/// Blocks: result[i][j] has shape x_i.shape + x_j.shape.
std::vector<std::vector<Tensor>> hessian(const TensorsFunction& f, const std::vector<Tensor>& xs,
                                         DerivativeOptions options = {});

}  // namespace thalweg
