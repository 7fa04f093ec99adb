// On what a run was made.
#pragma once

#include <string>

namespace thalweg::examples {

struct Machine {
  std::string processor, compiler, date;
  int threads = 1;
};

Machine this_machine();

}  // namespace thalweg::examples
