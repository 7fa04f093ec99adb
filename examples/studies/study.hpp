// Study: one idea of the report, run, measured and drawn. Each examples/NN_name.cpp is one; the program `report` is
// all.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <examples/support/figure.hpp>

namespace thalweg::examples {

/// A table with a head; cells are text as it is shown.
struct Table {
  std::string title = {};
  std::vector<std::string> head = {};
  std::vector<std::vector<std::string>> rows = {};
};

/// One figure of the report, F1 to F11, drawn from a live run (or several pictures that belong to one).
struct StudyFigure {
  std::string id;                          ///< "F2"
  std::string claim;                       ///< the sentence that the report makes about it
  std::string settings;                    ///< start, learning rates, counts, metric
  std::vector<std::string> findings = {};  ///< what our run shows, with its numbers
  std::vector<Figure> pictures = {};
};

struct Study {
  std::string title = {};
  std::vector<std::string> lines = {};  ///< what the program prints: the numbers it claims
  std::vector<Table> tables = {};
  std::vector<StudyFigure> figures = {};
  std::string note = {};  ///< what it had to do without, and the way out: "no MNIST found ..."; empty: nothing
};

/// What a study may do on the way.
struct StudyOptions {
  std::string data = {};  ///< folder of MNIST; empty: as find_mnist finds it, else the built-in digits
  std::function<void(const std::string&)> progress = [](const std::string&) {};  ///< "5 of 20 ..."
};

}  // namespace thalweg::examples
