// The page's frame and its order.
#include <examples/report_page/page.hpp>

#include <fmt/format.h>

#include <examples/report_page/html.hpp>
#include <examples/report_page/page_parts.hpp>
#include <examples/report_page/style.hpp>

namespace thalweg::examples {
namespace {

std::string section(const std::string& id, const std::string& title, const std::string& content) {
  return fmt::format("<section id=\"{}\">\n<h2>{}</h2>\n{}</section>\n", id, html_text(title), content);
}

std::string navigation(const Page& page) {
  std::string items;
  const auto add = [&](const std::string& id, const std::string& text) {
    items += element("li", link_to("#" + id, html_text(text)));
  };
  for (const DrawnFigure& drawn : page.figures) add(drawn.figure.id, drawn.figure.id);
  if (!page.lessons.empty()) add("lessons", "Lessons");
  if (!page.numbers.empty()) add("numbers", "Numbers");
  if (!page.mistakes.empty()) add("mistakes", "Mistakes");
  add("machine", "Machine");
  return "<nav aria-label=\"Contents\"><ul>\n" + items + "</ul></nav>\n";
}

std::string header(const Page& page) {
  const std::string about =
      "Every figure, number and claim of the report “Adam (and beyond)”, run anew by thalweg with exact gradients. "
      "Beside each figure lie its numbers (.dat, .json) and the script that draws it (.gp).";
  return "<header>\n" + element("h1", "Adam (and beyond), run anew") + element("p", html_text(about)) +
         navigation(page) + "</header>\n";
}

}  // namespace

std::string page_html(const Page& page) {
  std::string main = faults_html(page.faults);
  if (!page.figures.empty()) {
    std::string figures;
    for (const DrawnFigure& drawn : page.figures) figures += figure_html(drawn);
    main += section("figures", "Figures", figures);
  }
  if (!page.lessons.empty()) main += section("lessons", "Lessons without a figure", lessons_html(page.lessons));
  if (!page.numbers.empty()) main += section("numbers", "Printed against reproduced", numbers_html(page.numbers));
  if (!page.mistakes.empty()) main += section("mistakes", "Mistakes found in the report", mistakes_html(page.mistakes));
  main += section("machine", "Time and machine", machine_html(page));
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
      "<link rel=\"icon\" href=\"data:,\">\n"
      "<title>Adam (and beyond), run anew</title>\n<style>{}</style>\n</head>\n<body>\n{}<main>\n{}</main>\n"
      "<footer><p>Made by thalweg&#39;s program <code>report</code>.</p></footer>\n</body>\n</html>\n",
      page_style, header(page), main);
}

}  // namespace thalweg::examples
