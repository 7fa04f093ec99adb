// Each kind of layer as gnuplot has it: its blocks of data beside the clauses that draw them.
#pragma once

#include <string>
#include <vector>

#include <examples/support/figure.hpp>

namespace thalweg::examples {

/// At most so many points of a path are written down and drawn, evenly thinned with both ends kept: more cannot be told
/// apart in a picture, and pages that hold the pictures stay small.
inline constexpr std::size_t most_points = 2000;

/// `most_points` of the values, evenly spaced, the first and the last among them.
std::vector<double> thinned(const std::vector<double>& values);

/// A gnuplot string; a quote inside is doubled, a line break becomes a space.
std::string gnuplot_string(const std::string& text);
/// "linewidth 2.5 linecolor '#000000' dashtype (4,2.5)"
std::string line_look(const Style& style, double scale);

/// A line of the legend: how its sample is drawn.
struct LegendEntry {
  std::string name, look;
  bool operator==(const LegendEntry&) const = default;
};

struct PanelPlot {
  std::string tables;                ///< commands to run before any picture: level curves
  std::vector<std::string> clauses;  ///< of plot or splot
};

/// Collects the blocks of a figure's data file while panels are turned into clauses.
class Plots {
 public:
  explicit Plots(const Figure& figure)
      : data_name_(figure.name + ".dat"), scale_(static_cast<double>(figure.width) / 900), columns_(figure.columns) {}

  PanelPlot add(const Panel& panel);
  /// Blocks with two empty lines between, each under a comment that says what it is.
  std::string data() const;
  /// One entry for each name and look, in the order of the layers.
  const std::vector<LegendEntry>& legend() const { return legend_; }

 private:
  friend struct LayerPlot;

  /// Adds a block and returns "'F2.dat' index 3".
  std::string block(const std::string& comment, const std::string& lines);

  std::string data_name_;
  double scale_;  ///< what lines are wider by
  std::int64_t columns_;
  std::vector<std::string> blocks_;
  std::vector<LegendEntry> legend_;
  int tables_ = 0;
};

}  // namespace thalweg::examples
