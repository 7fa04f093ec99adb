// Gunzip over zlib, a piece at a time, so that no more is unpacked than is asked for.
#include <zlib.h>

#include <array>

#include <examples/support/byte_source.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

class Inflate final : public Gunzip {
 public:
  explicit Inflate(const std::string& path) {
    constexpr int gzip_with_largest_window = 16 + 15;
    check_outside(inflateInit2(&stream_, gzip_with_largest_window) == Z_OK, path.c_str(), "zlib cannot be started");
  }
  ~Inflate() override { inflateEnd(&stream_); }
  Inflate(const Inflate&) = delete;
  Inflate& operator=(const Inflate&) = delete;

  std::size_t read(std::FILE* file, const std::string& path, std::span<std::uint8_t> out) override {
    stream_.next_out = out.data();
    stream_.avail_out = static_cast<uInt>(out.size());
    while (stream_.avail_out > 0 && fill(file, path)) {
      if (between_members_) begin_member(path);
      const int result = inflate(&stream_, Z_NO_FLUSH);
      between_members_ = result == Z_STREAM_END;
      check_outside(result == Z_OK || result == Z_STREAM_END, path.c_str(), "the gzip data are damaged (",
                    stream_.msg != nullptr ? stream_.msg : zError(result), "); ", way_out);
    }
    return out.size() - stream_.avail_out;
  }

 private:
  /// Whether input is at hand; none is left only where a member has ended.
  bool fill(std::FILE* file, const std::string& path) {
    if (stream_.avail_in > 0) return true;
    stream_.next_in = input_.data();
    stream_.avail_in = static_cast<uInt>(std::fread(input_.data(), 1, input_.size(), file));
    check_outside(std::ferror(file) == 0, path.c_str(), "reading fails; copy the file to another disk");
    check_outside(stream_.avail_in > 0 || between_members_, path.c_str(),
                  "the gzip data are cut off before their end; ", way_out);
    return stream_.avail_in > 0;
  }

  void begin_member(const std::string& path) {
    check_outside(*stream_.next_in == 0x1f, path.c_str(), "bytes that are not gzip follow the compressed data; ",
                  way_out);
    inflateReset(&stream_);
    between_members_ = false;
  }

  static constexpr const char* way_out = "fetch the file again (scripts/fetch-mnist)";

  z_stream stream_{};
  std::array<std::uint8_t, 1 << 16> input_{};
  bool between_members_ = false;
};

}  // namespace

std::unique_ptr<Gunzip> make_gunzip(const std::string& path) { return std::make_unique<Inflate>(path); }

}  // namespace thalweg::examples
