// The studies that fit models: a normal distribution by its divergence, and the digits.
#include <doctest/doctest.h>

#include <cmath>
#include <string>

#include <examples/studies/studies.hpp>
#include <support/study_figures.hpp>
#include <support/study_tables.hpp>

namespace thalweg {
namespace {

using examples::Panel;
using examples::Steps;
using examples::Study;

TEST_CASE("study of the divergence: the Fisher metrics are those of the textbooks") {
  const Study study = examples::study_kl({});
  // diag(1 / s^2, 2) and diag(1 / v, 1 / (2 v^2)) at s = 2, v = 4.
  CHECK(line_of(study, "Fisher metric at N(0, 2^2) by (mean, log deviation)") ==
        "Fisher metric at N(0, 2^2) by (mean, log deviation): [0.25 0; 0 2]");
  CHECK(line_of(study, "Fisher metric at N(0, 2^2) by (mean, variance)") ==
        "Fisher metric at N(0, 2^2) by (mean, variance): [0.25 0; 0 0.03125]");
}

TEST_CASE("study of the divergence: natural gradient's two paths close up as lr shrinks, those of GD do not") {
  const Study study = examples::study_kl({});
  const auto& rows = study.tables.at(0).rows;
  REQUIRE(rows.size() == 4);
  for (std::size_t k = 1; k < rows.size(); ++k) {
    CHECK(number_in(rows[k].at(1)) / number_in(rows[k - 1].at(1)) == doctest::Approx(0.5).epsilon(0.05));
    CHECK(number_in(rows[k].at(2)) / number_in(rows[k - 1].at(2)) == doctest::Approx(1).epsilon(0.02));
  }
  CHECK(number_in(rows.back().at(1)) < 0.01);
  CHECK(number_in(rows.back().at(2)) > 1);
}

TEST_CASE("study of the divergence: the picture has four paths from one start, two of them on top of each other") {
  const Study study = examples::study_kl({});
  const auto paths = layers_of<Steps>(figure_of(study, "KL").panels.at(0));
  REQUIRE(paths.size() == 4);
  for (const Steps& path : paths) {
    CHECK(path.x.size() == 61);
    CHECK(path.x.front() == 0);
    CHECK(path.y.front() == doctest::Approx(2));
  }
  CHECK(paths[2].name == "natural gradient, log deviation");
  CHECK(paths[2].style.colour == paths[3].style.colour);
  CHECK(std::hypot(paths[2].x.back() - paths[3].x.back(), paths[2].y.back() - paths[3].y.back()) < 0.02);
  CHECK(std::hypot(paths[0].x.back() - paths[1].x.back(), paths[0].y.back() - paths[1].y.back()) > 1);
  // The natural gradient of the mean m is m - 1, whatever the other parameter: a step leaves 1 - lr of the way.
  CHECK(1 - paths[2].x.back() == doctest::Approx(std::pow(0.95, 60)).epsilon(1e-6));
}

}  // namespace
}  // namespace thalweg
