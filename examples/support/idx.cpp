// Reads and writes IDX: header, checks, then the bytes.
#include <examples/support/idx.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdio>
#include <span>

#include <examples/support/byte_source.hpp>
#include <examples/support/files.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

constexpr const char* fetch_again = "; fetch the file again (scripts/fetch-mnist)";
constexpr std::int64_t largest_expansion = 1032;  // deflate: 258 bytes out of 2 bits

std::string hexadecimal(std::span<const std::uint8_t> bytes) {
  std::string text;
  for (std::uint8_t byte : bytes) {
    char pair[4];
    std::snprintf(pair, sizeof pair, text.empty() ? "%02x" : " %02x", byte);
    text += pair;
  }
  return text;
}

std::string sizes(const std::vector<std::int64_t>& shape) {
  std::string text;
  for (std::int64_t size : shape) text += (text.empty() ? "" : " x ") + std::to_string(size);
  return text;
}

void read_header_part(ByteSource& source, std::span<std::uint8_t> out, int rank) {
  check_outside(source.read(out) == out.size(), source.path().c_str(), "an IDX header of ", rank, " sizes takes ",
                4 + 4 * rank, " bytes, the file ends before that", fetch_again);
}

void read_magic(ByteSource& source, int rank) {
  std::array<std::uint8_t, 4> found{};
  read_header_part(source, found, rank);
  const std::array<std::uint8_t, 4> wanted{0, 0, 8, static_cast<std::uint8_t>(rank)};
  check_outside(found == wanted, source.path().c_str(), "an IDX file of bytes with ", rank, " sizes begins with ",
                hexadecimal(wanted), ", this file with ", hexadecimal(found),
                "; images have 3 sizes, labels 1: check that the file names are not mixed up");
}

std::vector<std::int64_t> read_shape(ByteSource& source, int rank) {
  std::vector<std::uint8_t> header(4 * static_cast<std::size_t>(rank));
  read_header_part(source, header, rank);
  std::vector<std::int64_t> shape;
  for (std::size_t i = 0; i < header.size(); i += 4)
    shape.push_back(std::int64_t{header[i]} << 24 | header[i + 1] << 16 | header[i + 2] << 8 | header[i + 3]);
  return shape;
}

/// The number of bytes the header promises; no product overflows, as each factor is compared first.
std::int64_t promised_size(const std::string& path, const std::vector<std::int64_t>& shape) {
  std::int64_t total = 1;
  for (std::int64_t size : shape) {
    check_outside(size >= 1 && size <= idx_limit / total, path.c_str(),
                  "every size must be at least 1 and their product at most ", idx_limit, " bytes, the header says ",
                  sizes(shape), fetch_again);
    total *= size;
  }
  return total;
}

void check_against_file(const ByteSource& source, const std::vector<std::int64_t>& shape, std::int64_t promised) {
  const std::int64_t header = 4 + 4 * static_cast<std::int64_t>(shape.size());
  if (source.compressed()) {
    check_outside((header + promised) / largest_expansion <= source.file_size(), source.path().c_str(),
                  "the header promises ", sizes(shape), " = ", promised, " bytes, more than a gzip file of ",
                  source.file_size(), " bytes can hold", fetch_again);
  } else {
    check_outside(source.file_size() == header + promised, source.path().c_str(), "the header promises ", sizes(shape),
                  ", a file of ", header + promised, " bytes, but the file has ", source.file_size(), fetch_again);
  }
}

}  // namespace

ByteArray read_idx(const std::string& path, int rank) {
  check(rank >= 1 && rank <= 4, "read_idx", "the rank must be 1 to 4, got ", rank);
  ByteSource source(path);
  read_magic(source, rank);
  ByteArray array{read_shape(source, rank), {}};
  const std::int64_t promised = promised_size(path, array.shape);
  check_against_file(source, array.shape, promised);

  // Memory follows the bytes that really arrive.
  constexpr std::int64_t step = 1 << 20;
  std::int64_t have = 0;
  while (have < promised) {
    const std::int64_t wanted = std::min(step, promised - have);
    array.bytes.resize(static_cast<std::size_t>(have + wanted));
    const std::size_t got = source.read(std::span(array.bytes).subspan(static_cast<std::size_t>(have)));
    have += static_cast<std::int64_t>(got);
    check_outside(static_cast<std::int64_t>(got) == wanted, path.c_str(), "the header promises ", sizes(array.shape),
                  " = ", promised, " bytes, the file ends after ", have, fetch_again);
  }
  std::array<std::uint8_t, 1> extra{};
  check_outside(source.read(extra) == 0, path.c_str(), "the header promises ", sizes(array.shape), " = ", promised,
                " bytes, more data follow them", fetch_again);
  return array;
}

void write_idx(const std::string& path, const ByteArray& array) {
  std::string contents{'\0', '\0', '\x08', static_cast<char>(array.shape.size())};
  std::int64_t total = 1;
  for (std::int64_t size : array.shape) {
    total *= size;
    for (int shift : {24, 16, 8, 0}) contents += static_cast<char>(size >> shift & 0xff);
  }
  check(total == static_cast<std::int64_t>(array.bytes.size()), "write_idx", "the shape ", sizes(array.shape),
        " does not fit ", array.bytes.size(), " bytes");
  contents.append(array.bytes.begin(), array.bytes.end());
  write_file(path, contents);
}

}  // namespace thalweg::examples
