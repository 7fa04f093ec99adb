// The residuals of the problems, numbered from 0 where the paper numbers them from 1.
#include <tests/support/least_squares_problems.hpp>

#include <array>
#include <numbers>
#include <stdexcept>

namespace thalweg {
namespace {

using X = std::span<const Dual>;
using R = std::span<Dual>;
using std::numbers::pi;

Dual square(Dual a) { return a * a; }
double at(std::size_t i) { return static_cast<double>(i); }

void rosenbrock(X x, R r) {
  r[0] = 10 * (x[1] - square(x[0]));
  r[1] = 1 - x[0];
}

void freudenstein_roth(X x, R r) {
  r[0] = x[0] - 13 + ((5 - x[1]) * x[1] - 2) * x[1];
  r[1] = x[0] - 29 + ((x[1] + 1) * x[1] - 14) * x[1];
}

void powell_badly_scaled(X x, R r) {
  r[0] = 1e4 * x[0] * x[1] - 1;
  r[1] = exp(-x[0]) + exp(-x[1]) - 1.0001;
}

void brown_badly_scaled(X x, R r) {
  r[0] = x[0] - 1e6;
  r[1] = x[1] - 2e-6;
  r[2] = x[0] * x[1] - 2;
}

void beale(X x, R r) {
  const double y[] = {1.5, 2.25, 2.625};
  Dual power = 1;
  for (std::size_t i = 0; i < 3; ++i) {
    power *= x[1];
    r[i] = y[i] - x[0] * (1 - power);
  }
}

void jennrich_sampson(X x, R r) {
  for (std::size_t i = 0; i < r.size(); ++i)
    r[i] = 2 + 2 * (at(i) + 1) - (exp((at(i) + 1) * x[0]) + exp((at(i) + 1) * x[1]));
}

void helical_valley(X x, R r) {
  Dual turn = atan(x[1] / x[0]) / (2 * pi);
  if (x[0].v < 0) turn += 0.5;
  r[0] = 10 * (x[2] - 10 * turn);
  r[1] = 10 * (sqrt(square(x[0]) + square(x[1])) - 1);
  r[2] = x[2];
}

void bard(X x, R r) {
  const double y[] = {.14, .18, .22, .25, .29, .32, .35, .39, .37, .58, .73, .96, 1.34, 2.10, 4.39};
  for (std::size_t i = 0; i < 15; ++i) {
    const double u = at(i) + 1, v = 15 - at(i), w = u < v ? u : v;
    r[i] = y[i] - (x[0] + u / (v * x[1] + w * x[2]));
  }
}

void gaussian(X x, R r) {
  const double y[] = {.0009, .0044, .0175, .0540, .1295, .2420, .3521, .3989};
  for (std::size_t i = 0; i < 15; ++i)
    r[i] = x[0] * exp(-x[1] * square((7 - at(i)) / 2 - x[2]) / 2) - y[i < 8 ? i : 14 - i];
}

void meyer(X x, R r) {
  const double y[] = {34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744,
                      8261,  7030,  6005,  5147,  4427,  3820,  3307,  2872};
  for (std::size_t i = 0; i < 16; ++i) r[i] = x[0] * exp(x[1] / (45 + 5 * (at(i) + 1) + x[2])) - y[i];
}

void gulf(X x, R r) {
  for (std::size_t i = 0; i < r.size(); ++i) {
    const double t = (at(i) + 1) / 100, y = 25 + std::pow(-50 * std::log(t), 2.0 / 3);
    r[i] = exp(-exp(x[2] * log(abs(y - x[1]))) / x[0]) - t;
  }
}

void box3(X x, R r) {
  for (std::size_t i = 0; i < r.size(); ++i) {
    const double t = 0.1 * (at(i) + 1);
    r[i] = exp(-t * x[0]) - exp(-t * x[1]) - x[2] * (std::exp(-t) - std::exp(-10 * t));
  }
}

void powell_singular(X x, R r) {
  r[0] = x[0] + 10 * x[1];
  r[1] = std::sqrt(5.0) * (x[2] - x[3]);
  r[2] = square(x[1] - 2 * x[2]);
  r[3] = std::sqrt(10.0) * square(x[0] - x[3]);
}

void wood(X x, R r) {
  r[0] = 10 * (x[1] - square(x[0]));
  r[1] = 1 - x[0];
  r[2] = std::sqrt(90.0) * (x[3] - square(x[2]));
  r[3] = 1 - x[2];
  r[4] = std::sqrt(10.0) * (x[1] + x[3] - 2);
  r[5] = (x[1] - x[3]) / std::sqrt(10.0);
}

void kowalik_osborne(X x, R r) {
  const double y[] = {.1957, .1947, .1735, .1600, .0844, .0627, .0456, .0342, .0323, .0235, .0246};
  const double u[] = {4, 2, 1, .5, .25, .167, .125, .1, .0833, .0714, .0625};
  for (std::size_t i = 0; i < 11; ++i)
    r[i] = y[i] - x[0] * (u[i] * u[i] + u[i] * x[1]) / (u[i] * u[i] + u[i] * x[2] + x[3]);
}

void brown_dennis(X x, R r) {
  for (std::size_t i = 0; i < r.size(); ++i) {
    const double t = (at(i) + 1) / 5;
    r[i] = square(x[0] + t * x[1] - std::exp(t)) + square(x[2] + x[3] * std::sin(t) - std::cos(t));
  }
}

void osborne1(X x, R r) {
  const double y[] = {.844, .908, .932, .936, .925, .908, .881, .850, .818, .784, .751,
                      .718, .685, .658, .628, .603, .580, .558, .538, .522, .506, .490,
                      .478, .467, .457, .448, .438, .431, .424, .420, .414, .411, .406};
  for (std::size_t i = 0; i < 33; ++i) {
    const double t = 10 * at(i);
    r[i] = y[i] - (x[0] + x[1] * exp(-t * x[3]) + x[2] * exp(-t * x[4]));
  }
}

void biggs_exp6(X x, R r) {
  for (std::size_t i = 0; i < r.size(); ++i) {
    const double t = 0.1 * (at(i) + 1), y = std::exp(-t) - 5 * std::exp(-10 * t) + 3 * std::exp(-4 * t);
    r[i] = x[2] * exp(-t * x[0]) - x[3] * exp(-t * x[1]) + x[5] * exp(-t * x[4]) - y;
  }
}

void osborne2(X x, R r) {
  const double y[] = {1.366, 1.191, 1.112, 1.013, .991, .885, .831, .847, .786, .725, .746, .679, .608,
                      .655,  .616,  .606,  .602,  .626, .651, .724, .649, .649, .694, .644, .624, .661,
                      .612,  .558,  .533,  .495,  .500, .423, .395, .375, .372, .391, .396, .405, .428,
                      .429,  .523,  .562,  .607,  .653, .672, .708, .633, .668, .645, .632, .591, .559,
                      .597,  .625,  .739,  .710,  .729, .720, .636, .581, .428, .292, .162, .098, .054};
  for (std::size_t i = 0; i < 65; ++i) {
    const double t = at(i) / 10;
    r[i] = y[i] - (x[0] * exp(-t * x[4]) + x[1] * exp(-square(t - x[8]) * x[5]) + x[2] * exp(-square(t - x[9]) * x[6]) +
                   x[3] * exp(-square(t - x[10]) * x[7]));
  }
}

void watson(X x, R r) {
  for (std::size_t i = 0; i < 29; ++i) {
    const double t = (at(i) + 1) / 29;
    Dual slope = 0, sum = 0;
    double power = 1;
    for (std::size_t j = 0; j < x.size(); ++j) {
      if (j + 1 < x.size()) slope += (at(j) + 1) * x[j + 1] * power;
      sum += x[j] * power;
      power *= t;
    }
    r[i] = slope - square(sum) - 1;
  }
  r[29] = x[0];
  r[30] = x[1] - square(x[0]) - 1;
}

void chebyquad(X x, R r) {
  const std::size_t n = x.size();
  for (std::size_t i = 0; i < r.size(); ++i) r[i] = (i % 2 == 1) ? 1 / ((at(i) + 1) * (at(i) + 1) - 1) : 0;
  for (std::size_t j = 0; j < n; ++j) {
    Dual before = 1, now = 2 * x[j] - 1;
    for (std::size_t i = 0; i < r.size(); ++i) {
      r[i] += now / at(n);
      const Dual next = 2 * (2 * x[j] - 1) * now - before;
      before = now;
      now = next;
    }
  }
}

void brown_almost_linear(X x, R r) {
  const std::size_t n = x.size();
  Dual sum = -at(n + 1), product = 1;
  for (const Dual& v : x) {
    sum += v;
    product *= v;
  }
  for (std::size_t i = 0; i + 1 < n; ++i) r[i] = x[i] + sum;
  r[n - 1] = product - 1;
}

void linear_full_rank(X x, R r) {
  Dual sum = 0;
  for (const Dual& v : x) sum += v;
  for (std::size_t i = 0; i < r.size(); ++i) r[i] = (i < x.size() ? x[i] : Dual()) - 2 / at(r.size()) * sum - 1;
}

void linear_rank_one(X x, R r) {
  Dual sum = 0;
  for (std::size_t j = 0; j < x.size(); ++j) sum += (at(j) + 1) * x[j];
  for (std::size_t i = 0; i < r.size(); ++i) r[i] = (at(i) + 1) * sum - 1;
}

std::vector<double> tenths(std::size_t n) {
  std::vector<double> x(n);
  for (std::size_t i = 0; i < n; ++i) x[i] = (at(i) + 1) / at(n + 1);
  return x;
}

}  // namespace

const std::vector<LeastSquaresProblem>& least_squares_problems() {
  using V = std::vector<double>;
  static const std::vector<LeastSquaresProblem> problems = {
      {"rosenbrock", 2, {-1.2, 1}, {0}, rosenbrock},
      {"freudenstein-roth", 2, {0.5, -2}, {0, 48.98425367924004}, freudenstein_roth},
      {"powell-badly-scaled", 2, {0, 1}, {0}, powell_badly_scaled},
      {"brown-badly-scaled", 3, {1, 1}, {0}, brown_badly_scaled},
      {"beale", 3, {1, 1}, {0}, beale},
      {"jennrich-sampson", 10, {0.3, 0.4}, {124.36218235561}, jennrich_sampson},
      {"helical-valley", 3, {-1, 0, 0}, {0}, helical_valley},
      {"bard", 15, {1, 1, 1}, {8.214877306578e-3, 17.42869}, bard},
      {"gaussian", 15, {0.4, 1, 0}, {1.127932769618e-8}, gaussian},
      {"meyer", 16, {0.02, 4000, 250}, {87.94585517}, meyer},
      {"gulf", 99, {5, 2.5, 0.15}, {0}, gulf},
      {"box3", 10, {0, 10, 20}, {0}, box3},
      {"powell-singular", 4, {3, -1, 0, 1}, {0}, powell_singular},
      {"wood", 6, {-3, -1, -3, -1}, {0}, wood},
      {"kowalik-osborne", 11, {0.25, 0.39, 0.415, 0.39}, {3.0750560385e-4, 1.02734e-3}, kowalik_osborne},
      {"brown-dennis", 20, {25, 5, -5, -1}, {85822.2016263}, brown_dennis},
      {"osborne1", 33, {0.5, 1.5, -1, 0.01, 0.02}, {5.46489469748e-5}, osborne1},
      {"biggs-exp6", 13, {1, 2, 1, 1, 1, 1}, {0, 5.65564992e-3}, biggs_exp6},
      {"osborne2", 65, {1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5}, {4.01377362935e-2}, osborne2},
      {"watson6", 31, V(6, 0.0), {2.28767005355e-3}, watson},
      {"watson9", 31, V(9, 0.0), {1.39976013098e-6}, watson},
      {"watson12", 31, V(12, 0.0), {4.72238107e-10}, watson},
      {"chebyquad7", 7, tenths(7), {0}, chebyquad},
      {"chebyquad8", 8, tenths(8), {3.51687372568e-3}, chebyquad},
      {"chebyquad9", 9, tenths(9), {0}, chebyquad},
      {"brown-almost-linear10", 10, V(10, 0.5), {0, 1}, brown_almost_linear},
      {"linear-full-rank", 10, V(5, 1.0), {5}, linear_full_rank},
      {"linear-rank-one", 10, V(5, 1.0), {2.142857142857}, linear_rank_one},
  };
  return problems;
}

const LeastSquaresProblem& least_squares_problem(const std::string& name) {
  for (const LeastSquaresProblem& problem : least_squares_problems())
    if (problem.name == name) return problem;
  throw std::invalid_argument("no problem " + name);
}

optim::arrays::Objective objective(const LeastSquaresProblem& problem) {
  optim::arrays::Objective f;
  f.residual_count = static_cast<std::int64_t>(problem.m);
  f.residuals = [&problem](std::span<const double> x, std::span<double> r) {
    const std::vector<Dual> at(x.begin(), x.end());
    std::vector<Dual> values(r.size());
    problem.residuals(at, values);
    for (std::size_t i = 0; i < r.size(); ++i) r[i] = values[i].v;
  };
  f.jacobian = [&problem](std::span<const double> x, std::span<double> j) {
    std::vector<Dual> at(x.begin(), x.end()), values(problem.m);
    for (std::size_t k = 0; k < x.size(); ++k) {
      at[k].d = 1;
      problem.residuals(at, values);
      at[k].d = 0;
      for (std::size_t i = 0; i < problem.m; ++i) j[i * x.size() + k] = values[i].d;
    }
  };
  return f;
}

}  // namespace thalweg
