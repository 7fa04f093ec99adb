// Atomic writing: a temporary file beside the target, then a rename.
#include <examples/support/files.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <system_error>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

constexpr const char* way_out = "; choose another folder";

/// All bytes or an errno.
int write_all(int file, std::string_view contents) {
  while (!contents.empty()) {
    const ssize_t written = ::write(file, contents.data(), contents.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    contents.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

/// Where a symbolic link leads: the link itself stays.
std::filesystem::path target_of(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::is_symlink(path, error)) return path;
  const std::filesystem::path target = std::filesystem::weakly_canonical(path, error);
  return error ? std::filesystem::path(path) : target;
}

/// A rename would put a file in the place of a device, a pipe or a folder.
void check_regular(const std::string& path) {
  std::error_code error;
  const std::filesystem::file_status status = std::filesystem::status(path, error);
  check_outside(!std::filesystem::exists(status) || std::filesystem::is_regular_file(status), path.c_str(),
                "the file cannot be written (there is something that is no file)", "; choose another name");
}

}  // namespace

void prepare_folder(const std::string& folder) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  check_outside(!error, folder.c_str(), "the folder cannot be created (", error.message(), ")", way_out);
  const bool writable = ::access(folder.c_str(), W_OK | X_OK) == 0;
  check_outside(writable, folder.c_str(), "the folder is not writable (", std::strerror(errno), ")", way_out);
}

void check_file_writable(const std::string& path) {
  const std::filesystem::path folder = target_of(path).parent_path();
  const bool good = ::access(folder.empty() ? "." : folder.c_str(), W_OK | X_OK) == 0;
  check_outside(good, path.c_str(), "the file cannot be written (", std::strerror(errno), ")", way_out);
  check_regular(path);
}

void write_file(const std::string& name, std::string_view contents) {
  check_regular(name);
  const std::string path = target_of(name).string();
  const std::string part = path + ".part-" + std::to_string(::getpid());
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  check_outside(file >= 0, path.c_str(), "the file cannot be written (", std::strerror(errno), ")", way_out);
  int fault = write_all(file, contents);
  if (::close(file) != 0 && fault == 0) fault = errno;
  if (fault == 0 && std::rename(part.c_str(), path.c_str()) != 0) fault = errno;
  if (fault != 0) ::unlink(part.c_str());
  check_outside(fault == 0, path.c_str(), "the file cannot be written (", std::strerror(fault), ")", way_out);
}

}  // namespace thalweg::examples
