// What figures are made of: styles, sampled functions, limits, arrow heads, blocks of data, clauses, JSON.
#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <examples/support/figure_blocks.hpp>
#include <examples/support/figure_checks.hpp>
#include <examples/support/figure_json.hpp>
#include <examples/support/figure_layers.hpp>
#include <examples/support/figure_layout.hpp>
#include <examples/support/figure_limits.hpp>
#include <examples/support/figure_plots.hpp>
#include <examples/support/figure_script.hpp>

namespace thalweg::examples {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

Figure figure_of(const Layer& layer) { return {.name = "F2", .panels = {{.layers = {layer}}}}; }

std::string data(const Layer& layer) { return gnuplot_files(figure_of(layer), FigureFormat::svg).data; }

bool script_has(const Figure& figure, const std::string& part) {
  const std::string script = gnuplot_files(figure, FigureFormat::svg).script;
  INFO(script);
  const bool found = script.find(part) != std::string::npos;
  CHECK(found);
  return found;
}

/// x + 10 y over 3 x 2 points.
Grid plane() {
  return sample_grid([](double x, double y) { return x + 10 * y; }, 0, 2, 3, 1, 2, 2);
}

}  // namespace

TEST_CASE("figure data: no two methods share dash and mark, so that grey tells them apart; the hues are the report's") {
  std::set<std::pair<int, int>> seen;
  for (const std::string& method : styled_methods()) {
    const Style style = style_of(method);
    CHECK(seen.emplace(style.dash, style.mark).second);
    CHECK(style.mark != start_markers({}, {}).style.mark);
    CHECK(style.mark != minimum_markers({}, {}).style.mark);
  }
  CHECK(seen.size() >= 24);
  CHECK(style_of("gd").colour == "#D55E00");
  CHECK(style_of("adam").colour == "#0072B2");
  CHECK(report_style("natural-gradient").colour == "#0072B2");
  CHECK(report_style("adam").colour == "#D55E00");
  CHECK(report_style("gd").colour == "#009E73");
  CHECK(report_style("gd").mark == style_of("gd").mark);
  CHECK(report_style("newton").colour == style_of("newton").colour);
  CHECK(style_of("no method").colour == "#000000");
}

TEST_CASE("figure data: levels are evenly spaced in the logarithm, both ends among them") {
  const std::vector<double> levels = log_levels(0.01, 100, 5);
  REQUIRE(levels.size() == 5);
  for (int i = 0; i < 5; ++i) CHECK(levels[static_cast<std::size_t>(i)] == doctest::Approx(std::pow(10, i - 2)));
  CHECK(levels.back() == 100);
  CHECK_THROWS_WITH_AS(log_levels(0, 1, 3),
                       "log_levels: needs 0 < lo < hi and at least 2 levels, got lo 0, hi 1, count 3",
                       std::invalid_argument);
}

TEST_CASE("figure data: a grid has the function's values row by row, from limit to limit") {
  CHECK(plane().z == std::vector<double>{10, 11, 12, 20, 21, 22});
  CHECK(plane().x(2) == 2);
  CHECK(plane().y(1) == 2);
  const auto f = [](double, double) { return 0.0; };
  CHECK_THROWS_WITH_AS(sample_grid(f, 0, 1, 1, 0, 1, 2),
                       "sample_grid: needs at least 2 columns and 2 rows, got 1 and 2", std::invalid_argument);
  CHECK_THROWS_WITH_AS(sample_grid(f, 1, 0, 2, 0, 1, 2),
                       "sample_grid: limits must be finite and lo < hi, got x from 1 to 0, y from 0 to 1",
                       std::invalid_argument);
}

TEST_CASE("figure data: arrows have the field's direction, stay in their cells, and are missing where it is zero") {
  const auto field = [](double x, double y) { return std::array{x < 1 ? 1e-6 : 3.0, y < 1 ? 0.0 : x < 1 ? 0 : -4.0}; };
  const Arrows arrows = arrow_field("g", field, 0, 2, 2, 0, 2, 2);
  REQUIRE(arrows.x.size() == 4);
  CHECK(arrows.dx[0] == doctest::Approx(0.35));  // the weakest is not lost
  CHECK(arrows.dy[0] == 0);
  CHECK(arrows.dy[3] / arrows.dx[3] == doctest::Approx(-4.0 / 3));
  CHECK(std::hypot(arrows.dx[3], arrows.dy[3]) == doctest::Approx(0.95));
  CHECK(arrows.x[3] + arrows.dx[3] / 2 == doctest::Approx(1.5));
  CHECK(arrow_field(
            "g",
            [](double, double) {
              return std::array{0.0, 0.0};
            },
            0, 1, 3, 0, 1, 3)
            .x.empty());
  CHECK(arrow_field(
            "g",
            [](double, double) {
              return std::array{nan, 1.0};
            },
            0, 1, 3, 0, 1, 3)
            .x.empty());
}

