// The later studies, from the tiny network to sampling: the numbers they claim and the data of their figures.
#include <doctest/doctest.h>

#include <cmath>
#include <string>
#include <variant>

#include <examples/studies/studies.hpp>
#include <support/study_tables.hpp>

namespace thalweg {
namespace {

using examples::Figure;
using examples::Panel;
using examples::Study;

/// The number behind `mark` in a text.
double number_after(const std::string& text, const std::string& mark) {
  const std::size_t at = text.find(mark);
  REQUIRE_MESSAGE(at != std::string::npos, "no \"" << mark << "\" in \"" << text << "\"");
  return std::stod(text.substr(at + mark.size()));
}

/// The layers of one kind.
template <class Kind>
std::vector<Kind> layers_of(const Panel& panel) {
  std::vector<Kind> found;
  for (const examples::Layer& layer : panel.layers)
    if (const auto* one = std::get_if<Kind>(&layer)) found.push_back(*one);
  return found;
}

const Figure& figure_of(const Study& study, const std::string& name) {
  for (const examples::StudyFigure& figure : study.figures)
    for (const Figure& picture : figure.pictures)
      if (picture.name == name) return picture;
  FAIL("no figure " << name);
  return study.figures.at(0).pictures.at(0);
}

TEST_CASE("study of the tiny CNN: hand-written gradients and modules walk the same path") {
  const Study study = examples::study_tiny_cnn({});
  CHECK(number_after(line_of(study, "arrays and modules"), "at most ") < 1e-12);
}

TEST_CASE("study of the tiny CNN: each method ends on the curve of best products, the start decides on which one") {
  const Study study = examples::study_tiny_cnn({});
  for (const char* method : {"GD", "Adam"}) {
    CAPTURE(method);
    const std::string good = line_of(study, std::string(method) + " from (-0.6, -1.2)");
    CHECK(number_after(good, "w1 w2 = ") == doctest::Approx(-1.2).epsilon(1e-3));
    CHECK(number_after(good, "f = ") < 1e-6);
    const std::string worse = line_of(study, std::string(method) + " from (1.5, 2)");
    CHECK(number_after(worse, "w1 w2 = ") == doctest::Approx(-0.2993).epsilon(1e-2));
    CHECK(number_after(worse, "f = ") == doctest::Approx(0.735).epsilon(1e-2));
  }
}

TEST_CASE("study of the tiny CNN: the paths of F7 lie on the surface and end where the runs end") {
  const Study study = examples::study_tiny_cnn({});
  const Panel &plane = figure_of(study, "F7a").panels.at(0), &space = figure_of(study, "F7b").panels.at(0);
  const auto flat = layers_of<examples::Steps>(plane);
  const auto steep = layers_of<examples::SpaceSteps>(space);
  REQUIRE(flat.size() == 4);
  REQUIRE(steep.size() == 4);
  CHECK(layers_of<examples::Arrows>(plane).size() == 1);
  CHECK(layers_of<examples::LevelCurves>(plane).size() == 1);
  CHECK(layers_of<examples::Surface>(space).size() == 1);
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(flat[k].name == (k % 2 == 0 ? "GD" : "Adam"));
    CHECK(flat[k].style.colour == (k % 2 == 0 ? "#D55E00" : "#0072B2"));
    CHECK(flat[k].x.back() == steep[k].x.back());
    CHECK(flat[k].y.back() == steep[k].y.back());
    REQUIRE(steep[k].x.size() == 201);
    CHECK(steep[k].z.back() < steep[k].z.front());
  }
  // The surface over the end of GD's good run: the product decides where w1 > 0.
  CHECK(steep[2].x.back() * steep[2].y.back() == doctest::Approx(-1.2));
  CHECK(steep[2].z.back() < 1e-20);
}

}  // namespace
}  // namespace thalweg
