// Line plots: the data and a gnuplot script always, the picture where gnuplot is at hand.
#pragma once

#include <string>
#include <vector>

namespace thalweg::examples {

/// One line of a plot; x and y have one length. What is not finite leaves a gap.
struct Curve {
  std::string name;
  std::vector<double> x, y;
};

struct CurvePlot {
  std::string title, x_label, y_label;
  std::vector<Curve> curves;
  bool log_x = false, log_y = false;
};

/// Writes name.dat (a block of "x y" lines per curve) and name.gp into an existing folder, and name.svg by
/// `gnuplot name.gp > name.svg` where gnuplot is found in $PATH. Each file appears whole or not at all.
/// Returns a warning with the way out when there is no picture, else "". Throws std::runtime_error when the folder
/// cannot be written, std::invalid_argument when a curve's x and y differ in length.
std::string write_plot(const std::string& folder, const std::string& name, const CurvePlot& plot);

}  // namespace thalweg::examples
