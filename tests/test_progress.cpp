// The progress line: its numbers, and plain lines where there is no terminal.
#include <doctest/doctest.h>

#include <cstdio>
#include <string>

#include <examples/support/progress.hpp>
#include <support/temporary_folder.hpp>

namespace thalweg::examples {

TEST_CASE("progress: times are written as a clock does") {
  CHECK(clock_text(0) == "0:00");
  CHECK(clock_text(59.6) == "1:00");
  CHECK(clock_text(65) == "1:05");
  CHECK(clock_text(7201) == "2:00:01");
  CHECK(clock_text(-1) == "0:00");
  CHECK(clock_text(1e300) == "1000000:00:00");
}

TEST_CASE("progress: the line gives share, loss, accuracy, speed and time left") {
  CHECK(progress_text({15000, 60000, 0.25121, 0.9231, 0.5}) ==
        " 25 %  loss 0.2512  accuracy 92.31 %  30000 images/s  0:02 left");
  CHECK(progress_text({0, 60000, 0, 0, 0}) == "  0 %  loss 0.0000  accuracy 0.00 %  0 images/s  ");
}

TEST_CASE("progress: in a file there are plain lines only, and none when quiet") {
  const TemporaryFolder folder;
  const std::string path = folder.path() + "/out";
  std::FILE* out = std::fopen(path.c_str(), "w");
  Progress progress(out), quiet(out, true);
  CHECK(!progress.terminal());
  progress.update("epoch 1", {1, 2, 3, 4, 5});
  progress.line("epoch 1 done");
  quiet.line("nothing");
  std::fclose(out);
  CHECK(TemporaryFolder::contents(path) == "epoch 1 done\n");
}

}  // namespace thalweg::examples
