// Gunzip in a build without zlib: one sentence.
#include <examples/support/byte_source.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {

std::unique_ptr<Gunzip> make_gunzip(const std::string& path) {
  check_outside(false, path.c_str(), "this build has no zlib and reads no gzip files; unpack it with gunzip -k ", path,
                ", or install zlib's headers and build again");
  return nullptr;
}

}  // namespace thalweg::examples
