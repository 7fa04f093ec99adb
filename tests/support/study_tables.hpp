// Reading what a study says: cells of its tables as numbers, lines by their beginning.
#pragma once

#include <doctest/doctest.h>

#include <string>

#include <examples/studies/study.hpp>

namespace thalweg {

/// The row of a table whose first cell is `name`.
inline const std::vector<std::string>& row_of(const examples::Table& table, const std::string& name) {
  for (const std::vector<std::string>& row : table.rows)
    if (row.at(0) == name) return row;
  FAIL("no row \"" << name << "\" in the table \"" << table.title << "\"");
  return table.rows.front();
}

/// The number that a cell begins with.
inline double number_in(const std::string& cell) { return std::stod(cell); }

/// The line that begins with `beginning`.
inline std::string line_of(const examples::Study& study, const std::string& beginning) {
  for (const std::string& line : study.lines)
    if (line.rfind(beginning, 0) == 0) return line;
  FAIL("no line \"" << beginning << "...\" in \"" << study.title << "\"");
  return {};
}

}  // namespace thalweg
