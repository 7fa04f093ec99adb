// The mistakes found in the report, each with a run that shows it.
#pragma once

#include <string>
#include <vector>

namespace thalweg::examples {

struct Mistake {
  std::string said;      ///< what the report says or does
  std::string right;     ///< what is right, in a sentence or two
  std::string evidence;  ///< numbers of a run made just now
  std::string test;      ///< the test case that holds it
};

/// All ten, run now.
std::vector<Mistake> mistakes();

}  // namespace thalweg::examples
