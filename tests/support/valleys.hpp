// Small objectives that several suites of minimizers share.
#pragma once

#include <vector>

#include <thalweg/optim/arrays/objective.hpp>

namespace thalweg::test {

/// sum over i of 100 (x_i+1 - x_i^2)^2 + (1 - x_i)^2; `calls` counts, where given.
inline optim::arrays::Objective rosenbrock(long* calls = nullptr) {
  optim::arrays::Objective f;
  f.value_and_gradient = [calls](optim::arrays::In x, optim::arrays::Out g) {
    if (calls != nullptr) ++*calls;
    double sum = 0;
    for (double& v : g) v = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      const double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
      sum += 100 * a * a + b * b;
      g[i] -= 400 * x[i] * a + 2 * b;
      g[i + 1] += 200 * a;
    }
    return sum;
  };
  return f;
}

/// sum of weight_i x_i^2
inline optim::arrays::Objective bowl(std::vector<double> weights) {
  optim::arrays::Objective f;
  f.value_and_gradient = [weights](optim::arrays::In x, optim::arrays::Out g) {
    double sum = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
      sum += weights[i] * x[i] * x[i];
      g[i] = 2 * weights[i] * x[i];
    }
    return sum;
  };
  return f;
}

}  // namespace thalweg::test
