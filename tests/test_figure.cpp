// Figures as files: numbers, script and JSON are always written; the picture comes from gnuplot, and its lack is a
// warning.
#include <doctest/doctest.h>
#include <stdlib.h>
#include <unistd.h>

#include <filesystem>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <examples/support/figure_files.hpp>
#include <examples/support/figure_inline.hpp>
#include <examples/support/figure_layers.hpp>
#include <examples/support/run_tool.hpp>
#include <support/temporary_folder.hpp>

namespace thalweg::examples {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

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

Figure sample(const std::string& name = "loss") {
  Panel panel;
  panel.layers = {Line{"a", {1, 2, 3}, {0.5, 0.25, 1e-3}}, Line{"b's", {1, 2}, {1, 2}}};
  return {.name = name, .title = "it's a title", .panels = {panel}};
}

bool has_gnuplot() { return run_tool(".", {"gnuplot", "--version"}).found; }

double bowl(double x, double y) { return x * x + 3 * y * y; }

/// Every kind of layer, as usual and without anything to draw.
std::vector<Figure> every_kind() {
  const Grid grid = sample_grid(bowl, -2, 2, 9, -1, 1, 9);
  const Style style = style_of("adam");
  const Panel flat{.title = "flat",
                   .x = {"x"},
                   .y = {"y"},
                   .layers = {HeatMap{grid}, LevelCurves{grid, log_levels(0.1, 4, 5)},
                              arrow_field(
                                  "gradient",
                                  [](double x, double y) {
                                    return std::array{2 * x, 6 * y};
                                  },
                                  -2, 2, 5, -1, 1, 5),
                              Steps{"adam", {-2, -1, nan, 0}, {1, 0.5, 0, 0}, style}, start_markers({-2}, {1}),
                              minimum_markers({0}, {0})},
                   .square = true};
  const Panel bars{.y = {.label = "count", .log = true},
                   .layers = {Bars{"one", {"a long name", "b"}, {1, nan}, style}, Bars{"two", {"a", "b"}, {2, 30}}}};
  const Panel lines{.x = {.label = "step", .log = true, .ticks = {1, 2, 4}},
                    .y = {.log = true},
                    .layers = {Line{"l", {0, 1, 2, 4}, {-1, 1e-9, 1e9, nan}, style}}};
  const Panel space{.z = {.label = "f"},
                    .layers = {Surface{grid}, LevelCurves{grid, {1, 2}}, start_markers({-2}, {1}, {7}),
                               SpaceSteps{"path", {-2, -1, 0}, {1, 0.5, 0}, {7, 1.75, 0}, style}}};
  const Panel nothing{.layers = {Line{"none"}, Steps{"none", {}, {}, style}, LevelCurves{}, HeatMap{}, Arrows{"none"},
                                 Markers{"none"}, Bars{"none"}, Line{"nan", {nan, 1}, {1, nan}}}};
  const Panel no_space{.layers = {Surface{}, LevelCurves{}, SpaceSteps{"none"}, Markers{"none"}}};
  return {{.name = "flat", .title = "t", .caption = "c", .panels = {flat, bars, lines, {}}, .columns = 2},
          {.name = "space", .panels = {space}},
          {.name = "none", .panels = {nothing, no_space}},
          // Panels in which no point can be seen, and limits that no axis has.
          {.name = "unseen",
           .panels = {{.x = {.lo = 5}, .layers = {Line{"l", {1, 2}, {1, 2}}}},
                      {.x = {.log = true}, .layers = {Line{"l", {0, -1}, {1, 2}}}},
                      {.layers = {SpaceSteps{"p", {1, 2}, {1, 2}, {nan, nan}, style}}},
                      {.layers = {Line{"l", {1e-320, 2e-320}, {1e308, -1e308}}}}}}};
}

}  // namespace

TEST_CASE("figure: without gnuplot there is a warning, no picture, and everything else") {
  const TemporaryFolder folder;
  const Path empty(folder.path());
  const std::string warning = write_figure(folder.path(), sample());
  CHECK(warning == folder.path() +
                       "/loss.svg is not drawn: gnuplot is not installed; apt-get install gnuplot-nox, then: cd " +
                       folder.path() + " && gnuplot loss.gp > loss.svg");
  CHECK(!std::filesystem::exists(folder.path() + "/loss.svg"));
  for (const char* suffix : {".dat", ".gp", ".json"}) CHECK(std::filesystem::exists(folder.path() + "/loss" + suffix));
}

TEST_CASE("figure: a gnuplot that fails leaves a warning and no half picture, and the next figure is drawn") {
  const TemporaryFolder folder, programs;
  make_program(programs, "gnuplot", "echo '<svg'; [ \"$1\" = good.gp ] || exit 3\n");
  const Path path(programs.path());
  const std::string by_hand = "cd " + folder.path() + " && gnuplot loss.gp > loss.svg";
  CHECK(write_figure(folder.path(), sample()) ==
        folder.path() + "/loss.svg is not drawn: gnuplot ended with status 3; to see why: " + by_hand);
  CHECK(!std::filesystem::exists(folder.path() + "/loss.svg"));
  CHECK(write_figure(folder.path(), sample("good")) == "");
  CHECK(TemporaryFolder::contents(folder.path() + "/good.svg") == "<svg\n");
}

