// Chapter 10: what makes programs fast here, shown by counts and bits; seconds stand in docs/performance.md.
#include <cmath>
#include <cstdio>
#include <thalweg/tensor/parallel.hpp>
#include <thalweg/thalweg.hpp>

using namespace thalweg;

int main() {
  std::printf("# threads\n");
  // [threads]
  Random random(1);
  const Tensor a = randn({300, 300}, random), b = randn({300, 300}, random);
  set_num_threads(1);
  const Tensor one = matmul(a, b);
  const double sum_of_one = sum(a).item();
  set_num_threads(4);
  const Tensor four = matmul(a, b);
  std::printf("products differ by %g, sums by %g\n", max(abs(one - four)).item(), sum(a).item() - sum_of_one);
  // [/threads]

  std::printf("# float32\n");
  // [float32]
  const Tensor x = tensor(2.0), y = x.to(float32);
  std::printf("exp(2): float64 %.15f, float32 %.7f\n", exp(x).item(), exp(y).item());
  std::printf("bytes of a million parameters, with Adam's m and v: %d against %d\n",
              int(3 * item_size(float64) * 1'000'000), int(3 * item_size(float32) * 1'000'000));
  // [/float32]

  std::printf("# graph\n");
  // [graph]
  const Tensor w = randn({100}, random).requires_grad_();
  const Tensor recorded = sum(square(w));
  const Tensor plain = no_grad([&] { return sum(square(w)); });
  std::printf("recorded: %s, under no_grad: %s\n", recorded.requires_grad() ? "a graph" : "no graph",
              plain.requires_grad() ? "a graph" : "no graph");
  // [/graph]

  std::printf("# products\n");
  // [products]
  // One product H v instead of the Hessian: 2 numbers instead of 4 here, 10^5 instead of 10^10 for 10^5 parameters.
  const auto f = [](const Tensor& p) { return sum(pow(p, 4)); };
  const Tensor p = ones({100000}), v = ones({100000});
  std::printf("H v for 100000 parameters holds %d numbers; each is %g\n", int(hvp(f, p, v).numel()),
              hvp(f, p, v).at({0}));
  // [/products]
}
