// Where the real MNIST files are, for the tests that need them; those are skipped elsewhere.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include <examples/support/mnist_files.hpp>
#include <source_root.hpp>

namespace thalweg {

/// $MNIST_DIR, else data/mnist in the tree, else shared/mnist beside it; nothing where none of them holds the files.
inline std::optional<std::string> real_mnist() {
  if (const auto found = examples::find_mnist("")) return found;
  for (const char* place : {"/data/mnist", "/../shared/mnist"}) {
    const std::string folder = std::string(source_root) + place;
    if (std::filesystem::exists(folder + "/train-images-idx3-ubyte.gz")) return folder;
  }
  return std::nullopt;
}

}  // namespace thalweg
