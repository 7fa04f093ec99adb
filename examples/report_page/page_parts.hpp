// The sections of the page.
#pragma once

#include <string>
#include <vector>

#include <examples/report_page/page.hpp>

namespace thalweg::examples {

/// What failed; nothing where nothing did.
std::string faults_html(const std::vector<std::string>& faults);
/// One figure: what the report says, settings, what the run shows, pictures with links to their files, tables.
std::string figure_html(const DrawnFigure& drawn);
std::string lessons_html(const std::vector<Lesson>& lessons);
std::string numbers_html(const std::vector<NumberRow>& rows);
std::string mistakes_html(const std::vector<Mistake>& mistakes);
std::string machine_html(const Page& page);

}  // namespace thalweg::examples
