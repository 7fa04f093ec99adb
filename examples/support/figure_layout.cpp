// Heights are added up from the top; what is left, or what panels need, is theirs.
#include <examples/support/figure_layout.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

#include <examples/support/figure_limits.hpp>

namespace thalweg::examples {
namespace {

// In a picture 900 wide: the height of a line, and the width of a character of a wide sans-serif font.
constexpr double title_line = 25, title_character = 11.2, legend_line = 25, legend_sample = 75, legend_character = 10;
constexpr double caption_line = 20, caption_character = 8, side = 20;

/// What a panel of this width likes to be high.
double panel_height(const Panel& panel, double width, double scale) {
  const double title = panel.title.empty() ? 0 : 25 * scale;
  if (in_space(panel)) return title + 0.73 * width;
  if (!panel.square) return title + std::max(0.6 * width, 320 * scale);
  const Limits x = limits_of(panel, AxisName::x), y = limits_of(panel, AxisName::y);
  const double frame = width - (has_heat_map(panel) ? 200 : 100) * scale;
  return title + frame * std::clamp((y.hi - y.lo) / (x.hi - x.lo), 0.3, 1.2) + 70 * scale;
}

double highest_panel(const Figure& figure, double width, double scale) {
  double height = 0;
  for (const Panel& panel : figure.panels) height = std::max(height, panel_height(panel, width, scale));
  return height;
}

/// The most columns in which the legend's widest entry has room.
std::size_t columns_of_legend(const std::vector<std::string>& legend, double width) {
  std::size_t longest = 1;
  for (const std::string& name : legend) longest = std::max(longest, text_length(name));
  const double entry = legend_sample + legend_character * static_cast<double>(longest);
  const std::size_t fit = static_cast<std::size_t>(std::max(1.0, (width - 2 * side) / entry));
  return std::min(fit, std::max<std::size_t>(legend.size(), 1));
}

}  // namespace

std::size_t text_length(const std::string& text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

std::vector<std::string> wrapped(const std::string& text, std::size_t most) {
  std::vector<std::string> lines;
  if (text.empty()) return lines;
  std::string line, word;
  const auto end_line = [&] {
    lines.push_back(line);
    line.clear();
  };
  const auto end_word = [&] {
    if (!line.empty() && text_length(line) + 1 + text_length(word) > most) end_line();
    if (!word.empty()) line += (line.empty() ? "" : " ") + word;
    word.clear();
  };
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xc0) != 0x80;
    if (begins && text_length(word) >= most) end_word();
    if (c == ' ' || c == '\n') end_word();
    if (c == '\n') end_line();
    if (c != ' ' && c != '\n') word += c;
  }
  end_word();
  end_line();
  return lines;
}

std::vector<std::string> balanced(const std::string& text, std::size_t most) {
  std::vector<std::string> lines = wrapped(text, most);
  const std::size_t count = lines.size();
  while (most > 1 && count > 1) {
    std::vector<std::string> narrower = wrapped(text, --most);
    if (narrower.size() > count) break;
    lines = std::move(narrower);
  }
  return lines;
}

Layout layout_of(const Figure& figure, const std::vector<std::string>& legend) {
  Layout layout;
  layout.width = static_cast<double>(figure.width);
  const double scale = layout.scale = layout.width / 900, text_width = 900 - 2 * side;
  layout.title = wrapped(figure.title, static_cast<std::size_t>(text_width / title_character));
  layout.caption = balanced(figure.caption, static_cast<std::size_t>(text_width / caption_character));
  layout.legend_columns = columns_of_legend(legend, 900);
  const auto lines = [scale](std::size_t count, double line) {
    return count == 0 ? 0 : (static_cast<double>(count) * line + 10) * scale;
  };
  const double title = lines(layout.title.size(), title_line);
  const double caption = lines(layout.caption.size(), caption_line);
  const double keys = lines((legend.size() + layout.legend_columns - 1) / layout.legend_columns, legend_line);

  const auto columns = static_cast<std::size_t>(figure.columns);
  const std::size_t rows = (figure.panels.size() + columns - 1) / columns;
  const double width = layout.width / static_cast<double>(columns);
  const double wanted = static_cast<double>(rows) * highest_panel(figure, width, scale);
  layout.height = figure.height > 0 ? static_cast<double>(figure.height) : std::ceil(title + wanted + keys + caption);
  // A picture too low for its texts keeps half of itself for the panels.
  const double room = std::max(layout.height - title - keys - caption, layout.height / 2);
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    const double row = static_cast<double>(i / columns), height = room / static_cast<double>(rows);
    layout.panels.push_back({static_cast<double>(i % columns) * width / layout.width,
                             (layout.height - title - (row + 1) * height) / layout.height, width / layout.width,
                             height / layout.height});
  }
  layout.title_top = 1 - 17 * scale / layout.height;
  layout.title_line = title_line * scale / layout.height;
  layout.caption_line = caption_line * scale / layout.height;
  layout.caption_top = (caption - 12 * scale) / layout.height;
  layout.legend_middle = (caption + keys / 2) / layout.height;
  return layout;
}

}  // namespace thalweg::examples
