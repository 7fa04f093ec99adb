// Workers of other frameworks: a child process and two pipes.
#include <bench/support/peer.hpp>

#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <utility>

#include <thalweg/tensor/errors.hpp>

extern char** environ;

namespace thalweg::bench {

namespace {

void clear_library_settings() {
  std::string name;
  for (bool again = true; again;) {
    again = false;
    for (char** entry = environ; *entry != nullptr && !again; ++entry) {
      const bool setting = std::strncmp(*entry, "OPENBLAS_", 9) == 0 || std::strncmp(*entry, "OMP_", 4) == 0 ||
                           std::strncmp(*entry, "MKL_", 4) == 0;
      if (!setting) continue;
      name.assign(*entry, std::strcspn(*entry, "="));
      again = unsetenv(name.c_str()) == 0;
    }
  }
}

}  // namespace

std::optional<Peer> Peer::start(const std::string& script, const std::string& argument) {
  std::signal(SIGPIPE, SIG_IGN);
  const char* chosen = std::getenv("THALWEG_PYTHON");
  for (const char* python : {chosen, "/usr/bin/python3", "python3"}) {
    if (python == nullptr) continue;
    int to[2];
    int from[2];
    check_outside(pipe(to) == 0 && pipe(from) == 0, "peer", "no pipes to be had: ", std::strerror(errno));
    const int process = fork();
    check_outside(process >= 0, "peer", "no process to be had: ", std::strerror(errno));
    if (process == 0) {
      dup2(to[0], 0);
      dup2(from[1], 1);
      for (const int end : {to[0], to[1], from[0], from[1]}) close(end);
      clear_library_settings();
      setenv("PYTHONWARNINGS", "ignore", 1);
      execlp(python, python, script.c_str(), argument.c_str(), static_cast<char*>(nullptr));
      _exit(127);
    }
    close(to[0]);
    close(from[1]);
    Peer peer;
    peer.to_ = to[1];
    peer.from_ = from[0];
    peer.process_ = process;
    try {
      const std::string ready = peer.read_line();
      const std::size_t begin = ready.find(": \"") + 3;
      peer.version_ = ready.substr(begin, ready.rfind('"') - begin);
      return peer;
    } catch (const std::runtime_error&) {
      continue;
    }
  }
  return std::nullopt;
}

Peer::Peer(Peer&& other) noexcept
    : to_(std::exchange(other.to_, -1)),
      from_(std::exchange(other.from_, -1)),
      process_(std::exchange(other.process_, -1)),
      buffer_(std::move(other.buffer_)),
      version_(std::move(other.version_)) {}

Peer::~Peer() {
  if (process_ < 0) return;
  close(to_);
  close(from_);
  waitpid(process_, nullptr, 0);
}

std::string Peer::read_line() {
  while (buffer_.find('\n') == std::string::npos) {
    char chunk[4096];
    const ssize_t got = read(from_, chunk, sizeof(chunk));
    check_outside(got > 0, "peer", "the worker has ended without an answer");
    buffer_.append(chunk, static_cast<std::size_t>(got));
  }
  const std::size_t end = buffer_.find('\n');
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 1);
  return line;
}

std::string Peer::ask(const std::string& request) {
  const std::string line = request + "\n";
  check_outside(write(to_, line.data(), line.size()) == static_cast<ssize_t>(line.size()), "peer",
                "the worker takes no requests any more");
  return read_line();
}

double number_in(const std::string& json, const std::string& key) {
  const std::size_t at = json.find("\"" + key + "\": ");
  check_outside(at != std::string::npos, "peer", "no ", key, " in the answer ", json);
  return std::strtod(json.c_str() + at + key.size() + 4, nullptr);
}

}  // namespace thalweg::bench
