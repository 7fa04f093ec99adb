// Opens a file and tells gzip from plain bytes.
#include <examples/support/byte_source.hpp>

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {

ByteSource::ByteSource(const std::string& path) : path_(path) {
  std::error_code error;
  const auto status = std::filesystem::status(path, error);
  check_outside(std::filesystem::exists(status), path.c_str(),
                "there is no such file; scripts/fetch-mnist fetches MNIST");
  check_outside(std::filesystem::is_regular_file(status), path.c_str(), "this is not a regular file; give a data file");
  file_.reset(std::fopen(path.c_str(), "rb"));
  check_outside(file_ != nullptr, path.c_str(), "the file cannot be opened (", std::strerror(errno),
                "); make it readable");
  file_size_ = static_cast<std::int64_t>(std::filesystem::file_size(path));

  std::array<std::uint8_t, 2> first{};
  const std::size_t count = std::fread(first.data(), 1, first.size(), file_.get());
  std::rewind(file_.get());
  if (count == 2 && first[0] == 0x1f && first[1] == 0x8b) gunzip_ = make_gunzip(path);
}

std::size_t ByteSource::read(std::span<std::uint8_t> out) {
  if (gunzip_) return gunzip_->read(file_.get(), path_, out);
  const std::size_t count = std::fread(out.data(), 1, out.size(), file_.get());
  check_outside(std::ferror(file_.get()) == 0, path_.c_str(), "reading fails; copy the file to another disk");
  return count;
}

}  // namespace thalweg::examples
