// 05: the two moments of Adam on the way (figure F1 of the report).
//
// m is an average of the latest gradients, v of their squares. Adam steps by lr m / sqrt(v), both corrected for their
// start at zero. A larger beta1 makes m slower and smoother: with 0.999 it still remembers gradients from a thousand
// steps ago and swings past the valley.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <examples/studies/studies.hpp>
#include <thalweg/optim/arrays/adam.hpp>
#include <thalweg/optim/problems/rosenbrock.hpp>

namespace thalweg::examples {
namespace {

constexpr std::int64_t iterations = 1000;
const std::vector<double> start{3, 0};

/// m and v of both coordinates after each step.
struct Moments {
  std::vector<double> t, m[2], v[2], x;
};

Moments run(const optim::AdamOptions& adam) {
  const optim::Problem problem = optim::problems::rosenbrock(2);
  std::vector<double> x = start, g(2), m(2), v(2);
  Moments moments;
  for (std::int64_t t = 1; t <= iterations; ++t) {
    problem.arrays.value_and_gradient(x, g);
    optim::arrays::adam(x, g, m, v, t, adam);
    moments.t.push_back(static_cast<double>(t));
    for (std::size_t i = 0; i < 2; ++i) {
      moments.m[i].push_back(m[i]);
      moments.v[i].push_back(v[i]);
    }
  }
  moments.x = x;
  return moments;
}

/// The variables have hues of their own: blue and red are methods.
Panel panel(double beta1, const std::string& label, const std::vector<double>& t,
            const std::vector<double> (&values)[2]) {
  Panel result{.title = fmt::format("beta1 = {}", beta1),
               .x = {.label = "iteration", .lo = 1, .hi = iterations, .log = true},
               .y = {.label = label}};
  for (std::size_t i = 0; i < 2; ++i)
    result.layers.push_back(
        Line{i == 0 ? "x" : "y", t, values[i], {.colour = i == 0 ? "#000000" : "#E69F00", .dash = i == 0 ? 1 : 2}});
  return result;
}

}  // namespace

Study study_moments(const StudyOptions&) {
  Study study{.title = "The moments of Adam on Rosenbrock's function from (3, 0), lr 0.1, beta2 0.999"};
  StudyFigure f1{
      .id = "F1",
      .claim = "Variation of moments with iteration. The two lines are for two variables (x, y); beta2 is 0.999.",
      .settings = fmt::format("Rosenbrock from (3, 0), {} iterations, lr 0.1, beta2 0.999, eps 1e-7", iterations)};
  Figure m{.name = "F1-m", .title = "First moment m", .caption = f1.settings, .columns = 2, .height = 760};
  Figure v{.name = "F1-v", .title = "Second moment v", .caption = f1.settings, .columns = 2, .height = 760};
  for (const double beta1 : {0.7, 0.9, 0.99, 0.999}) {
    const Moments moments = run({.lr = 0.1, .beta1 = beta1, .beta2 = 0.999, .eps = 1e-7});
    m.panels.push_back(panel(beta1, "m", moments.t, moments.m));
    v.panels.push_back(panel(beta1, "v", moments.t, moments.v));
    v.panels.back().y.log = true;
    const auto turns = [](const std::vector<double>& values) {
      std::int64_t count = 0;
      for (std::size_t i = 1; i < values.size(); ++i) count += (values[i] < 0) != (values[i - 1] < 0);
      return count;
    };
    f1.findings.push_back(
        fmt::format("beta1 {}: m of x changes its sign {} times; after {} iterations at ({:.4f}, {:.4f})", beta1,
                    turns(moments.m[0]), iterations, moments.x[0], moments.x[1]));
  }
  f1.pictures = {m, v};
  study.lines = f1.findings;
  study.figures = {f1};
  return study;
}

}  // namespace thalweg::examples