TEST_CASE("figure data: limits are those of a grid, else of the data that an axis can show, else of the axis") {
  Panel panel{.layers = {Line{"a", {1, nan, 4}, {-2, infinity, 8}}}};
  CHECK(limits_of(panel, AxisName::x).hi == 4);
  CHECK(!limits_of(panel, AxisName::x).fixed_hi);
  CHECK(limits_of(panel, AxisName::y).lo == -2);
  panel.y.log = true;
  CHECK(limits_of(panel, AxisName::y).lo < 8);
  CHECK(limits_of(panel, AxisName::y).lo > 0);
  panel.y.lo = 0.5;
  CHECK(limits_of(panel, AxisName::y).lo == 0.5);
  panel.layers.emplace_back(LevelCurves{plane(), {15}});
  CHECK(limits_of(panel, AxisName::x).lo == 0);
  CHECK(limits_of(panel, AxisName::x).hi == 2);
  CHECK(limits_of(panel, AxisName::x).fixed_lo);
  CHECK(limits_of({}, AxisName::x).hi == 1);
  CHECK(limits_of({.layers = {Line{"a", {3, 3}, {0, 1e300}}}}, AxisName::x).hi == doctest::Approx(3.3));
  CHECK(limits_of({.layers = {Line{"a", {3, 3}, {0, 1e300}}}}, AxisName::y).hi == 1);
  CHECK(rounded({-1.2, 7, false, false}, {}, 5).lo == -2);
  CHECK(rounded({-1.2, 7, false, false}, {}, 5).hi == 8);
  CHECK(rounded({-1.2, 7, true, true}, {}, 5).hi == 7);
  CHECK(rounded({0.02, 30, false, false}, {.log = true}, 5).lo == doctest::Approx(0.01));
  CHECK(tick_step({0, 10, true, true}, 4) == doctest::Approx(5));
  CHECK(tick_step({0, 10, true, true}, 5) == doctest::Approx(2));
  CHECK(tick_step({-3e-4, 3e-4, true, true}, 7) == doctest::Approx(1e-4));
}

TEST_CASE("figure data: every long step has a head, of many short ones a few, and none outside of the frame") {
  CHECK(steps_with_heads({{0, 0.3, 0.6, 0.9}, {0, 0, 0, 0}}, 0.07) == std::vector<std::size_t>{1, 2, 3});
  std::vector<double> x, y(1001, 0.5);
  for (int i = 0; i <= 1000; ++i) x.push_back(i / 1000.0);
  const std::vector<std::size_t> few = steps_with_heads({x, y}, 0.07);
  CHECK(few.size() >= 12);
  CHECK(few.size() <= 15);
  CHECK(steps_with_heads({{0.5, 2, nan, 0.5, 0.6}, {0, 0, 0, 0, 0}}, 0.07) == std::vector<std::size_t>{4});
  // A path from wall to wall: 24 heads are enough.
  std::vector<double> walls;
  for (int i = 0; i <= 1000; ++i) walls.push_back(i % 2);
  CHECK(steps_with_heads({walls, y}, 0.07).size() <= 24);
  CHECK(steps_with_heads({{}, {}}, 0.07).empty());
}

TEST_CASE("figure data: a line is a block of its points, gaps where a value is not finite") {
  CHECK(data(Line{"a\nb", {1, 2, nan}, {0.5, infinity, 3}}) == "# a b\n1 0.5\n2 nan\nnan 3\n");
  CHECK(data(Line{"none"}) == "# none\nnan nan\n");
}

