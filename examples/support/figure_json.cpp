// Each layer as a JSON object.
#include <examples/support/figure_json.hpp>

#include <fmt/format.h>

#include <examples/support/figure_plots.hpp>
#include <examples/support/json.hpp>

namespace thalweg::examples {
namespace {

/// Six digits, as in the data file: a grid has many values.
std::string short_numbers(const std::vector<double>& values) {
  std::vector<std::string> numbers;
  numbers.reserve(values.size());
  for (const double value : values) numbers.push_back(value - value == 0 ? fmt::format("{:.6g}", value) : "null");
  return fmt::format("[{}]", fmt::join(numbers, ", "));
}

std::string strings(const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  for (const std::string& text : texts) quoted.push_back(json_string(text));
  return fmt::format("[{}]", fmt::join(quoted, ", "));
}

std::string boolean(bool value) { return value ? "true" : "false"; }

std::string head(const char* kind, const std::string& name, const Style& style) {
  return fmt::format(
      R"({{"kind": "{}", "name": {}, "style": {{"colour": {}, "dash": {}, "mark": {}, "width": {}, "mark_size": {}}})",
      kind, json_string(name), json_string(style.colour), json_numbers(dash_pattern(style.dash)), style.mark,
      json_number(style.width), json_number(style.mark_size));
}

std::string grid_member(const Grid& grid) {
  return fmt::format(
      R"("grid": {{"x_lo": {}, "x_hi": {}, "y_lo": {}, "y_hi": {}, "columns": {}, "rows": {}, "z": {}}})",
      json_number(grid.x_lo), json_number(grid.x_hi), json_number(grid.y_lo), json_number(grid.y_hi), grid.columns,
      grid.rows, short_numbers(grid.z));
}

std::string member(const char* name, const std::vector<double>& values) {
  return fmt::format(", \"{}\": {}", name, json_numbers(thinned(values)));
}

struct LayerJson {
  std::string operator()(const Line& l) const { return head("line", l.name, l.style) + xy(l) + "}"; }
  std::string operator()(const Steps& s) const {
    return head("steps", s.name, s.style) + xy(s) + ", \"leaves\": " + boolean(s.leaves) + "}";
  }
  std::string operator()(const SpaceSteps& s) const {
    return head("space-steps", s.name, s.style) + xy(s) + member("z", s.z) + "}";
  }
  std::string operator()(const Markers& m) const {
    return head("markers", m.name, m.style) + xy(m) + (m.z.empty() ? "" : member("z", m.z)) + "}";
  }
  std::string operator()(const LevelCurves& c) const {
    return fmt::format(R"({{"kind": "level-curves", {}, "levels": {}}})", grid_member(c.grid), json_numbers(c.levels));
  }
  std::string operator()(const HeatMap& map) const {
    return fmt::format(R"({{"kind": "heat-map", {}}})", grid_member(map.grid));
  }
  std::string operator()(const Surface& surface) const {
    return fmt::format(R"({{"kind": "surface", {}}})", grid_member(surface.grid));
  }
  std::string operator()(const Arrows& a) const {
    return fmt::format(R"({{"kind": "arrows", "name": {}, "x": {}, "y": {}, "dx": {}, "dy": {}}})", json_string(a.name),
                       json_numbers(a.x), json_numbers(a.y), json_numbers(a.dx), json_numbers(a.dy));
  }
  std::string operator()(const Bars& b) const {
    return fmt::format(R"({}, "labels": {}, "heights": {}}})", head("bars", b.name, b.style), strings(b.labels),
                       json_numbers(b.heights));
  }

 private:
  template <class Points>
  static std::string xy(const Points& points) {
    return member("x", points.x) + member("y", points.y);
  }
};

std::string axis_json(const Axis& axis) {
  return fmt::format(R"({{"label": {}, "lo": {}, "hi": {}, "log": {}, "ticks": {}}})", json_string(axis.label),
                     json_number(axis.lo), json_number(axis.hi), boolean(axis.log), json_numbers(axis.ticks));
}

std::string panel_json(const Panel& panel) {
  std::vector<std::string> layers;
  for (const Layer& layer : panel.layers) layers.push_back("\n    " + std::visit(LayerJson(), layer));
  return fmt::format(R"({{"title": {}, "square": {}, "x": {}, "y": {}, "z": {}, "layers": [{}]}})",
                     json_string(panel.title), boolean(panel.square), axis_json(panel.x), axis_json(panel.y),
                     axis_json(panel.z), fmt::join(layers, ","));
}

}  // namespace

std::string figure_json(const Figure& figure) {
  std::vector<std::string> panels;
  for (const Panel& panel : figure.panels) panels.push_back("\n  " + panel_json(panel));
  return fmt::format(
      "{{\"name\": {}, \"title\": {}, \"caption\": {}, \"columns\": {}, \"width\": {}, \"panels\": [{}]}}\n",
      json_string(figure.name), json_string(figure.title), json_string(figure.caption), figure.columns, figure.width,
      fmt::join(panels, ","));
}

}  // namespace thalweg::examples
