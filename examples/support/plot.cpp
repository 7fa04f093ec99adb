// Data file, gnuplot script and the call of gnuplot.
#include <examples/support/plot.hpp>

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <filesystem>
#include <string_view>

#include <examples/support/files.hpp>
#include <examples/support/run_tool.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

/// A gnuplot string; a quote inside is doubled.
std::string gnuplot_string(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\n') c = ' ';
    out += c;
    if (c == '\'') out += c;
  }
  return out + "'";
}

std::string data_file(const CurvePlot& plot) {
  std::string text;
  for (const Curve& curve : plot.curves) {
    check(curve.x.size() == curve.y.size(), "write_plot", "curve ", curve.name, " has ", curve.x.size(), " x and ",
          curve.y.size(), " y");
    std::string title = curve.name;
    for (char& c : title) c = c == '\n' ? ' ' : c;
    if (!text.empty()) text += "\n\n";
    text += "# " + title + "\n";
    for (std::size_t i = 0; i < curve.x.size(); ++i)
      text += std::isfinite(curve.y[i]) ? fmt::format("{} {}\n", curve.x[i], curve.y[i])
                                        : fmt::format("{} nan\n", curve.x[i]);
    if (curve.x.empty()) text += "nan nan\n";
  }
  return text;
}

std::string script(const std::string& name, const CurvePlot& plot) {
  // Okabe, Ito: told apart by everybody; the dashes tell them apart in print.
  constexpr std::array<const char*, 7> colours{"#0072B2", "#D55E00", "#009E73", "#CC79A7",
                                               "#E69F00", "#56B4E9", "#000000"};
  std::string text = fmt::format("# gnuplot {0}.gp > {0}.svg\n", name);
  text += "set terminal svg size 900,600 dynamic enhanced background '#ffffff' font 'sans-serif,18'\n";
  text += fmt::format("set title {} noenhanced\nset xlabel {} noenhanced\nset ylabel {} noenhanced\n",
                      gnuplot_string(plot.title), gnuplot_string(plot.x_label), gnuplot_string(plot.y_label));
  text += "set key below noenhanced\nset grid linecolor '#dddddd'\nset datafile missing 'nan'\n";
  if (plot.log_x) text += "set logscale x 2\n";
  if (plot.log_y) text += "set logscale y\n";
  std::string separator = "plot ";
  for (std::size_t i = 0; i < plot.curves.size(); ++i) {
    text += fmt::format("{}{} index {} using 1:2 with lines linewidth 2.5 linecolor '{}' dashtype {} title {}",
                        separator, gnuplot_string(name + ".dat"), i, colours[i % colours.size()], i % 5 + 1,
                        gnuplot_string(plot.curves[i].name));
    separator = ", \\\n     ";
  }
  return text + "\n";
}

}  // namespace

std::string write_plot(const std::string& folder, const std::string& name, const CurvePlot& plot) {
  const std::string path = (std::filesystem::path(folder) / name).string();
  write_file(path + ".dat", data_file(plot));
  write_file(path + ".gp", script(name, plot));
  const ToolResult result = run_tool(folder, {"gnuplot", name + ".gp"});
  if (!result.found)
    return fmt::format(
        "{0}.svg is not drawn: gnuplot is not installed; apt-get install gnuplot-nox, then: cd {1} && gnuplot {2}.gp > "
        "{2}.svg",
        path, folder, name);
  if (result.status != 0 || result.output.empty())
    return fmt::format(
        "{0}.svg is not drawn: gnuplot ended with status {1}; to see why: cd {2} && gnuplot {3}.gp > {3}.svg", path,
        result.status, folder, name);
  write_file(path + ".svg", result.output);
  return "";
}

}  // namespace thalweg::examples