TEST_CASE("figure data: marks stand at other points of each line") {
  const std::vector<double> x(80, 1);
  const Figure figure{.name = "F6",
                      .panels = {{.layers = {Line{"a", x, x, style_of("gd")}, Line{"b", x, x},
                                             Line{"c", x, x, style_of("momentum")}}}}};
  script_has(figure, "index 0 every 10::0 using 1:2 with points pointtype 7 ");
  script_has(figure, "index 2 every 10::2 using 1:2 with points pointtype 15 ");
  CHECK(gnuplot_files(figure, FigureFormat::svg).script.find("index 1 every") == std::string::npos);
}

TEST_CASE("figure data: steps are a path, its heads and its end") {
  CHECK(data(Steps{"gd", {0, 1, nan}, {0, 0, 1}, style_of("gd")}) ==
        "# gd\n0 0\n1 0\nnan 1\n\n\n# gd: heads\n0.98 0 0.02 0\n\n\n# gd: end\n1 0\n");
  CHECK(data(Steps{"none"}) == "# none\nnan nan\n\n\n# none: heads\nnan nan nan nan\n");
}

TEST_CASE("figure data: grids are nonuniform matrices, arrows and bars have columns of their own") {
  CHECK(data(HeatMap{plane()}) == "# heat map\n3 0 1 2\n1 10 11 12\n2 20 21 22\n");
  CHECK(data(Surface{plane()}) == "# surface\n3 0 1 2\n1 10 11 12\n2 20 21 22\n");
  CHECK(data(LevelCurves{plane(), {11}}) == "# level curves\n3 0 1 2\n1 10 11 12\n2 20 21 22\n");
  CHECK(data(Arrows{"g", {0}, {1}, {2}, {3}}) == "# g\n0 1 2 3\n");
  CHECK(data(Bars{"b", {"x", "y"}, {5, nan}}) == "# b\n0 5 0.7360000000000001\n1 nan 0.7360000000000001\n");
  CHECK(data(SpaceSteps{"p", {0}, {1}, {2}}) == "# p\n0 1 2\n\n\n# p: heads\nnan nan nan nan nan nan\n");
}

