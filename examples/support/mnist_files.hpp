// MNIST's four files: where they lie, and the images and labels in them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace thalweg::examples {

/// Images of digits as bytes (0 background, 255 ink) and what they show.
struct Digits {
  std::int64_t count = 0, rows = 0, columns = 0;
  std::vector<std::uint8_t> images;  ///< (count, rows, columns)
  std::vector<std::uint8_t> labels;  ///< (count), each 0 .. 9
};

/// What a network learns from and what it is judged by.
struct DigitSets {
  Digits train, test;
};

/// The folder with MNIST's files: `data` where it is not empty, else $MNIST_DIR, else data/mnist, each counting only
/// when it holds one of the files; nothing where none does. Throws std::runtime_error when `data` is given and is no
/// folder or holds none.
std::optional<std::string> find_mnist(const std::string& data);

/// Reads an image file and its label file. Throws std::runtime_error when either is damaged (see read_idx), when they
/// differ in length, or when a label is above 9.
Digits read_digits(const std::string& images, const std::string& labels);

/// Reads {train,t10k}-{images-idx3,labels-idx1}-ubyte, each plain or with .gz, from a folder. Throws
/// std::runtime_error when one is missing or damaged, or when the two sets differ in the size of their images.
DigitSets read_mnist(const std::string& folder);

/// Writes the four files, plain, into an existing folder. Throws std::runtime_error.
void write_mnist(const std::string& folder, const DigitSets& sets);

}  // namespace thalweg::examples
