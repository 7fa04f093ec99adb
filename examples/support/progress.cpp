// The moving line and its numbers.
#include <examples/support/progress.hpp>

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace thalweg::examples {

std::string clock_text(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::clamp(seconds, 0.0, 3.6e9) + 0.5);
  const std::int64_t hours = whole / 3600, minutes = whole / 60 % 60;
  return hours > 0 ? fmt::format("{}:{:02}:{:02}", hours, minutes, whole % 60)
                   : fmt::format("{}:{:02}", minutes, whole % 60);
}

std::string progress_text(const Standing& standing) {
  const double done = static_cast<double>(standing.images), all = static_cast<double>(standing.all_images);
  const double rate = standing.seconds > 0 ? done / standing.seconds : 0;
  const std::string left = rate > 0 ? clock_text((all - done) / rate) + " left" : "";
  return fmt::format("{:3.0f} %  loss {:.4f}  accuracy {:.2f} %  {:.0f} images/s  {}", all > 0 ? 100 * done / all : 0,
                     standing.loss, 100 * standing.accuracy, rate, left);
}

Progress::Progress(std::FILE* out, bool quiet)
    : out_(out), quiet_(quiet), terminal_(!quiet && ::isatty(::fileno(out)) == 1) {}

void Progress::update(const std::string& label, const Standing& standing) {
  if (terminal_) draw(label + " " + progress_text(standing));
}

void Progress::draw(const std::string& text) {
  if (!terminal_) return;
  const auto now = std::chrono::steady_clock::now();
  if (now - drawn_ < std::chrono::milliseconds(100)) return;
  drawn_ = now;
  fmt::print(out_, "\r{}\033[K", text);
  std::fflush(out_);
}

void Progress::line(const std::string& text) {
  if (quiet_) return;
  fmt::print(out_, "{}{}\n", terminal_ ? "\r\033[K" : "", text);
  std::fflush(out_);
}

}  // namespace thalweg::examples
