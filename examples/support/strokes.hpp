// How digits are written: strokes as control points, several ways for each digit.
#pragma once

#include <vector>

namespace thalweg::examples {

/// A control point in a box of 100 x 100, x to the right and y down; a stroke bends smoothly through it unless it is a
/// corner.
struct ControlPoint {
  double x, y;
  bool corner = false;
};

using Stroke = std::vector<ControlPoint>;
/// The strokes of one way to write a digit.
using Glyph = std::vector<Stroke>;

/// The ways to write `digit`, 0 .. 9. Throws std::invalid_argument for another number.
const std::vector<Glyph>& glyphs(int digit);

}  // namespace thalweg::examples