TEST_CASE("figure data: a path of ten thousand points keeps two thousand, both ends among them") {
  std::vector<double> many;
  for (int i = 0; i < 10'000; ++i) many.push_back(i);
  const std::vector<double> kept = thinned(many);
  CHECK(kept.size() == 2000);
  CHECK(kept.front() == 0);
  CHECK(kept.back() == 9999);
  for (std::size_t i = 1; i < kept.size(); ++i) CHECK((kept[i] - kept[i - 1] == 5 || kept[i] - kept[i - 1] == 6));
  CHECK(thinned({1, 2}) == std::vector<double>{1, 2});
}

TEST_CASE("figure data: a surface of many points becomes coarser without moving") {
  const Grid fine = sample_grid([](double x, double y) { return 3 * x - y; }, -1, 1, 201, 0, 4, 31);
  const Grid grid = coarser(fine);
  CHECK(grid.columns == 45);
  CHECK(grid.rows == 31);
  for (std::int64_t j = 0; j < grid.rows; ++j)
    for (std::int64_t i = 0; i < grid.columns; ++i)
      CHECK(grid.z[static_cast<std::size_t>(j * grid.columns + i)] == doctest::Approx(3 * grid.x(i) - grid.y(j)));
  CHECK(coarser(plane()).z == plane().z);
}

TEST_CASE("figure data: only levels that the grid crosses are drawn, as roots where nothing is negative") {
  const LevelCurves curves{plane(), {25, 16, nan, 11, 16, 10}};
  CHECK(crossed_levels(curves) == std::vector<double>{11, 16});
  script_has(figure_of(curves), "set cntrparam levels discrete 3.3166248,4\nset table $levels0\n");
  script_has(figure_of(curves), "plot $levels0 using 1:2 with lines ");
  Grid negative = plane();
  negative.z[0] = -5;
  script_has(figure_of(LevelCurves{negative, {16}}), "set cntrparam levels discrete 16\n");
  CHECK(gnuplot_files(figure_of(LevelCurves{plane(), {99}}), FigureFormat::svg).script.find("cntrparam") ==
        std::string::npos);
}

TEST_CASE("figure data: the script names files, labels and limits, quotes doubled") {
  Figure figure{.name = "it's", .title = "a 'title'", .caption = "cap"};
  Panel panel{.title = "p's", .x = {.label = "x's", .lo = 1, .hi = 1e5, .log = true}, .y = {"y", -1, 1}};
  panel.layers = {Line{"l's", {1}, {2}, style_of("momentum")}};
  figure.panels = {panel};
  for (const char* part :
       {"# gnuplot it's.gp > it's.svg\n", "set label 'a ''title''' at screen 0.5000", "set label 'cap' at screen",
        "set title 'p''s' noenhanced\n", "set xlabel 'x''s' noenhanced\nset logscale x 10\nset xrange [1:100000]\n",
        "set yrange [-1:1]\n", "set format x '10^{%T}'\n", "plot 'it''s.dat' index 0 using 1:2 with lines ",
        "'it''s.dat' index 0 every 1::0 using 1:2 with points ", "linecolor '#56B4E9' dashtype (1.5,1.5) pointtype 15 ",
        " title 'l''s'\n"})
    script_has(figure, part);
  CHECK(gnuplot_files(figure, FigureFormat::png).script.find("set terminal pngcairo") != std::string::npos);
  CHECK(gnuplot_files(figure, FigureFormat::pdf).script.find("set terminal pdfcairo") != std::string::npos);
}

TEST_CASE("figure data: panels share one legend, in which a name with one look stands once") {
  Figure figure = figure_of(Line{"a", {1}, {1}});
  figure.panels.push_back(figure.panels[0]);
  figure.panels[1].layers.emplace_back(Line{"a", {1}, {1}, style_of("gd")});
  figure.panels[1].layers.emplace_back(Line{"", {1}, {1}});
  figure.columns = 2;
  Plots plots(figure);
  for (const Panel& panel : figure.panels) plots.add(panel);
  REQUIRE(plots.legend().size() == 2);
  CHECK(plots.legend()[0].look != plots.legend()[1].look);
  script_has(figure, "set origin 0.5000, ");
}

TEST_CASE("figure data: a path on a surface is drawn over it, level curves beneath") {
  const Panel panel{
      .layers = {Surface{plane()}, SpaceSteps{"p", {0, 1}, {1, 2}, {10, 21}}, LevelCurves{plane(), {16}}}};
  const Figure figure{.name = "F7", .panels = {panel}};
  script_has(figure, "splot $levels0 using 1:2:(10) with lines ");
  script_has(figure, "'F7.dat' index 0 nonuniform matrix using 1:2:3 with pm3d notitle, \\\n     'F7.dat' index 1 ");
}

TEST_CASE("figure data: text is wrapped at spaces, by characters, and long words are broken") {
  CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("αβγ δ", 5) == std::vector<std::string>{"αβγ δ"});
  CHECK(wrapped("abcdef", 4) == std::vector<std::string>{"abcd", "ef"});
  CHECK(wrapped("a\nb", 9) == std::vector<std::string>{"a", "b"});
  CHECK(wrapped("", 9).empty());
}

TEST_CASE("figure data: nothing overlaps: title above panels above legend above caption, all within the picture") {
  Figure figure = figure_of(Line{"a", {1}, {1}});
  figure.title = "title";
  figure.caption = std::string(700, 'x');
  figure.panels.resize(5);
  figure.columns = 2;
  const Layout layout = layout_of(figure, {"one", "two", std::string(40, 'n')});
  CHECK(layout.panels.size() == 5);
  CHECK(layout.legend_columns == 1);
  CHECK(layout.caption.size() == 7);
  CHECK(layout.panels[0].bottom + layout.panels[0].height < layout.title_top);
  CHECK(layout.panels[4].bottom > layout.legend_middle);
  CHECK(layout.panels[0].bottom > layout.panels[2].bottom);
  CHECK(layout.panels[1].left == 0.5);
  CHECK(layout.legend_middle > layout.caption_top);
  CHECK(layout.caption_top - 6 * layout.caption_line > 0);
  figure.height = 300;
  CHECK(layout_of(figure, {}).height == 300);
}

