// MNIST's folder: found, complete, consistent; the real files where they are at hand.
#include <doctest/doctest.h>

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <numeric>
#include <stdexcept>
#include <string>
#include <vector>

#include <examples/support/files.hpp>
#include <examples/support/idx.hpp>
#include <examples/support/mnist_files.hpp>
#include <support/real_mnist.hpp>
#include <support/temporary_folder.hpp>

namespace thalweg::examples {
namespace {

Digits sample(std::int64_t count, std::int64_t side) {
  Digits digits{count, side, side, {}, {}};
  digits.images.resize(static_cast<std::size_t>(count * side * side));
  std::iota(digits.images.begin(), digits.images.end(), std::uint8_t{3});
  for (std::int64_t i = 0; i < count; ++i) digits.labels.push_back(static_cast<std::uint8_t>(i % 10));
  return digits;
}

}  // namespace

TEST_CASE("mnist files: what is written into a folder is found and read again") {
  const TemporaryFolder folder;
  const DigitSets sets{sample(12, 4), sample(5, 4)};
  write_mnist(folder.path(), sets);
  REQUIRE(find_mnist(folder.path()) == folder.path());
  const DigitSets again = read_mnist(folder.path());
  CHECK(again.train.count == 12);
  CHECK(again.train.rows == 4);
  CHECK(again.train.columns == 4);
  CHECK(again.train.images == sets.train.images);
  CHECK(again.test.labels == sets.test.labels);
}

TEST_CASE("mnist files: a folder given by name must exist and hold something") {
  const TemporaryFolder folder;
  const std::string missing = folder.path() + "/none";
  CHECK_THROWS_WITH_AS(find_mnist(missing),
                       (missing + ": --data must name an existing folder; scripts/fetch-mnist " + missing +
                        " makes and fills it, and without --data the built-in digits are used")
                           .c_str(),
                       std::runtime_error);
  CHECK_THROWS_WITH_AS(find_mnist(folder.path()),
                       (folder.path() +
                        ": the folder given by --data holds none of MNIST's files such as train-images-idx3-ubyte.gz; "
                        "scripts/fetch-mnist " +
                        folder.path() + " fills it")
                           .c_str(),
                       std::runtime_error);
}

TEST_CASE("mnist files: a missing file is named") {
  const TemporaryFolder folder;
  write_mnist(folder.path(), {sample(3, 2), sample(3, 2)});
  std::filesystem::remove(folder.path() + "/t10k-labels-idx1-ubyte");
  CHECK_THROWS_WITH_AS(read_mnist(folder.path()),
                       (folder.path() +
                        ": MNIST is four files, t10k-labels-idx1-ubyte (plain or .gz) is missing; "
                        "scripts/fetch-mnist " +
                        folder.path() + " completes the folder")
                           .c_str(),
                       std::runtime_error);
}

TEST_CASE("mnist files: images and labels must be equally many") {
  const TemporaryFolder folder;
  write_mnist(folder.path(), {sample(3, 2), sample(3, 2)});
  const std::string images = folder.path() + "/train-images-idx3-ubyte";
  const std::string labels = folder.path() + "/train-labels-idx1-ubyte";
  write_idx(labels, {{4}, {0, 1, 2, 3}});
  CHECK_THROWS_WITH_AS(read_mnist(folder.path()),
                       (labels + ": every image needs one label, but there are 4 labels for the 3 images of " + images +
                        "; use files that belong together")
                           .c_str(),
                       std::runtime_error);
}

TEST_CASE("mnist files: a label above nine is refused with its place") {
  const TemporaryFolder folder;
  write_mnist(folder.path(), {sample(3, 2), sample(3, 2)});
  const std::string labels = folder.path() + "/t10k-labels-idx1-ubyte";
  write_idx(labels, {{3}, {9, 0, 10}});
  CHECK_THROWS_WITH_AS(
      read_mnist(folder.path()),
      (labels + ": labels are 0 to 9, label 2 is 10; fetch the file again (scripts/fetch-mnist)").c_str(),
      std::runtime_error);
}

TEST_CASE("mnist files: training and test images must have one size") {
  const TemporaryFolder folder;
  write_mnist(folder.path(), {sample(3, 2), sample(3, 4)});
  CHECK_THROWS_WITH_AS(
      read_mnist(folder.path()),
      (folder.path() + ": training and test images must have one size, these have 2 x 2 and 4 x 4; use files that "
                       "belong together")
          .c_str(),
      std::runtime_error);
}

TEST_CASE("mnist files: the real files hold what they are known to hold" * doctest::skip(!real_mnist())) {
  const DigitSets sets = read_mnist(*real_mnist());
  CHECK(sets.train.count == 60000);
  CHECK(sets.test.count == 10000);
  CHECK(sets.train.rows == 28);
  CHECK(sets.train.columns == 28);
  const auto sum = [](const std::vector<std::uint8_t>& bytes) {
    return std::accumulate(bytes.begin(), bytes.end(), std::int64_t{0});
  };
  CHECK(sum(sets.train.images) == 1567298545);
  CHECK(sum(sets.test.images) == 264923200);
  CHECK(sum(sets.train.labels) == 267236);
  CHECK(std::vector<std::uint8_t>(sets.test.labels.begin(), sets.test.labels.begin() + 8) ==
        std::vector<std::uint8_t>{7, 2, 1, 0, 4, 1, 4, 9});
}

}  // namespace thalweg::examples
