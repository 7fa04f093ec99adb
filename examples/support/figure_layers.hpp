// Layers made from functions: grids, levels, arrow fields, marks of starts and minima.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <examples/support/figure.hpp>

namespace thalweg::examples {

/// `count` levels from lo to hi, each the same multiple of the one before. Throws std::invalid_argument unless
/// 0 < lo < hi and count >= 2.
std::vector<double> log_levels(double lo, double hi, std::int64_t count);

/// Values of f at columns x rows points, the limits among them. Throws std::invalid_argument for fewer than two columns
/// or rows and for empty limits.
Grid sample_grid(const std::function<double(double x, double y)>& f, double x_lo, double x_hi, std::int64_t columns,
                 double y_lo, double y_hi, std::int64_t rows);

/// An arrow in the middle of each of columns x rows cells, with the direction of `field` and a length that grows with
/// its norm but slowly, from a third of a cell to a whole one, for a gradient that varies by powers of ten. Where the
/// field is zero or not finite there is no arrow.
Arrows arrow_field(const std::string& name, const std::function<std::array<double, 2>(double x, double y)>& field,
                   double x_lo, double x_hi, std::int64_t columns, double y_lo, double y_hi, std::int64_t rows);

/// Circles at starting points.
Markers start_markers(std::vector<double> x, std::vector<double> y, std::vector<double> z = {});
/// Stars at minima.
Markers minimum_markers(std::vector<double> x, std::vector<double> y, std::vector<double> z = {});

}  // namespace thalweg::examples
