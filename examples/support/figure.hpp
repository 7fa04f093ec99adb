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
  bool log = false;                ///< to base 10
  std::vector<double> ticks = {};  ///< empty: where gnuplot finds best
};

/// How a method looks, the same in every figure: an Okabe-Ito hue, a dash and a mark that tell it apart in grey too.
struct Style {
  std::string colour = "#000000";
  int dash = 1;          ///< 1 solid, 2 long dashes, 3 dashes, 4 dash and dot, 5 dots, 6 dash and two dots
  int mark = 0;          ///< gnuplot's point type; 0: none
  double width = 2.5;    ///< of lines, in pixels of a picture 900 wide
  double mark_size = 1;  ///< relative
};

/// gd red, adam blue, natural-gradient and newton, l-bfgs, momentum, ... each its own; black for what is not a method.
/// Methods have the names of the program descend; "pytorch-adam" and "k-fac" are known too.
Style style_of(const std::string& method);

/// The colours of F8 and F9, where the report has natural gradient blue, Adam red and gradient descent green; dash and
/// mark are those of style_of, and so is every other method.
Style report_style(const std::string& method);

/// Every method that has a style of its own.
std::vector<std::string> styled_methods();

/// Lengths of dashes and gaps in units of the line's width, for Style::dash; empty: solid.
std::vector<double> dash_pattern(int dash);

/// A line through points. What is not finite leaves a gap.
struct Line {
  std::string name = {};  ///< in the legend; empty: not there
  std::vector<double> x = {}, y = {};
  Style style = {};
};

/// The steps of a method from point to point, each an arrow; a long path has heads at some of its steps only. The mark
/// of its style stands at its end.
struct Steps {
  std::string name = {};
  std::vector<double> x = {}, y = {};
  Style style = {};
  bool leaves = false;  ///< goes on outside of the picture: no mark where it is cut
};

/// Values of a function over a grid, row by row from y_lo to y_hi: z[j * columns + i] at the i-th x and j-th y.
struct Grid {
  double x_lo = 0, x_hi = 1, y_lo = 0, y_hi = 1;
  std::int64_t columns = 0, rows = 0;
  std::vector<double> z = {};

  double x(std::int64_t column) const { return at(x_lo, x_hi, column, columns); }
  double y(std::int64_t row) const { return at(y_lo, y_hi, row, rows); }

 private:
  static double at(double lo, double hi, std::int64_t i, std::int64_t count) {
    return count < 2 ? lo : lo + (hi - lo) * static_cast<double>(i) / static_cast<double>(count - 1);
  }
};

/// Level curves at `levels`, thin grey lines; beneath the surface in a panel in space.
struct LevelCurves {
  Grid grid = {};
  std::vector<double> levels = {};
};
/// Colours from light (low) to dark (high); label, limits and logarithm of the colours are those of the panel's z.
struct HeatMap {
  Grid grid = {};
};
/// A surface seen from above and aside, coloured as a heat map.
struct Surface {
  Grid grid = {};
};

/// Black arrows from (x, y) by (dx, dy), already scaled to the picture.
struct Arrows {
  std::string name = {};
  std::vector<double> x = {}, y = {}, dx = {}, dy = {};
};

/// A path in space, on a Surface.
struct SpaceSteps {
  std::string name = {};
  std::vector<double> x = {}, y = {}, z = {};
  Style style = {};
};

/// Points of one kind: a start, a minimum, samples.
struct Markers {
  std::string name = {};
  std::vector<double> x = {}, y = {};
  Style style = {};
  std::vector<double> z = {};  ///< in a panel in space
};

/// Vertical bars, one for each label; the bars of several layers stand beside each other.
struct Bars {
  std::string name = {};
  std::vector<std::string> labels = {};
  std::vector<double> heights = {};
  Style style = {};
};

using Layer = std::variant<Line, Steps, LevelCurves, HeatMap, Surface, Arrows, SpaceSteps, Markers, Bars>;

/// One pair of axes, or three where a layer is a Surface or SpaceSteps (beside these only LevelCurves and Markers fit
/// in there). Layers are drawn in their order. Free limits are those of the grids where there are any.
struct Panel {
  std::string title = {};
  Axis x = {}, y = {}, z = {};
  std::vector<Layer> layers = {};
  bool square = false;  ///< one unit of x is as long as one of y
};

/// Panels stand in rows of `columns`; one legend for all of them and the caption stand below.
struct Figure {
  std::string name = {};     ///< "F2a": names its files
  std::string title = {};    ///< above all panels
  std::string caption = {};  ///< below: metric, learning rates, counts; wrapped
  std::vector<Panel> panels = {};
  std::int64_t columns = 1;              ///< panels beside each other
  std::int64_t width = 900, height = 0;  ///< of the whole picture, in pixels; height 0: as its panels need
};

}  // namespace thalweg::examples
