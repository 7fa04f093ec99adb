// Reading the figures of a study: pictures by name, layers by kind, numbers in sentences.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <variant>
#include <vector>

#include <examples/studies/study.hpp>

namespace thalweg {

/// The number behind `mark` in a text.
inline double number_after(const std::string& text, const std::string& mark) {
  const std::size_t at = text.find(mark);
  REQUIRE_MESSAGE(at != std::string::npos, "no \"" << mark << "\" in \"" << text << "\"");
  return std::stod(text.substr(at + mark.size()));
}

/// The layers of one kind.
template <class Kind>
std::vector<Kind> layers_of(const examples::Panel& panel) {
  std::vector<Kind> found;
  for (const examples::Layer& layer : panel.layers)
    if (const auto* one = std::get_if<Kind>(&layer)) found.push_back(*one);
  return found;
}

/// The picture of that name.
inline const examples::Figure& figure_of(const examples::Study& study, const std::string& name) {
  for (const examples::StudyFigure& figure : study.figures)
    for (const examples::Figure& picture : figure.pictures)
      if (picture.name == name) return picture;
  FAIL("no figure " << name);
  return study.figures.at(0).pictures.at(0);
}

}  // namespace thalweg
