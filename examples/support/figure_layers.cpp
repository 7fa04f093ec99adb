// Sampling of functions for figures.
#include <examples/support/figure_layers.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

void check_box(const char* op, double x_lo, double x_hi, double y_lo, double y_hi) {
  const bool good = std::isfinite(x_lo) && std::isfinite(x_hi) && std::isfinite(y_lo) && std::isfinite(y_hi) &&
                    x_lo < x_hi && y_lo < y_hi;
  check(good, op, "limits must be finite and lo < hi, got x from ", x_lo, " to ", x_hi, ", y from ", y_lo, " to ",
        y_hi);
}

}  // namespace

std::vector<double> log_levels(double lo, double hi, std::int64_t count) {
  check(0 < lo && lo < hi && std::isfinite(hi) && count >= 2, "log_levels",
        "needs 0 < lo < hi and at least 2 levels, got lo ", lo, ", hi ", hi, ", count ", count);
  std::vector<double> levels;
  for (std::int64_t i = 0; i < count; ++i)
    levels.push_back(lo * std::pow(hi / lo, static_cast<double>(i) / static_cast<double>(count - 1)));
  levels.back() = hi;
  return levels;
}

Grid sample_grid(const std::function<double(double, double)>& f, double x_lo, double x_hi, std::int64_t columns,
                 double y_lo, double y_hi, std::int64_t rows) {
  check(columns >= 2 && rows >= 2, "sample_grid", "needs at least 2 columns and 2 rows, got ", columns, " and ", rows);
  check_box("sample_grid", x_lo, x_hi, y_lo, y_hi);
  Grid grid{x_lo, x_hi, y_lo, y_hi, columns, rows, {}};
  grid.z.reserve(static_cast<std::size_t>(columns * rows));
  for (std::int64_t j = 0; j < rows; ++j)
    for (std::int64_t i = 0; i < columns; ++i) grid.z.push_back(f(grid.x(i), grid.y(j)));
  return grid;
}

Arrows arrow_field(const std::string& name, const std::function<std::array<double, 2>(double, double)>& field,
                   double x_lo, double x_hi, std::int64_t columns, double y_lo, double y_hi, std::int64_t rows) {
  check(columns >= 1 && rows >= 1, "arrow_field", "needs at least 1 column and 1 row, got ", columns, " and ", rows);
  check_box("arrow_field", x_lo, x_hi, y_lo, y_hi);
  const double width = (x_hi - x_lo) / static_cast<double>(columns), height = (y_hi - y_lo) / static_cast<double>(rows);
  Arrows arrows{name};
  std::vector<double> norms;
  for (std::int64_t j = 0; j < rows; ++j)
    for (std::int64_t i = 0; i < columns; ++i) {
      const double x = x_lo + (static_cast<double>(i) + 0.5) * width;
      const double y = y_lo + (static_cast<double>(j) + 0.5) * height;
      const std::array<double, 2> v = field(x, y);
      const double norm = std::hypot(v[0], v[1]);
      if (!(norm > 0) || !std::isfinite(norm)) continue;
      // As long as a cell in the direction it has.
      const double cell = 1 / std::hypot(v[0] / norm / width, v[1] / norm / height);
      arrows.x.push_back(x);
      arrows.y.push_back(y);
      arrows.dx.push_back(v[0] / norm * cell);
      arrows.dy.push_back(v[1] / norm * cell);
      norms.push_back(norm);
    }
  if (norms.empty()) return arrows;
  const double longest = *std::max_element(norms.begin(), norms.end());
  for (std::size_t i = 0; i < norms.size(); ++i) {
    const double length = std::clamp(std::pow(norms[i] / longest, 0.25), 0.35, 0.95);
    arrows.dx[i] *= length;
    arrows.dy[i] *= length;
    // Around the middle of the cell, not from it: no arrow reaches into another cell.
    arrows.x[i] -= arrows.dx[i] / 2;
    arrows.y[i] -= arrows.dy[i] / 2;
  }
  return arrows;
}

Markers start_markers(std::vector<double> x, std::vector<double> y, std::vector<double> z) {
  return {"start", std::move(x), std::move(y), {.mark = 6, .width = 2.5, .mark_size = 1.6}, std::move(z)};
}

Markers minimum_markers(std::vector<double> x, std::vector<double> y, std::vector<double> z) {
  return {"minimum", std::move(x), std::move(y), {.mark = 3, .width = 2.5, .mark_size = 1.8}, std::move(z)};
}

}  // namespace thalweg::examples
