// Replay: a function recorded once and then run again on other inputs, with its derivatives, without building a graph.
//
//     Replay f(rosenbrock, tensor({-1.2, 1.0}));
//     Tensor x = tensor({0.5, 0.5}), g = zeros_like(x);
//     const double y = f.value_and_grad(x, g);      // some hundred nanoseconds; the bits of the eager call
//
// The function is called once for each kind of result that is asked for (value, gradient, Hessian-vector product; for
// large Hessians once for each thread), on the inputs at hand. What it computes on the way, its derivatives included,
// becomes a list of kernels over memory of its own, and only this list runs from then on. So
// - shapes and dtypes are those of the example;
// - branches and loops that look at values are frozen as they went when recording. Reading a value that depends on the
//   inputs (item, at, span) is an error; use where() instead of an if;
// - what the function uses besides its inputs is a constant. Tensors made outside are held by handle; changing one in
//   place makes every later call an error. Hand in what changes (weights, labels) as an input;
// - random draws, changes in place (x += y), backward() inside the function, and operations that check values (logdet)
//   are errors that name the operation. Derivatives inside the function by grad(), hessian() and the like are fine;
// - the function, and whatever it refers to, must live as long as the Replay;
// - memory: every intermediate value is kept, about what the graph of one call takes;
// - one thread at a time may use a Replay. Different ones are independent.
// No anomalies are detected, and no .grad is touched.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include <thalweg/autograd/derivatives.hpp>

namespace thalweg {

/// A function of tensors recorded once; then its value, gradient, Hessian-vector products and Hessian run as lists of
/// kernels, with the bits of the eager calls. Restrictions: at the top of this file.
class Replay {
 public:
  /// Records the value of f at x. Floating inputs have derivatives, int64 ones (labels, indices) have none.
  /// Errors: those of f; an operation that cannot be repeated; a Replay inside of a function that is being recorded.
  Replay(TensorFunction f, const Tensor& x);
  Replay(TensorsFunction f, const std::vector<Tensor>& xs);
  Replay(Replay&&) noexcept;
  Replay& operator=(Replay&&) noexcept;
  ~Replay();

  // Every call checks the inputs. Errors (std::invalid_argument): another number of inputs, another shape or dtype than
  // recorded. (std::logic_error): a constant was changed in place since it was recorded.

  /// f(x), of any shape.
  Tensor value(const Tensor& x);
  Tensor value(const std::vector<Tensor>& xs);

  /// f(x), one element, and its gradient. Error: f gives more than one element.
  ValueAndGrad value_and_grad(const Tensor& x);
  ValueAndGrads value_and_grad(const std::vector<Tensor>& xs);
  /// The same, with the gradient written to g in place (of x's shape and dtype, without gaps): the fastest form.
  double value_and_grad(const Tensor& x, const Tensor& g);
  /// gs[k] belongs to xs[k]; it may be undefined, as it must be for int64 inputs: then it is left out.
  double value_and_grad(const std::vector<Tensor>& xs, const std::vector<Tensor>& gs);

  /// H v, shaped like x, for f of one floating input. Further products at the same x compute only what depends on v.
  Tensor hvp(const Tensor& x, const Tensor& v);
  /// The same, written to hv in place.
  void hvp(const Tensor& x, const Tensor& v, const Tensor& hv);
  /// All second derivatives, shape x.shape + x.shape, by rows: what does not depend on the row is computed once. Large
  /// ones are shared among threads, each with a recording of its own.
  Tensor hessian(const Tensor& x);

 private:
  struct Program;
  struct Form {
    Shape shape;
    Dtype dtype;
  };
  using Inputs = std::span<const Tensor>;

  void check_inputs(Inputs xs) const;
  Tensor call(const std::vector<Tensor>& floating, const Program& program) const;
  Program& value_program(Inputs xs);
  Program& gradient_program(Inputs xs);
  Program& product_program(Inputs xs, std::size_t which = 0);
  double gradient(Inputs xs, Inputs gs);

  TensorsFunction f_;
  std::vector<Form> forms_;
  std::unique_ptr<Program> value_, gradient_;
  std::vector<std::unique_ptr<Program>> products_;  // one for each thread that works on a Hessian
};

}  // namespace thalweg
