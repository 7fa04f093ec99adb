// Compressed IDX files: whole, in several members, cut off, damaged, and bombs.
#include <doctest/doctest.h>
#include <zlib.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <examples/support/byte_source.hpp>
#include <examples/support/idx.hpp>
#include <support/temporary_folder.hpp>

namespace thalweg::examples {
namespace {

std::string gzip(const std::string& contents) {
  z_stream stream{};
  deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, 16 + 15, 8, Z_DEFAULT_STRATEGY);
  std::string packed(deflateBound(&stream, contents.size()), '\0');
  std::string input = contents;
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

/// An IDX file with one size.
std::string labels(std::uint32_t size, const std::string& contents) {
  std::string text{'\0', '\0', '\x08', '\x01'};
  for (int shift : {24, 16, 8, 0}) text += static_cast<char>(size >> shift & 0xff);
  return text + contents;
}

const std::string again = " (scripts/fetch-mnist)";

}  // namespace

TEST_CASE("gunzip: a compressed file gives the bytes of the plain one, whatever its name") {
  const TemporaryFolder folder;
  std::string contents;
  for (int i = 0; i < 3000000; ++i) contents += static_cast<char>(std::int64_t{i} * i >> 7);
  const ByteArray array = read_idx(folder.file("no-ending", gzip(labels(3000000, contents))), 1);
  CHECK(array.shape == std::vector<std::int64_t>{3000000});
  CHECK(std::string(array.bytes.begin(), array.bytes.end()) == contents);
}

TEST_CASE("gunzip: members that follow each other count as one file") {
  const TemporaryFolder folder;
  const ByteArray array = read_idx(folder.file("a.gz", gzip(labels(4, "ab")) + gzip("") + gzip("cd")), 1);
  CHECK(std::string(array.bytes.begin(), array.bytes.end()) == "abcd");
}

TEST_CASE("gunzip: a cut file is refused wherever it is cut") {
  const TemporaryFolder folder;
  const std::string packed = gzip(labels(6, "abcabc"));
  for (std::size_t size = 2; size < packed.size(); ++size) {
    const std::string path = folder.file("a.gz", packed.substr(0, size));
    const std::string words = path + ": the gzip data are cut off before their end; fetch the file again" + again;
    CHECK_THROWS_WITH_AS(read_idx(path, 1), words.c_str(), std::runtime_error);
  }
}

TEST_CASE("gunzip: damaged bytes and a wrong checksum are refused") {
  const TemporaryFolder folder;
  const std::string packed = gzip(labels(6, "abcabc"));
  std::string damaged = packed;
  damaged[10] = '\xff';
  const std::string block = folder.file("a.gz", damaged);
  CHECK_THROWS_WITH_AS(
      read_idx(block, 1),
      (block + ": the gzip data are damaged (invalid block type); fetch the file again" + again).c_str(),
      std::runtime_error);
  damaged = packed;
  damaged[packed.size() - 8] ^= 1;
  const std::string sum = folder.file("b.gz", damaged);
  CHECK_THROWS_WITH_AS(
      read_idx(sum, 1),
      (sum + ": the gzip data are damaged (incorrect data check); fetch the file again" + again).c_str(),
      std::runtime_error);
}

TEST_CASE("gunzip: bytes behind the compressed data are refused") {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.gz", gzip(labels(6, "abcabc")) + "tail");
  CHECK_THROWS_WITH_AS(
      read_idx(path, 1),
      (path + ": bytes that are not gzip follow the compressed data; fetch the file again" + again).c_str(),
      std::runtime_error);
}

TEST_CASE("gunzip: a short array is refused with what was there") {
  const TemporaryFolder folder;
  const std::string path = folder.file("a.gz", gzip(labels(9, "abc")));
  CHECK_THROWS_WITH_AS(
      read_idx(path, 1),
      (path + ": the header promises 9 = 9 bytes, the file ends after 3; fetch the file again" + again).c_str(),
      std::runtime_error);
}

TEST_CASE("gunzip: a bomb is not unpacked beyond what its header promises") {
  const TemporaryFolder folder;
  // The damage near the end of fifty million zeros is not even reached.
  std::string packed = gzip(labels(6, "abcabc" + std::string(50000000, '\0')));
  packed[packed.size() - 100] ^= 0x55;
  const std::string path = folder.file("a.gz", packed);
  CHECK_THROWS_WITH_AS(
      read_idx(path, 1),
      (path + ": the header promises 6 = 6 bytes, more data follow them; fetch the file again" + again).c_str(),
      std::runtime_error);
}

TEST_CASE("gunzip: a promise that the compressed size cannot hold is refused before memory is taken") {
  const TemporaryFolder folder;
  const std::string packed = gzip(labels(200000000, "abc"));
  const std::string path = folder.file("a.gz", packed);
  const std::string words = path + ": the header promises 200000000 = 200000000 bytes, more than a gzip file of " +
                            std::to_string(packed.size()) + " bytes can hold; fetch the file again" + again;
  CHECK_THROWS_WITH_AS(read_idx(path, 1), words.c_str(), std::runtime_error);
}

}  // namespace thalweg::examples
