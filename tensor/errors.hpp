// Errors: one clear sentence each, built only when it is needed.
#pragma once

#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>

namespace thalweg {

/// "op: part part part", each part as operator<< prints it. An empty op leaves out the prefix.
template <class... Parts>
std::string sentence(const char* op, const Parts&... parts) {
  std::ostringstream out;
  if (op != nullptr && *op != '\0') out << op << ": ";
  (out << ... << parts);
  return out.str();
}

/// Throws std::invalid_argument naming `op` and the parts: a bad argument.
template <class... Parts>
[[noreturn]] void fail(const char* op, const Parts&... parts) {
  throw std::invalid_argument(sentence(op, parts...));
}

/// Throws std::invalid_argument "op: parts" unless `condition` holds: a bad argument.
template <class... Parts>
void check(bool condition, const char* op, const Parts&... parts) {
  if (!condition) [[unlikely]]
    fail(op, parts...);
}

/// Throws std::logic_error unless `condition` holds: an object used in a way it does not allow.
template <class... Parts>
void check_use(bool condition, const char* op, const Parts&... parts) {
  if (!condition) [[unlikely]]
    throw std::logic_error(sentence(op, parts...));
}

/// Throws std::runtime_error unless `condition` holds: the outside world (files, data, the system).
template <class... Parts>
void check_outside(bool condition, const char* op, const Parts&... parts) {
  if (!condition) [[unlikely]]
    throw std::runtime_error(sentence(op, parts...));
}

}  // namespace thalweg
