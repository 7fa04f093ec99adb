// One choice for all programs.
#include <examples/classifier/digit_source.hpp>

#include <examples/support/digits.hpp>

namespace thalweg::examples {

DigitSource find_digits(const std::string& data) {
  if (const auto folder = find_mnist(data)) return {"MNIST", "mnist", "MNIST from " + *folder, read_mnist(*folder)};
  return {"built-in digits", "digits",
          "no MNIST found in $MNIST_DIR or data/mnist (scripts/fetch-mnist gets it): using the built-in digits",
          built_in_digits()};
}

}  // namespace thalweg::examples
