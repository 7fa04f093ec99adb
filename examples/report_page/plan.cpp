// The list of studies, and choosing from it.
#include <examples/report_page/plan.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <utility>

#include <study_list.hpp>
#include <thalweg/optim/closest_names.hpp>
#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

/// Where the figures of the report are drawn.
const std::pair<const char*, const char*> homes[] = {
    {"F1", "05_moments"},          {"F2", "06_paraboloid"},    {"F3", "07_rosenbrock"}, {"F4", "08_rastrigin"},
    {"F5", "09_ackley"},           {"F6", "11_mnist"},         {"F7", "10_tiny_cnn"},   {"F8", "12_natural_gradient"},
    {"F9", "12_natural_gradient"}, {"F10", "14_second_order"}, {"F11", "15_sampling"},
};

bool contains(const std::vector<std::string>& list, const std::string& word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

}  // namespace

int figure_number(const std::string& id) { return std::stoi(id.substr(1)); }

std::vector<PlannedStudy> all_studies() {
  std::vector<PlannedStudy> studies(std::begin(listed_studies), std::end(listed_studies));
  for (PlannedStudy& study : studies)
    for (const auto& [figure, home] : homes)
      if (study.name == home) study.figures.push_back(figure);
  return studies;
}

std::vector<std::string> known_figures() {
  std::vector<std::string> figures;
  for (const PlannedStudy& study : all_studies())
    figures.insert(figures.end(), study.figures.begin(), study.figures.end());
  std::sort(figures.begin(), figures.end(),
            [](const auto& a, const auto& b) { return figure_number(a) < figure_number(b); });
  return figures;
}

std::vector<PlannedStudy> plan(const std::vector<std::string>& only) {
  std::vector<std::string> wanted = only;
  const std::vector<std::string> known = known_figures();
  for (std::string& word : wanted) {
    const std::string given = word;
    for (char& c : word) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    if (!contains(known, word))
      fail("--only", "there is no figure '", given, "'; did you mean ",
           optim::either_of(optim::closest_names(word, known)), "? There are ",
           fmt::format("{}", fmt::join(known, ", ")));
  }
  std::vector<PlannedStudy> studies = all_studies();
  if (wanted.empty()) return studies;
  for (PlannedStudy& study : studies)
    std::erase_if(study.figures, [&](const std::string& figure) { return !contains(wanted, figure); });
  std::erase_if(studies, [](const PlannedStudy& study) { return study.figures.empty(); });
  return studies;
}

}  // namespace thalweg::examples
