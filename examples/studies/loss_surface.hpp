// Loss surfaces: a function of two variables in space, with the walks of methods on it.
#pragma once

#include <string>
#include <vector>

#include <examples/studies/landscape.hpp>

namespace thalweg::examples {

/// The function over the part of the plane that `view` shows, up to its highest level, coloured by height; level curves
/// beneath, each walk on the surface until it leaves the view, its start marked.
Panel loss_surface(const std::string& title, const optim::Problem& problem, const View& view,
                   const std::vector<Walk>& walks);

/// NAMEa, the landscape, and NAMEb, the surface, of a loss of two weights, w1 and w2.
std::vector<Figure> loss_figures(const std::string& name, const std::string& title, const std::string& caption,
                                 const optim::Problem& problem, const View& view, const std::vector<Walk>& walks);

}  // namespace thalweg::examples
