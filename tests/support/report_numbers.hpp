// The report's printed results, from tests/data/numbers.csv.
#pragma once

#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <examples/descent/methods.hpp>
#include <source_root.hpp>
#include <thalweg/optim/problems/registry.hpp>

namespace thalweg {

struct PrintedResult {
  std::string function, method;
  std::vector<double> start;
  double lr = 0, beta1 = 0, beta2 = 0;
  std::vector<double> printed;
  std::string kind;  ///< exact, frozen, sensitive or open
  std::string claim;

  /// "rosenbrock adam (3, 0) lr 0.1 betas 0.9 0.5"
  std::string text() const {
    std::ostringstream out;
    out << function << ' ' << method << " (" << start[0] << ", " << start[1] << ") lr " << lr;
    if (method == "adam") out << " betas " << beta1 << ' ' << beta2;
    return out.str();
  }
};

inline std::vector<PrintedResult> printed_results() {
  std::ifstream file(std::string(source_root) + "/tests/data/numbers.csv");
  std::vector<PrintedResult> results;
  std::string line;
  while (std::getline(file, line)) {
    if (line.empty() || line[0] == '#' || line.rfind("function,", 0) == 0) continue;
    std::vector<std::string> fields;
    std::istringstream in(line);
    for (std::string field; fields.size() < 10 && std::getline(in, field, ',');) fields.push_back(field);
    std::string claim;
    std::getline(in, claim);
    const auto number = [&](std::size_t k) { return fields[k].empty() ? 0.0 : std::stod(fields[k]); };
    results.push_back({fields[0],
                       fields[1],
                       {number(2), number(3)},
                       number(4),
                       number(5),
                       number(6),
                       {number(7), number(8)},
                       fields[9],
                       claim});
  }
  return results;
}

/// The report's run: 10,000 iterations, eps 1e-7 for Adam, no test for convergence.
inline optim::Report run_printed(const PrintedResult& row, examples::Tier tier, const std::vector<double>& start,
                                 double difference_step = 0, bool trajectory = false) {
  examples::DescentSettings settings;
  settings.tier = tier;
  settings.difference_step = difference_step;
  settings.tuning.lr = row.lr;
  if (row.method == "adam") {
    settings.tuning.beta1 = row.beta1;
    settings.tuning.beta2 = row.beta2;
    settings.tuning.eps = 1e-7;
  }
  settings.limits.max_iterations = 10'000;
  settings.limits.gradient_tolerance = 0;
  settings.limits.trajectory = trajectory;
  optim::Problem problem = optim::problem(row.function, 2);
  problem.start = start;
  return examples::find_method(row.method, tier).run(problem, settings);
}

}  // namespace thalweg
