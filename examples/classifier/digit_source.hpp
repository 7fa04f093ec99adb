// Where digits come from: MNIST where it is found, else the built-in ones.
#pragma once

#include <string>

#include <examples/support/mnist_files.hpp>

namespace thalweg::examples {

struct DigitSource {
  std::string name;      ///< for people: "MNIST"
  std::string recorded;  ///< of PyTorch's curves on it, in examples/data: "mnist"
  std::string told;      ///< a line that says where it was found, or how to get it
  DigitSets sets;
};

/// As find_mnist finds it. Throws what find_mnist and read_mnist throw.
DigitSource find_digits(const std::string& data);

}  // namespace thalweg::examples
