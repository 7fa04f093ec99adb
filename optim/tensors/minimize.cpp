// One leaf, a closure around it, and the loop of optim/arrays.
#include <thalweg/optim/tensors/minimize.hpp>

#include <utility>

#include <thalweg/autograd/mode.hpp>
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
  return solve(loss_objective({x}, [&] { return f(x); }), x, method, options);
}

TensorReport least_squares(const TensorFunction& residuals, const Tensor& x0, const arrays::Method& method,
                           const MinimizeOptions& options) {
  const Tensor x = leaf_of("least_squares", x0);
  const std::int64_t count = no_grad([&] { return residuals(x).numel(); });
  check(count >= 1, "least_squares", "there are no residuals");
  return solve(residual_objective(
                   {x}, [&] { return residuals(x); }, count),
               x, method, options);
}

}  // namespace thalweg::optim
