// Limits found from layers; the choice of arrow heads.
#include <examples/support/figure_limits.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace thalweg::examples {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double smallest = 1e-150;  // shorter axes have no ticks

/// Gathers the numbers that layers have along one axis.
struct Extent {
  AxisName name;
  bool log;
  double lo = infinity, hi = -infinity;
  bool grid = false;

  void take(double value) {
    // A path that diverges by more than that has no picture; sums and quotients of limits stay finite.
    constexpr double largest = 1e150;
    if (!(std::abs(value) <= largest) || (log && !(value >= 1 / largest))) return;
    lo = std::min(lo, value);
    hi = std::max(hi, value);
  }
  void take(const std::vector<double>& values) {
    for (const double value : values) take(value);
  }
  void take(const Grid& g) {
    if (name == AxisName::z) return take(g.z);
    grid = true;
    take(name == AxisName::x ? g.x_lo : g.y_lo);
    take(name == AxisName::x ? g.x_hi : g.y_hi);
  }

  void operator()(const LevelCurves& curves) {
    if (name != AxisName::z) take(curves.grid);
  }
  void operator()(const HeatMap& map) {
    take(map.grid);
    // Each value colours a cell around its point.
    const Grid& g = map.grid;
    const double cell = name == AxisName::x ? g.x(1) - g.x(0) : g.y(1) - g.y(0);
    if (name == AxisName::z || log) return;
    take((name == AxisName::x ? g.x_lo : g.y_lo) - cell / 2);
    take((name == AxisName::x ? g.x_hi : g.y_hi) + cell / 2);
  }
  void operator()(const Surface& surface) { take(surface.grid); }
  void operator()(const Line& line) { flat(line); }
  void operator()(const Steps& steps) { flat(steps); }
  void operator()(const Markers& markers) { solid(markers); }
  void operator()(const SpaceSteps& steps) { solid(steps); }
  void operator()(const Arrows& arrows) {
    flat(arrows);
    const std::vector<double>& d = name == AxisName::x ? arrows.dx : arrows.dy;
    const std::vector<double>& from = name == AxisName::x ? arrows.x : arrows.y;
    for (std::size_t i = 0; i < std::min(d.size(), from.size()) && name != AxisName::z; ++i) take(from[i] + d[i]);
  }
  void operator()(const Bars& bars) {
    if (name == AxisName::x) {
      take(-0.6);
      take(static_cast<double>(bars.labels.size()) - 0.4);
    } else if (name == AxisName::y) {
      take(0);
      take(bars.heights);
    }
  }

 private:
  template <class Points>
  void flat(const Points& points) {
    if (name != AxisName::z) take(name == AxisName::x ? points.x : points.y);
  }
  template <class Points>
  void solid(const Points& points) {
    name == AxisName::z ? take(points.z) : flat(points);
  }
};

template <class... Kinds>
bool has(const Panel& panel) {
  return std::any_of(panel.layers.begin(), panel.layers.end(),
                     [](const Layer& layer) { return (std::holds_alternative<Kinds>(layer) || ...); });
}

}  // namespace

const Axis& axis_of(const Panel& panel, AxisName name) {
  return name == AxisName::x ? panel.x : name == AxisName::y ? panel.y : panel.z;
}

bool in_space(const Panel& panel) { return has<Surface, SpaceSteps>(panel); }

bool has_heat_map(const Panel& panel) { return has<HeatMap>(panel); }

