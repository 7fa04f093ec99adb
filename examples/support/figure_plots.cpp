// Blocks and clauses of layers.
#include <examples/support/figure_plots.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <examples/support/figure_blocks.hpp>
#include <examples/support/figure_limits.hpp>

namespace thalweg::examples {

/// What one layer adds to the plot of a panel.
struct LayerPlot {
  Plots& plots;
  const Panel& panel;
  PanelPlot& plot;
  std::size_t bar_layer = 0, bar_layers = 1, marked_lines = 0;

  bool space = in_space(panel);

  void operator()(const Line& line) {
    const std::vector<std::vector<double>> points = told_apart(line.x, line.y, panel);
    const std::string data = plots.block(line.name, point_lines({thinned(points[0]), thinned(points[1])}));
    clause(data, "1:2", "lines " + line_look(line.style, plots.scale_));
    if (line.style.mark > 0) {
      // Eight marks or so, on each line elsewhere: lines that coincide are told apart by them.
      const std::size_t count = std::min(points[0].size(), most_points), every = count <= 16 ? 1 : (count + 7) / 8;
      clause(fmt::format("{} every {}::{}", data, every, every * (marked_lines++ % 4) / 4), "1:2",
             fmt::format("points {} linewidth {:.3g} linecolor '{}'", mark_look(line.style), 1.5 * plots.scale_,
                         line.style.colour));
    }
    legend(line.name, path_look(line.style));
  }

  void operator()(const Steps& steps) {
    path(steps.name, {thinned(steps.x), thinned(steps.y)}, steps.style, !steps.leaves);
  }

  void operator()(const SpaceSteps& steps) {
    path(steps.name, {thinned(steps.x), thinned(steps.y), thinned(steps.z)}, steps.style);
  }

  void operator()(const LevelCurves& curves) {
    const auto levels = crossed_levels(curves);
    const std::string data = plots.block("level curves", grid_lines(curves.grid));
    if (levels.empty()) return;
    // A valley is a square of the distance from its floor: straight lines between roots follow it on coarser grids.
    const bool roots = levels.front() > 0 &&
                       std::all_of(curves.grid.z.begin(), curves.grid.z.end(), [](double z) { return !(z < 0); });
    std::string list;
    for (const double level : levels)
      list += fmt::format("{}{:.8g}", list.empty() ? "" : ",", roots ? std::sqrt(level) : level);
    const std::string table = fmt::format("$levels{}", plots.tables_++);
    plot.tables += fmt::format(
        "set cntrparam levels discrete {}\nset table {}\nsplot {} nonuniform matrix using 1:2:({})\nunset table\n",
        list, table, data, roots ? "sqrt($3)" : "$3");
    // The floor of a panel in space is its z axis's lower limit.
    clause(table, space ? fmt::format("1:2:({})", limits_of(panel, AxisName::z).lo) : "1:2",
           fmt::format("lines linewidth {:.3g} linecolor '#8c8c8c' dashtype 1", 1 * plots.scale_));
  }

  void operator()(const HeatMap& map) {
    clause(plots.block("heat map", grid_lines(map.grid)) + " nonuniform matrix", "1:2:3", "image");
  }

  void operator()(const Surface& surface) {
    clause(plots.block("surface", grid_lines(coarser(surface.grid))) + " nonuniform matrix", "1:2:3", "pm3d");
  }

  void operator()(const Arrows& arrows) {
    const std::string look = fmt::format(
        "vectors head filled size screen 0.008,22,60 fixed linewidth {:.3g} linecolor '#000000'", 1.1 * plots.scale_);
    clause(plots.block(arrows.name, point_lines({arrows.x, arrows.y, arrows.dx, arrows.dy})), "1:2:3:4", look);
    legend(arrows.name, look);
  }

  void operator()(const Markers& markers) {
    std::vector<std::vector<double>> coordinates{thinned(markers.x), thinned(markers.y)};
    if (space) coordinates.push_back(thinned(markers.z));
    Style style = markers.style;
    if (style.mark == 0) style.mark = 7;
    const std::string look = fmt::format("points {} linewidth {:.3g} linecolor '{}'", mark_look(style),
                                         style.width * plots.scale_, style.colour);
    clause(plots.block(markers.name, point_lines(coordinates)), space ? "1:2:3" : "1:2", look);
    legend(markers.name, look);
  }

