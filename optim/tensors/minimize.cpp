// One leaf, a closure around it, and the loop of optim/arrays.
#include <thalweg/optim/tensors/minimize.hpp>

#include <utility>

#include <thalweg/optim/tensors/objective.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

namespace {

Tensor leaf_of(const char* op, const Tensor& x0) {
  check(is_floating(x0.dtype()), op, "x0 must be floating, got ", x0.dtype(), "; convert it with .to(float64)");
  Tensor x = raw::clone(x0);
  return x.requires_grad_();
}

/// An empty function stays one, to be refused.
Closure closure_over(const TensorFunction& f, const Tensor& x) {
  return f ? Closure([&f, x] { return f(x); }) : Closure{};
}

TensorReport solve(const arrays::Objective& f, const Tensor& x, const arrays::Method& method,
                   const MinimizeOptions& options) {
  const Tensor start = raw::contiguous(raw::cast(x, float64));
  TensorReport report{arrays::minimize(f, start.span<double>(), method, options), {}};
  report.argmin = raw::cast(from_span(std::span<const double>(report.x), x.shape()), x.dtype());
  return report;
}

}  // namespace

TensorReport minimize(const TensorFunction& f, const Tensor& x0, const arrays::Method& method,
                      const MinimizeOptions& options) {
  const Tensor x = leaf_of("minimize", x0);
  return solve(loss_objective({x}, closure_over(f, x)), x, method, options);
}

TensorReport least_squares(const TensorFunction& residuals, const Tensor& x0, const arrays::Method& method,
                           const MinimizeOptions& options) {
  const Tensor x = leaf_of("least_squares", x0);
  return solve(residual_objective({x}, closure_over(residuals, x)), x, method, options);
}

MultiStartReport multi_start(const TensorFunction& f, const Samples& starts, std::span<const double> lower,
                             std::span<const double> upper, const arrays::Method& method,
                             const MultiStartOptions& options) {
  check(static_cast<bool>(f), "multi_start", "needs a function, got an empty one");
  const auto objective = [&] {
    Tensor x = zeros({starts.dimensions});
    x.requires_grad_();
    return loss_objective({x}, [&f, x] { return f(x); });
  };
  return multi_start(ObjectiveForRun(objective), starts, lower, upper, method, options);
}

}  // namespace thalweg::optim
