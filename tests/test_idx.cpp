// IDX files: what is read, what is refused and in which words.
#include <doctest/doctest.h>
#include <sys/stat.h>

#include <cstdint>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <examples/support/files.hpp>
#include <examples/support/idx.hpp>
#include <support/temporary_folder.hpp>

namespace thalweg::examples {
namespace {

/// An IDX header of unsigned bytes.
std::string header(const std::vector<std::uint32_t>& sizes) {
  std::string text{'\0', '\0', '\x08', static_cast<char>(sizes.size())};
  for (std::uint32_t size : sizes)
    for (int shift : {24, 16, 8, 0}) text += static_cast<char>(size >> shift & 0xff);
  return text;
}

const std::string six = {'\x00', '\x01', '\x7f', '\x80', '\xfe', '\xff'};

}  // namespace

TEST_CASE("idx: a plain file gives its sizes and its bytes in order") {
  const TemporaryFolder folder;
  const ByteArray array = read_idx(folder.file("a", header({2, 1, 3}) + six), 3);
  CHECK(array.shape == std::vector<std::int64_t>{2, 1, 3});
  CHECK(array.bytes == std::vector<std::uint8_t>{0, 1, 127, 128, 254, 255});
}

TEST_CASE("idx: what is written is read again, byte for byte") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/a";
  write_idx(path, {{70000, 1}, std::vector<std::uint8_t>(70000, 200)});
  CHECK(TemporaryFolder::contents(path).substr(0, 12) == header({70000, 1}));
  const ByteArray array = read_idx(path, 2);
  CHECK(array.shape == std::vector<std::int64_t>{70000, 1});
  CHECK(array.bytes == std::vector<std::uint8_t>(70000, 200));
  CHECK_THROWS_WITH_AS(write_idx(path, {{3, 2}, {1, 2}}), "write_idx: the shape 3 x 2 does not fit 2 bytes",
                       std::invalid_argument);
}

TEST_CASE("idx: a wrong magic number is refused with both") {
  const TemporaryFolder folder;
  const std::string labels = folder.file("a", header({6}) + six);
  const std::string words = labels +
                            ": an IDX file of bytes with 3 sizes begins with 00 00 08 03, this file with 00 00 08 01; "
                            "images have 3 sizes, labels 1: check that the file names are not mixed up";
  CHECK_THROWS_WITH_AS(read_idx(labels, 3), words.c_str(), std::runtime_error);
  CHECK_THROWS_AS(read_idx(folder.file("b", "\x89PNG and more bytes"), 1), std::runtime_error);
}

TEST_CASE("idx: an empty file and a cut header are refused") {
  const TemporaryFolder folder;
  for (const std::string& contents : {std::string(), std::string(1, '\0'), header({2, 1, 3}).substr(0, 15)}) {
    const std::string path = folder.file("a", contents);
    const std::string words = path +
                              ": an IDX header of 3 sizes takes 16 bytes, the file ends before that; fetch the file "
                              "again (scripts/fetch-mnist)";
    CHECK_THROWS_WITH_AS(read_idx(path, 3), words.c_str(), std::runtime_error);
  }
}

TEST_CASE("idx: missing and additional bytes are refused") {
  const TemporaryFolder folder;
  for (const std::string& contents : {six.substr(0, 5), six + "x"}) {
    const std::string path = folder.file("a", header({2, 1, 3}) + contents);
    const std::string words = path + ": the header promises 2 x 1 x 3, a file of 22 bytes, but the file has " +
                              std::to_string(16 + contents.size()) + "; fetch the file again (scripts/fetch-mnist)";
    CHECK_THROWS_WITH_AS(read_idx(path, 3), words.c_str(), std::runtime_error);
  }
}

TEST_CASE("idx: sizes of zero, beyond the limit or overflowing 64 bits are refused") {
  const TemporaryFolder folder;
  const auto words = [](const std::string& path, const std::string& sizes) {
    return path + ": every size must be at least 1 and their product at most 268435456 bytes, the header says " +
           sizes + "; fetch the file again (scripts/fetch-mnist)";
  };
  const std::string empty = folder.file("a", header({0, 28, 28}));
  CHECK_THROWS_WITH_AS(read_idx(empty, 3), words(empty, "0 x 28 x 28").c_str(), std::runtime_error);
  const std::string large = folder.file("b", header({1 << 28, 1, 2}));
  CHECK_THROWS_WITH_AS(read_idx(large, 3), words(large, "268435456 x 1 x 2").c_str(), std::runtime_error);
  // The product of these is 0 modulo 2^64.
  const std::string absurd = folder.file("c", header({1u << 31, 1u << 31, 4}));
  CHECK_THROWS_WITH_AS(read_idx(absurd, 3), words(absurd, "2147483648 x 2147483648 x 4").c_str(), std::runtime_error);
}

TEST_CASE("idx: a missing file and a folder are refused") {
  const TemporaryFolder folder;
  const std::string missing = folder.path() + "/none";
  CHECK_THROWS_WITH_AS(read_idx(missing, 1),
                       (missing + ": there is no such file; scripts/fetch-mnist fetches MNIST").c_str(),
                       std::runtime_error);
  CHECK_THROWS_WITH_AS(read_idx(folder.path(), 1),
                       (folder.path() + ": this is not a regular file; give a data file").c_str(), std::runtime_error);
}

TEST_CASE("files: a link stays a link, and what is no file is not replaced by one") {
  const TemporaryFolder folder;
  const std::string target = folder.file("target", "old"), link = folder.path() + "/link";
  std::filesystem::create_symlink("target", link);
  write_file(link, "new");
  CHECK(std::filesystem::is_symlink(link));
  CHECK(TemporaryFolder::contents(target) == "new");
  const std::string pipe = folder.path() + "/pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK_THROWS_AS(write_file(pipe, "x"), std::runtime_error);
  CHECK_THROWS_AS(check_file_writable(pipe), std::runtime_error);
  CHECK(std::filesystem::is_fifo(pipe));
}

TEST_CASE("files: a file is replaced whole, and a failure leaves nothing behind") {
  const TemporaryFolder folder;
  const std::string path = folder.file("a", "old contents");
  write_file(path, "new");
  CHECK(TemporaryFolder::contents(path) == "new");
  const std::string taken = folder.path() + "/folder";
  prepare_folder(taken + "/inner");
  CHECK_THROWS_WITH_AS(
      write_file(taken, "x"),
      (taken + ": the file cannot be written (there is something that is no file); choose another name").c_str(),
      std::runtime_error);
  const std::string nowhere = folder.path() + "/none/a";
  CHECK_THROWS_WITH_AS(
      write_file(nowhere, "x"),
      (nowhere + ": the file cannot be written (No such file or directory); choose another folder").c_str(),
      std::runtime_error);
  int entries = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(folder.path())) ++entries;
  CHECK(entries == 2);
}

TEST_CASE("files: a folder that cannot be made is refused before the work") {
  const TemporaryFolder folder;
  const std::string file = folder.file("a", "x");
  CHECK_THROWS_WITH_AS(prepare_folder(file),
                       (file + ": the folder cannot be created (Not a directory); choose another folder").c_str(),
                       std::runtime_error);
  CHECK_THROWS_WITH_AS(prepare_folder(file + "/inner"),
                       (file + "/inner: the folder cannot be created (Not a directory); choose another folder").c_str(),
                       std::runtime_error);
}

}  // namespace thalweg::examples
