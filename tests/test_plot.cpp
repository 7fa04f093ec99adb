// Plots: data and script are always written; the picture comes from gnuplot, and its lack is a warning.
#include <doctest/doctest.h>
#include <stdlib.h>

#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>

#include <examples/support/plot.hpp>
#include <support/temporary_folder.hpp>

namespace thalweg::examples {
namespace {

/// $PATH for the length of a test case.
class Path {
 public:
  explicit Path(const std::string& value) : before_(getenv("PATH")) { setenv("PATH", value.c_str(), 1); }
  ~Path() { setenv("PATH", before_.c_str(), 1); }
  Path(const Path&) = delete;
  Path& operator=(const Path&) = delete;

 private:
  std::string before_;
};

/// A program of that name in the folder, run by the shell.
void make_program(const TemporaryFolder& folder, const std::string& name, const std::string& body) {
  const std::string path = folder.file(name, "#!/bin/sh\n" + body);
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

const CurvePlot sample{"it's a title", "step", "loss", {{"a", {1, 2, 3}, {0.5, 0.25, 1e-3}}, {"b's", {1, 2}, {1, 2}}}};

}  // namespace

TEST_CASE("plot: each curve is a block of the data file, gaps where a value is not finite") {
  const TemporaryFolder folder;
  const Path empty(folder.path());
  CurvePlot plot = sample;
  plot.curves[1].y[0] = std::numeric_limits<double>::infinity();
  plot.curves.push_back({"none", {}, {}});
  write_plot(folder.path(), "loss", plot);
  CHECK(TemporaryFolder::contents(folder.path() + "/loss.dat") ==
        "# a\n1 0.5\n2 0.25\n3 0.001\n\n\n# b's\n1 nan\n2 2\n\n\n# none\nnan nan\n");
}

TEST_CASE("plot: the script names file, curves and labels, quotes doubled") {
  const TemporaryFolder folder;
  const Path empty(folder.path());
  write_plot(folder.path(), "loss", sample);
  const std::string script = TemporaryFolder::contents(folder.path() + "/loss.gp");
  CHECK(script.find("set title 'it''s a title' noenhanced\n") != std::string::npos);
  CHECK(script.find("plot 'loss.dat' index 0 using 1:2 ") != std::string::npos);
  CHECK(script.find("     'loss.dat' index 1 using 1:2 ") != std::string::npos);
  CHECK(script.find("title 'b''s'\n") != std::string::npos);
  CHECK(script.find("logscale") == std::string::npos);
}

TEST_CASE("plot: without gnuplot there is a warning and no picture") {
  const TemporaryFolder folder;
  const Path empty(folder.path());
  const std::string warning = write_plot(folder.path(), "loss", sample);
  CHECK(warning == folder.path() +
                       "/loss.svg is not drawn: gnuplot is not installed; apt-get install gnuplot-nox, then: cd " +
                       folder.path() + " && gnuplot loss.gp > loss.svg");
  CHECK(!std::filesystem::exists(folder.path() + "/loss.svg"));
}

TEST_CASE("plot: a gnuplot that fails leaves a warning and no half picture") {
  const TemporaryFolder folder, programs;
  make_program(programs, "gnuplot", "echo '<svg'; exit 3\n");
  const Path path(programs.path());
  const std::string warning = write_plot(folder.path(), "loss", sample);
  CHECK(warning == folder.path() + "/loss.svg is not drawn: gnuplot ended with status 3; to see why: cd " +
                       folder.path() + " && gnuplot loss.gp > loss.svg");
  CHECK(!std::filesystem::exists(folder.path() + "/loss.svg"));
}

TEST_CASE("plot: what gnuplot prints for the script becomes the picture") {
  const TemporaryFolder folder, programs;
  make_program(programs, "gnuplot", "echo \"picture of $1\"; [ -f \"$1\" ]\n");
  const Path path(programs.path());
  CHECK(write_plot(folder.path(), "loss", sample) == "");
  CHECK(TemporaryFolder::contents(folder.path() + "/loss.svg") == "picture of loss.gp\n");
}

TEST_CASE("plot: a missing folder and a curve with missing values are refused") {
  const TemporaryFolder folder;
  const std::string missing = folder.path() + "/none";
  CHECK_THROWS_WITH_AS(
      write_plot(missing, "loss", sample),
      (missing + "/loss.dat: the file cannot be written (No such file or directory); choose another folder").c_str(),
      std::runtime_error);
  CHECK_THROWS_WITH_AS(write_plot(folder.path(), "loss", {"", "", "", {{"a", {1, 2}, {1}}}}),
                       "write_plot: curve a has 2 x and 1 y", std::invalid_argument);
}

}  // namespace thalweg::examples
