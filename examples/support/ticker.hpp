// A line on standard error that tells how far a long run is; on terminals only.
#pragma once

#include <chrono>
#include <string>

namespace thalweg::examples {

class Ticker {
 public:
  Ticker();
  /// Wipes the line.
  ~Ticker();
  Ticker(const Ticker&) = delete;
  Ticker& operator=(const Ticker&) = delete;

  /// Whether it is time for another line: five times a second, never where nobody looks.
  bool due();
  /// Draws over the last line.
  void draw(const std::string& text);

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::chrono::milliseconds pause{200};
  bool on_, drawn_ = false;
  Clock::time_point next_;
};

}  // namespace thalweg::examples
