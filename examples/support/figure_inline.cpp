// Renaming of what gnuplot calls the same in every picture.
#include <examples/support/figure_inline.hpp>

#include <string_view>

namespace thalweg::examples {
namespace {

/// Letters, digits and '-'; the rest becomes '_'.
std::string id_of(const std::string& name) {
  std::string id;
  for (const char c : name) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
    id += plain ? c : '_';
  }
  return id + "-";
}

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '&' ? "&amp;" : c == '<' ? "&lt;" : std::string(1, c);
  return out;
}

/// `prefix` behind each `mark`: where an id is given or referred to.
void insert_after(std::string& text, std::string_view mark, const std::string& prefix) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + mark.size()))
    text.insert(at + mark.size(), prefix);
}

}  // namespace

std::string inline_svg(const std::string& svg, const std::string& name) {
  const std::size_t begin = svg.find("<svg");
  if (begin == std::string::npos) return "";
  std::string text = svg.substr(begin);
  // A pointer over the picture would show gnuplot's names of its parts.
  std::size_t at = 0;
  while ((at = text.find("<title>", at)) != std::string::npos) {
    const std::size_t end = text.find("</title>", at);
    if (end == std::string::npos) break;
    text.erase(at, end + 8 - at);
  }
  const std::string prefix = id_of(name);
  for (const char* mark : {" id='", " id=\"", "href='#", "href=\"#", "url(#"}) insert_after(text, mark, prefix);
  text.insert(text.find('>') + 1, "\n<title>" + escaped(name) + "</title>");
  return text;
}

}  // namespace thalweg::examples
