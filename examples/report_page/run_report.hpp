// Running the studies, the numbers and the mistakes, and writing the page.
#pragma once

#include <string>
#include <vector>

namespace thalweg::examples {

struct ReportSettings {
  std::vector<std::string> only = {};  ///< figures; empty: all, and the studies without figures
  std::string out = "out/report";
  std::string data = {};  ///< folder of MNIST
};

/// Writes index.html and the figures' files into the folder and prints how far it is, last the page's path. What fails
/// is said on the page and on standard error, the rest is still drawn: exit status 1 then, else 0. Throws
/// std::invalid_argument for unknown figures and std::runtime_error for a folder that cannot be used, before any work.
int run_report(const ReportSettings& settings);

}  // namespace thalweg::examples
