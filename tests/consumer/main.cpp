// A program that knows only the installed library: the slope of x^2 at 3.
#include <iostream>

#include <thalweg/thalweg.hpp>

int main() {
  const auto x = thalweg::tensor({3.0}).requires_grad_();
  thalweg::sum(x * x).backward();
  std::cout << x.grad().item() << '\n';
}
