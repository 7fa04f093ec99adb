// Newton's method: the formula by hand, what it does at saddle points, counts, indefinite and broken Hessians.
#include <doctest/doctest.h>

#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <support/smooth.hpp>
#include <thalweg/optim/arrays/damped_solve.hpp>
#include <thalweg/optim/arrays/newton.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg::optim {
namespace {

using namespace smooth;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();
const LineSearchOptions no_search{.kind = LineSearchKind::fixed};

doctest::Approx near(double x, double relative = 1e-14) { return doctest::Approx(x).epsilon(relative); }

Report newton(const Objective& f, const Numbers& x0, const NewtonOptions& options = {},
              const MinimizeOptions& loop = {}) {
  return arrays::minimize(f, x0, options, loop);
}

Objective with_hessian(const Numbers& h) {
  Objective f = quadratic({1, 0, 0, 1}, {0, 0});
  f.hessian = [h](In, Out out) { std::copy(h.begin(), h.end(), out.begin()); };
  return f;
}

TEST_CASE("newton: a quadratic is solved in one step, by each variant") {
  const Objective f = quadratic({4, 1, 1, 3}, {1, 2});
  for (const auto indefinite : {Indefinite::automatic, Indefinite::raise_damping, Indefinite::absolute}) {
    const Report report = newton(f, {10, -20}, {.indefinite = indefinite});
    CHECK(report.method == "newton");
    CHECK(report.status == Status::converged);
    CHECK(report.iterations == 1);
    CHECK(report.evaluations.f == 2);
    CHECK(report.evaluations.g == 2);
    CHECK(report.evaluations.hessian == 1);
    CHECK(report.evaluations.hvp == 0);
    CHECK(report.x[0] == near(1.0 / 11, 1e-12));
    CHECK(report.x[1] == near(7.0 / 11, 1e-12));
  }
  CHECK(newton(f, {10, -20}, {.line_search = no_search}).iterations == 1);
}

TEST_CASE("newton: without damping and line search it is w - lr H^-1 g") {
  // Rosenbrock's function at (-1.2, 1): g = (-215.6, -88), H = (1330 480; 480 200), det H = 35600.
  const double d0 = -(200 * -215.6 - 480 * -88) / 35600, d1 = -(-480 * -215.6 + 1330 * -88) / 35600;
  for (const double lr : {1.0, 0.25}) {
    const Report report = newton(rosenbrock(), {-1.2, 1}, {.lr = lr, .line_search = no_search}, {.max_iterations = 1});
    CHECK(report.last_x[0] == near(-1.2 + lr * d0, 1e-13));
    CHECK(report.last_x[1] == near(1 + lr * d1, 1e-13));
    CHECK(report.evaluations.f == 2);
  }
  // Diagonal H with powers of two: to the last bit, also uphill along y.
  const Report exact = newton(with_hessian({2, 0, 0, -4}), {3, 5}, {.line_search = no_search}, {.max_iterations = 1});
  CHECK(exact.last_x == Numbers{3 - 1.5, 5 + 1.25});
  // lr_factor shortens the step.
  MinimizeOptions halved{.max_iterations = 1};
  halved.lr_factor = [](std::int64_t) { return 0.5; };
  CHECK(newton(with_hessian({2, 0, 0, 2}), {4, 8}, {.line_search = no_search}, halved).last_x == Numbers{3, 6});
}

TEST_CASE("newton: damping stands on the diagonal") {
  const Report report =
      newton(with_hessian({1, 0, 0, 3}), {4, 6}, {.damping = 1, .line_search = no_search}, {.max_iterations = 1});
  CHECK(report.last_x == Numbers{4 - 2, 6 - 1.5});
}

TEST_CASE("newton: the plain formula walks uphill to a saddle point, and each cure walks away from it") {
  // f = x^2 - y^2 + y^4 / 4 from (0.1, 0.3), below the saddle point's f = 0.
  const Numbers start{0.1, 0.3};
  const Report plain = newton(saddle(), start, {.line_search = no_search}, {.trajectory = true});
  CHECK(plain.trajectory.front().value < -0.07);
  CHECK(plain.trajectory.back().value > -1e-9);
  CHECK(plain.status == Status::converged);  // the gradient test holds: it is a stationary point
  CHECK(std::abs(plain.last_x[1]) < 1e-6);
  CHECK(plain.x == start);  // the best point it saw
  // So close to it that plain Newton is there in one step, the cures still leave.
  for (const Numbers& x0 : {start, Numbers{0.1, 1e-3}, Numbers{-2, -1e-3}})
    for (const auto cure : {Indefinite::raise_damping, Indefinite::absolute}) {
      const Report cured = newton(saddle(), x0, {.indefinite = cure}, {.trajectory = true});
      CHECK(cured.status == Status::converged);
      CHECK(cured.value == near(-1, 1e-9));
      for (std::size_t k = 1; k < cured.trajectory.size(); ++k)
        CHECK(cured.trajectory[k].value <= cured.trajectory[k - 1].value);
    }
  CHECK(newton(saddle(), start, {.indefinite = Indefinite::absolute, .line_search = no_search}).value ==
        near(-1, 1e-9));
  // A maximum attracts it as well: 2 - 2 cos x is lowest at 0 and highest at pi.
  const Objective wave = line([](double x) { return 2 - 2 * std::cos(x); }, [](double x) { return 2 * std::sin(x); },
                              [](double x) { return 2 * std::cos(x); });
  CHECK(newton(wave, {3}, {.line_search = no_search}).last_x[0] == near(3.14159265358979, 1e-9));
  CHECK(std::abs(newton(wave, {3}).value) < 1e-9);
}

TEST_CASE("newton: on a saddle point itself the gradient test holds") {
  const Report report = newton(saddle(), {0, 0});
  CHECK(report.status == Status::converged);
  CHECK(report.iterations == 0);
  CHECK(report.reason == "the largest entry of the gradient, 0, is within the tolerance 1e-05");
  const Report asked = newton(saddle(), {0, 0}, {}, {.gradient_tolerance = 0});
  CHECK(asked.status == Status::stalled);
  CHECK(asked.reason == "the gradient is zero");
}

TEST_CASE("newton: counts on Rosenbrock's function") {
  const Report report = newton(rosenbrock(), {-1.2, 1});
  CHECK(report.status == Status::converged);
  CHECK(report.iterations == 21);
  CHECK(report.evaluations.f == 28);
  CHECK(report.evaluations.g == 28);
  CHECK(report.evaluations.hessian == 21);
  for (const double far : {10.0, 100.0}) {
    const Report from_afar = newton(rosenbrock(), {-1.2 * far, far}, {}, {.gradient_tolerance = 1e-8});
    CHECK(from_afar.status == Status::converged);
    CHECK(from_afar.value < 1e-16);
  }
  const Report backtracked = newton(rosenbrock(), {-1.2, 1}, {.line_search = {.kind = LineSearchKind::backtracking}});
  CHECK(backtracked.status == Status::converged);
  CHECK(backtracked.iterations <= 25);
  const Report many = newton(rosenbrock(), Numbers(50, -1.0));
  CHECK(many.status == Status::converged);
}

TEST_CASE("newton: a Hessian from products costs one for each column") {
  Objective f = rosenbrock(false);
  const Report report = newton(f, {-1.2, 1});
  CHECK(report.x == newton(rosenbrock(), {-1.2, 1}).x);
  CHECK(report.evaluations.hvp == 2 * report.iterations);
  CHECK(report.evaluations.hessian == 0);
  f.hessian_product = nullptr;
  CHECK_THROWS_WITH_AS(
      newton(f, {-1.2, 1}),
      "minimize: the method needs second derivatives and the objective has none; set hessian or hessian_product",
      std::invalid_argument);
}

TEST_CASE("newton: the direction leads down whatever the Hessian is") {
  Random random(1);
  for (int trial = 0; trial < 300; ++trial) {
    const std::size_t n = 1 + trial % 7;
    Numbers h(n * n), g(n);
    random.fill_normal(h);
    random.fill_normal(g);
    if (trial % 3 == 0) h[(n - 1) * n] = h[n * n - 1] = 0;
    if (trial % 5 == 0) std::fill(h.begin(), h.end(), 0.0);
    if (trial % 11 == 0)
      for (double& v : h) v *= 1e12;
    Numbers d = g;
    CHECK(arrays::solve_positive(h, 0, d) >= 0);
    CHECK(arrays::dot(d, g) > 0);
    d = g;
    CHECK(arrays::solve_absolute(h, 0, d));
    CHECK(arrays::dot(d, g) > 0);
  }
}

TEST_CASE("newton: damping is raised from a thousandth of the largest entry, by doubling") {
  // diag(1, -3): the diagonal asks for 3.003; (1, 1) is then divided by 4.003 and 0.003.
  Numbers d{1, 1};
  CHECK(arrays::solve_positive(Numbers{1, 0, 0, -3}, 0, d) == near(3.003));
  CHECK(d[0] == near(1 / 4.003));
  CHECK(d[1] == near(1 / 0.003, 1e-11));
  // (1 2; 2 1) has eigenvalues 3 and -1: 0.002, 0.004, ... until 1.024.
  d = {1, 0};
  CHECK(arrays::solve_positive(Numbers{1, 2, 2, 1}, 0, d) == near(1.024));
  // A damping that is given is where it begins.
  d = {1, 0};
  CHECK(arrays::solve_positive(Numbers{1, 2, 2, 1}, 0.9, d) == near(1.8));
  d = {3, 4};
  CHECK(arrays::solve_positive(Numbers{0, 0, 0, 0}, 0, d) == 1);
  CHECK(d == Numbers{3, 4});
  // Numbers whose squares vanish are no reason.
  d = {1e-200};
  CHECK(arrays::solve_positive(Numbers{1}, 0, d) == 0);
  CHECK(d == Numbers{1e-200});
  // With damping and no line search it is raised, too: H = -2 from 0.5 by doubling, past what makes -2 positive.
  CHECK(newton(quadratic({-2}, {0}), {1}, {.damping = 0.5, .line_search = no_search}, {.max_iterations = 1}).last_x[0] >
        1);
}

TEST_CASE("newton: absolute eigenvalues by hand") {
  // (1 2; 2 1) = 3 uu' - vv' with u = (1, 1) / sqrt 2, v = (1, -1) / sqrt 2: |A|^-1 (1, 0) = (1/3 + 1, 1/3 - 1) / 2.
  Numbers d{1, 0};
  CHECK(arrays::solve_absolute(Numbers{1, 2, 2, 1}, 0, d));
  CHECK(d[0] == near(2.0 / 3));
  CHECK(d[1] == near(-1.0 / 3));
  Numbers a{1, nan, 2, 1};  // the upper triangle is written, not read
  arrays::make_absolute(a, 2);
  CHECK(a[0] == near(2));
  CHECK(a[1] == near(1));
  CHECK(a[1] == a[2]);
  CHECK(a[3] == near(2));
  Numbers zero(4, 0.0);
  arrays::make_absolute(zero, 2);
  CHECK(zero == Numbers{1, 0, 0, 1});
}

TEST_CASE("newton: only the lower triangle of the Hessian is read") {
  const Numbers mirror{2, 1, 1, 3}, broken{2, nan, 1, 3};
  for (const auto indefinite : {Indefinite::raise_damping, Indefinite::absolute, Indefinite::keep}) {
    const NewtonOptions options{.indefinite = indefinite, .line_search = no_search};
    const MinimizeOptions one{.max_iterations = 1};
    CHECK(newton(with_hessian(mirror), {1, 2}, options, one).last_x ==
          newton(with_hessian(broken), {1, 2}, options, one).last_x);
  }
}

TEST_CASE("newton: Hessians of zeros and of noise still lead to the minimum") {
  // With H = 0 it is steepest descent; x^3 / 3 - x has H = 0 and g = -1 at 0.
  const Objective cubic = line([](double x) { return x * x * x / 3 - x; }, [](double x) { return x * x - 1; },
                               [](double x) { return 2 * x; });
  CHECK(newton(cubic, {0}).x[0] == near(1, 1e-6));
  CHECK(newton(with_hessian({0, 0, 0, 0}), {1, 2}).status == Status::converged);
  CHECK(newton(with_hessian({-1, 0, 0, -1}), {1, 2}).value < 1e-8);
}

TEST_CASE("newton: what is not finite ends the run and is named") {
  const Report entry = newton(with_hessian({1, 0, nan, 1}), {1, 2});
  CHECK(entry.status == Status::not_finite);
  CHECK(entry.reason == "the Hessian is not finite: entry [1, 0] is nan");
  CHECK(entry.not_finite_at == 1);
  CHECK(entry.x == Numbers{1, 2});
  CHECK(newton(with_hessian({infinity, 0, 0, 1}), {1, 2}).reason == "the Hessian is not finite: entry [0, 0] is inf");
  Objective unfilled = with_hessian({});
  CHECK(newton(unfilled, {1, 2}).reason == "the Hessian is not finite: entry [0, 0] is nan");
  const Report sloped =
      newton(line([](double x) { return x * x; }, [](double) { return nan; }, [](double) { return 2.0; }), {1});
  CHECK(sloped.status == Status::not_finite);
  CHECK(sloped.reason == "g[0] is nan at the start");
  const Report singular = newton(with_hessian({1, 1, 1, 1}), {1, 2}, {.line_search = no_search});
  CHECK(singular.status == Status::not_finite);
  CHECK(singular.reason ==
        "the Hessian is singular, so the step is not finite; damping, Indefinite::raise_damping or "
        "Indefinite::absolute gives one");
}

TEST_CASE("newton: a function that is NaN beyond a wall is minimised before it") {
  // The whole step from 10 leads to -80.
  const Objective f = line([](double x) { return x > 0 ? x - std::log(x) : nan; }, [](double x) { return 1 - 1 / x; },
                           [](double x) { return 1 / (x * x); });
  const Report report = newton(f, {10});
  CHECK(report.status == Status::converged);
  CHECK(report.x[0] == near(1, 1e-5));
  const Report plain = newton(f, {10}, {.line_search = no_search});
  CHECK(plain.status == Status::not_finite);
  CHECK(plain.not_finite_at == 1);
  CHECK(plain.x == Numbers{10});
}

TEST_CASE("newton: functions without a lower bound end, and never as converged") {
  const Objective straight = quadratic({0, 0, 0, 0}, {1, 2}), hill = quadratic({-2, 0, 0, -1}, {0, 0});
  for (const Objective* f : {&straight, &hill})
    for (const auto cure : {Indefinite::raise_damping, Indefinite::absolute}) {
      const Report report = newton(*f, {1, 1}, {.indefinite = cure});
      CHECK(report.status == Status::line_search_failed);
      CHECK(report.value < -1e10);
    }
}

TEST_CASE("newton: where f still falls after the last trial the reason says so") {
  CHECK(newton(quadratic({0}, {1}), {1}).reason.find("; it may have no lower bound") != std::string::npos);
  // And where it reaches -infinity the loop does.
  const Report steep = newton(line([](double x) { return -std::exp(x); }, [](double x) { return -std::exp(x); },
                                   [](double x) { return -std::exp(x); }),
                              {0});
  CHECK(steep.status == Status::not_finite);
  CHECK(steep.reason == "f is -inf after iteration 1: f has no lower bound on the way");
}

TEST_CASE("newton: a gradient that leads uphill fails the line search") {
  const Report report =
      newton(line([](double x) { return x * x; }, [](double x) { return -2 * x; }, [](double) { return 2.0; }), {1});
  CHECK(report.status == Status::line_search_failed);
  CHECK(report.reason.find("no acceptable step along the steepest descent: ") == 0);
  CHECK(report.x == Numbers{1});
}

TEST_CASE("newton: rests at the minimum, on a constant and at zero iterations") {
  const Report there = newton(rosenbrock(), {1, 1});
  CHECK(there.status == Status::converged);
  CHECK(there.evaluations.hessian == 0);
  CHECK(newton(quadratic({0}, {0}), {5}).iterations == 0);
  const Report none = newton(rosenbrock(), {-1.2, 1}, {}, {.max_iterations = 0});
  CHECK(none.status == Status::max_iterations);
  CHECK(none.evaluations.f == 1);
}

TEST_CASE("newton: carries nothing from one iteration to the next") {
  const auto halves = whole_and_halves(rosenbrock(), {-1.2, 1}, NewtonOptions{}, 6);
  CHECK(halves.first == halves.second);
  State state;
  state.save(*make_minimizer(NewtonOptions{}));
  CHECK(state.values.empty());
}

TEST_CASE("newton: bad options are named") {
  const auto made = [](const NewtonOptions& options) { (void)make_minimizer(options); };
  CHECK_THROWS_WITH_AS(made({.lr = 0}), "newton: lr must be a finite number above 0, got 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(made({.lr = nan}), "newton: lr must be a finite number above 0, got nan", std::invalid_argument);
  CHECK_THROWS_WITH_AS(made({.damping = -1}), "newton: damping must be a finite number not below 0, got -1",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(made({.line_search = {.c1 = 0}}),
                       "newton: the line search needs 0 < c1 < c2 < 1, got c1 = 0 and c2 = 0.9", std::invalid_argument);
  CHECK_THROWS_WITH_AS(made({.indefinite = Indefinite::keep}),
                       "newton: a line search needs directions of descent, which Indefinite::keep does not give; "
                       "choose another cure, or LineSearchKind::fixed",
                       std::invalid_argument);
}

}  // namespace
}  // namespace thalweg::optim
