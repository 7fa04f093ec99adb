// Figures as values: what is drawn, without how. figure_files.hpp writes them down and has gnuplot draw them.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <variant>
#include <vector>

namespace thalweg::examples {

/// Free limits are found from the data.
inline constexpr double automatic = std::numeric_limits<double>::quiet_NaN();

struct Axis {
  std::string label = {};
  double lo = automatic, hi = automatic;
  bool log = false;  ///< to base 10
};

/// How a method looks, the same in every figure: an Okabe-Ito hue, a dash and a mark that tell it apart in grey too.
struct Style {
  std::string colour = "#000000";
  int dash = 1;        ///< gnuplot's dash type; 1 is solid
  int mark = 0;        ///< gnuplot's point type; 0: none
  double width = 2.5;  ///< of lines, in points
};

/// gd red, adam blue, natural-gradient and newton, l-bfgs, momentum, ... each its own; black for what is not a method.
/// In figures that compare natural gradient, Adam and gradient descent the report has blue, red and green: see
/// `report_style`.
Style style_of(const std::string& method);

/// A line through points. What is not finite leaves a gap.
struct Line {
  std::string name;
  std::vector<double> x, y;
  Style style = {};
};

/// The steps of a method from point to point, each an arrow; a long path has heads at some of its steps only.
struct Steps {
  std::string name;
  std::vector<double> x, y;
  Style style = {};
};

/// Values of a function over a grid, row by row from y.lo to y.hi: z[j * columns + i] at the i-th x and j-th y.
struct Grid {
  double x_lo = 0, x_hi = 1, y_lo = 0, y_hi = 1;
  std::int64_t columns = 0, rows = 0;
  std::vector<double> z;
};

/// Level curves at `levels`, thin grey lines.
struct LevelCurves {
  Grid grid;
  std::vector<double> levels;
};
/// Colours from light (low) to dark (high).
struct HeatMap {
  Grid grid;
};
/// A surface seen from above and aside, with paths on it where panels have Steps with z.
struct Surface {
  Grid grid;
};

/// Arrows from (x, y) by (dx, dy), already scaled to the picture.
struct Arrows {
  std::string name;
  std::vector<double> x, y, dx, dy;
};

/// A path in space, on a Surface.
struct SpaceSteps {
  std::string name;
  std::vector<double> x, y, z;
  Style style = {};
};

/// Points of one kind: a start, a minimum, samples.
struct Markers {
  std::string name;
  std::vector<double> x, y;
  Style style = {};
};

/// Vertical bars beside each other, one for each label.
struct Bars {
  std::string name;
  std::vector<std::string> labels;
  std::vector<double> heights;
  Style style = {};
};

using Layer = std::variant<Line, Steps, LevelCurves, HeatMap, Surface, Arrows, SpaceSteps, Markers, Bars>;

/// One pair (or triple) of axes; layers are drawn in their order.
struct Panel {
  std::string title = {};
  Axis x = {}, y = {}, z = {};
  std::vector<Layer> layers = {};
  bool square = false;  ///< one unit of x is as long as one of y
};

struct Figure {
  std::string name = {};     ///< "F2a": names its files
  std::string title = {};    ///< above all panels
  std::string caption = {};  ///< below: metric, learning rates, counts
  std::vector<Panel> panels = {};
  std::int64_t columns = 1;                ///< panels beside each other
  std::int64_t width = 900, height = 600;  ///< of the whole picture, in pixels
};

}  // namespace thalweg::examples
