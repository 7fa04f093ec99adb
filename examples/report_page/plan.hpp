// Which studies the program runs, and which figures come from which.
#pragma once

#include <string>
#include <vector>

#include <examples/studies/study.hpp>

namespace thalweg::examples {

struct PlannedStudy {
  std::string name;  ///< "05_moments"
  Study (*run)(const StudyOptions&);
  std::vector<std::string> figures = {};  ///< that shall be drawn; none: a study of numbers only
};

/// Every study of this build in reading order, with all of its figures.
std::vector<PlannedStudy> all_studies();

/// The figures of all studies, in the order of the report: "F1", "F2", ...
std::vector<std::string> known_figures();

/// The studies that `only` needs, with those of their figures that it names (small letters will do); all of them where
/// it is empty. Throws std::invalid_argument for a figure that is not known, with the closest and all that are.
std::vector<PlannedStudy> plan(const std::vector<std::string>& only);

/// The place of a figure in the report: 11 for "F11".
int figure_number(const std::string& id);

}  // namespace thalweg::examples
