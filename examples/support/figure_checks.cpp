// Checks of figures and layers.
#include <examples/support/figure_checks.hpp>

#include <examples/support/figure_limits.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

constexpr const char* op = "write_figure";

struct LayerChecks {
  const Figure& figure;
  bool space;

  void operator()(const Line& line) const {
    flat("line", line.name), same("line", line.name, line.x, "x", line.y, "y");
  }
  void operator()(const Steps& s) const { flat("path", s.name), same("path", s.name, s.x, "x", s.y, "y"); }
  void operator()(const SpaceSteps& s) const {
    same("path", s.name, s.x, "x", s.y, "y");
    same("path", s.name, s.x, "x", s.z, "z");
  }
  void operator()(const LevelCurves& curves) const { check_grid("level curves", curves.grid); }
  void operator()(const HeatMap& map) const { flat("heat map", ""), check_grid("a heat map", map.grid); }
  void operator()(const Surface& surface) const { check_grid("a surface", surface.grid); }
  void operator()(const Arrows& arrows) const {
    flat("arrows", arrows.name);
    same("arrows", arrows.name, arrows.x, "x", arrows.y, "y");
    same("arrows", arrows.name, arrows.x, "x", arrows.dx, "dx");
    same("arrows", arrows.name, arrows.x, "x", arrows.dy, "dy");
  }
  void operator()(const Markers& markers) const {
    same("markers", markers.name, markers.x, "x", markers.y, "y");
    if (space || !markers.z.empty()) same("markers", markers.name, markers.x, "x", markers.z, "z");
  }
  void operator()(const Bars& bars) const {
    flat("bars", bars.name);
    same("bars", bars.name, bars.labels, "labels", bars.heights, "heights");
  }

 private:
  void flat(const char* kind, const std::string& name) const {
    check(!space, op, figure.name, ": ", kind, name.empty() ? "" : " ", name,
          " cannot stand in a panel with a surface; use SpaceSteps, Markers or a panel of their own");
  }

  template <class A, class B>
  void same(const char* kind, const std::string& name, const std::vector<A>& a, const char* a_name,
            const std::vector<B>& b, const char* b_name) const {
    check(a.size() == b.size(), op, figure.name, ": ", kind, " ", name, " has ", a.size(), " ", a_name, " and ",
          b.size(), " ", b_name);
  }

  void check_grid(const char* kind, const Grid& grid) const {
    const bool empty = grid.columns == 0 && grid.rows == 0 && grid.z.empty();
    const bool full = grid.columns >= 2 && grid.rows >= 2 &&
                      grid.z.size() / static_cast<std::size_t>(grid.columns) == static_cast<std::size_t>(grid.rows) &&
                      grid.z.size() % static_cast<std::size_t>(grid.columns) == 0;
    check(empty || full, op, figure.name, ": the grid of ", kind, " has ", grid.columns, " columns, ", grid.rows,
          " rows and ", grid.z.size(), " values; at least 2 of each and columns * rows values are needed");
    check(grid.x_lo < grid.x_hi && grid.y_lo < grid.y_hi, op, figure.name, ": the grid of ", kind, " goes from x ",
          grid.x_lo, " to ", grid.x_hi, " and from y ", grid.y_lo, " to ", grid.y_hi, "; lo < hi is needed");
  }
};

void check_axis(const Figure& figure, const Axis& axis, const char* letter) {
  check(!(axis.lo >= axis.hi), op, figure.name, ": ", letter, " goes from ", axis.lo, " to ", axis.hi,
        "; lo < hi is needed");
  check(!axis.log || (!(axis.lo <= 0) && !(axis.hi <= 0)), op, figure.name, ": ", letter, " goes from ", axis.lo,
        " to ", axis.hi, "; a logarithmic axis needs positive limits");
}

}  // namespace

void check_figure(const Figure& figure) {
  const std::string& name = figure.name;
  const bool good = !name.empty() && name.front() != '.' && name.front() != '-' &&
                    name.find_first_of(std::string("/\n\r\0", 4)) == std::string::npos;
  check(good, op, "the figure's name '", name, "' must be a file name: not empty, no '/', no '.' or '-' in front");
  check(!figure.panels.empty(), op, name, ": a figure needs at least one panel");
  check(figure.columns >= 1 && figure.width >= 100 && figure.width <= 20000 && figure.height >= 0 &&
            figure.height <= 20000,
        op, name, ": needs at least 1 column, a width of 100 to 20000 and a height of 0 to 20000, got ", figure.columns,
        ", ", figure.width, " and ", figure.height);
  for (const Panel& panel : figure.panels) {
    check_axis(figure, panel.x, "x");
    check_axis(figure, panel.y, "y");
    check_axis(figure, panel.z, "z");
    for (const Layer& layer : panel.layers) std::visit(LayerChecks{figure, in_space(panel)}, layer);
  }
}

}  // namespace thalweg::examples
