// fork, exec and a pipe.
#include <examples/support/run_tool.hpp>

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>

namespace thalweg::examples {
namespace {

constexpr int not_found = 127;  // as the shell says

[[noreturn]] void become(const char* folder, char* const* arguments, int output) {
  const int null = ::open("/dev/null", O_RDWR);
  ::dup2(null, STDIN_FILENO);
  ::dup2(null, STDERR_FILENO);
  ::dup2(output, STDOUT_FILENO);
  if (::chdir(folder) == 0) ::execvp(arguments[0], arguments);
  ::_exit(not_found);
}

std::string read_all(int file) {
  std::string text;
  std::array<char, 1 << 14> part;
  while (true) {
    const ssize_t count = ::read(file, part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return text;
    text.append(part.data(), static_cast<std::size_t>(count));
  }
}

}  // namespace

ToolResult run_tool(const std::string& folder, const std::vector<std::string>& command) {
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) return {};
  const pid_t child = ::fork();
  if (child == 0) become(folder.c_str(), arguments.data(), ends[1]);
  ::close(ends[1]);
  ToolResult result;
  if (child > 0) {
    result.output = read_all(ends[0]);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
    result.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    result.found = result.status != not_found;
  }
  ::close(ends[0]);
  return result;
}

}  // namespace thalweg::examples
