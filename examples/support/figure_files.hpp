// Figures as files: numbers and a gnuplot script always, the picture where gnuplot is at hand.
#pragma once

#include <string>

#include <examples/support/figure.hpp>

namespace thalweg::examples {

enum class FigureFormat { svg, png, pdf };

/// Writes into an existing folder
///   NAME.dat   the numbers, a block for each thing that is drawn,
///   NAME.gp    the script that draws them: cd FOLDER && gnuplot NAME.gp > NAME.svg,
///   NAME.json  the figure for a web page (figure_json.hpp),
///   NAME.svg   (or .png, .pdf) the picture, by gnuplot of $PATH.
/// Each file appears whole or not at all. Returns a warning with the way out when there is no picture, else "".
/// Paths have at most 2,000 points in all files, evenly thinned.
/// Throws std::runtime_error when the folder cannot be written, std::invalid_argument when the figure makes no sense:
/// coordinates of different counts, a grid without columns * rows values, a name that is no file name.
std::string write_figure(const std::string& folder, const Figure& figure, FigureFormat format = FigureFormat::svg);

/// "svg", "png" or "pdf"
const char* file_suffix(FigureFormat format);

}  // namespace thalweg::examples
