// More sums of squares of More, Garbow and Hillstrom (1981), for methods that see the residuals, and the residuals and
// Jacobians of all of them.
#pragma once

#include <stdexcept>

#include <support/classic_squares.hpp>

namespace thalweg::test {

inline Duals meyer(const Duals& x) {
  const std::vector<double> y = {34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744,
                                 8261,  7030,  6005,  5147,  4427,  3820,  3307,  2872};
  Duals r;
  for (std::size_t i = 0; i < y.size(); ++i)
    r.push_back(x[0] * exp(x[1] / (50 + 5 * static_cast<double>(i) + x[2])) - y[i]);
  return r;
}

/// With all 99 residuals.
inline Duals gulf(const Duals& x) {
  Duals r;
  for (int i = 1; i <= 99; ++i) {
    const double t = i / 100.0, y = 25 + std::pow(-50 * std::log(t), 2.0 / 3);
    const Dual base = abs(y - x[1]);
    const double value = std::pow(base.v, x[2].v);
    const Dual power = combine(value, x[2].v * value / base.v, base, value * std::log(base.v), x[2]);
    r.push_back(exp(-(power / x[0])) - t);
  }
  return r;
}

inline Duals brown_almost_linear(const Duals& x) {
  Dual sum = -static_cast<double>(x.size() + 1), product = 1;
  for (const Dual& v : x) {
    sum = sum + v;
    product = product * v;
  }
  Duals r;
  for (std::size_t i = 0; i + 1 < x.size(); ++i) r.push_back(x[i] + sum);
  r.push_back(product - 1);
  return r;
}

/// Ten residuals.
inline Duals linear_full_rank(const Duals& x) {
  Dual sum = 0;
  for (const Dual& v : x) sum = sum + v;
  Duals r;
  for (std::size_t i = 0; i < 10; ++i) r.push_back((i < x.size() ? x[i] : Dual(0)) - 0.2 * sum - 1);
  return r;
}

inline Duals linear_rank_one(const Duals& x) {
  Dual sum = 0;
  for (std::size_t k = 0; k < x.size(); ++k) sum = sum + static_cast<double>(k + 1) * x[k];
  Duals r;
  for (std::size_t i = 0; i < 10; ++i) r.push_back(static_cast<double>(i + 1) * sum - 1);
  return r;
}

/// The classic ones and these.
inline std::vector<Squares> more_squares() {
  std::vector<Squares> all = classic_squares();
  all.push_back({"meyer", {0.02, 4000, 250}, meyer, {87.9458551}});
  all.push_back({"gulf (99)", {5, 2.5, 0.15}, gulf, {0}});
  all.push_back({"brown-almost-linear", std::vector<double>(10, 0.5), brown_almost_linear, {0, 1}});
  all.push_back({"linear, full rank", std::vector<double>(5, 1.0), linear_full_rank, {5}});
  all.push_back({"linear, rank one", std::vector<double>(5, 1.0), linear_rank_one, {15.0 / 7}});
  return all;
}

inline Squares squares(const std::string& name) {
  for (const Squares& problem : more_squares())
    if (problem.name == name) return problem;
  throw std::invalid_argument("no problem " + name);
}

/// Residuals and Jacobian by dual numbers.
inline optim::arrays::Objective residuals_of(const Squares& problem) {
  optim::arrays::Objective f;
  const Duals start(problem.start.begin(), problem.start.end());
  f.residual_count = static_cast<std::int64_t>(problem.residuals(start).size());
  f.residuals = [r = problem.residuals](optim::arrays::In x, optim::arrays::Out out) {
    const Duals values = r(Duals(x.begin(), x.end()));
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = values[i].v;
  };
  f.jacobian = [r = problem.residuals](optim::arrays::In x, optim::arrays::Out out) {
    Duals duals(x.begin(), x.end());
    for (std::size_t k = 0; k < x.size(); ++k) {
      duals[k].d.assign(x.size(), 0.0);
      duals[k].d[k] = 1;
    }
    const Duals values = r(duals);
    for (std::size_t i = 0; i < values.size(); ++i)
      for (std::size_t k = 0; k < x.size(); ++k) out[i * x.size() + k] = values[i].d.empty() ? 0 : values[i].d[k];
  };
  return f;
}

}  // namespace thalweg::test
