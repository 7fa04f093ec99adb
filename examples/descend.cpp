// descend: any method on any test function, as a table or as JSON.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include <examples/descent/methods.hpp>
#include <examples/descent/results.hpp>
#include <examples/descent/settings.hpp>
#include <examples/support/command_line.hpp>
#include <examples/support/files.hpp>
#include <examples/support/ticker.hpp>
#include <thalweg/optim/problems/registry.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

/// The function in the number of parameters that the settings ask for, with their start.
optim::Problem load(const DescentSettings& settings) {
  const auto given = static_cast<std::int64_t>(settings.start.size());
  check(settings.n == 0 || given == 0 || settings.n == given, "--start", "has ", given, " numbers, but --n is ",
        settings.n);
  optim::Problem problem = optim::problem(settings.function, settings.n > 0 ? settings.n : given);
  if (given > 0) problem.start = settings.start;
  return problem;
}

/// Options that none of the methods has are a mistake rather than a wish.
void check_all_used(const Tuning& tuning, const std::vector<const DescentMethod*>& methods) {
  std::set<std::string> used;
  for (const DescentMethod* method : methods) used.merge(method->uses(tuning));
  for (const std::string& option : given_options(tuning))
    check(used.count(option) > 0, option.c_str(), "none of the chosen methods has this option; see --help");
}

int run(const DescentSettings& settings) {
  if (settings.list) {
    fmt::print("{}", catalogue(settings.json));
    return 0;
  }
  const optim::Problem problem = load(settings);
  std::vector<const DescentMethod*> methods;
  for (const std::string& name : settings.methods) methods.push_back(&find_method(name, settings.tier));
  check_all_used(settings.tuning, methods);
  if (!settings.trajectory.empty()) check_file_writable(settings.trajectory);

  std::vector<DescentRun> runs;
  for (const DescentMethod* method : methods) {
    DescentSettings now = settings;
    now.limits.trajectory = !settings.trajectory.empty();
    if (settings.box) {
      now.limits.lower = problem.lower;
      now.limits.upper = problem.upper;
    }
    Ticker ticker;
    now.limits.callback = [&](const optim::Iteration& at) {
      if ((at.iteration & 15) == 0 && ticker.due())
        ticker.draw(fmt::format("{}: iteration {}, f = {:.6g}", method->name, at.iteration, at.value));
      return optim::Control::go_on;
    };
    runs.push_back({problem.name, settings.tier, method->run(problem, now)});
  }
  if (!settings.trajectory.empty()) write_file(settings.trajectory, trajectory_csv(runs));
  fmt::print("{}", settings.json ? runs_json(runs) : runs_table(runs));
  return 0;
}

}  // namespace
}  // namespace thalweg::examples

int main(int argc, char** argv) {
  using namespace thalweg::examples;
  return run_program("descend", [&] {
    DescentSettings settings;
    if (const auto status = parse_descent(argc, argv, settings)) return *status;
    return run(settings);
  });
}
