// Limits of a panel's axes, and where a point lies between them.
#pragma once

#include <array>
#include <vector>

#include <examples/support/figure.hpp>

namespace thalweg::examples {

enum class AxisName { x, y, z };

/// lo < hi, both finite; positive where the axis is logarithmic.
struct Limits {
  double lo = 0, hi = 1;
  /// Chosen by the user, by a grid or for want of data; else free to be rounded to a tick.
  bool fixed_lo = true, fixed_hi = true;
};

const Axis& axis_of(const Panel& panel, AxisName name);
Limits limits_of(const Panel& panel, AxisName name);

/// The distance of ticks, 1, 2 or 5 times a power of ten, such that there are `most` between the limits at most.
double tick_step(const Limits& limits, double most);

/// The limits that are drawn: free ones go on to the next tick or power of ten.
Limits rounded(const Limits& limits, const Axis& axis, double most);

/// A panel in space: one with a Surface or SpaceSteps.
bool in_space(const Panel& panel);
bool has_heat_map(const Panel& panel);

/// Values of the axis as parts of its length: 0 at lo, 1 at hi, NaN where there is no place for it.
std::vector<double> places(const std::vector<double>& values, const Axis& axis, const Limits& limits);

/// The steps i (from point i - 1 to point i, points given by their places) that get an arrow head: all of a path of few
/// long steps, else at distances of `closest` or more along the path, 24 at most; no step that ends outside of the
/// frame.
std::vector<std::size_t> steps_with_heads(const std::vector<std::vector<double>>& coordinates, double closest);

}  // namespace thalweg::examples
