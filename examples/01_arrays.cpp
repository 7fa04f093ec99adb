// 01: gradient descent, momentum, Adam and AdaMax as loops on plain arrays.
//
// A method is a rule: from the point p, its gradient g and what it remembers, one step. Each rule stands once, on
// arrays, and all else in this library calls it. Here they go down the report's paraboloid (x - 1)^2 + (y - 2)^2.
#include <fmt/format.h>

#include <cmath>
#include <functional>

#include <examples/studies/studies.hpp>
#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/optim/arrays/adamax.hpp>
#include <thalweg/optim/arrays/gradient_descent.hpp>
#include <thalweg/optim/arrays/momentum.hpp>

namespace thalweg::examples {
namespace {

using Array = std::vector<double>;
const Array start{-5, -7.5}, minimum{1, 2};

void gradient(const Array& p, Array& g) {
  for (std::size_t i = 0; i < 2; ++i) g[i] = 2 * (p[i] - minimum[i]);
}

/// One step of a rule, at iteration t (from 1).
using Step = std::function<void(Array& p, const Array& g, std::int64_t t)>;

/// All there is to a first-order method: the loop.
Array descend(const Step& step, std::int64_t iterations) {
  Array p = start, g(2);
  for (std::int64_t t = 1; t <= iterations; ++t) {
    gradient(p, g);
    step(p, g, t);
  }
  return p;
}

double distance(const Array& p) { return std::hypot(p[0] - minimum[0], p[1] - minimum[1]); }

struct Method {
  const char* name;
  std::function<Step()> fresh;  ///< a step whose memory starts at zero
};

std::vector<Method> methods() {
  namespace rules = optim::arrays;
  return {
      {"GD, lr 1e-3",
       [] { return [](Array& p, const Array& g, std::int64_t) { rules::gradient_descent(p, g, {.lr = 1e-3}); }; }},
      {"momentum, lr 1e-3, alpha 0.9",
       [] {
         return [v = Array(2)](Array& p, const Array& g, std::int64_t) mutable {
           rules::momentum(p, g, v, {.lr = 1e-3, .alpha = 0.9});
         };
       }},
      {"Adam, lr 0.1, betas 0.99 0.9999",
       [] {
         return [m = Array(2), v = Array(2)](Array& p, const Array& g, std::int64_t t) mutable {
           rules::adam(p, g, m, v, t, {.lr = 0.1, .beta1 = 0.99, .beta2 = 0.9999, .eps = 1e-7});
         };
       }},
      {"AdaMax, lr 0.1, betas 0.9 0.999",
       [] {
         return [m = Array(2), u = Array(2)](Array& p, const Array& g, std::int64_t t) mutable {
           rules::adamax(p, g, m, u, t, {.lr = 0.1, .beta1 = 0.9, .beta2 = 0.999});
         };
       }},
  };
}

}  // namespace

Study study_arrays(const StudyOptions&) {
  Study study{.title = "Four methods on plain arrays: (x - 1)^2 + (y - 2)^2 from (-5, -7.5)"};
  Table first{.title = "The first step", .head = {"", "x moves by", "y moves by"}};
  Table way{.title = "Distance to the minimum (1, 2)", .head = {"after", "10", "100", "1000", "10000"}};
  for (const Method& method : methods()) {
    const Array one = descend(method.fresh(), 1);
    first.rows.push_back(
        {method.name, fmt::format("{:.6f}", one[0] - start[0]), fmt::format("{:.6f}", one[1] - start[1])});
    std::vector<std::string> row{method.name};
    for (const std::int64_t count : {10, 100, 1000, 10'000})
      row.push_back(fmt::format("{:.3g}", distance(descend(method.fresh(), count))));
    way.rows.push_back(row);
  }
  study.tables = {first, way};

  // Each step of gradient descent leaves 1 - 2 lr of the distance.
  const Array gd = descend(methods()[0].fresh(), 10'000);
  study.lines = {
      "Gradient descent steps by lr times the gradient, Adam and AdaMax by lr along each axis, however steep it is.",
      fmt::format("GD after 10000 steps: distance {:.4e}; (1 - 2 lr)^10000 of the start's is {:.4e}", distance(gd),
                  std::pow(1 - 2e-3, 10'000) * distance(start)),
      fmt::format("GD ends at [{:.8f}, {:.8f}]; the report prints [0.99999999, 1.99999998]", gd[0], gd[1])};
  return study;
}

}  // namespace thalweg::examples
