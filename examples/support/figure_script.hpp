// Figures as gnuplot's input: a file of data and a script that draws it.
#pragma once

#include <string>

#include <examples/support/figure.hpp>
#include <examples/support/figure_files.hpp>

namespace thalweg::examples {

struct GnuplotFiles {
  std::string data, script;
};

/// The script prints the picture to standard output and can be run by hand: gnuplot NAME.gp > NAME.svg.
GnuplotFiles gnuplot_files(const Figure& figure, FigureFormat format);

}  // namespace thalweg::examples
