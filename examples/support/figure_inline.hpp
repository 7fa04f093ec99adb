// Pictures inside of a page.
#pragma once

#include <string>

namespace thalweg::examples {

/// An SVG of write_figure as an element of an HTML page: without the XML declaration, with ids that begin with `name`
/// so that several pictures may stand on one page, and with `name` for its title.
std::string inline_svg(const std::string& svg, const std::string& name);

}  // namespace thalweg::examples
