// How far a training run is: one line that is drawn over on a terminal, plain lines elsewhere.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <string>

namespace thalweg::examples {

/// "1:05" or "2:00:01".
std::string clock_text(double seconds);

/// Where a run stands.
struct Standing {
  std::int64_t images = 0, all_images = 0;  ///< seen so far and in the whole run
  double loss = 0, accuracy = 0;            ///< of the training images so far in this epoch; accuracy from 0 to 1
  double seconds = 0;                       ///< spent on the images seen so far
};

/// " 37 %  loss 0.2512  accuracy 92.31 %  45120 images/s  0:12 left"
std::string progress_text(const Standing& standing);

class Progress {
 public:
  /// Writes to `out`; quiet: nothing at all.
  explicit Progress(std::FILE* out, bool quiet = false);

  /// Draws the moving line "label progress_text" on a terminal, at most ten times a second.
  void update(const std::string& label, const Standing& standing);
  /// Draws any text as the moving line, likewise.
  void draw(const std::string& text);

  /// Prints a line that stays.
  void line(const std::string& text);

  bool terminal() const { return terminal_; }

 private:
  std::FILE* out_;
  bool quiet_, terminal_;
  std::chrono::steady_clock::time_point drawn_{};
};

}  // namespace thalweg::examples
