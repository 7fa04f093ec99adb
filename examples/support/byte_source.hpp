// The bytes of a file in order, unpacked on the way when the file is gzip-compressed.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>

namespace thalweg::examples {

/// Unpacks gzip (one member or several in a row); the checksums are verified. Its one state belongs to zlib.
class Gunzip {
 public:
  virtual ~Gunzip() = default;
  /// Fills `out` from the rest of `file`; fewer bytes only at the end. Throws std::runtime_error naming `path`.
  virtual std::size_t read(std::FILE* file, const std::string& path, std::span<std::uint8_t> out) = 0;
};

/// Throws std::runtime_error naming `path` in a build without zlib.
std::unique_ptr<Gunzip> make_gunzip(const std::string& path);

/// A regular file, read from its beginning; gzip is told by the first two bytes (1f 8b).
class ByteSource {
 public:
  /// Throws std::runtime_error when the file is missing, is not a regular file or cannot be opened.
  explicit ByteSource(const std::string& path);

  /// Fills `out`; returns how many bytes there were, fewer only at the end. Throws std::runtime_error when reading
  /// fails or the compressed data are damaged.
  std::size_t read(std::span<std::uint8_t> out);

  const std::string& path() const { return path_; }
  /// Bytes on the disk.
  std::int64_t file_size() const { return file_size_; }
  bool compressed() const { return gunzip_ != nullptr; }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };

  std::string path_;
  std::int64_t file_size_ = 0;
  std::unique_ptr<std::FILE, Close> file_;
  std::unique_ptr<Gunzip> gunzip_;
};

}  // namespace thalweg::examples
