// Escaping, elements and tables.
#include <examples/report_page/html.hpp>

#include <fmt/format.h>

namespace thalweg::examples {

std::string html_text(const std::string& text) {
  std::string out;
  for (const char c : text)
    out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '"' ? "&quot;" : std::string(1, c);
  return out;
}

std::string element(const std::string& tag, const std::string& content, const std::string& css_class) {
  const std::string start = css_class.empty() ? tag : fmt::format("{} class=\"{}\"", tag, css_class);
  return fmt::format("<{}>{}</{}>\n", start, content, tag);
}

std::string link_to(const std::string& address, const std::string& content) {
  return fmt::format("<a href=\"{}\">{}</a>", html_text(address), content);
}

std::string table_box(const std::string& name, const std::vector<std::string>& head,
                      const std::vector<std::vector<Cell>>& rows) {
  std::string html = fmt::format(
      "<div class=\"scroll\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">\n<table>\n<thead><tr>", html_text(name));
  for (const std::string& cell : head) html += "<th scope=\"col\">" + html_text(cell) + "</th>";
  html += "</tr></thead>\n<tbody>\n";
  for (const std::vector<Cell>& row : rows) {
    html += "<tr>";
    for (const Cell& cell : row)
      html += cell.css_class.empty() ? fmt::format("<td>{}</td>", cell.html)
                                     : fmt::format("<td class=\"{}\">{}</td>", cell.css_class, cell.html);
    html += "</tr>\n";
  }
  return html + "</tbody>\n</table>\n</div>\n";
}

std::string study_table(const Table& table) {
  std::vector<std::vector<Cell>> rows;
  for (const std::vector<std::string>& row : table.rows) {
    rows.emplace_back();
    for (const std::string& cell : row) rows.back().push_back({html_text(cell)});
  }
  const std::string title = table.title.empty() ? "" : element("h4", html_text(table.title));
  return title + table_box(table.title.empty() ? "table" : table.title, table.head, rows);
}

}  // namespace thalweg::examples
