// A study as a program: what it prints and where its figures go.
#include <doctest/doctest.h>

#include <filesystem>

#include <examples/studies/run_study.hpp>
#include <support/temporary_folder.hpp>

namespace thalweg {
namespace {

using namespace examples;

Study small_study(const StudyOptions&) {
  Study study{.title = "A study of two", .lines = {"one and one is two"}};
  study.tables = {{.title = "Sums", .head = {"", "sum"}, .rows = {{"1 + 1", "2"}, {"five", "12.5"}}}};
  Figure figure{.name = "F0", .title = "A line"};
  figure.panels = {Panel{.layers = {Line{.name = "line", .x = {0, 1}, .y = {0, 2}}}}};
  study.figures = {
      {.id = "F0", .claim = "it rises", .settings = "slope 2", .findings = {"it does"}, .pictures = {figure}}};
  return study;
}

TEST_CASE("run_study: prints title, lines, aligned tables, and claim, settings and findings of each figure") {
  CHECK(study_text(small_study({})) ==
        "A study of two\n"
        "\n"
        "one and one is two\n"
        "\n"
        "Sums\n"
        "          sum\n"
        "  1 + 1     2\n"
        "  five   12.5\n"
        "\n"
        "F0: the report says: it rises\n"
        "  slope 2\n"
        "  it does\n");
}

TEST_CASE("run_study: writes the figures and their data into the folder that --out names") {
  const TemporaryFolder folder;
  std::string arguments[] = {"00_small", "--out", folder.path() + "/new"};
  char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data()};
  CHECK(run_study(3, argv, "00_small", small_study) == 0);
  for (const char* name : {"F0.dat", "F0.gp", "F0.json"})
    CHECK(std::filesystem::file_size(folder.path() + "/new/" + name) > 0);
}

TEST_CASE("run_study: a picture that cannot be written leaves the others, and ends with a status") {
  const TemporaryFolder folder;
  std::filesystem::create_directory(folder.path() + "/F0.dat");
  const auto two_pictures = [](const StudyOptions& options) {
    Study study = small_study(options);
    study.figures[0].pictures.push_back(study.figures[0].pictures[0]);
    study.figures[0].pictures[1].name = "F0b";
    return study;
  };
  std::string arguments[] = {"00_small", "--out", folder.path()};
  char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data()};
  CHECK(run_study(3, argv, "00_small", two_pictures) == 1);
  CHECK(std::filesystem::file_size(folder.path() + "/F0b.json") > 0);
}

TEST_CASE("run_study: an unknown option and a folder that cannot be made end with a status") {
  const TemporaryFolder folder;
  std::string arguments[] = {"00_small", "--out", folder.file("taken", "") + "/below"};
  char* argv[] = {arguments[0].data(), arguments[1].data(), arguments[2].data()};
  CHECK(run_study(3, argv, "00_small", small_study) != 0);
  std::string unknown[] = {"00_small", "--colour"};
  char* other[] = {unknown[0].data(), unknown[1].data()};
  CHECK(run_study(2, other, "00_small", small_study) != 0);
}

}  // namespace
}  // namespace thalweg