TEST_CASE("figure data: JSON has panels, axes, layers, styles and numbers, null where one is not finite") {
  Figure figure{.name = "F\"2", .title = "t", .caption = "c"};
  figure.panels = {
      {.title = "p", .x = {"x", 0, 1}, .layers = {Steps{"gd", {1, nan}, {infinity, 0.1}, style_of("l-bfgs")}}},
      {.layers = {HeatMap{plane()}, Bars{"b", {"one"}, {2}}}, .square = true}};
  const std::string axis = R"({"label": "", "lo": null, "hi": null, "log": false, "ticks": []})";
  CHECK(
      figure_json(figure) ==
      R"({"name": "F\"2", "title": "t", "caption": "c", "columns": 1, "width": 900, "panels": [)"
      "\n  "
      R"({"title": "p", "square": false, "x": {"label": "x", "lo": 0, "hi": 1, "log": false, "ticks": []}, "y": )" +
          axis + R"(, "z": )" + axis + R"(, "layers": [)" +
          "\n    "
          R"({"kind": "steps", "name": "gd", "style": {"colour": "#E69F00", "dash": [8, 2, 1.5, 2, 1.5, 2], "mark": 11, )"
          R"("width": 2.5, "mark_size": 1}, "x": [1, null], "y": [null, 0.1]}]},)"
          "\n  "
          R"({"title": "", "square": true, "x": )" +
          axis + R"(, "y": )" + axis + R"(, "z": )" + axis + R"(, "layers": [)" +
          "\n    "
          R"({"kind": "heat-map", "grid": {"x_lo": 0, "x_hi": 2, "y_lo": 1, "y_hi": 2, "columns": 3, "rows": 2, )"
          R"("z": [10, 11, 12, 20, 21, 22]}},)"
          "\n    "
          R"({"kind": "bars", "name": "b", "style": {"colour": "#000000", "dash": [], "mark": 0, "width": 2.5, )"
          R"("mark_size": 1}, "labels": ["one"], "heights": [2]}]}]})"
          "\n");
}

TEST_CASE("figure data: a grid's value that is not finite is a gap in the data file and null in JSON") {
  Grid grid = plane();
  grid.z[1] = nan;
  grid.z[3] = -infinity;
  CHECK(data(HeatMap{grid}) == "# heat map\n3 0 1 2\n1 10 nan 12\n2 nan 21 22\n");
  CHECK(figure_json(figure_of(HeatMap{grid})).find("\"z\": [10, null, 12, null, 21, 22]") != std::string::npos);
}

TEST_CASE("figure data: a figure that makes no sense is one sentence") {
  const auto fault = [](const Figure& figure, const std::string& sentence) {
    CHECK_THROWS_WITH_AS(check_figure(figure), ("write_figure: " + sentence).c_str(), std::invalid_argument);
  };
  fault(figure_of(Line{"a", {1, 2}, {1}}), "F2: line a has 2 x and 1 y");
  fault(figure_of(SpaceSteps{"a", {1, 2}, {1, 2}, {}}), "F2: path a has 2 x and 0 z");
  fault(figure_of(Arrows{"a", {1}, {1}, {1}, {}}), "F2: arrows a has 1 x and 0 dy");
  fault(figure_of(Bars{"a", {"x"}, {}}), "F2: bars a has 1 labels and 0 heights");
  Grid grid = plane();
  grid.z.pop_back();
  fault(figure_of(HeatMap{grid}),
        "F2: the grid of a heat map has 3 columns, 2 rows and 5 values; at least 2 of each and columns * rows values "
        "are needed");
  grid = plane();
  grid.x_hi = 0;
  fault(figure_of(Surface{grid}), "F2: the grid of a surface goes from x 0 to 0 and from y 1 to 2; lo < hi is needed");
  Figure figure = figure_of(Surface{plane()});
  figure.panels[0].layers.emplace_back(Line{"l", {1}, {1}});
  fault(figure, "F2: line l cannot stand in a panel with a surface; use SpaceSteps, Markers or a panel of their own");
  figure = figure_of(Line{"a"});
  figure.panels[0].y = {.lo = 2, .hi = 1};
  fault(figure, "F2: y goes from 2 to 1; lo < hi is needed");
  figure.panels[0].y = {.lo = 0, .hi = 1, .log = true};
  fault(figure, "F2: y goes from 0 to 1; a logarithmic axis needs positive limits");
  for (const std::string name : {"", "a/b", ".hidden", "-e"}) {
    figure.name = name;
    fault(figure, "the figure's name '" + name + "' must be a file name: not empty, no '/', no '.' or '-' in front");
  }
  fault({.name = "F1"}, "F1: a figure needs at least one panel");
  figure = figure_of(Line{"a"});
  figure.columns = 0;
  fault(figure, "F2: needs at least 1 column, a width of 100 to 20000 and a height of 0 to 20000, got 0, 900 and 0");
}

}  // namespace thalweg::examples
