// Chapter 2: what a tensor is.
#include <iostream>
#include <thalweg/thalweg.hpp>

using namespace thalweg;

int main() {
  std::cout << "# make\n";
  // [make]
  const Tensor a = tensor({{1, 2, 3}, {4, 5, 6}});
  std::cout << a << "\nshape " << a.shape() << ", strides " << a.strides() << ", " << a.dtype() << "\n";
  std::cout << arange(4) << "  " << linspace(0, 1, 5) << "\n";
  // [/make]

  std::cout << "# views\n";
  // [views]
  Tensor base = zeros({2, 3});
  const Tensor column = select(base, 1, 2), turned = transpose(base, 0, 1);
  fill_(column, 7);
  std::cout << base << "\nturned: shape " << turned.shape() << ", strides " << turned.strides() << "\n"
            << turned << "\n";
  // [/views]

  std::cout << "# broadcast\n";
  // [broadcast]
  const Tensor row = tensor({10, 20, 30}), tall = tensor({{1}, {2}});
  std::cout << row + tall << "\n";
  std::cout << "mean over axis 0: " << mean(row + tall, {0}) << "\n";
  // [/broadcast]

  std::cout << "# errors\n";
  // [errors]
  const auto try_it = [](auto f) {
    try {
      f();
    } catch (const std::exception& error) {
      std::cout << error.what() << "\n";
    }
  };
  try_it([] { matmul(ones({64, 784}), ones({300, 100})); });
  try_it([] { ones({3}) + ones({4}); });
  try_it([] { ones({3}) + ones({3}, {.dtype = float32}); });
  // [/errors]

  std::cout << "# dtypes\n";
  // [dtypes]
  std::cout << "float64: " << tensor(1) / 3 << "\n";
  std::cout << "float32: " << tensor(1, {.dtype = float32}) / 3 << "\n";
  // [/dtypes]
}
