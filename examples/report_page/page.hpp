// The page: everything that was run, on one page of HTML.
#pragma once

#include <string>
#include <vector>

#include <examples/report_page/machine.hpp>
#include <examples/report_page/mistakes.hpp>
#include <examples/report_page/number_rows.hpp>
#include <examples/studies/study.hpp>

namespace thalweg::examples {

/// A picture, its files beside the page, and the SVG that gnuplot drew.
struct DrawnPicture {
  std::string name;  ///< "F2a"
  std::string title;
  std::string svg;      ///< empty where there is none
  std::string warning;  ///< why there is none
};

struct DrawnFigure {
  std::string study;  ///< "06_paraboloid", the program that draws it by itself
  std::string title;  ///< of the study
  StudyFigure figure;
  std::vector<DrawnPicture> pictures;
  std::vector<Table> tables;  ///< of the study, at its last figure
  std::string note = {};      ///< of the study
};

/// A study without figures.
struct Lesson {
  std::string study;
  Study result;
};

struct Page {
  std::vector<DrawnFigure> figures = {};
  std::vector<Lesson> lessons = {};
  std::vector<NumberRow> numbers = {};
  std::vector<Mistake> mistakes = {};
  std::vector<std::string> faults = {};  ///< what went wrong, a sentence each
  Machine machine = {};
  double seconds = 0;
};

/// Self-contained: pictures and style stand in it, it loads nothing and runs no script.
std::string page_html(const Page& page);

}  // namespace thalweg::examples
