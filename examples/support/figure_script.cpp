// The gnuplot script: level curves first, then every panel, then title, legend and caption over the whole picture.
#include <examples/support/figure_script.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include <examples/support/figure_layout.hpp>
#include <examples/support/figure_limits.hpp>
#include <examples/support/figure_plots.hpp>

namespace thalweg::examples {
namespace {

/// What a font size of the svg terminal, in pixels, is in the terminal's own unit.
double font_unit(FigureFormat format) {
  // Points: of 96 to the inch in a png; in a pdf of a hundred pixels to the inch, 72.
  return format == FigureFormat::png ? 0.75 : format == FigureFormat::pdf ? 0.72 : 1;
}

std::string terminal(const Layout& layout, FigureFormat format) {
  const std::string font = fmt::format("enhanced background '#ffffff' font 'sans-serif,{:.3g}'", 16 * layout.font);
  switch (format) {
    case FigureFormat::png:
      return fmt::format("set terminal pngcairo size {:.0f},{:.0f} pointscale 1.7 {}", layout.width, layout.height,
                         font);
    case FigureFormat::pdf:
      return fmt::format("set terminal pdfcairo size {:.3f}in,{:.3f}in pointscale 0.8 {}", layout.width / 100,
                         layout.height / 100, font);
    default:
      return fmt::format("set terminal svg size {:.0f},{:.0f} dynamic {}", layout.width, layout.height, font);
  }
}

/// Powers of ten where plain numbers would be long.
bool long_numbers(const Limits& limits) { return limits.lo < 1e-3 || limits.hi > 1e4; }

/// Ticks as close as their numbers allow: gnuplot's own run into each other on a narrow panel.
std::string ticks(const Axis& axis, const Limits& limits, double most, const std::string& letter) {
  if (!axis.ticks.empty()) return fmt::format("set {}tics ({})\n", letter, fmt::join(axis.ticks, ", "));
  if (!axis.log) {
    const double step = tick_step(limits, most);
    return std::isfinite(step) && step > 0 ? fmt::format("set {}tics {}\n", letter, step) : "";
  }
  const double decades = std::log10(limits.hi / limits.lo);
  // Minor ticks would crowd beside the ticks of several decades.
  return decades > most ? fmt::format("set {0}tics 1e{1:.0f}\nunset m{0}tics\n", letter, std::ceil(decades / most))
                        : "";
}

/// Label, scale, limits and at most `most` ticks.
std::string axis_commands(const Panel& panel, AxisName name, const std::string& letter, double most) {
  const Axis& axis = axis_of(panel, name);
  const Limits limits = limits_of(panel, name);
  std::string text = fmt::format("set {}label {} noenhanced\n", letter, gnuplot_string(axis.label));
  if (axis.log) text += fmt::format("set logscale {} 10\n", letter);
  // Never gnuplot's own limits: it fails where no point can be seen.
  const Limits drawn = rounded(limits, axis, most);
  text += fmt::format("set {}range [{:.12g}:{:.12g}]\n", letter, drawn.lo, drawn.hi);
  text += fmt::format("set format {} '{}'\n", letter, axis.log && long_numbers(limits) ? "10^{%T}" : "%g");
  return text + ticks(axis, limits, most, letter);
}

/// Names below the bars, slanting where they would run into each other.
std::string bar_labels(const Panel& panel, const Box& box, const Layout& layout) {
  std::string text;
  for (const Layer& layer : panel.layers) {
    const auto* bars = std::get_if<Bars>(&layer);
    if (bars == nullptr || !text.empty()) continue;
    std::size_t longest = 0;
    for (std::size_t i = 0; i < bars->labels.size(); ++i) {
      text += fmt::format("{}{} {}", text.empty() ? "" : ", ", gnuplot_string(bars->labels[i]), i);
      longest = std::max(longest, text_length(bars->labels[i]));
    }
    const double room = (box.width * layout.width - 100 * layout.scale) / static_cast<double>(bars->labels.size());
    const bool slanting = 10 * layout.scale * static_cast<double>(longest) > room;
    text = fmt::format("set xtics {} noenhanced ({})\n", slanting ? "rotate by -35 left" : "norotate", text);
  }
  return text;
}

std::string flat_commands(const Panel& panel, const Box& box, const Layout& layout) {
  const double width = box.width * layout.width / layout.scale - (has_heat_map(panel) ? 200 : 100);
  const double height = box.height * layout.height / layout.scale - 100;
  std::string text = axis_commands(panel, AxisName::x, "x", width / 70);
  text += axis_commands(panel, AxisName::y, "y", height / 55);
  text += bar_labels(panel, box, layout);
  if (has_heat_map(panel)) text += axis_commands(panel, AxisName::z, "cb", height / 55);
  if (panel.square) text += "set size ratio -1\n";
  return text + "set border 3\nset tics nomirror\nset grid linecolor '#e4e4e4' linewidth 1 dashtype 1\n";
}

std::string space_commands(const Panel& panel, const Box& box, const Layout& layout) {
  const double most = box.width * layout.width / layout.scale > 600 ? 6 : 4;
  std::string text = axis_commands(panel, AxisName::x, "x", most) + axis_commands(panel, AxisName::y, "y", most);
  text += axis_commands(panel, AxisName::z, "z", most);
  const Limits z = limits_of(panel, AxisName::z);
  if (panel.z.log) text += "set logscale cb 10\n";
  text += fmt::format("set cbrange [{}:{}]\nunset colorbox\n", z.lo, z.hi);
  text +=
      "set view 50, 30, 1.12, 1.15\nset xyplane 0\nset border 31 linecolor '#8c8c8c'\nset tics textcolor '#000000'\n";
  text += "set ylabel offset -1.5, 0\nset zlabel rotate parallel\n";
  // Back to front, and what comes later, the paths, on top.
  return text + "set pm3d scansautomatic noborder lighting primary 0.3 specular 0\n";
}

std::string panel_commands(const Panel& panel, const PanelPlot& plot, const Box& box, const Layout& layout) {
  const bool space = in_space(panel);
  // Room for the numbers and the label of z on the left, which gnuplot leaves to chance.
  const double left = space ? 50 * layout.scale / layout.width : 0, right = space ? left / 2 : 0;
  std::string text = fmt::format("\nreset\nset origin {:.4f}, {:.4f}\nset size {:.4f}, {:.4f}\nunset key\n",
                                 box.left + left, box.bottom, box.width - left - right, box.height);
  text += "set datafile missing 'nan'\nset clip two\n";
  if (box.width < 0.4) text += fmt::format("set tics font ',{0:.3g}'\n", 14 * layout.font);
  // From light to dark, grey with a little blue: every hue of a method stands out from it. Light darkens a surface.
  text += space ? "set palette defined (0 '#ffffff', 1 '#8fa3b0')\n"
                : "set palette defined (0 '#ffffff', 0.3 '#dfe6ea', 0.65 '#a3b3bd', 1 '#5f7380')\n";
  if (!panel.title.empty()) {
    const auto most = static_cast<std::size_t>(box.width * layout.width / (10 * layout.scale));
    std::string title;
    for (const std::string& line : wrapped(panel.title, most))
      title += (title.empty() ? "" : ".\"\\n\".") + gnuplot_string(line);
    text += fmt::format("set title {} noenhanced\n", title);
  }
  text += space ? space_commands(panel, box, layout) : flat_commands(panel, box, layout);
  // An empty panel shows its axes.
  const std::string clauses =
      plot.clauses.empty() ? "NaN notitle" : fmt::format("{}", fmt::join(plot.clauses, ", \\\n     "));
  return text + (space ? "splot " : "plot ") + clauses + "\n";
}

std::string labels(const std::vector<std::string>& lines, double top, double step, double left,
                   const std::string& look) {
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i)
    text += fmt::format("set label {} at screen {:.4f}, {:.4f} {} noenhanced\n", gnuplot_string(lines[i]), left,
                        top - static_cast<double>(i) * step, look);
  return text;
}

/// Title, legend and caption: a last plot without axes over the whole picture.
std::string texts(const Layout& layout, const std::vector<LegendEntry>& legend) {
  std::string text =
      "\nreset\nset origin 0, 0\nset size 1, 1\nset margins 0, 0, 0, 0\nunset border\nunset tics\nset xrange [0:1]\n"
      "set yrange [0:1]\n";
  text += labels(layout.title, layout.title_top, layout.title_line, 0.5,
                 fmt::format("center font ',{:.3g}'", 18 * layout.font));
  text += labels(layout.caption, layout.caption_top, layout.caption_line, 0.022,
                 fmt::format("left font ',{:.3g}' textcolor '#333333'", 14 * layout.font));
  text += fmt::format(
      "set key at screen 0.5, {:.4f} center center horizontal maxcols {} Left reverse samplen 3 noenhanced\n",
      layout.legend_middle, layout.legend_columns);
  std::string clauses;
  for (const LegendEntry& entry : legend) {
    const std::string data = entry.look.starts_with("vectors") ? "'+' using (NaN):(NaN):(0):(0)" : "NaN";
    clauses += fmt::format("{}{} with {} title {}", clauses.empty() ? "" : ", \\\n     ", data, entry.look,
                           gnuplot_string(entry.name));
  }
  return text + "plot " + (clauses.empty() ? "NaN notitle" : clauses) + "\n";
}

}  // namespace

GnuplotFiles gnuplot_files(const Figure& figure, FigureFormat format) {
  Plots plots(figure);
  std::vector<PanelPlot> panels;
  for (const Panel& panel : figure.panels) panels.push_back(plots.add(panel));
  std::vector<std::string> names;
  for (const LegendEntry& entry : plots.legend()) names.push_back(entry.name);
  Layout layout = layout_of(figure, names);
  layout.font = layout.scale * font_unit(format);

  std::string text = fmt::format("# gnuplot {0}.gp > {0}.{1}\nset encoding utf8\n{2}\n", figure.name,
                                 file_suffix(format), terminal(layout, format));
  std::string tables;
  for (const PanelPlot& panel : panels) tables += panel.tables;
  if (!tables.empty()) text += "\nset datafile missing 'nan'\nset contour base\nunset surface\n" + tables;
  text += "\nset multiplot\n";
  for (std::size_t i = 0; i < panels.size(); ++i)
    text += panel_commands(figure.panels[i], panels[i], layout.panels[i], layout);
  return {plots.data(), text + texts(layout, plots.legend()) + "unset multiplot\n"};
}

}  // namespace thalweg::examples
