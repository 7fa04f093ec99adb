// Chapter 6: the optimizers, on three levels.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <iostream>
#include <thalweg/thalweg.hpp>

using namespace thalweg;
using namespace thalweg::optim;

Tensor rosenbrock(const Tensor& x) { return square(1 - x[0]) + 100 * square(x[1] - square(x[0])); }

void one_path() {
  std::printf("# one path\n");
  // [one-path]
  const MinimizeOptions options{.max_iterations = 200};
  const AdamOptions adam{.lr = 0.1};

  arrays::Objective
      f;  // plain arrays; here even their gradient comes from autograd, so that all three see the same one
  f.value_and_gradient = [](arrays::In x, arrays::Out g) {
    const auto [value, gradient] = value_and_grad(rosenbrock, from_span(x, {2}));
    std::ranges::copy(gradient.span<double>(), g.begin());
    return value.item();
  };
  const Report on_arrays = arrays::minimize(f, std::vector{-1.2, 1.0}, adam, options);

  const TensorReport on_tensors = minimize(rosenbrock, tensor({-1.2, 1.0}), adam, options);

  Tensor x = tensor({-1.2, 1.0}).requires_grad_();
  Adam optimizer({x}, adam);
  for (int t = 0; t < 200; ++t) {
    optimizer.zero_grad();
    rosenbrock(x).backward();
    optimizer.step();
  }

  std::cout << x << "\n";
  std::cout << std::boolalpha << "the same bits: " << (on_arrays.last_x == on_tensors.last_x) << ", "
            << (x.at({0}) == on_arrays.last_x[0] && x.at({1}) == on_arrays.last_x[1]) << "\n";
  // [/one-path]
}

void reports() {
  std::printf("# reports\n");
  // [reports]
  const TensorReport report = minimize(rosenbrock, tensor({5.0, 0.0}), GradientDescentOptions{.lr = 1e-3});
  std::cout << name(report.status) << ": " << report.reason << "\n";
  std::cout << report.iterations << " iterations, " << report.evaluations.g << " gradients, best " << report.argmin
            << "\n";
  // [/reports]
}

void labels() {
  std::printf("# labels\n");
  // [labels]
  for (const double start : {-5.0, -4.0}) {
    const Report report =
        arrays::minimize(problems::ackley().arrays, std::vector{start, start}, GradientDescentOptions{.lr = 1e-3},
                         {.max_iterations = 10000, .gradient_tolerance = 0});
    std::printf("gradient descent on Ackley from (%g, %g): [%.7f %.7f]\n", start, start, report.last_x[0],
                report.last_x[1]);
  }
  // [/labels]
}

void settling() {
  std::printf("# settling\n");
  // [settling]
  const arrays::Objective f = problems::ackley().arrays;
  const std::vector<double> start{-4, -4};
  const auto distance = [&](const std::function<double(std::int64_t)>& lr_factor) {
    MinimizeOptions options{.max_iterations = 10000, .gradient_tolerance = 0, .lr_factor = lr_factor};
    double farthest = 0;  // over the last thousand iterations
    options.callback = [&](const Iteration& at) {
      if (at.iteration > 9000) farthest = std::max(farthest, std::abs(at.x[0]));
      return Control::go_on;
    };
    const Report report = arrays::minimize(f, start, AdamOptions{.lr = 0.5, .eps = 1e-7}, options);
    std::printf("ends %.4f from the minimum, the last thousand iterations within %.3f\n", std::abs(report.last_x[0]),
                farthest);
  };
  std::printf("constant lr:     ");
  distance({});
  std::printf("cosine schedule: ");
  distance(cosine_schedule({.steps = 10000}));
  // [/settling]
}

void state() {
  std::printf("# state\n");
  // [state]
  Tensor x = tensor({-1.2, 1.0}).requires_grad_();
  Adam adam(std::vector<NamedTensor>{{"x", x}}, {.lr = 0.1});
  const auto steps = [](Adam& optimizer, Tensor& at, int count) {
    for (int t = 0; t < count; ++t) {
      optimizer.zero_grad();
      rosenbrock(at).backward();
      optimizer.step();
    }
  };
  steps(adam, x, 50);
  const StateDict saved = adam.state_dict();
  for (const auto& [name, tensor] : saved) std::cout << name << " " << tensor << "\n";

  Tensor again = clone(x.detach()).requires_grad_();
  Adam resumed(std::vector<NamedTensor>{{"x", again}}, {.lr = 0.1});
  resumed.load_state_dict(saved);
  steps(adam, x, 50);
  steps(resumed, again, 50);
  std::cout << std::boolalpha << "resumed run ends in the same bits: " << (sum(abs(x - again)).item() == 0) << "\n";
  // [/state]
}

int main() {
  one_path();
  reports();
  labels();
  settling();
  state();
}
