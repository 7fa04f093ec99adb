// Figures, lessons, numbers, mistakes and machine as HTML.
#include <examples/report_page/page_parts.hpp>

#include <fmt/format.h>

#include <algorithm>

#include <examples/report_page/html.hpp>
#include <examples/support/figure_inline.hpp>

namespace thalweg::examples {
namespace {

std::string list(const std::vector<std::string>& items, const std::string& css_class) {
  std::string html;
  for (const std::string& item : items) html += element("li", html_text(item));
  return element("ul", "\n" + html, css_class);
}

std::string said(const std::string& text) {
  return element("p", "<span class=\"label\">The report says:</span> " + html_text(text), "said");
}

std::string picture_html(const DrawnPicture& picture) {
  std::string files;
  for (const char* suffix : {"json", "dat", "gp"})
    files += (files.empty() ? "" : " · ") + link_to(picture.name + "." + suffix, picture.name + "." + suffix);
  std::string drawing = element("p", html_text(picture.warning), "note");
  if (!picture.svg.empty()) {
    drawing = fmt::format("<div class=\"picture\" role=\"region\" tabindex=\"0\" aria-label=\"{}\">{}</div>\n",
                          html_text(picture.title), inline_svg(picture.svg, picture.name));
    files = link_to(picture.name + ".svg", picture.name + ".svg") + " · " + files;
  }
  return "<figure>\n" + drawing + element("figcaption", files) + "</figure>\n";
}

std::string lesson_html(const Lesson& lesson) {
  std::string lines, tables;
  for (const std::string& line : lesson.result.lines) lines += html_text(line) + "\n";
  for (const Table& table : lesson.result.tables) tables += study_table(table);
  return element("details", element("summary", html_text(lesson.result.title)) +
                                (lines.empty() ? "" : element("pre", lines)) + tables);
}

}  // namespace

std::string faults_html(const std::vector<std::string>& faults) {
  std::string html;
  for (const std::string& fault : faults) html += element("p", "Failed: " + html_text(fault), "fault");
  return html;
}

std::string figure_html(const DrawnFigure& drawn) {
  const StudyFigure& figure = drawn.figure;
  std::string html = element("h3", html_text(figure.id + ": " + drawn.title)) + said(figure.claim) +
                     element("p", "Our run: " + html_text(figure.settings), "settings") +
                     (drawn.note.empty() ? "" : element("p", html_text(drawn.note), "note")) +
                     list(figure.findings, "findings");
  for (const DrawnPicture& picture : drawn.pictures) html += picture_html(picture);
  for (const Table& table : drawn.tables) html += study_table(table);
  return fmt::format("<article id=\"{}\">\n{}</article>\n", figure.id, html);
}

std::string lessons_html(const std::vector<Lesson>& lessons) {
  std::string html;
  for (const Lesson& lesson : lessons) html += lesson_html(lesson);
  return html;
}

std::string numbers_html(const std::vector<NumberRow>& rows) {
  const auto held = std::count_if(rows.begin(), rows.end(), [](const NumberRow& row) { return row.holds; });
  const std::string about = fmt::format(
      "{} of {} rows hold. Each run takes 10,000 iterations from the start that gives the printed digits (eps 1e-7 for "
      "Adam). exact: to the last printed digit. frozen: an artefact of the report's finite differences. sensitive: the "
      "end depends on rounding, so the report's claim is held, not its digits. open: no explanation is known.",
      held, rows.size());
  std::vector<std::vector<Cell>> cells;
  for (const NumberRow& row : rows) {
    const PrintedResult& p = row.printed;
    cells.push_back({{html_text(p.function)},
                     {html_text(p.method)},
                     {fmt::format("({:g}, {:g})", p.start[0], p.start[1])},
                     {html_text(p.kind)},
                     row.holds ? Cell{"holds", "holds"} : Cell{"does not hold", "broken"},
                     {end_digits(p.printed)},
                     {html_text(row.ours)},
                     {html_text(row.difference)},
                     {html_text(p.settings())},
                     {html_text(row.verdict), "long"}});
  }
  return element("p", html_text(about)) +
         table_box("printed and reproduced numbers",
                   {"function", "method", "start", "class", "", "printed", "ours", "difference", "settings", "what"},
                   cells);
}

std::string mistakes_html(const std::vector<Mistake>& mistakes) {
  std::string items;
  for (const Mistake& mistake : mistakes)
    items += element("li", said(mistake.said) + element("p", html_text(mistake.right)) +
                               element("p", "<strong>Run now:</strong> " + html_text(mistake.evidence)) +
                               element("p", "Held by the test <code>" + html_text(mistake.test) + "</code>", "label"));
  return element("ol", "\n" + items, "mistakes");
}

std::string machine_html(const Page& page) {
  return element("p", html_text(fmt::format("{:.1f} seconds with {} thread{} on {}, compiled by {}; {}.", page.seconds,
                                            page.machine.threads, page.machine.threads == 1 ? "" : "s",
                                            page.machine.processor, page.machine.compiler, page.machine.date)));
}

}  // namespace thalweg::examples
