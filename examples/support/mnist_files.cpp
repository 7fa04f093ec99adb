// Finds MNIST's files and checks that images and labels belong together.
#include <examples/support/mnist_files.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <utility>

#include <examples/support/files.hpp>
#include <examples/support/idx.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

constexpr const char* train_images = "train-images-idx3-ubyte";
constexpr const char* train_labels = "train-labels-idx1-ubyte";
constexpr const char* test_images = "t10k-images-idx3-ubyte";
constexpr const char* test_labels = "t10k-labels-idx1-ubyte";

/// The plain file where it exists, else the .gz one, else nothing.
std::optional<std::string> locate(const std::string& folder, const char* name) {
  std::error_code ignored;
  for (const char* ending : {"", ".gz"}) {
    const std::string path = (std::filesystem::path(folder) / name).string() + ending;
    if (std::filesystem::exists(path, ignored)) return path;
  }
  return std::nullopt;
}

bool holds_any(const std::string& folder) {
  return locate(folder, train_images) || locate(folder, train_labels) || locate(folder, test_images) ||
         locate(folder, test_labels);
}

std::string require(const std::string& folder, const char* name) {
  const auto path = locate(folder, name);
  check_outside(path.has_value(), folder.c_str(), "MNIST is four files, ", name,
                " (plain or .gz) is missing; scripts/fetch-mnist ", folder, " completes the folder");
  return *path;
}

}  // namespace

std::optional<std::string> find_mnist(const std::string& data) {
  if (!data.empty()) {
    std::error_code ignored;
    check_outside(std::filesystem::is_directory(data, ignored), data.c_str(),
                  "--data must name an existing folder; scripts/fetch-mnist ", data,
                  " makes and fills it, and without --data the built-in digits are used");
    check_outside(holds_any(data), data.c_str(), "the folder given by --data holds none of MNIST's files such as ",
                  train_images, ".gz; scripts/fetch-mnist ", data, " fills it");
    return data;
  }
  const char* variable = std::getenv("MNIST_DIR");
  for (const std::string& folder : {std::string(variable != nullptr ? variable : ""), std::string("data/mnist")})
    if (!folder.empty() && holds_any(folder)) return folder;
  return std::nullopt;
}

Digits read_digits(const std::string& images, const std::string& labels) {
  ByteArray image_array = read_idx(images, 3);
  ByteArray label_array = read_idx(labels, 1);
  const std::int64_t count = image_array.shape[0];
  check_outside(count == label_array.shape[0], labels.c_str(), "every image needs one label, but there are ",
                label_array.shape[0], " labels for the ", count, " images of ", images,
                "; use files that belong together");
  const auto wrong = std::find_if(label_array.bytes.begin(), label_array.bytes.end(), [](auto x) { return x > 9; });
  check_outside(wrong == label_array.bytes.end(), labels.c_str(), "labels are 0 to 9, label ",
                wrong - label_array.bytes.begin(), " is ",
                wrong == label_array.bytes.end() ? 0 : static_cast<int>(*wrong),
                "; fetch the file again (scripts/fetch-mnist)");
  return {count, image_array.shape[1], image_array.shape[2], std::move(image_array.bytes),
          std::move(label_array.bytes)};
}

DigitSets read_mnist(const std::string& folder) {
  DigitSets sets;
  sets.train = read_digits(require(folder, train_images), require(folder, train_labels));
  sets.test = read_digits(require(folder, test_images), require(folder, test_labels));
  check_outside(sets.train.rows == sets.test.rows && sets.train.columns == sets.test.columns, folder.c_str(),
                "training and test images must have one size, these have ", sets.train.rows, " x ", sets.train.columns,
                " and ", sets.test.rows, " x ", sets.test.columns, "; use files that belong together");
  return sets;
}

void write_mnist(const std::string& folder, const DigitSets& sets) {
  const auto write = [&](const Digits& digits, const char* images, const char* labels) {
    write_idx(folder + "/" + images, {{digits.count, digits.rows, digits.columns}, digits.images});
    write_idx(folder + "/" + labels, {{digits.count}, digits.labels});
  };
  write(sets.train, train_images, train_labels);
  write(sets.test, test_images, test_labels);
}

}  // namespace thalweg::examples
