// Figures as gnuplot and web pages read them: blocks of data, the script, JSON.
#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <vector>

#include <examples/support/figure_blocks.hpp>
#include <examples/support/figure_json.hpp>
#include <examples/support/figure_layers.hpp>
#include <examples/support/figure_plots.hpp>
#include <examples/support/figure_script.hpp>
#include <support/figures.hpp>

namespace thalweg::examples {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

std::string data(const Layer& layer) { return gnuplot_files(figure_of(layer), FigureFormat::svg).data; }

void script_has(const Figure& figure, const std::string& part) {
  const std::string script = gnuplot_files(figure, FigureFormat::svg).script;
  INFO(part << " in\n" << script);
  CHECK(script.find(part) != std::string::npos);
}

}  // namespace

TEST_CASE("figure script: a line is a block of its points, gaps where a value is not finite") {
  CHECK(data(Line{"a\nb", {1, 2, nan}, {0.5, infinity, 3}}) == "# a b\n1 0.5\n2 nan\nnan 3\n");
  CHECK(data(Line{"none"}) == "# none\nnan nan\n");
}

TEST_CASE("figure script: marks stand at other points of each line") {
  std::vector<double> x;
  for (int i = 0; i < 80; ++i) x.push_back(i);
  const Figure figure{.name = "F6",
                      .panels = {{.layers = {Line{"a", x, x, style_of("gd")}, Line{"b", x, x},
                                             Line{"c", x, x, style_of("momentum")}}}}};
  script_has(figure, "index 0 every 10::0 using 1:2 with points pointtype 7 ");
  script_has(figure, "index 2 every 10::2 using 1:2 with points pointtype 15 ");
  CHECK(gnuplot_files(figure, FigureFormat::svg).script.find("index 1 every") == std::string::npos);
}

TEST_CASE("figure script: steps are a path, its heads and its end") {
  CHECK(data(Steps{"gd", {0, 1, nan}, {0, 0, 1}, style_of("gd")}) ==
        "# gd\n0 0\n1 0\nnan 1\n\n\n# gd: heads\n0.98 0 0.02 0\n\n\n# gd: end\n1 0\n");
  CHECK(data(Steps{"gd", {0, 1}, {0, 0}, style_of("gd"), true}) == "# gd\n0 0\n1 0\n\n\n# gd: heads\n0.98 0 0.02 0\n");
  CHECK(data(Steps{"none"}) == "# none\nnan nan\n\n\n# none: heads\nnan nan nan nan\n");
}

TEST_CASE("figure script: a path that leaves the picture has its method's mark in the legend, as every other") {
  const Steps ends{"gd", {0, 1}, {0, 0}, style_of("gd")}, leaves{"gd", {0, 1}, {1, 1}, style_of("gd"), true};
  const std::string script =
      gnuplot_files({.name = "F0", .panels = {{.layers = {ends, leaves}}}}, FigureFormat::svg).script;
  CHECK(script.find("pointtype 7 pointsize 1 title 'gd'\n") != std::string::npos);
  CHECK(script.find("title 'gd'") == script.rfind("title 'gd'"));
}

TEST_CASE("figure script: a logarithmic axis of many decades has no minor ticks") {
  const Line line{"a", {1, 2}, {1e-30, 1}};
  const auto script = [&](const Axis& y) {
    return gnuplot_files({.name = "F0", .panels = {{.y = y, .layers = {line}}}, .height = 400}, FigureFormat::svg)
        .script;
  };
  CHECK(script({.lo = 1e-30, .hi = 1, .log = true}).find("unset mytics\n") != std::string::npos);
  CHECK(script({.lo = 1e-2, .hi = 1, .log = true}).find("unset mytics") == std::string::npos);
}

TEST_CASE("figure script: grids are nonuniform matrices, arrows and bars have columns of their own") {
  CHECK(data(HeatMap{plane()}) == "# heat map\n3 0 1 2\n1 10 11 12\n2 20 21 22\n");
  CHECK(data(Surface{plane()}) == "# surface\n3 0 1 2\n1 10 11 12\n2 20 21 22\n");
  CHECK(data(LevelCurves{plane(), {11}}) == "# level curves\n3 0 1 2\n1 10 11 12\n2 20 21 22\n");
  CHECK(data(Arrows{"g", {0}, {1}, {2}, {3}}) == "# g\n0 1 2 3\n");
  CHECK(data(Bars{"b", {"x", "y"}, {5, nan}}) == "# b\n0 5 0.7360000000000001\n1 nan 0.7360000000000001\n");
  CHECK(data(SpaceSteps{"p", {0}, {1}, {2}}) == "# p\n0 1 2\n\n\n# p: heads\nnan nan nan nan nan nan\n");
}

TEST_CASE("figure script: only levels that the grid crosses are drawn, as roots where nothing is negative") {
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

TEST_CASE("figure script: the script names files, labels and limits, quotes doubled") {
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

TEST_CASE("figure script: panels share one legend, in which a name with one look stands once") {
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

TEST_CASE("figure script: a path on a surface is drawn over it, level curves beneath") {
  const Panel panel{
      .layers = {Surface{plane()}, SpaceSteps{"p", {0, 1}, {1, 2}, {10, 21}}, LevelCurves{plane(), {16}}}};
  const Figure figure{.name = "F7", .panels = {panel}};
  script_has(figure, "splot $levels0 using 1:2:(10) with lines ");
  script_has(figure, "'F7.dat' index 0 nonuniform matrix using 1:2:3 with pm3d notitle, \\\n     'F7.dat' index 1 ");
}

TEST_CASE("figure script: JSON has panels, axes, layers, styles and numbers, null where one is not finite") {
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
          R"("width": 2.5, "mark_size": 1}, "x": [1, null], "y": [null, 0.1], "leaves": false}]},)"
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

TEST_CASE("figure script: a grid's value that is not finite is a gap in the data file and null in JSON") {
  Grid grid = plane();
  grid.z[1] = nan;
  grid.z[3] = -infinity;
  CHECK(data(HeatMap{grid}) == "# heat map\n3 0 1 2\n1 10 nan 12\n2 nan 21 22\n");
  CHECK(figure_json(figure_of(HeatMap{grid})).find("\"z\": [10, null, 12, null, 21, 22]") != std::string::npos);
}

}  // namespace thalweg::examples
