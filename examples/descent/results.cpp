// Tables, JSON and CSV of runs.
#include <examples/descent/results.hpp>

#include <fmt/format.h>

#include <cmath>

#include <examples/descent/methods.hpp>
#include <examples/support/json.hpp>
#include <thalweg/optim/problems/registry.hpp>

namespace thalweg::examples {

namespace {

/// "[1, 2]", of many numbers the first ones.
std::string point_text(const std::vector<double>& x) {
  constexpr std::size_t most = 4;
  std::string text;
  for (std::size_t i = 0; i < x.size() && i < most; ++i) text += fmt::format("{}{:.8g}", i == 0 ? "" : ", ", x[i]);
  return "[" + text + (x.size() > most ? fmt::format(", ... {} in all]", x.size()) : "]");
}

std::string run_json(const DescentRun& run) {
  const optim::Report& r = run.report;
  const optim::Evaluations& e = r.evaluations;
  std::string text = fmt::format(
      R"({{"function": {}, "method": {}, "tier": {}, "x_best": {}, "f_best": {}, "x_last": {}, "f_last": {}, )"
      R"("gradient_norm": {}, "iterations": {}, "evaluations": {{"f": {}, "g": {}, "hvp": {}, "hessian": {}}}, )"
      R"("status": {}, "reason": {}, "seconds": {})",
      json_string(run.function), json_string(r.method), json_string(name(run.tier)), json_numbers(r.x),
      json_number(r.value), json_numbers(r.last_x), json_number(r.last_value), json_number(r.gradient_norm),
      r.iterations, e.f, e.g, e.hvp, e.hessian, json_string(optim::name(r.status)), json_string(r.reason),
      json_number(r.seconds));
  if (r.not_finite_at >= 0) text += fmt::format(R"(, "not_finite_at": {})", r.not_finite_at);
  return text + "}";
}

std::string tiers_text(const DescentMethod& method) {
  std::string text;
  for (const Tier tier : method.tiers()) text += (text.empty() ? "" : ", ") + std::string(name(tier));
  return text;
}

std::string catalogue_json() {
  std::string functions, methods;
  for (const std::string& each : optim::problem_names()) {
    const optim::Problem p = optim::problem(each);
    functions += fmt::format("{}\n  {{\"name\": {}, \"n\": {}, \"start\": {}, \"lower\": {}, \"upper\": {}}}",
                             functions.empty() ? "" : ",", json_string(each), p.n, json_numbers(p.start),
                             json_numbers(p.lower), json_numbers(p.upper));
  }
  for (const DescentMethod& each : descent_methods()) {
    std::string tiers;
    for (const Tier tier : each.tiers()) tiers += (tiers.empty() ? "" : ", ") + json_string(name(tier));
    methods += fmt::format("{}\n  {{\"name\": {}, \"about\": {}, \"tiers\": [{}]}}", methods.empty() ? "" : ",",
                           json_string(each.name), json_string(each.about), tiers);
  }
  return fmt::format("{{\"functions\": [{}\n], \"methods\": [{}\n]}}\n", functions, methods);
}

}  // namespace

std::string runs_table(const std::vector<DescentRun>& runs) {
  std::string text = fmt::format("{:<20} {:<18} {:>10} {:>8} {:>8} {:>8}  {:<14} {:<12} {}\n", "method", "status",
                                 "iterations", "f", "g", "hvp", "best f", "max |g_i|", "best x");
  for (const DescentRun& run : runs) {
    const optim::Report& r = run.report;
    text +=
        fmt::format("{:<20} {:<18} {:>10} {:>8} {:>8} {:>8}  {:<14.8g} {:<12} {}\n", r.method, optim::name(r.status),
                    r.iterations, r.evaluations.f, r.evaluations.g, r.evaluations.hvp, r.value,
                    std::isnan(r.gradient_norm) ? "-" : fmt::format("{:.3g}", r.gradient_norm), point_text(r.x));
    if (r.last_x != r.x) text += fmt::format("    ended at f = {:.8g}, x = {}\n", r.last_value, point_text(r.last_x));
    text += "    " + r.reason + "\n";
  }
  return text;
}

std::string runs_json(const std::vector<DescentRun>& runs) {
  std::string text;
  for (const DescentRun& run : runs) text += (text.empty() ? "\n  " : ",\n  ") + run_json(run);
  return "[" + text + "\n]\n";
}

std::string trajectory_csv(const std::vector<DescentRun>& runs) {
  std::size_t n = 0;
  for (const DescentRun& run : runs) n = std::max(n, run.report.x.size());
  std::string text = "method,iteration,f,gradient_norm";
  for (std::size_t i = 0; i < n; ++i) text += fmt::format(",x{}", i);
  text += '\n';
  for (const DescentRun& run : runs)
    for (const optim::TrajectoryPoint& point : run.report.trajectory) {
      text += fmt::format("{},{},{},{}", run.report.method, point.iteration, point.value, point.gradient_norm);
      for (const double x : point.x) text += fmt::format(",{}", x);
      text += '\n';
    }
  return text;
}

std::string catalogue(bool json) {
  if (json) return catalogue_json();
  std::string text = "functions (parameters, start)\n";
  for (const std::string& each : optim::problem_names()) {
    const optim::Problem p = optim::problem(each);
    text += fmt::format("  {:<22} {:>2}  {}\n", each, p.n, point_text(p.start));
  }
  text += "\nmethods (tiers)\n";
  for (const DescentMethod& each : descent_methods())
    text += fmt::format("  {:<20} {:<26} {}\n", each.name, tiers_text(each), each.about);
  return text;
}

}  // namespace thalweg::examples
