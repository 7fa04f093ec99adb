// Reading and running of the report's rows.
#include <examples/report_page/printed_results.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>

#include <data_folder.hpp>
#include <examples/descent/methods.hpp>
#include <thalweg/optim/problems/registry.hpp>
#include <thalweg/tensor/errors.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::examples {
namespace {

PrintedResult read_row(const std::string& path, const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream in(line);
  for (std::string field; fields.size() < 10 && std::getline(in, field, ',');) fields.push_back(field);
  check_outside(fields.size() == 10, path.c_str(), "a row needs 11 cells, got '", line, "'");
  const auto number = [&](std::size_t k) {
    if (fields[k].empty()) return 0.0;
    try {
      return std::stod(fields[k]);
    } catch (const std::exception&) {
      check_outside(false, path.c_str(), "'", fields[k], "' is not a number, in '", line, "'");
      return 0.0;
    }
  };
  std::string claim;
  std::getline(in, claim);
  PrintedResult row{.function = fields[0], .method = fields[1], .start = {number(2), number(3)}, .lr = number(4)};
  row.beta1 = number(5);
  row.beta2 = number(6);
  row.printed = {number(7), number(8)};
  row.kind = fields[9];
  row.claim = claim;
  return row;
}

}  // namespace

std::string PrintedResult::settings() const {
  return method == "adam" ? fmt::format("lr {} betas {} {}", lr, beta1, beta2) : fmt::format("lr {}", lr);
}

std::string PrintedResult::text() const {
  return fmt::format("{} {} ({}, {}) {}", function, method, start[0], start[1], settings());
}

std::vector<PrintedResult> printed_results() {
  const std::string path = std::string(data_folder) + "/numbers.csv";
  std::ifstream file(path);
  check_outside(file.good(), path.c_str(), "the table of printed results cannot be read");
  std::vector<PrintedResult> results;
  for (std::string line; std::getline(file, line);)
    if (!line.empty() && line[0] != '#' && line.rfind("function,", 0) != 0) results.push_back(read_row(path, line));
  return results;
}

optim::Report run_printed(const PrintedResult& row, Tier tier, const std::vector<double>& start, double difference_step,
                          bool trajectory) {
  DescentSettings settings;
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
  return find_method(row.method, tier).run(problem, settings);
}

double distance(const std::vector<double>& a, const std::vector<double>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = std::abs(a[i] - b[i]);
    if (std::isnan(difference)) return difference;
    largest = std::max(largest, difference);
  }
  return largest;
}

double spread(const PrintedResult& row, const std::vector<double>& end) {
  Random random(7);
  double farthest = 0;
  for (int k = 0; k < 20; ++k) {
    std::vector<double> start = row.start;
    for (double& x : start) x += random.uniform(-3e-9, 3e-9);
    farthest = std::max(farthest, distance(run_printed(row, Tier::arrays, start).last_x, end));
  }
  return farthest;
}

const optim::TrajectoryPoint& nearest(const PrintedResult& row, const optim::Report& run) {
  return *std::min_element(run.trajectory.begin(), run.trajectory.end(), [&](const auto& a, const auto& b) {
    return distance(a.x, row.printed) < distance(b.x, row.printed);
  });
}

}  // namespace thalweg::examples
