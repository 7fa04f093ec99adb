// Lines of data files.
#include <examples/support/figure_blocks.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <examples/support/figure_limits.hpp>
#include <examples/support/figure_plots.hpp>

namespace thalweg::examples {
namespace {

/// Six digits: enough for colours and curves.
std::string short_number(double value) { return std::isfinite(value) ? fmt::format("{:.6g}", value) : "nan"; }

/// Where the i-th of few even places lies among many.
struct Between {
  Between(std::int64_t i, std::int64_t few, std::int64_t many)
      : low(std::min(i * (many - 1) / (few - 1), many - 2)),
        part(static_cast<double>(i) * static_cast<double>(many - 1) / static_cast<double>(few - 1) -
             static_cast<double>(low)) {}
  double mix(double a, double b) const { return part == 0 ? a : part == 1 ? b : a + part * (b - a); }
  std::int64_t low;
  double part;
};

bool finite_at(const std::vector<std::vector<double>>& columns, std::size_t i) {
  return std::all_of(columns.begin(), columns.end(), [i](const auto& c) { return std::isfinite(c[i]); });
}

}  // namespace

std::vector<double> thinned(const std::vector<double>& values) {
  if (values.size() <= most_points) return values;
  std::vector<double> kept;
  kept.reserve(most_points);
  for (std::size_t i = 0; i < most_points; ++i) kept.push_back(values[i * (values.size() - 1) / (most_points - 1)]);
  return kept;
}

std::string point_lines(const std::vector<std::vector<double>>& columns) {
  fmt::memory_buffer text;
  const std::size_t count = std::max<std::size_t>(columns.front().size(), 1);
  for (std::size_t i = 0; i < count; ++i) {
    for (std::size_t k = 0; k < columns.size(); ++k) {
      if (k > 0) text.push_back(' ');
      if (!columns[k].empty() && std::isfinite(columns[k][i]))
        fmt::format_to(std::back_inserter(text), "{}", columns[k][i]);
      else
        fmt::format_to(std::back_inserter(text), "nan");
    }
    text.push_back('\n');
  }
  return fmt::to_string(text);
}

std::string grid_lines(const Grid& grid) {
  if (grid.z.empty()) return "2 0 1\n0 nan nan\n1 nan nan\n";
  fmt::memory_buffer text;
  fmt::format_to(std::back_inserter(text), "{}", grid.columns);
  for (std::int64_t i = 0; i < grid.columns; ++i)
    fmt::format_to(std::back_inserter(text), " {}", short_number(grid.x(i)));
  for (std::int64_t j = 0; j < grid.rows; ++j) {
    fmt::format_to(std::back_inserter(text), "\n{}", short_number(grid.y(j)));
    for (std::int64_t i = 0; i < grid.columns; ++i)
      fmt::format_to(std::back_inserter(text), " {}",
                     short_number(grid.z[static_cast<std::size_t>(j * grid.columns + i)]));
  }
  text.push_back('\n');
  return fmt::to_string(text);
}

Grid coarser(const Grid& grid) {
  constexpr std::int64_t most = 45;
  if (grid.columns <= most && grid.rows <= most) return grid;
  Grid result = grid;
  result.columns = std::min(grid.columns, most);
  result.rows = std::min(grid.rows, most);
  result.z.clear();
  const auto value = [&](std::int64_t i, std::int64_t j) {
    return grid.z[static_cast<std::size_t>(j * grid.columns + i)];
  };
  for (std::int64_t j = 0; j < result.rows; ++j)
    for (std::int64_t i = 0; i < result.columns; ++i) {
      const Between x(i, result.columns, grid.columns), y(j, result.rows, grid.rows);
      const double below = x.mix(value(x.low, y.low), value(x.low + 1, y.low));
      const double above = x.mix(value(x.low, y.low + 1), value(x.low + 1, y.low + 1));
      result.z.push_back(y.mix(below, above));
    }
  return result;
}

std::vector<double> crossed_levels(const LevelCurves& curves) {
  double lo = std::numeric_limits<double>::infinity(), hi = -lo;
  for (const double z : curves.grid.z)
    if (std::isfinite(z)) lo = std::min(lo, z), hi = std::max(hi, z);
  std::vector<double> levels;
  for (const double level : curves.levels)
    if (level > lo && level < hi) levels.push_back(level);
  std::sort(levels.begin(), levels.end());
  levels.erase(std::unique(levels.begin(), levels.end()), levels.end());
  return levels;
}

std::vector<std::vector<double>> head_columns(const std::vector<std::vector<double>>& points, const Panel& panel,
                                              double closest) {
  constexpr double shaft = 0.02;  // of the frame: the rest of the step is drawn as a line
  std::vector<std::vector<double>> coordinates;
  for (std::size_t k = 0; k < points.size(); ++k) {
    const auto name = static_cast<AxisName>(k);
    coordinates.push_back(places(points[k], axis_of(panel, name), limits_of(panel, name)));
  }
  std::vector<std::vector<double>> columns(2 * points.size());
  for (const std::size_t i : steps_with_heads(coordinates, closest)) {
    // A step too short to have a direction in the picture takes that of the way behind it.
    std::size_t from = i;
    double length = 0;
    while (from > 0 && length < 0.005 && finite_at(points, from - 1)) {
      --from;
      double square = 0;
      for (const auto& c : coordinates) square += (c[i] - c[from]) * (c[i] - c[from]);
      length = std::sqrt(square);
    }
    const double part = length > shaft ? shaft / length : 1;
    for (std::size_t k = 0; k < points.size(); ++k) {
      const double way = part * (points[k][i] - points[k][from]);
      columns[k].push_back(points[k][i] - way);
      columns[points.size() + k].push_back(way);
    }
  }
  return columns;
}

std::vector<std::vector<double>> last_point(const std::vector<std::vector<double>>& points) {
  std::vector<std::vector<double>> last(points.size());
  for (std::size_t i = points.front().size(); i-- > 0;) {
    if (!finite_at(points, i)) continue;
    for (std::size_t k = 0; k < points.size(); ++k) last[k] = {points[k][i]};
    break;
  }
  return last;
}

std::vector<std::vector<double>> told_apart(const std::vector<double>& x, const std::vector<double>& y,
                                            const Panel& panel) {
  constexpr double closest = 1.0 / 500;
  const std::vector<double> across = places(x, panel.x, limits_of(panel, AxisName::x)),
                            up = places(y, panel.y, limits_of(panel, AxisName::y));
  const std::size_t count = std::min(x.size(), y.size());
  std::vector<std::vector<double>> kept(2);
  std::size_t last = 0;
  for (std::size_t i = 0; i < count; ++i) {
    // Gaps are not numbers: no comparison with them holds.
    const bool beside = i > 0 && i + 1 < count && std::hypot(across[i] - across[last], up[i] - up[last]) < closest;
    if (beside) continue;
    kept[0].push_back(x[i]);
    kept[1].push_back(y[i]);
    last = i;
  }
  return kept;
}

}  // namespace thalweg::examples
