// Drawing over one line of a terminal.
#include <examples/support/ticker.hpp>

#include <fmt/format.h>
#include <unistd.h>

namespace thalweg::examples {

Ticker::Ticker() : on_(::isatty(STDERR_FILENO) == 1), next_(Clock::now() + pause) {}

Ticker::~Ticker() {
  if (drawn_) fmt::print(stderr, "\r{:78}\r", "");
}

bool Ticker::due() {
  if (!on_ || Clock::now() < next_) return false;
  next_ = Clock::now() + pause;
  return true;
}

void Ticker::draw(const std::string& text) {
  drawn_ = true;
  fmt::print(stderr, "\r{:<78.78}", text);
}

}  // namespace thalweg::examples
