// gradcheck: every element moved a step both ways, and the quotient compared with the gradient.
#include <algorithm>
#include <cmath>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/gradcheck.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/random.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg {

namespace {

using Tensors = std::vector<Tensor>;

void check_options(const char* op, const GradcheckOptions& options) {
  check(options.rtol >= 0 && options.atol >= 0, op, "tolerances must not be negative, got rtol ", options.rtol,
        " and atol ", options.atol);
  check(options.step > 0 && options.step < 1, op, "the step must lie in (0, 1), got ", options.step);
}

void check_inputs(const char* op, const Tensors& inputs) {
  check(!inputs.empty(), op, "needs at least one input");
  for (std::size_t i = 0; i < inputs.size(); ++i)
    check(inputs[i].dtype() != float32, op, "input ", i,
          " is float32; central differences need float64: convert with .to(float64)");
}

/// Which inputs are differentiated: those that require a gradient, or all floating ones where none does.
std::vector<bool> differentiated(const Tensors& inputs) {
  const bool marked = std::any_of(inputs.begin(), inputs.end(), [](const Tensor& x) { return x.requires_grad(); });
  std::vector<bool> chosen;
  for (const Tensor& x : inputs) chosen.push_back(marked ? x.requires_grad() : is_floating(x.dtype()));
  return chosen;
}

/// Memory of its own, with x's strides unless those make elements coincide.
Tensor same_layout(const Tensor& x) {
  std::int64_t extent = 1;
  for (std::int64_t axis = 0; axis < x.rank(); ++axis) {
    if (x.shape()[axis] <= 1) continue;
    if (x.strides()[axis] == 0) return raw::clone(x);
    extent += (x.shape()[axis] - 1) * x.strides()[axis];
  }
  const Tensor copy = zeros({extent}, {.dtype = x.dtype()}).view(x.shape(), x.strides(), 0);
  raw::copy(copy, x);
  return copy;
}

Tensors leaves(const Tensors& inputs, const std::vector<bool>& chosen) {
  Tensors copies;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    copies.push_back(same_layout(inputs[i]));
    if (chosen[i]) copies.back().requires_grad_();
  }
  return copies;
}

/// Weights away from zero, so that no output goes unnoticed.
Tensor random_weights(Random& random, const Shape& shape) {
  std::vector<double> weights(static_cast<std::size_t>(numel("gradcheck", shape)));
  for (double& weight : weights) weight = random.uniform(0.5, 1.5) * (random() % 2 == 0 ? 1 : -1);
  return from_span(weights, shape);
}

Shape position(std::int64_t element, const Shape& shape) {
  Shape indices = Shape::filled(shape.rank(), 0);
  for (std::int64_t axis = shape.rank() - 1; axis >= 0; --axis) {
    indices[axis] = element % shape[axis];
    element /= shape[axis];
  }
  return indices;
}

/// What f gives when one element of input k has another value. f sees tracked inputs, for it may itself differentiate.
Tensor moved(const TensorsFunction& f, const Tensors& inputs, std::size_t k, const Shape& at, double value) {
  Tensors changed = inputs;
  Tensor x = same_layout(inputs[k]);
  x.set(at, value);
  changed[k] = x.requires_grad_();
  return f(changed).detach();
}

/// One comparison of all elements of one input.
struct Comparison {
  const char* op;
  const GradcheckOptions& options;
  GradcheckReport& report;

  void compare(std::size_t k, const Shape& shape, const Shape& at, double analytic, double numeric) {
    const double difference = std::abs(analytic - numeric);
    const double allowed = options.atol + options.rtol * std::abs(numeric);
    ++report.compared;
    if (!(difference <= report.largest_difference)) report.largest_difference = difference;
    if (difference <= allowed || !report.ok) return;
    report.ok = false;
    report.message = sentence(op, "input ", k, " of shape ", shape, ", element ", at, ": analytic ", analytic,
                              ", numeric ", numeric, "; they differ by ", difference, ", allowed are ", allowed);
  }
};

