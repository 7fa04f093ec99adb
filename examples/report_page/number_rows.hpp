// Printed against reproduced: each result of the report run anew and judged by what its class allows.
#pragma once

#include <string>
#include <vector>

#include <examples/report_page/printed_results.hpp>

namespace thalweg::examples {

struct NumberRow {
  PrintedResult printed = {};
  std::string ours = {};        ///< where our run ends, or when it is no longer finite
  std::string difference = {};  ///< from what is printed
  std::string verdict = {};     ///< what was held, with its numbers
  bool holds = false;
};

/// Runs a row on arrays with exact gradients.
NumberRow judge(const PrintedResult& row);

/// "[0.99440095, 0.98881076]"; far out as powers of ten.
std::string end_digits(const std::vector<double>& x);

}  // namespace thalweg::examples
