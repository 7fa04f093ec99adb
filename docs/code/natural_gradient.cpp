// Chapter 7: natural gradient, with metrics passed in and with the Fisher matrix of a model.
#include <cmath>
#include <cstdio>
#include <iostream>
#include <thalweg/thalweg.hpp>

using namespace thalweg;
using namespace thalweg::optim;

void directions() {
  std::printf("# directions\n");
  // [directions]
  const auto angle = [](const Problem& problem, std::vector<double> start) {
    const auto first_step = [&](const arrays::Method& method) {
      const Report report = arrays::minimize(problem.arrays, start, method, {.max_iterations = 1});
      return std::pair{report.last_x[0] - start[0], report.last_x[1] - start[1]};
    };
    const auto [a, b] = first_step(GradientDescentOptions{.lr = 1e-3});
    const auto [c, d] = first_step(NaturalGradientOptions{.lr = 1e-3, .damping = 1e-9});
    return std::acos(std::min(1.0, (a * c + b * d) / std::hypot(a, b) / std::hypot(c, d))) * 180 / 3.14159265358979;
  };
  std::printf("spherical at (-4, 3):     natural gradient turns the gradient by %.0f degrees\n",
              angle(problems::spherical(), {-4, 3}));
  std::printf("Ackley at (-4, 3.2):      by %.0f degrees\n", angle(problems::ackley(), {-4, 3.2}));
  std::printf("Rosenbrock at (-1.2, 1):  by %.0f degrees\n", angle(problems::rosenbrock(), {-1.2, 1}));
  // [/directions]
}

void valley() {
  std::printf("# valley\n");
  // [valley]
  const MinimizeOptions options{.max_iterations = 200};
  const Problem f = problems::rosenbrock();
  for (const arrays::Method& method :
       std::initializer_list<arrays::Method>{NaturalGradientOptions{.lr = 0.1, .damping = 1e-9}, AdamOptions{.lr = 0.1},
                                             GradientDescentOptions{.lr = 1e-3}}) {
    const Report report = arrays::minimize(f.arrays, std::vector{-1.2, 1.0}, method, options);
    std::printf("%-17s f = %.1e after %d iterations\n", report.method.c_str(), report.value, int(report.iterations));
  }
  // [/valley]
}

// [listing]
Tensor matrix_of_the_listing(const TensorFunction& f, const Tensor& at) {
  const Tensor x = clone(at).requires_grad_();
  const Tensor gradient = grad(f(x), x, {.create_graph = true});
  Tensor matrix = zeros({2, 2});
  for (int i = 0; i < 2; ++i) {
    const Tensor h1 = grad(gradient[i], x, {.create_graph = true});
    for (int j = 0; j < 2; ++j) fill_(matrix[i][j], grad(h1[j], x)[j].item() + 1e-9);
  }
  return matrix;
}
// [/listing]

void listing() {
  std::printf("# listing\n");
  // [use-listing]
  const auto f = [](const Tensor& p) { return pow(p[0], 3) * square(p[1]) + 2 * p[0] * pow(p[1], 3); };
  const Tensor at = tensor({2.0, 1.0});
  std::cout << "the listing's matrix\n" << matrix_of_the_listing(f, at) << "\n";
  std::cout << "the Hessian\n" << hessian(f, at) << "\n";
  // [/use-listing]
}

void fisher() {
  std::printf("# fisher\n");
  // [fisher]
  Random random(5);
  nn::Sequential model = nn::mlp({4, 5, 3}, random, {.activation = nn::Tanh{}});
  const Tensor x = randn({10, 4}, random);
  const Tensor logits = model(x);
  const std::int64_t n = model.num_parameters();

  const Tensor dense = fisher_matrix(logits, model.parameters());  // J' H J, one row of J at a time
  const Tensor hessian = kl_hessian(logits, model.parameters());   // the definition, by double backward
  const FisherProduct product(logits, model.parameters());         // never formed
  const Tensor v = randn({n}, random);
  Tensor fv = zeros({n});
  product(v.span<double>(), fv.span<double>());

  const auto far = [](const Tensor& a, const Tensor& b) { return max(abs(a - b)).item() < 1e-12 ? "yes" : "no"; };
  std::printf("%d parameters, F is %d x %d\n", int(n), int(dense.size(0)), int(dense.size(1)));
  std::printf("dense F and the Hessian of KL agree to 1e-12: %s\n", far(dense, hessian));
  std::printf("F v with and without the matrix agree to 1e-12: %s\n", far(matmul(dense, v), fv));
  // [/fisher]

  std::printf("# singular\n");
  // [singular]
  // Softmax does not see a constant added to all logits: adding to every bias of the last layer changes nothing.
  const Tensor last_bias = model.parameters().back();
  Tensor direction = zeros({n});
  fill_(slice(direction, 0, n - last_bias.numel(), n), 1);
  std::printf("|F d| < 1e-15 for d along the last bias: %s\n",
              norm(matmul(dense, direction)).item() < 1e-15 ? "yes" : "no");
  // [/singular]
}

void training() {
  std::printf("# training\n");
  // [training]
  Random random(7);
  const Tensor x = randn({200, 2}, random);
  const Tensor labels = (select(x, 1, 0) * select(x, 1, 1) > 0).to(int64);  // which diagonal the point is on
  const nn::Sequential start = nn::mlp({2, 16, 2}, random, {.activation = nn::Tanh{}});

  nn::Sequential model = nn::clone(start);
  NaturalGradient natural(model.parameters());
  const auto loss = [&] { return nn::cross_entropy(model(x), labels); };
  for (int t = 0; t < 20; ++t)
    natural.step([&] {
      const Tensor logits = model(x);
      return ModelOutput{logits, nn::cross_entropy(logits, labels)};
    });
  const double by_natural = loss().item();

  model = nn::clone(start);
  Adam adam(model.parameters(), {.lr = 1e-2});
  train(adam, loss, {.max_iterations = 20});
  const double by_adam = loss().item();
  std::printf("at the start %.1f; after 20 steps below 0.1: natural gradient %s, Adam %s\n",
              nn::cross_entropy(start(x), labels).item(), by_natural < 0.1 ? "yes" : "no",
              by_adam < 0.1 ? "yes" : "no");
  // [/training]
}

int main() {
  directions();
  valley();
  listing();
  fisher();
  training();
}
