// Short walks: some iterations of any method, to be drawn over a landscape.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <examples/studies/landscape.hpp>
#include <thalweg/optim/arrays/minimize.hpp>

namespace thalweg::examples {

/// So many iterations from `start`, without any test for convergence unless a tolerance is given.
Walk short_walk(const optim::Problem& problem, const std::vector<double>& start, const optim::arrays::Method& method,
                std::int64_t iterations, double gradient_tolerance = 0);

/// A function of two parameters as a problem without published minima.
optim::Problem plane_problem(const std::string& name,
                             const std::function<double(optim::arrays::In, optim::arrays::Out)>& value_and_gradient);

/// "GD" for "gd", "NGD" for "natural-gradient", ...
std::string display_name(const std::string& method);

/// The paths of a landscape in other styles than style_of's.
Panel with_styles(Panel panel, const std::vector<Walk>& walks, const std::function<Style(const std::string&)>& style);

/// "GD from (5, 0) ends at (1.0000, 0.9999), f = 1.2e-09", or at which iteration it is no longer finite.
std::string end_text(const Walk& walk);

}  // namespace thalweg::examples
