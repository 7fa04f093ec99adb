// Peer: another program's side of a benchmark, kept running and asked line by line.
#pragma once

#include <optional>
#include <string>

namespace thalweg::bench {

/// A Python worker under bench/peers/. Ended when the Peer goes.
class Peer {
 public:
  /// Starts `script argument` with the first Python that can run it: $THALWEG_PYTHON, /usr/bin/python3, python3.
  /// Nothing when none can (a package is missing). The library settings OPENBLAS_CORETYPE, OMP_* and MKL_* are taken
  /// from its environment.
  static std::optional<Peer> start(const std::string& script, const std::string& argument = "");

  Peer(Peer&& other) noexcept;
  Peer& operator=(Peer&&) = delete;
  ~Peer();

  /// Sends one line of JSON and returns the answer's line. Throws std::runtime_error when the worker has died.
  std::string ask(const std::string& request);
  /// The worker's version, from its first line.
  const std::string& version() const noexcept { return version_; }

 private:
  Peer() = default;
  std::string read_line();

  int to_ = -1;
  int from_ = -1;
  int process_ = -1;
  std::string buffer_;
  std::string version_;
};

/// The number behind "key": in a flat line of JSON. Throws std::runtime_error when there is none.
double number_in(const std::string& json, const std::string& key);

}  // namespace thalweg::bench
