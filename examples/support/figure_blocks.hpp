// Numbers of layers as lines of a data file.
#pragma once

#include <string>
#include <vector>

#include <examples/support/figure.hpp>

namespace thalweg::examples {

/// A line for each point with its columns, "nan" where one is not finite; one line of nan where there is no point, for
/// gnuplot counts only blocks that are not empty.
std::string point_lines(const std::vector<std::vector<double>>& columns);

/// A grid as gnuplot's "nonuniform matrix": count and x on the first line, then y and its row of z on each.
std::string grid_lines(const Grid& grid);

/// Every k-th point such that at most 45 are left in each direction: a surface shows no more, and each of its facets
/// takes a hundred bytes of a picture.
Grid coarser(const Grid& grid);

/// The levels that the grid's values cross, rising, each once: gnuplot fails on a table without curves.
std::vector<double> crossed_levels(const LevelCurves& curves);

/// Columns x, y, (z,) dx, dy, (dz) of the short ends of those steps that get arrow heads,
/// `closest` or more of the frame apart.
std::vector<std::vector<double>> head_columns(const std::vector<std::vector<double>>& points, const Panel& panel,
                                              double closest);

/// Columns x, y of those points of a line that can be told apart in the picture: none within 1/500 of the frame from
/// the one kept before it. Both ends and what stands beside a gap are kept.
std::vector<std::vector<double>> told_apart(const std::vector<double>& x, const std::vector<double>& y,
                                            const Panel& panel);

/// The last point that is finite, or none.
std::vector<std::vector<double>> last_point(const std::vector<std::vector<double>>& points);

}  // namespace thalweg::examples