Limits limits_of(const Panel& panel, AxisName name) {
  const Axis& axis = axis_of(panel, name);
  Extent extent{name, axis.log};
  // Paths may leave a grid: the grid is what is looked at.
  for (const Layer& layer : panel.layers)
    if (std::holds_alternative<LevelCurves>(layer) || std::holds_alternative<HeatMap>(layer) ||
        std::holds_alternative<Surface>(layer))
      std::visit(extent, layer);
  // gnuplot would round a logarithmic x up to whole powers of ten, most of it empty.
  const bool fixed = extent.grid || (name == AxisName::x && (axis.log || has<Bars>(panel)));
  if (!extent.grid && !(name == AxisName::z && extent.lo <= extent.hi))
    for (const Layer& layer : panel.layers) std::visit(extent, layer);

  const bool data = extent.lo <= extent.hi;
  Limits limits{data       ? extent.lo
                : axis.log ? 1
                           : 0,
                data       ? extent.hi
                : axis.log ? 10
                           : 1,
                fixed || !data, fixed || !data};
  const auto usable = [&](double limit) { return std::isfinite(limit) && (!axis.log || limit > 0); };
  if (usable(axis.lo)) limits.lo = axis.lo, limits.fixed_lo = true;
  if (usable(axis.hi)) limits.hi = axis.hi, limits.fixed_hi = true;
  const double span = limits.hi - limits.lo, size = std::max(std::abs(limits.lo), std::abs(limits.hi));
  if (span > 1e-13 * size && span > smallest) return limits;
  // One value only, or nothing on this side of a limit.
  const double middle = limits.fixed_hi && !limits.fixed_lo ? limits.hi : limits.lo;
  const double reach = std::abs(middle) > smallest ? 0.1 * std::abs(middle) : 1;
  return {axis.log ? middle / 2 : middle - reach, axis.log ? middle * 2 : middle + reach, true, true};
}

double tick_step(const Limits& limits, double most) {
  const double least = (limits.hi - limits.lo) / std::max(most, 1.0);
  const double power = std::pow(10, std::floor(std::log10(least)));
  for (const double step : {1.0, 2.0, 5.0})
    if (step * power >= least * (1 - 1e-9)) return step * power;
  return 10 * power;
}

Limits rounded(const Limits& limits, const Axis& axis, double most) {
  Limits result = limits;
  const double step = tick_step(limits, most);
  const auto down = [&](double v) {
    return axis.log ? std::pow(10, std::floor(std::log10(v))) : std::floor(v / step) * step;
  };
  const auto up = [&](double v) {
    return axis.log ? std::pow(10, std::ceil(std::log10(v))) : std::ceil(v / step) * step;
  };
  if (!limits.fixed_lo) result.lo = down(limits.lo);
  if (!limits.fixed_hi) result.hi = up(limits.hi);
  return result;
}

std::vector<double> places(const std::vector<double>& values, const Axis& axis, const Limits& limits) {
  const auto scale = [&](double v) { return axis.log ? std::log10(v) : v; };
  const double lo = scale(limits.lo), hi = scale(limits.hi);
  std::vector<double> result;
  result.reserve(values.size());
  for (const double value : values) {
    const double place = (scale(value) - lo) / (hi - lo);
    result.push_back(std::isfinite(place) ? place : automatic);
  }
  return result;
}

std::vector<std::size_t> steps_with_heads(const std::vector<std::vector<double>>& coordinates, double closest) {
  constexpr double most = 24;
  const std::size_t count = coordinates.front().size();
  // How far each step goes in the frame; 0 where it gets no head.
  std::vector<double> lengths(count, 0);
  double total = 0;
  for (std::size_t i = 1; i < count; ++i) {
    double square = 0;
    bool inside = true;
    for (const std::vector<double>& c : coordinates) {
      square += (c[i] - c[i - 1]) * (c[i] - c[i - 1]);
      inside = inside && c[i] >= -0.01 && c[i] <= 1.01;
    }
    if (inside && std::isfinite(square)) lengths[i] = std::min(std::sqrt(square), 1.5);
    total += lengths[i];
  }
  const double spacing = std::max(closest, total / most);
  std::vector<std::size_t> steps;
  double since = 0;
  for (std::size_t i = 1; i < count; ++i) {
    since += lengths[i];
    if (lengths[i] == 0 || since < spacing) continue;
    steps.push_back(i);
    since = 0;
  }
  return steps;
}

}  // namespace thalweg::examples
