// Classic sums of squares (More, Garbow, Hillstrom 1981), with exact gradients by dual numbers: for tests of
// robustness.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <support/dual.hpp>
#include <thalweg/optim/arrays/objective.hpp>

namespace thalweg::test {

using Duals = std::vector<Dual>;

struct Squares {
  std::string name;
  std::vector<double> start;
  std::function<Duals(const Duals& x)> residuals;
  /// Published values of the sum of squares at its minima, global and local.
  std::vector<double> minima = {0};

  optim::arrays::Objective objective() const {
    optim::arrays::Objective f;
    f.value_and_gradient = [r = residuals](optim::arrays::In x, optim::arrays::Out g) {
      Duals duals(x.begin(), x.end());
      for (std::size_t i = 0; i < x.size(); ++i) {
        duals[i].d.assign(x.size(), 0.0);
        duals[i].d[i] = 1;
      }
      double sum = 0;
      for (double& v : g) v = 0;
      for (const Dual& one : r(duals)) {
        sum += one.v * one.v;
        for (std::size_t i = 0; i < one.d.size(); ++i) g[i] += 2 * one.v * one.d[i];
      }
      return sum;
    };
    return f;
  }

  /// To 1e-4 relative, or 1e-8 absolute where the minimum is 0.
  bool solved_by(double value) const {
    for (const double minimum : minima)
      if (minimum == 0 ? value <= 1e-8 : std::abs(value - minimum) <= 1e-4 * minimum) return true;
    return false;
  }
};

/// The problems named in the order of the paper, some with local minima found by others and noted there.
inline std::vector<Squares> classic_squares() {
  using std::numbers::pi;
  std::vector<Squares> all;

  all.push_back({"rosenbrock", {-1.2, 1}, [](const Duals& x) -> Duals {
                   return {10 * (x[1] - x[0] * x[0]), 1 - x[0]};
                 }});
  all.push_back({"freudenstein-roth",
                 {0.5, -2},
                 [](const Duals& x) -> Duals {
                   return {-13 + x[0] + ((5 - x[1]) * x[1] - 2) * x[1], -29 + x[0] + ((x[1] + 1) * x[1] - 14) * x[1]};
                 },
                 {0, 48.98425367924}});
  all.push_back({"powell-badly-scaled", {0, 1}, [](const Duals& x) -> Duals {
                   return {1e4 * x[0] * x[1] - 1, exp(-x[0]) + exp(-x[1]) - 1.0001};
                 }});
  all.push_back({"brown-badly-scaled", {1, 1}, [](const Duals& x) -> Duals {
                   return {x[0] - 1e6, x[1] - 2e-6, x[0] * x[1] - 2};
                 }});
  all.push_back(
      {"beale", {1, 1}, [](const Duals& x) -> Duals {
         return {1.5 - x[0] * (1 - x[1]), 2.25 - x[0] * (1 - x[1] * x[1]), 2.625 - x[0] * (1 - x[1] * x[1] * x[1])};
       }});
  all.push_back({"jennrich-sampson",
                 {0.3, 0.4},
                 [](const Duals& x) {
                   Duals r;
                   for (int i = 1; i <= 10; ++i) r.push_back(2 + 2 * i - (exp(i * x[0]) + exp(i * x[1])));
                   return r;
                 },
                 {124.36218235561}});
  all.push_back({"helical-valley", {-1, 0, 0}, [](const Duals& x) -> Duals {
                   Dual theta = atan(x[1] / x[0]) / (2 * pi);
                   if (x[0].v < 0) theta = theta + 0.5;
                   return {10 * (x[2] - 10 * theta), 10 * (sqrt(x[0] * x[0] + x[1] * x[1]) - 1), x[2]};
                 }});
  all.push_back({"bard",
                 {1, 1, 1},
                 [](const Duals& x) {
                   const double y[] = {.14, .18, .22, .25, .29, .32, .35, .39, .37, .58, .73, .96, 1.34, 2.10, 4.39};
                   Duals r;
                   for (int i = 1; i <= 15; ++i) {
                     const double u = i, v = 16 - i, w = std::min(u, v);
                     r.push_back(y[i - 1] - (x[0] + u / (v * x[1] + w * x[2])));
                   }
                   return r;
                 },
                 {8.214877306e-3, 17.42869333}});
  all.push_back({"gaussian",
                 {0.4, 1, 0},
                 [](const Duals& x) {
                   const double y[] = {.0009, .0044, .0175, .0540, .1295, .2420, .3521, .3989};
                   Duals r;
                   for (int i = 1; i <= 15; ++i) {
                     const double t = (8 - i) / 2.0;
                     r.push_back(x[0] * exp(-x[1] * (t - x[2]) * (t - x[2]) / 2) - y[i <= 8 ? i - 1 : 15 - i]);
                   }
                   return r;
                 },
                 {1.12793276962e-8}});
  all.push_back({"gulf", {5, 2.5, 0.15}, [](const Duals& x) {
                   Duals r;
                   for (int i = 1; i <= 10; ++i) {
                     const double t = i / 100.0, y = 25 + std::pow(-50 * std::log(t), 2.0 / 3);
                     const Dual base = abs(y - x[1]);
                     // |y - x2|^x3 / x1
                     const double p = x[2].v, value = std::pow(base.v, p);
                     const Dual power = combine(value, p * value / base.v, base, value * std::log(base.v), x[2]);
                     r.push_back(exp(-(power / x[0])) - t);
                   }
                   return r;
                 }});
  all.push_back({"box", {0, 10, 20}, [](const Duals& x) {
                   Duals r;
                   for (int i = 1; i <= 10; ++i) {
                     const double t = 0.1 * i;
                     r.push_back(exp(-t * x[0]) - exp(-t * x[1]) - x[2] * (std::exp(-t) - std::exp(-10 * t)));
                   }
                   return r;
                 }});
  all.push_back({"powell-singular", {3, -1, 0, 1}, [](const Duals& x) -> Duals {
                   return {x[0] + 10 * x[1], std::sqrt(5.0) * (x[2] - x[3]), (x[1] - 2 * x[2]) * (x[1] - 2 * x[2]),
                           std::sqrt(10.0) * (x[0] - x[3]) * (x[0] - x[3])};
                 }});
  all.push_back({"wood", {-3, -1, -3, -1}, [](const Duals& x) -> Duals {
                   return {10 * (x[1] - x[0] * x[0]),
                           1 - x[0],
                           std::sqrt(90.0) * (x[3] - x[2] * x[2]),
                           1 - x[2],
                           std::sqrt(10.0) * (x[1] + x[3] - 2),
                           (x[1] - x[3]) / std::sqrt(10.0)};
                 }});
  all.push_back({"kowalik-osborne",
                 {.25, .39, .415, .39},
                 [](const Duals& x) {
                   const double y[] = {.1957, .1947, .1735, .1600, .0844, .0627, .0456, .0342, .0323, .0235, .0246};
                   const double u[] = {4, 2, 1, .5, .25, .167, .125, .1, .0833, .0714, .0625};
                   Duals r;
                   for (int i = 0; i < 11; ++i)
                     r.push_back(y[i] - x[0] * (u[i] * u[i] + u[i] * x[1]) / (u[i] * u[i] + u[i] * x[2] + x[3]));
                   return r;
                 },
                 {3.07505603849e-4, 1.02734e-3}});
  all.push_back({"brown-dennis",
                 {25, 5, -5, -1},
                 [](const Duals& x) {
                   Duals r;
                   for (int i = 1; i <= 20; ++i) {
                     const double t = i / 5.0;
                     const Dual a = x[0] + t * x[1] - std::exp(t), b = x[2] + x[3] * std::sin(t) - std::cos(t);
                     r.push_back(a * a + b * b);
                   }
                   return r;
                 },
                 {85822.2016263563}});
  all.push_back({"osborne-1",
                 {.5, 1.5, -1, .01, .02},
                 [](const Duals& x) {
                   const double y[] = {.844, .908, .932, .936, .925, .908, .881, .850, .818, .784, .751,
                                       .718, .685, .658, .628, .603, .580, .558, .538, .522, .506, .490,
                                       .478, .467, .457, .448, .438, .431, .424, .420, .414, .411, .406};
                   Duals r;
                   for (int i = 0; i < 33; ++i) {
                     const double t = 10.0 * i;
                     r.push_back(y[i] - (x[0] + x[1] * exp(-t * x[3]) + x[2] * exp(-t * x[4])));
                   }
                   return r;
                 },
                 {5.46489469748e-5}});
  all.push_back({"osborne-2",
                 {1.3, .65, .65, .7, .6, 3, 5, 7, 2, 4.5, 5.5},
                 [](const Duals& x) {
                   const double y[] = {1.366, 1.191, 1.112, 1.013, .991, .885, .831, .847, .786, .725, .746,
                                       .679,  .608,  .655,  .616,  .606, .602, .626, .651, .724, .649, .649,
                                       .694,  .644,  .624,  .661,  .612, .558, .533, .495, .500, .423, .395,
                                       .375,  .372,  .391,  .396,  .405, .428, .429, .523, .562, .607, .653,
                                       .672,  .708,  .633,  .668,  .645, .632, .591, .559, .597, .625, .739,
                                       .710,  .729,  .720,  .636,  .581, .428, .292, .162, .098, .054};
                   Duals r;
                   for (int i = 0; i < 65; ++i) {
                     const double t = i / 10.0;
                     Dual one = y[i] - x[0] * exp(-t * x[4]);
                     for (std::size_t k = 1; k < 4; ++k)
                       one = one - x[k] * exp(-((t - x[k + 7]) * (t - x[k + 7]) * x[k + 4]));
                     r.push_back(one);
                   }
                   return r;
                 },
                 {4.01377362935e-2, 1.78981358688}});
  all.push_back({"biggs-exp6",
                 {1, 2, 1, 1, 1, 1},
                 [](const Duals& x) {
                   Duals r;
                   for (int i = 1; i <= 13; ++i) {
                     const double t = 0.1 * i, y = std::exp(-t) - 5 * std::exp(-10 * t) + 3 * std::exp(-4 * t);
                     r.push_back(x[2] * exp(-t * x[0]) - x[3] * exp(-t * x[1]) + x[5] * exp(-t * x[4]) - y);
                   }
                   return r;
                 },
                 {0, 5.65564992550e-3, 0.30636677}});
  all.push_back({"watson-6",
                 std::vector<double>(6, 0.0),
                 [](const Duals& x) {
                   Duals r;
                   for (int i = 1; i <= 29; ++i) {
                     const double t = i / 29.0;
                     Dual a, b;
                     for (std::size_t j = 0; j < x.size(); ++j) {
                       if (j > 0) a = a + static_cast<double>(j) * std::pow(t, static_cast<double>(j) - 1) * x[j];
                       b = b + std::pow(t, static_cast<double>(j)) * x[j];
                     }
                     r.push_back(a - b * b - 1);
                   }
                   r.push_back(x[0]);
                   r.push_back(x[1] - x[0] * x[0] - 1);
                   return r;
                 },
                 {2.28767005355e-3}});
  all.push_back({"watson-9", std::vector<double>(9, 0.0), all.back().residuals, {1.39976013e-6}});
  const auto chain = [](std::size_t n, std::vector<double> part) {
    std::vector<double> x;
    while (x.size() < n) x.insert(x.end(), part.begin(), part.end());
    return x;
  };
  all.push_back({"extended-rosenbrock", chain(20, {-1.2, 1}), [](const Duals& x) {
                   Duals r;
                   for (std::size_t i = 0; i + 1 < x.size(); i += 2) {
                     r.push_back(10 * (x[i + 1] - x[i] * x[i]));
                     r.push_back(1 - x[i]);
                   }
                   return r;
                 }});
  all.push_back({"extended-powell", chain(20, {3, -1, 0, 1}), [](const Duals& x) {
                   Duals r;
                   for (std::size_t i = 0; i + 3 < x.size(); i += 4) {
                     r.push_back(x[i] + 10 * x[i + 1]);
                     r.push_back(std::sqrt(5.0) * (x[i + 2] - x[i + 3]));
                     r.push_back((x[i + 1] - 2 * x[i + 2]) * (x[i + 1] - 2 * x[i + 2]));
                     r.push_back(std::sqrt(10.0) * (x[i] - x[i + 3]) * (x[i] - x[i + 3]));
                   }
                   return r;
                 }});
  const auto count = [](int n) {
    std::vector<double> x;
    for (int i = 1; i <= n; ++i) x.push_back(i);
    return x;
  };
  const auto penalty1 = [](const Duals& x) {
    Duals r;
    Dual sum = -0.25;
    for (const Dual& v : x) {
      r.push_back(std::sqrt(1e-5) * (v - 1));
      sum = sum + v * v;
    }
    r.push_back(sum);
    return r;
  };
  all.push_back({"penalty-1 (4)", count(4), penalty1, {2.24997750e-5}});
  all.push_back({"penalty-1 (10)", count(10), penalty1, {7.08765e-5}});
  const auto penalty2 = [](const Duals& x) {
    const double a = std::sqrt(1e-5), n = static_cast<double>(x.size());
    Duals r{x[0] - 0.2};
    for (std::size_t i = 1; i < x.size(); ++i) {
      const double k = static_cast<double>(i + 1);
      r.push_back(a * (exp(x[i] / 10) + exp(x[i - 1] / 10) - (std::exp(k / 10) + std::exp((k - 1) / 10))));
      r.push_back(a * (exp(x[i] / 10) - std::exp(-0.1)));
    }
    Dual sum = -1;
    for (std::size_t i = 0; i < x.size(); ++i) sum = sum + (n - static_cast<double>(i)) * x[i] * x[i];
    r.push_back(sum);
    return r;
  };
  all.push_back({"penalty-2 (4)", std::vector<double>(4, 0.5), penalty2, {9.37629e-6}});
  all.push_back({"penalty-2 (10)", std::vector<double>(10, 0.5), penalty2, {2.93660e-4}});
  std::vector<double> spread;
  for (int i = 1; i <= 10; ++i) spread.push_back(1 - i / 10.0);
  all.push_back({"variably-dimensioned", spread, [](const Duals& x) {
                   Duals r;
                   Dual sum;
                   for (std::size_t i = 0; i < x.size(); ++i) {
                     r.push_back(x[i] - 1);
                     sum = sum + static_cast<double>(i + 1) * (x[i] - 1);
                   }
                   r.push_back(sum);
                   r.push_back(sum * sum);
                   return r;
                 }});
  all.push_back({"trigonometric",
                 std::vector<double>(10, 0.1),
                 [](const Duals& x) {
                   Duals r;
                   Dual sum = static_cast<double>(x.size());
                   for (const Dual& v : x) sum = sum - cos(v);
                   for (std::size_t i = 0; i < x.size(); ++i)
                     r.push_back(sum + static_cast<double>(i + 1) * (1 - cos(x[i])) - sin(x[i]));
                   return r;
                 },
                 {0, 2.79506e-5}});
  all.push_back({"broyden-tridiagonal", std::vector<double>(50, -1.0), [](const Duals& x) {
                   Duals r;
                   for (std::size_t i = 0; i < x.size(); ++i) {
                     Dual one = (3 - 2 * x[i]) * x[i] + 1;
                     if (i > 0) one = one - x[i - 1];
                     if (i + 1 < x.size()) one = one - 2 * x[i + 1];
                     r.push_back(one);
                   }
                   return r;
                 }});
  const auto chebyquad = [](const Duals& x) {
    const std::size_t n = x.size();
    Duals r(n);
    for (const Dual& v : x) {
      Dual before = 1, now = 2 * v - 1;
      for (std::size_t i = 0; i < n; ++i) {
        r[i] = r[i] + now / static_cast<double>(n);
        const Dual next = 2 * (2 * v - 1) * now - before;
        before = now;
        now = next;
      }
    }
    for (std::size_t i = 1; i < n; i += 2) {
      const double k = static_cast<double>(i + 1);
      r[i] = r[i] + 1 / (k * k - 1);
    }
    return r;
  };
  const auto even = [](int n) {
    std::vector<double> x;
    for (int i = 1; i <= n; ++i) x.push_back(i / (n + 1.0));
    return x;
  };
  all.push_back({"chebyquad (7)", even(7), chebyquad, {0}});
  all.push_back({"chebyquad (8)", even(8), chebyquad, {3.51687e-3}});
  all.push_back({"chebyquad (10)", even(10), chebyquad, {6.50395e-3, 4.77271e-3}});
  return all;
}

}  // namespace thalweg::test
