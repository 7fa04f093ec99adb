// Small smooth functions with two derivatives for the tests of second-order methods, and a keeper of their state.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <thalweg/optim/arrays/minimize.hpp>
#include <thalweg/optim/arrays/vectors.hpp>

namespace thalweg::optim::smooth {

using arrays::In;
using arrays::Objective;
using arrays::Out;
using Numbers = std::vector<double>;

/// x'Ax / 2 - b'x
inline Objective quadratic(const Numbers& a, const Numbers& b) {
  Objective f;
  const auto times = [a](In x, Out ax) {
    for (std::size_t i = 0; i < x.size(); ++i) ax[i] = arrays::dot(In(a).subspan(i * x.size(), x.size()), x);
  };
  f.value_and_gradient = [=](In x, Out g) {
    times(x, g);
    const double value = arrays::dot(x, g) / 2 - arrays::dot(b, x);
    arrays::add_scaled(-1, b, g);
    return value;
  };
  f.hessian = [=](In, Out h) { std::copy(a.begin(), a.end(), h.begin()); };
  f.hessian_product = [=](In, In v, Out hv) { times(v, hv); };
  return f;
}

/// A function of one variable: value, first and second derivative.
inline Objective line(std::function<double(double)> f, std::function<double(double)> slope,
                      std::function<double(double)> bend) {
  Objective objective;
  objective.value_and_gradient = [=](In x, Out g) {
    g[0] = slope(x[0]);
    return f(x[0]);
  };
  objective.hessian = [=](In x, Out h) { h[0] = bend(x[0]); };
  objective.hessian_product = [=](In x, In v, Out hv) { hv[0] = bend(x[0]) * v[0]; };
  return objective;
}

/// 100 (y - x^2)^2 + (1 - x)^2 summed over neighbours: n = 2 is Rosenbrock's function. The Hessian is tridiagonal.
inline Objective rosenbrock(bool with_hessian = true) {
  Objective f;
  f.value_and_gradient = [](In x, Out g) {
    std::fill(g.begin(), g.end(), 0.0);
    double sum = 0;
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      const double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
      sum += 100 * a * a + b * b;
      g[i] += -400 * a * x[i] - 2 * b;
      g[i + 1] += 200 * a;
    }
    return sum;
  };
  f.hessian_product = [](In x, In v, Out hv) {
    std::fill(hv.begin(), hv.end(), 0.0);
    for (std::size_t i = 0; i + 1 < x.size(); ++i) {
      hv[i] += (1200 * x[i] * x[i] - 400 * x[i + 1] + 2) * v[i] - 400 * x[i] * v[i + 1];
      hv[i + 1] += 200 * v[i + 1] - 400 * x[i] * v[i];
    }
  };
  if (with_hessian)
    f.hessian = [product = f.hessian_product](In x, Out h) {
      const std::size_t n = x.size();
      Numbers unit(n, 0.0), column(n);
      for (std::size_t k = 0; k < n; ++k) {
        unit[k] = 1;
        product(x, unit, column);
        for (std::size_t i = 0; i < n; ++i) h[i * n + k] = column[i];
        unit[k] = 0;
      }
    };
  return f;
}

/// x^2 - y^2 + y^4 / 4: a saddle point at 0 with f = 0, minima at (0, +-sqrt 2) with f = -1.
inline Objective saddle() {
  Objective f;
  f.value_and_gradient = [](In x, Out g) {
    g[0] = 2 * x[0];
    g[1] = -2 * x[1] + x[1] * x[1] * x[1];
    return x[0] * x[0] - x[1] * x[1] + x[1] * x[1] * x[1] * x[1] / 4;
  };
  f.hessian = [](In x, Out h) {
    h[0] = 2;
    h[1] = h[2] = 0;
    h[3] = -2 + 3 * x[1] * x[1];
  };
  return f;
}

/// Keeps what a minimizer carries, or gives it back.
class State final : public arrays::StateVisitor {
 public:
  void save(arrays::Minimizer& from) {
    saving_ = true;
    from.visit(*this);
  }
  void load(arrays::Minimizer& to) {
    saving_ = false;
    to.visit(*this);
  }
  std::map<std::string, Numbers> values;

  void number(const char* name, double& value) override {
    if (saving_)
      values[name] = {value};
    else
      value = values.at(name).at(0);
  }
  void count(const char* name, std::int64_t& value) override {
    double as_number = static_cast<double>(value);
    number(name, as_number);
    value = static_cast<std::int64_t>(as_number);
  }
  void vector(const std::string& name, Numbers& numbers) override {
    if (saving_)
      values[name] = numbers;
    else
      numbers = values.at(name);
  }
  void matrix(const char* name, Numbers& numbers) override { vector(name, numbers); }

 private:
  bool saving_ = true;
};

/// The points of a run of 2 k iterations, and of two runs of k where a second minimizer takes the state of the first.
template <class Options>
std::pair<Numbers, Numbers> whole_and_halves(const Objective& f, const Numbers& x0, const Options& options,
                                             std::int64_t k) {
  const MinimizeOptions half{.max_iterations = k, .gradient_tolerance = 0},
      both{.max_iterations = 2 * k, .gradient_tolerance = 0};
  Numbers whole = x0, x = x0;
  arrays::run(f, whole, *make_minimizer(options), both);
  const auto first = make_minimizer(options), second = make_minimizer(options);
  arrays::run(f, x, *first, half);
  State state;
  state.save(*first);
  state.load(*second);
  arrays::run(f, x, *second, half);
  return {whole, x};
}

}  // namespace thalweg::optim::smooth
