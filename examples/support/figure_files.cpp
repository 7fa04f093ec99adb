// Checks, files and the call of gnuplot.
#include <examples/support/figure_files.hpp>

#include <fmt/format.h>

#include <filesystem>

#include <examples/support/figure_checks.hpp>
#include <examples/support/figure_json.hpp>
#include <examples/support/figure_script.hpp>
#include <examples/support/files.hpp>
#include <examples/support/run_tool.hpp>

namespace thalweg::examples {
namespace {

/// A word as the shell takes it.
std::string shell_word(const std::string& text) {
  constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./+-=:@%,";
  if (!text.empty() && text.find_first_not_of(plain) == std::string::npos) return text;
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

}  // namespace

const char* file_suffix(FigureFormat format) {
  return format == FigureFormat::png ? "png" : format == FigureFormat::pdf ? "pdf" : "svg";
}

std::string write_figure(const std::string& folder, const Figure& figure, FigureFormat format) {
  check_figure(figure);
  const std::string path = (std::filesystem::path(folder) / figure.name).string();
  const std::string picture = path + "." + file_suffix(format);
  const GnuplotFiles files = gnuplot_files(figure, format);
  write_file(path + ".dat", files.data);
  write_file(path + ".gp", files.script);
  write_file(path + ".json", figure_json(figure));
  const std::string by_hand =
      fmt::format("cd {} && gnuplot {} > {}", shell_word(folder), shell_word(figure.name + ".gp"),
                  shell_word(figure.name + "." + file_suffix(format)));
  const ToolResult result = run_tool(folder, {"gnuplot", figure.name + ".gp"});
  if (!result.found)
    return fmt::format("{} is not drawn: gnuplot is not installed; apt-get install gnuplot-nox, then: {}", picture,
                       by_hand);
  if (result.status > 128)
    return fmt::format("{} is not drawn: gnuplot was ended by signal {}; to draw it: {}", picture, result.status - 128,
                       by_hand);
  if (result.status != 0 || result.output.empty())
    return fmt::format("{} is not drawn: gnuplot ended with status {}; to see why: {}", picture, result.status,
                       by_hand);
  write_file(picture, result.output);
  return "";
}

}  // namespace thalweg::examples
