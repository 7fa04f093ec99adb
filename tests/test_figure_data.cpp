// What figures are made of: styles, sampled functions, limits, arrow heads, the layout, and what is refused.
#include <doctest/doctest.h>

#include <algorithm>
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
#include <examples/support/figure_layers.hpp>
#include <examples/support/figure_layout.hpp>
#include <examples/support/figure_limits.hpp>
#include <examples/support/figure_plots.hpp>
#include <support/figures.hpp>

namespace thalweg::examples {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

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

TEST_CASE("figure data: text is wrapped at spaces, by characters, and long words are broken") {
  CHECK(wrapped("one two three", 7) == std::vector<std::string>{"one two", "three"});
  CHECK(wrapped("αβγ δ", 5) == std::vector<std::string>{"αβγ δ"});
  CHECK(wrapped("abcdef", 4) == std::vector<std::string>{"abcd", "ef"});
  CHECK(wrapped("a\nb", 9) == std::vector<std::string>{"a", "b"});
  CHECK(wrapped("", 9).empty());
}

TEST_CASE("figure data: of a line only points that can be told apart are written, its ends and its gaps always") {
  const Panel panel{.x = {.lo = 1, .hi = 1e4, .log = true}, .y = {.lo = 0, .hi = 1}};
  std::vector<double> x, y;
  for (int t = 1; t <= 10'000; ++t) {
    x.push_back(t);
    y.push_back(t == 9'000 ? 0.25 : 0.5);  // one point that stands out
  }
  const auto kept = told_apart(x, y, panel);
  // Four decades of 500 / 4 places, fewer where there are no iterations in between.
  CHECK(kept[0].size() > 250);
  CHECK(kept[0].size() < 500);
  CHECK(kept[0].front() == 1);
  CHECK(kept[0][1] == 2);
  CHECK(kept[0].back() == 10'000);
  CHECK(std::count(kept[0].begin(), kept[0].end(), 9'000) == 1);
  CHECK(std::count(kept[0].begin(), kept[0].end(), 9'001) == 1);
  const auto gap = told_apart({1, 1, 1, 1, 1}, {0, 0, nan, 0, 0}, panel);
  CHECK(gap[1].size() == 4);
  CHECK(std::isnan(gap[1][1]));
  CHECK(told_apart({}, {}, panel)[0].empty());
}

TEST_CASE("figure data: no word of a caption is left alone on its last line") {
  CHECK(wrapped("a b c d e f g", 11) == std::vector<std::string>{"a b c d e f", "g"});
  CHECK(balanced("a b c d e f g", 11) == std::vector<std::string>{"a b c d", "e f g"});
  CHECK(balanced("a b c", 11) == std::vector<std::string>{"a b c"});
  CHECK(balanced("", 11).empty());
  Figure figure = figure_of(Line{"a", {1}, {1}});
  figure.caption = std::string(119, 'a');  // 107 have room on a line
  for (std::size_t i = 1; i < 119; i += 2) figure.caption[i] = ' ';
  const std::vector<std::string> lines = layout_of(figure, {}).caption;
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].size() == lines[1].size());
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
