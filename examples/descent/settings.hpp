// What the program descend is asked to do.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <thalweg/optim/arrays/minimize.hpp>

namespace thalweg::examples {

/// The stages of the report: plain arrays, tensors with autodiff, classes that train models.
enum class Tier { arrays, tensors, classes };
const char* name(Tier tier) noexcept;

/// Options of methods, by the names most of them share; what is not given keeps each method's default.
struct Tuning {
  std::optional<double> lr, alpha, momentum, weight_decay, beta1, beta2, eps, damping;
  std::optional<std::int64_t> history;
  std::optional<std::string> line_search;  ///< strong-wolfe, backtracking or fixed
  bool nesterov = false, absolute = false, adaptive = false, scaled = false;
};

struct DescentSettings {
  std::string function = "rosenbrock";
  std::int64_t n = 0;  ///< 0: the function's own
  std::vector<std::string> methods{"l-bfgs"};
  std::vector<double> start;  ///< empty: the function's own
  Tier tier = Tier::arrays;
  double difference_step = 0;  ///< 0: exact gradients
  Tuning tuning;
  optim::MinimizeOptions limits;
  bool box = false, json = false, list = false;
  std::string trajectory;
};

/// Reads the command line; the exit status when the program shall end now.
std::optional<int> parse_descent(int argc, char** argv, DescentSettings& settings);

}  // namespace thalweg::examples
