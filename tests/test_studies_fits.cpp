// The studies that fit models: a normal distribution by its divergence, and the digits.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <vector>

#include <examples/studies/studies.hpp>
#include <examples/support/digits.hpp>
#include <examples/support/mnist_files.hpp>
#include <support/study_figures.hpp>
#include <support/study_tables.hpp>
#include <support/temporary_folder.hpp>

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

/// One run for all cases: on MNIST where it is at hand, else on the built-in digits.
const Study& study_of_digits() {
  static const Study study = examples::study_mnist({});
  return study;
}

TEST_CASE("study of digits: Adam is PyTorch's, and gradient descent crawls at lr 1e-3") {
  const Study& study = study_of_digits();
  // Two sums in another order part by a percent or two within an epoch of float32.
  CHECK(number_after(line_of(study, "ours and PyTorch"), "more than ") < 5);  // %
  const examples::Table& table = study.tables.at(0);
  REQUIRE(table.rows.size() == 4);
  const auto loss = [&](const char* method) { return number_in(row_of(table, method).at(1)); };
  CHECK(loss("Adam") < loss("AdaMax"));
  CHECK(loss("AdaMax") < 0.5 * loss("GD"));
  CHECK(loss("Momentum") == doctest::Approx(loss("GD")).epsilon(0.02));
  CHECK(number_in(row_of(table, "Adam").at(3)) > 85);
}

TEST_CASE("study of digits: F6 has a curve for each method and PyTorch's on top of Adam's") {
  const Study& study = study_of_digits();
  const auto lines = layers_of<examples::Line>(figure_of(study, "F6").panels.at(0));
  REQUIRE(lines.size() == 5);
  CHECK(lines[0].name == "GD");
  CHECK(lines[2].name == "Adam");
  CHECK(lines[4].name.find("Adam of PyTorch") == 0);
  REQUIRE(lines[2].x.size() == lines[4].x.size());
  for (std::size_t i = 0; i < lines[2].x.size(); ++i) {
    CHECK(lines[2].x[i] == doctest::Approx(lines[4].x[i]));
    CHECK(lines[2].y[i] == doctest::Approx(lines[4].y[i]).epsilon(5e-2));
  }
  for (const examples::Line& line : lines) CHECK(line.x.back() <= 2);
}

TEST_CASE("study of digits: on other digits PyTorch's curve is left out, with the reason") {
  const TemporaryFolder folder;
  examples::write_mnist(folder.path(), {examples::draw_digits(1, 1280), examples::draw_digits(2, 200)});
  std::vector<std::string> told;
  const Study study = examples::study_mnist(
      {.data = folder.path(), .progress = [&](const std::string& line) { told.push_back(line); }});
  CHECK(line_of(study, "MNIST from") == "MNIST from " + folder.path());
  CHECK(line_of(study, "PyTorch's Adam is not in the plot: it was recorded on 60000 images").size() > 0);
  CHECK(layers_of<examples::Line>(figure_of(study, "F6").panels.at(0)).size() == 4);
  CHECK(told.size() == 12);
  CHECK(told.at(1) == "gd on MNIST: epoch 1 of 2");
}

}  // namespace
}  // namespace thalweg
