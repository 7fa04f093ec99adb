// Between the spans of the methods and the tensors of a replay: one tensor for each, written in place.
#include <thalweg/optim/tensors/replayed.hpp>

#include <algorithm>
#include <memory>
#include <utility>

#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::optim {

namespace {

using arrays::In;
using arrays::Out;

void write(const Tensor& to, In from) {
  dispatch_floating(to.dtype(), [&](auto zero) {
    using T = decltype(zero);
    std::transform(from.begin(), from.end(), to.data<T>(), [](double v) { return static_cast<T>(v); });
  });
}

void read(const Tensor& from, Out to) {
  dispatch_floating(from.dtype(), [&](auto zero) { std::copy_n(from.data<decltype(zero)>(), to.size(), to.begin()); });
}

/// A replay with the tensors it works on.
struct Bridge {
  std::shared_ptr<Replay> f;
  Tensor x, v, result;

  Bridge(std::shared_ptr<Replay> replay, const Tensor& x0)
      : f(std::move(replay)), x(raw::clone(x0)), v(zeros_like(x)), result(zeros_like(x)) {}

  double value(In at) {
    write(x, at);
    const Tensor y = f->value(x);
    check(y.numel() == 1, "minimize", "the function to minimise must give one element, got shape ", y.shape(),
          "; for a sum of squares hand the residuals to least_squares");
    return y.item();
  }
  double value_and_gradient(In at, Out g) {
    write(x, at);
    const double y = f->value_and_grad(x, result);
    read(result, g);
    return y;
  }
  void hessian(In at, Out h) {
    write(x, at);
    read(f->hessian(x), h);
  }
  void hessian_product(In at, In along, Out hv) {
    write(x, at);
    write(v, along);
    f->hvp(x, v, result);
    read(result, hv);
  }
  void round(Out at) {
    write(x, at);
    read(x, at);
  }
};

arrays::Objective objective_of(std::shared_ptr<Replay> replay, const Tensor& x0) {
  check(is_floating(x0.dtype()), "minimize", "x0 must be floating, got ", x0.dtype(), "; convert it with .to(float64)");
  const auto bridge = std::make_shared<Bridge>(std::move(replay), x0);
  arrays::Objective f;
  f.value = [=](In x) { return bridge->value(x); };
  f.value_and_gradient = [=](In x, Out g) { return bridge->value_and_gradient(x, g); };
  f.hessian = [=](In x, Out h) { bridge->hessian(x, h); };
  f.hessian_product = [=](In x, In v, Out hv) { bridge->hessian_product(x, v, hv); };
  if (x0.dtype() != float64) f.project = [=](Out x) { bridge->round(x); };
  return f;
}

}  // namespace

arrays::Objective replayed_objective(const TensorFunction& f, const Tensor& x0) {
  return objective_of(std::make_shared<Replay>(f, x0), x0);
}

TensorReport minimize(Replay& f, const Tensor& x0, const arrays::Method& method, const MinimizeOptions& options) {
  // The caller owns f; the pointer only lends it.
  const arrays::Objective objective = objective_of(std::shared_ptr<Replay>(std::shared_ptr<void>(), &f), x0);
  const Tensor start = raw::contiguous(raw::cast(x0, float64));
  TensorReport report{arrays::minimize(objective, start.span<double>(), method, options), {}};
  report.argmin = raw::cast(from_span(std::span<const double>(report.x), x0.shape()), x0.dtype());
  return report;
}

}  // namespace thalweg::optim
