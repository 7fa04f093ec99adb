// Figures as JSON, for web pages.
#pragma once

#include <string>

#include <examples/support/figure.hpp>

namespace thalweg::examples {

/// {"name", "title", "caption", "columns", "width", "panels": [{"title", "square", "x", "y", "z", "layers"}]}. An axis
/// is
/// {"label", "lo", "hi", "log", "ticks"} with null for a free limit. A layer's "kind" is line, steps, level-curves,
/// heat-map, surface, arrows, space-steps, markers or bars; its other members have the names of figure.hpp, its dash is
/// a list of lengths in units of the line's width. Numbers that are not finite are null; paths have 2,000 points at
/// most.
std::string figure_json(const Figure& figure);

}  // namespace thalweg::examples
