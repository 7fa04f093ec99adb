// The mistakes found in the report: each run on the page shows what its sentence says.
#include <doctest/doctest.h>

#include <cmath>
#include <cstdio>
#include <string>

#include <examples/report_page/mistake_runs.hpp>
#include <examples/report_page/mistakes.hpp>

namespace thalweg {
namespace {

using namespace examples;

/// Reads the numbers of a sentence; all of them must be there.
template <class... Numbers>
void read(const std::string& sentence, const char* pattern, Numbers*... numbers) {
  CAPTURE(sentence);
  REQUIRE(std::sscanf(sentence.c_str(), pattern, numbers...) == sizeof...(numbers));
}

TEST_CASE("report mistakes: all ten have a claim, what is right, a run and a test") {
  const auto all = mistakes();
  CHECK(all.size() == 10);
  for (const Mistake& mistake : all)
    for (const std::string& part : {mistake.said, mistake.right, mistake.evidence, mistake.test})
      CHECK(part.size() > 10);
}

TEST_CASE("report mistakes: the listing has a third derivative where the Hessian has 10802") {
  CHECK(
      listing_run() ==
      "Rosenbrock at (3, 0): its first entry is 7200.000000001, the third derivative 2400 x and 1e-9; the Hessian has "
      "10802.");
}

TEST_CASE("report mistakes: Adam comes to rest where a schedule takes the learning rate to zero") {
  double constant = 0, cosine = 0;
  read(settling_run(),
       "Ackley's function from (-4, -4), lr 0.5: in the last 1,000 of 10000 iterations Adam is up to %lf away from the "
       "minimum; with lr along a cosine to zero it ends %lf away.",
       &constant, &cosine);
  CHECK(constant > 0.05);
  CHECK(cosine < 1e-6);
}

TEST_CASE("report mistakes: the printed digits come from (-4, -4), not from the start on the label") {
  CHECK(labels_run() ==
        "Gradient descent with lr 1e-3 on Ackley's function ends at [-3.98306770, -3.98306770] from (-4, -4), which is "
        "what the report prints, and at [-4.98618046, -4.98618046] from (-5, -5).");
}

TEST_CASE("report mistakes: products with the Fisher matrix agree with the matrix and need none") {
  double off = 1, matrix = 0, vector = 0;
  int parameters = 0;
  read(fisher_run(),
       "A network of %d parameters: the product and the Hessian of the divergence differ by at most %lf. For the "
       "266,610 parameters of the MNIST network the matrix would take %lf GB, a vector takes %lf MB.",
       &parameters, &off, &matrix, &vector);
  CHECK(parameters == 31);
  CHECK(off < 1e-14);
  CHECK(matrix == 569);
  CHECK(vector == 2.1);
}

TEST_CASE("report mistakes: independent samples leave strata empty") {
  double independent = 0;
  read(
      strata_run(),
      "20 samples, mean of 1000 seeds: a Latin hypercube hits 20 of the 20 strata of an axis, independent samples %lf.",
      &independent);
  // 20 (1 - (19/20)^20) are expected.
  CHECK(std::abs(independent - 12.83) < 0.15);
}

TEST_CASE("report mistakes: Newton's formula ends at a saddle point, with absolute eigenvalues at a minimum") {
  CHECK(saddle_run() ==
        "x⁴/4 - x²/2 + y²/2 from (0.4, 0.9): Newton's formula ends at the saddle point (0.000, 0.000), with absolute "
        "eigenvalues it ends at the minimum (1.000, 0.000).");
}

TEST_CASE("report mistakes: L-BFGS goes along the inverse, negated") {
  CHECK(direction_run() ==
        "(x² + 100 y²) / 2 at (1, 1): the gradient is (1, 100); L-BFGS, having seen a step along each axis, goes along "
        "(-1, -1), straight to the minimum. The Hessian times the gradient is (1, 10000).");
}

TEST_CASE("report mistakes: a minimum without convexity, convexity without a minimum") {
  double curvature = 0, x = 0, y = 0, early = 0, late = 0;
  read(convex_run(),
       "At (0, 1) Rosenbrock's function has the curvature %lf along x, and L-BFGS ends at (%lf, %lf). On exp, gradient "
       "descent with lr 1 is at %lf after 1,000 iterations and at %lf after 100,000.",
       &curvature, &x, &y, &early, &late);
  CHECK(curvature == -398);
  CHECK(std::hypot(x - 1, y - 1) < 1e-3);
  // x falls as -log(t).
  CHECK(std::abs(early + std::log(1e3)) < 0.1);
  CHECK(std::abs(late + std::log(1e5)) < 0.1);
}

TEST_CASE("report mistakes: the newest gradient weighs most in the moving average, least in the sum as printed") {
  double newest = 0, oldest = 0, printed = 0;
  read(weights_run(),
       "Of 10 gradients and with α = 0.9 the newest weighs %lf in the moving average, the oldest %lf; in the sum as "
       "printed the newest has %lf.",
       &newest, &oldest, &printed);
  CHECK(newest == 0.1);
  CHECK(printed < oldest);
}

TEST_CASE("report mistakes: from (5, 0) steepest descent with a line search comes to the minimum") {
  int iteration = 0, iterations = 0;
  double x = 0, y = 0, f = 1;
  read(divergence_run(),
       "With lr 1e-3 it is not finite from iteration %d; with a line search it comes to (%lf, %lf) in %d iterations, f "
       "= "
       "%lf.",
       &iteration, &x, &y, &iterations, &f);
  CHECK(iteration == 6);
  CHECK(iterations <= 10'000);
  CHECK(std::hypot(x - 1, y - 1) < 1e-3);
  CHECK(f < 1e-10);
}

}  // namespace
}  // namespace thalweg