  void operator()(const Bars& bars) {
    const double width = 0.8 / static_cast<double>(bar_layers);
    const double first = -0.4 + width * (static_cast<double>(bar_layer++) + 0.5);
    std::vector<double> x;
    for (std::size_t i = 0; i < bars.heights.size(); ++i) x.push_back(static_cast<double>(i) + first);
    const std::string look = fmt::format("boxes linecolor '{}' fillstyle solid 0.9 noborder", bars.style.colour);
    clause(plots.block(bars.name, point_lines({x, bars.heights, std::vector<double>(x.size(), 0.92 * width)})), "1:2:3",
           look);
    legend(bars.name, look);
  }

 private:
  void clause(const std::string& data, const std::string& columns, const std::string& with) {
    plot.clauses.push_back(fmt::format("{} using {} with {} notitle", data, columns, with));
    // What lies on the floor is beneath every surface.
    if (space && data.starts_with("$")) std::rotate(plot.clauses.begin(), plot.clauses.end() - 1, plot.clauses.end());
  }

  void legend(const std::string& name, const std::string& look) {
    const LegendEntry entry{name, look};
    const bool known = std::find(plots.legend_.begin(), plots.legend_.end(), entry) != plots.legend_.end();
    if (!name.empty() && !known) plots.legend_.push_back(entry);
  }

  std::string mark_look(const Style& style) const {
    return fmt::format("pointtype {} pointsize {:.3g}", style.mark, style.mark_size * plots.scale_);
  }

  std::string path_look(const Style& style) const {
    const std::string line = line_look(style, plots.scale_);
    return style.mark > 0 ? fmt::format("linespoints {} {}", line, mark_look(style)) : "lines " + line;
  }

  /// Line, heads and the mark at the end, in two or three dimensions.
  void path(const std::string& name, const std::vector<std::vector<double>>& points, const Style& style,
            bool ends = true) {
    const std::string columns = space ? "1:2:3" : "1:2";
    clause(plots.block(name, point_lines(points)), columns, "lines " + line_look(style, plots.scale_));
    // In parts of the frame, which is smaller where panels stand beside each other.
    const double closest = std::min(0.07 * static_cast<double>(plots.columns_), 0.2);
    const std::string heads = plots.block(name + ": heads", point_lines(head_columns(points, panel, closest)));
    clause(heads, space ? "1:2:3:4:5:6" : "1:2:3:4",
           fmt::format("vectors head filled size screen 0.012,22,60 fixed linewidth {:.3g} linecolor '{}'",
                       style.width * plots.scale_, style.colour));
    if (style.mark > 0 && ends) {
      const std::string end = plots.block(name + ": end", point_lines(last_point(points)));
      clause(
          end, columns,
          fmt::format("points {} linewidth {:.3g} linecolor '{}'", mark_look(style), 1.5 * plots.scale_, style.colour));
    }
    legend(name, path_look(style));
  }
};

PanelPlot Plots::add(const Panel& panel) {
  PanelPlot plot;
  LayerPlot layers{*this, panel, plot};
  layers.bar_layers = static_cast<std::size_t>(std::count_if(
      panel.layers.begin(), panel.layers.end(), [](const Layer& l) { return std::holds_alternative<Bars>(l); }));
  for (const Layer& layer : panel.layers) std::visit(layers, layer);
  return plot;
}

std::string Plots::data() const { return fmt::format("{}", fmt::join(blocks_, "\n\n")); }

std::string Plots::block(const std::string& comment, const std::string& lines) {
  std::string line = comment;
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\r'; }, ' ');
  blocks_.push_back("# " + line + "\n" + lines);
  return fmt::format("{} index {}", gnuplot_string(data_name_), blocks_.size() - 1);
}

std::string gnuplot_string(const std::string& text) {
  std::string out = "'";
  for (const char c : text) {
    out += c == '\n' || c == '\r' ? ' ' : c;
    if (c == '\'') out += c;
  }
  return out + "'";
}

std::string line_look(const Style& style, double scale) {
  const std::vector<double> pattern = dash_pattern(style.dash);
  const std::string dash = pattern.empty() ? "1" : fmt::format("({})", fmt::join(pattern, ","));
  return fmt::format("linewidth {:.3g} linecolor '{}' dashtype {}", style.width * scale, style.colour, dash);
}

}  // namespace thalweg::examples
