// IDX, the file format of MNIST, plain or gzip-compressed; a file is hostile until it is parsed.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace thalweg::examples {

/// An array of bytes in row-major order, as an IDX file of unsigned bytes holds it.
struct ByteArray {
  std::vector<std::int64_t> shape;
  std::vector<std::uint8_t> bytes;
};

/// The largest array read_idx accepts, in bytes (256 MiB); MNIST's largest has 47 million.
inline constexpr std::int64_t idx_limit = std::int64_t{1} << 28;

/// Reads an IDX file of unsigned bytes with `rank` sizes (1 .. 4), plain or gzip-compressed (told by its first bytes,
/// not by its name). Layout, big-endian: 00 00 08 rank, then rank sizes of 4 bytes, then the bytes.
/// The sizes are checked against the limit above and against the file before memory is taken; a compressed file is
/// unpacked only to one byte beyond what its header promises.
/// Throws std::runtime_error with one sentence: file, rule, actual values, way out.
ByteArray read_idx(const std::string& path, int rank);

/// The same layout, plain, written whole or not at all. Throws std::runtime_error.
void write_idx(const std::string& path, const ByteArray& array);

}  // namespace thalweg::examples