GradcheckReport check_gradient(const char* op, const TensorsFunction& f, const Tensors& originals,
                               const std::vector<bool>& chosen, const GradcheckOptions& options) {
  const WithGrad recording;
  const Tensors inputs = leaves(originals, chosen);
  const Tensor y = f(inputs);
  check(y.dtype() == float64, op, "the output is ", y.dtype(), "; only float64 can be compared");
  Random random(options.seed);
  const Tensor weights = random_weights(random, y.shape());

  GradcheckReport report;
  Comparison comparison{op, options, report};
  for (std::size_t k = 0; k < inputs.size(); ++k) {
    if (!chosen[k]) continue;
    const Tensor& x = inputs[k];
    const Tensor g = y.requires_grad()
                         ? grad(std::span(&y, 1), std::span(&x, 1), std::span(&weights, 1), {.allow_unused = true})[0]
                         : zeros_like(x);
    for (std::int64_t element = 0; element < x.numel(); ++element) {
      const Shape at = position(element, x.shape());
      const double step = options.step * std::max(1.0, std::abs(x.at(at)));
      const double up = x.at(at) + step, down = x.at(at) - step;
      const Tensor change = moved(f, inputs, k, at, up) - moved(f, inputs, k, at, down);
      comparison.compare(k, x.shape(), at, g.at(at), sum(weights * change).item() / (up - down));
    }
  }
  return report;
}

/// (x..., v) -> <w, grad_x <v, f(x)>>, recorded.
TensorsFunction weighted_gradient(const TensorsFunction& f, std::vector<bool> chosen, std::uint64_t seed) {
  return [=](const Tensors& inputs) {
    const Tensors xs(inputs.begin(), inputs.end() - 1);
    Tensors targets;
    for (std::size_t k = 0; k < xs.size(); ++k)
      if (chosen[k]) targets.push_back(xs[k]);
    const Tensor y = f(xs);
    Tensor total = zeros({});
    if (!y.requires_grad()) return total;
    Random random(seed);
    for (const Tensor& g :
         grad(std::span(&y, 1), targets, std::span(&inputs.back(), 1), {.create_graph = true, .allow_unused = true}))
      total = total + sum(g * random_weights(random, g.shape()));
    return total;
  };
}

TensorsFunction on_list(const TensorFunction& f) {
  return [f](const Tensors& inputs) { return f(inputs.front()); };
}

}  // namespace

GradcheckReport gradcheck(const TensorsFunction& f, const Tensors& inputs, GradcheckOptions options) {
  check_options("gradcheck", options);
  check_inputs("gradcheck", inputs);
  return check_gradient("gradcheck", f, inputs, differentiated(inputs), options);
}

GradcheckReport gradgradcheck(const TensorsFunction& f, const Tensors& inputs, GradcheckOptions options) {
  check_options("gradgradcheck", options);
  check_inputs("gradgradcheck", inputs);
  std::vector<bool> chosen = differentiated(inputs);
  const Shape shape = no_grad([&] { return f(leaves(inputs, std::vector<bool>(inputs.size(), false))); }).shape();
  Random random(options.seed + 1);
  Tensors with_seed = inputs;
  with_seed.push_back(random_weights(random, shape));
  const TensorsFunction gradient = weighted_gradient(f, chosen, options.seed + 2);
  chosen.push_back(true);
  return check_gradient("gradgradcheck", gradient, with_seed, chosen, options);
}

GradcheckReport gradcheck(const TensorFunction& f, const Tensor& input, GradcheckOptions options) {
  return gradcheck(on_list(f), Tensors{input}, options);
}
GradcheckReport gradgradcheck(const TensorFunction& f, const Tensor& input, GradcheckOptions options) {
  return gradgradcheck(on_list(f), Tensors{input}, options);
}

}  // namespace thalweg
