// Chapter 3: how the graph grows, and how derivatives flow back through it.
#include <iostream>
#include <thalweg/thalweg.hpp>

using namespace thalweg;

int main() {
  std::cout << "# record\n";
  // [record]
  Tensor x = tensor({1.0, 2.0}).requires_grad_(), w = tensor({3.0, 4.0}).requires_grad_();
  const Tensor y = sum(tanh(x) * w);
  std::cout << to_dot(y);
  // [/record]

  std::cout << "# backward\n";
  // [backward]
  y.backward();
  std::cout << "dy/dx " << x.grad() << "\ndy/dw " << w.grad() << "\n";
  std::cout << "w (1 - tanh^2 x) = " << (w * (1 - square(tanh(x)))).detach() << "\n";
  // [/backward]

  std::cout << "# grad\n";
  // [grad]
  y.backward();
  std::cout << "after a second backward: " << w.grad() << "\n";
  std::cout << "grad() only hands back:  " << grad(y, w) << "\n";
  std::cout << "the sum is still there:  " << w.grad() << "\n";
  // [/grad]

  std::cout << "# constant\n";
  // [constant]
  const Tensor constant = no_grad([&] { return x * w; });
  std::cout << std::boolalpha << (x * w).requires_grad() << " " << constant.requires_grad() << " "
            << x.detach().requires_grad() << "\n";
  // [/constant]

  std::cout << "# versions\n";
  // [versions]
  const Tensor s = x + 1, p = x * x;
  no_grad([&] { x += 1; });
  std::cout << "d(x + 1)/dx " << grad(sum(s), x) << "\n";
  try {
    grad(sum(p), x);
  } catch (const std::exception& error) {
    std::cout << error.what() << "\n";
  }
  // [/versions]

  std::cout << "# deep\n";
  // [deep]
  Tensor chain = x;
  for (int i = 0; i < 100000; ++i) chain = chain * 1.00001;
  std::cout << grad(sum(chain), x) << "\n";
  // [/deep]
}