TEST_CASE("figure: a gnuplot killed in the middle leaves the picture there was") {
  const TemporaryFolder folder, programs;
  make_program(programs, "gnuplot", "echo '<svg'; kill -9 $$\n");
  const Path path(programs.path());
  folder.file("loss.svg", "before");
  CHECK(write_figure(folder.path(), sample()) ==
        folder.path() + "/loss.svg is not drawn: gnuplot was ended by signal 9; to draw it: cd " + folder.path() +
            " && gnuplot loss.gp > loss.svg");
  CHECK(TemporaryFolder::contents(folder.path() + "/loss.svg") == "before");
}

TEST_CASE("figure: what gnuplot prints for the script becomes the picture, in the format asked for") {
  const TemporaryFolder folder, programs;
  make_program(programs, "gnuplot", "echo \"picture of $1\"; [ -f \"$1\" ]\n");
  const Path path(programs.path());
  CHECK(write_figure(folder.path(), sample()) == "");
  CHECK(TemporaryFolder::contents(folder.path() + "/loss.svg") == "picture of loss.gp\n");
  CHECK(write_figure(folder.path(), sample("it's"), FigureFormat::png) == "");
  CHECK(TemporaryFolder::contents(folder.path() + "/it's.png") == "picture of it's.gp\n");
  CHECK(TemporaryFolder::contents(folder.path() + "/it's.gp").find("'it''s.dat' index 0") != std::string::npos);
  CHECK(write_figure(folder.path(), sample(), FigureFormat::pdf) == "");
  CHECK(std::filesystem::exists(folder.path() + "/loss.pdf"));
}

TEST_CASE("figure: the way out is a command that the shell takes, whatever the names") {
  const TemporaryFolder folder;
  const Path empty(folder.path());
  const std::string inside = folder.path() + "/my 'run'";
  std::filesystem::create_directory(inside);
  const std::string warning = write_figure(inside, sample("it's"));
  CHECK(warning.substr(warning.find("cd ")) ==
        "cd '" + folder.path() + "/my '\\''run'\\''' && gnuplot 'it'\\''s.gp' > 'it'\\''s.svg'");
}

TEST_CASE("figure: a folder that is missing or cannot be written is one sentence") {
  const TemporaryFolder folder;
  const std::string missing = folder.path() + "/none";
  CHECK_THROWS_WITH_AS(
      write_figure(missing, sample()),
      (missing + "/loss.dat: the file cannot be written (No such file or directory); choose another folder").c_str(),
      std::runtime_error);
  if (getuid() == 0) return;  // root may write anywhere
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  CHECK_THROWS_WITH_AS(
      write_figure(folder.path(), sample()),
      (folder.path() + "/loss.dat: the file cannot be written (Permission denied); choose another folder").c_str(),
      std::runtime_error);
  std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
}

TEST_CASE("figure: a full disk is one sentence, and no part of a file is left" *
          doctest::skip(!std::filesystem::exists("/dev/full"))) {
  const TemporaryFolder folder;
  // What write_file writes before it renames.
  const std::string part = folder.path() + "/loss.dat.part-" + std::to_string(getpid());
  std::filesystem::create_symlink("/dev/full", part);
  CHECK_THROWS_WITH_AS(
      write_figure(folder.path(), sample()),
      (folder.path() + "/loss.dat: the file cannot be written (No space left on device); choose another folder")
          .c_str(),
      std::runtime_error);
  CHECK(std::filesystem::is_empty(folder.path()));
}

TEST_CASE("figure: gnuplot draws every kind of layer, also where there is nothing to draw" *
          doctest::skip(!has_gnuplot())) {
  const TemporaryFolder folder;
  for (const Figure& figure : every_kind())
    for (FigureFormat format : {FigureFormat::svg, FigureFormat::png, FigureFormat::pdf}) {
      CAPTURE(figure.name);
      CHECK(write_figure(folder.path(), figure, format) == "");
    }
  const std::string svg = TemporaryFolder::contents(folder.path() + "/flat.svg");
  CHECK(svg.find("viewBox=\"0 0 900 ") != std::string::npos);
  CHECK(svg.find("</svg>") != std::string::npos);
  for (const char* text : {">adam<", ">gradient<", ">start<", ">minimum<", ">one<", ">two<"})
    CHECK(svg.find(text) != std::string::npos);
  CHECK(TemporaryFolder::contents(folder.path() + "/flat.png").substr(1, 3) == "PNG");
  CHECK(TemporaryFolder::contents(folder.path() + "/flat.pdf").substr(0, 4) == "%PDF");
}

TEST_CASE("figure: a picture inside of a page has ids and a title of its own") {
  const std::string svg =
      "<?xml version='1'?>\n<svg viewBox='0 0 9 6'>\n<title>Gnuplot</title><path id='gpPt0'/><use "
      "xlink:href='#gpPt0' id='gpPt6'/><g id=\"gnuplot_plot_1\" fill='url(#p)'><title>x</title></g></svg>\n";
  CHECK(inline_svg(svg, "F2 <a>") ==
        "<svg viewBox='0 0 9 6'>\n<title>F2 &lt;a></title>\n<path id='F2__a_-gpPt0'/><use xlink:href='#F2__a_-gpPt0' "
        "id='F2__a_-gpPt6'/><g id=\"F2__a_-gnuplot_plot_1\" fill='url(#F2__a_-p)'></g></svg>\n");
  CHECK(inline_svg("no picture", "F2") == "");
}

}  // namespace thalweg::examples
