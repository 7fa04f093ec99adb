// Runs another program and takes what it prints.
#pragma once

#include <string>
#include <vector>

namespace thalweg::examples {

struct ToolResult {
  bool found = false;  ///< whether $PATH has such a program
  int status = -1;     ///< its exit status, 128 + signal when it was killed
  std::string output;  ///< what it wrote to its standard output
};

/// Runs `command` (program and arguments, no shell) in `folder` with its standard input and error closed off.
ToolResult run_tool(const std::string& folder, const std::vector<std::string>& command);

}  // namespace thalweg::examples
