// Pieces of HTML.
#pragma once

#include <string>
#include <vector>

#include <examples/studies/study.hpp>

namespace thalweg::examples {

/// Text with &, <, > and quotes as HTML writes them.
std::string html_text(const std::string& text);

/// "<p class="claim">text</p>"; `content` is HTML already.
std::string element(const std::string& tag, const std::string& content, const std::string& css_class = "");

/// A link; `content` is HTML already.
std::string link_to(const std::string& address, const std::string& content);

/// The class of a cell says how it is shown; "" for most.
struct Cell {
  std::string html;
  std::string css_class = {};
};

/// A table in a box that scrolls by itself when it is wider than the page. `name` is for those who cannot see.
std::string table_box(const std::string& name, const std::vector<std::string>& head,
                      const std::vector<std::vector<Cell>>& rows);

/// A table of a study, with its title.
std::string study_table(const Table& table);

}  // namespace thalweg::examples
