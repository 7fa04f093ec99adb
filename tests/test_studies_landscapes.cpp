// The studies of figures F2 to F5: ends against the report's, and what each figure draws.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include <examples/studies/landscape.hpp>
#include <examples/studies/studies.hpp>
#include <support/report_numbers.hpp>
#include <support/study_figures.hpp>
#include <support/study_tables.hpp>
#include <thalweg/optim/problems/ackley.hpp>
#include <thalweg/optim/problems/bowls.hpp>
#include <thalweg/optim/problems/rosenbrock.hpp>
#include <thalweg/optim/problems/separable.hpp>

namespace thalweg {
namespace {

using namespace examples;

struct Landscape {
  Study (*study)(const StudyOptions&);
  const char* id;
  optim::Problem problem;
  std::size_t planes;  ///< panels that show level curves
};

std::vector<Landscape> landscapes() {
  return {{study_paraboloid, "F2", optim::problems::paraboloid(2), 1},
          {study_rosenbrock, "F3", optim::problems::rosenbrock(2), 9},
          {study_rastrigin, "F4", optim::problems::rastrigin(2), 3},
          {study_ackley, "F5", optim::problems::ackley(2), 3}};
}

/// All panels of a study, each with the name of its figure in its title.
std::vector<Panel> panels_of(const Study& study) {
  std::vector<Panel> panels;
  for (const Figure& figure : study.figures.at(0).pictures)
    for (const Panel& panel : figure.panels) {
      panels.push_back(panel);
      panels.back().title = figure.name + ": " + panel.title;
    }
  return panels;
}

/// The row of a study's table for a printed result: same start, method, settings and printed end.
const std::vector<std::string>* find_row(const Table& table, const PrintedResult& printed) {
  std::string method = fmt::format("GD, lr {}", printed.lr);
  if (printed.method == "adam")
    method = fmt::format("Adam, lr {}, betas {} {}", printed.lr, printed.beta1, printed.beta2);
  for (const auto& row : table.rows)
    if (row.at(0) == fmt::format("({}, {})", printed.start[0], printed.start[1]) && row.at(1) == method &&
        row.at(2) == point_text(printed.printed))
      return &row;
  return nullptr;
}

TEST_CASE("studies of landscapes: every printed result stands beside ours, exact ones equal") {
  for (const Landscape& landscape : landscapes()) {
    const Study study = landscape.study({});
    std::size_t found = 0;
    for (const PrintedResult& printed : printed_results()) {
      // The slide on sampling is a study of its own.
      if (printed.function != landscape.problem.name || printed.claim.rfind("Latin hypercube", 0) == 0) continue;
      CAPTURE(printed.text());
      const std::vector<std::string>* row = find_row(study.tables.at(0), printed);
      REQUIRE(row != nullptr);
      ++found;
      CHECK(row->at(5) == printed.kind);
      if (printed.kind == "exact") CHECK(number_in(row->at(4)) <= 2e-8);
    }
    CHECK(found >= 2);
  }
}

TEST_CASE("studies of landscapes: level curves are of the function, and log-spaced") {
  for (const Landscape& landscape : landscapes()) {
    const Study study = landscape.study({});
    CHECK(study.figures.size() == 1);
    CHECK(study.figures[0].id == landscape.id);
    std::size_t planes = 0;
    for (const Panel& panel : panels_of(study))
      for (const LevelCurves& curves : layers_of<LevelCurves>(panel)) {
        CAPTURE(panel.title);
        ++planes;
        CHECK(panel.square);
        const Grid& grid = curves.grid;
        CHECK(grid.z.size() == static_cast<std::size_t>(grid.columns * grid.rows));
        for (const std::int64_t j : {std::int64_t{0}, grid.rows / 3, grid.rows - 1})
          for (const std::int64_t i : {std::int64_t{0}, grid.columns / 2, grid.columns - 1})
            CHECK(grid.z[static_cast<std::size_t>(j * grid.columns + i)] ==
                  landscape.problem.arrays.value(std::vector{grid.x(i), grid.y(j)}));
        const auto [lo, hi] = std::minmax_element(grid.z.begin(), grid.z.end());
        std::size_t seen = 0;
        for (std::size_t k = 0; k < curves.levels.size(); ++k) {
          seen += *lo < curves.levels[k] && curves.levels[k] < *hi;
          if (k > 0)
            CHECK(curves.levels[k] / curves.levels[k - 1] ==
                  doctest::Approx(curves.levels[1] / curves.levels[0]).epsilon(1e-12));
        }
        CHECK(seen >= 7);
      }
    CHECK(planes == landscape.planes);
  }
}

TEST_CASE("studies of landscapes: black arrows point along the gradient") {
  for (const Landscape& landscape : landscapes())
    for (const Panel& panel : panels_of(landscape.study({})))
      for (const Arrows& arrows : layers_of<Arrows>(panel)) {
        CAPTURE(panel.title);
        CHECK(arrows.x.size() >= 60);
        std::vector<double> g(2);
        for (std::size_t i = 0; i < arrows.x.size(); ++i) {
          const double dx = arrows.dx[i], dy = arrows.dy[i], length = std::hypot(dx, dy);
          landscape.problem.arrays.value_and_gradient(std::vector{arrows.x[i] + dx / 2, arrows.y[i] + dy / 2}, g);
          const double norm = std::hypot(g[0], g[1]);
          // Rounding moves the middle of an arrow, which shows where the gradient nearly vanishes.
          CHECK((dx * g[0] + dy * g[1]) / (length * norm) > 1 - 1e-6);
        }
      }
}

TEST_CASE("studies of landscapes: red GD and blue Adam walk from the marked start, inside the picture") {
  for (const Landscape& landscape : landscapes())
    for (const Panel& panel : panels_of(landscape.study({}))) {
      const auto walks = layers_of<Steps>(panel);
      const auto markers = layers_of<Markers>(panel);
      if (walks.empty()) continue;
      CAPTURE(panel.title);
      CHECK(walks.size() == 2);
      REQUIRE(!markers.empty());
      CHECK(markers[0].name == "start");
      for (const Steps& walk : walks) {
        CHECK((walk.name == "GD" || walk.name == "Adam"));
        CHECK(walk.style.colour == (walk.name == "GD" ? "#D55E00" : "#0072B2"));
        REQUIRE(walk.x.size() == walk.y.size());
        CHECK(walk.x.size() >= 2);
        CHECK(walk.x.front() == markers[0].x[0]);
        CHECK(walk.y.front() == markers[0].y[0]);
        for (std::size_t i = 0; i < walk.x.size(); ++i) {
          CHECK(walk.x[i] >= panel.x.lo - 1e-12);
          CHECK(walk.x[i] <= panel.x.hi + 1e-12);
          CHECK(walk.y[i] >= panel.y.lo - 1e-12);
          CHECK(walk.y[i] <= panel.y.hi + 1e-12);
        }
      }
      const std::vector<double> minimum = landscape.problem.minima[0].x;
      const bool in_view = minimum[0] > panel.x.lo && minimum[0] < panel.x.hi;
      REQUIRE(markers.size() == (in_view ? 2 : 1));
      if (in_view) {
        CHECK(markers[1].name == "minimum");
        CHECK(markers[1].x[0] == minimum[0]);
        CHECK(markers[1].y[0] == minimum[1]);
      }
    }
}

TEST_CASE("study of the paraboloid: GD goes straight, Adam past the minimum and back") {
  const Study study = study_paraboloid({});
  const auto walks = layers_of<Steps>(figure_of(study, "F2").panels.at(0));
  for (std::size_t i = 0; i < walks[0].x.size(); ++i)
    CHECK((walks[0].x[i] - 1) * 9.5 == doctest::Approx((walks[0].y[i] - 2) * 6).epsilon(1e-9));
  CHECK(*std::max_element(walks[1].x.begin(), walks[1].x.end()) > 2);
  CHECK(*std::max_element(walks[1].y.begin(), walks[1].y.end()) > 4);
  for (const Steps& walk : walks) {
    CHECK(std::abs(walk.x.back() - 1) < 1e-7);
    CHECK(std::abs(walk.y.back() - 2) < 1e-7);
  }
}

TEST_CASE("study of Rosenbrock: GD leaves with its first step, which is cut at the edge") {
  const Study study = study_rosenbrock({});
  const Steps gd = layers_of<Steps>(figure_of(study, "F3a").panels.at(0)).at(0);
  CHECK(gd.x == std::vector<double>{5, -3});
  // On the way to (-45.008, 5).
  CHECK(gd.y.at(1) == doctest::Approx(5 * 8 / 50.008).epsilon(1e-12));
  CHECK(gd.leaves);
  CHECK(study.lines.at(0) == "GD from (5, 0): x = -45, then 36335, then -1.919e+13; not finite at iteration 6");
  CHECK(study.tables.at(0).rows.at(0).at(3) == "not finite at iteration 6");
}

TEST_CASE("study of Rosenbrock: exact gradients grow without end, differences freeze") {
  const Study study = study_rosenbrock({});
  const Figure& d = figure_of(study, "F3d");
  CHECK(d.panels.size() == 2);
  const auto lines = layers_of<Line>(d.panels[0]);
  CHECK(lines.at(0).y.size() == 6);
  CHECK(lines[0].y[1] == doctest::Approx(45.008));
  CHECK(lines[0].y[2] == doctest::Approx(36334.51147220481));
  CHECK(lines[0].y[5] > 1e117);
  CHECK(lines.at(1).y.size() == 9);
  CHECK(lines[1].y[3] == lines[1].y[8]);
  // Frozen rows hold to 0.6 %.
  for (const std::size_t row : {1, 3}) {
    const auto& cells = study.tables.at(0).rows.at(row);
    CHECK(number_in(cells.at(4)) < 6e-3 * std::abs(number_in(cells.at(2).substr(1))));
  }
  CHECK(study.lines.at(4) == "betas 0.99 0.9999: what the report prints as the end, ours passes at iteration 9137");
}

TEST_CASE("study of Rosenbrock: Adam's walks end where its runs do") {
  const Study study = study_rosenbrock({});
  const Panel& large = figure_of(study, "F3a").panels.at(0);
  CHECK(layers_of<Steps>(large).at(1).x.back() == doctest::Approx(1.0001373));
  const Panel& small = figure_of(study, "F3a").panels.at(1);
  CHECK(layers_of<Steps>(small).at(1).x.back() == doctest::Approx(1.86150594));
  // Five choices of betas are the report's, the last is ours.
  const Figure& betas = figure_of(study, "F3b");
  REQUIRE(betas.panels.size() == 6);
  CHECK(betas.panels[5].title == "Adam, lr 0.1, betas 0 0.999");
}

TEST_CASE("study of Rastrigin: GD is stuck or jumps, Adam is pushed out") {
  const Study study = study_rastrigin({});
  CHECK(study.lines.at(0).find("[-4.97469139, -4.97469139] from (-5, -5), [-0.99495864, -0.99495864]") !=
        std::string::npos);
  int dents = 0;
  CHECK(std::sscanf(study.lines.at(1).c_str(), "GD with lr 2e-2 visits %d dents", &dents) == 1);
  CHECK(dents >= 5);
  CHECK(study.lines.at(2).find("ends near (-2, -2)") != std::string::npos);
  // Drawn in the plane: Adam leaves the dent at -5 and passes the minimum.
  const auto walks = layers_of<Steps>(figure_of(study, "F4a").panels.at(0));
  CHECK(walks[0].x.back() == doctest::Approx(-4.97469139));
  CHECK(walks[1].x.back() == 1.5);
  const auto lines = layers_of<Line>(figure_of(study, "F4d").panels.at(0));
  CHECK(lines.at(0).name == "minimum");
  CHECK(*std::max_element(lines.at(2).y.begin(), lines.at(2).y.end()) > 20);
  CHECK(lines[2].y.back() == doctest::Approx(-2).epsilon(0.1));
  CHECK(lines[2].x.back() > 9900);
}

TEST_CASE("study of Rastrigin: differences part coordinates that exact gradients keep equal") {
  const Study study = study_rastrigin({});
  const auto& rows = study.tables.at(0).rows;
  const auto parts = [&](std::size_t row) {
    const std::string& end = rows.at(row).at(3);
    return std::pair{number_in(end.substr(1)), number_in(end.substr(end.find(',') + 1))};
  };
  CHECK(parts(3).first == parts(3).second);
  CHECK(rows.at(4).at(1) == "GD, lr 0.02, differences with step 1.5e-08");
  CHECK(parts(4).first != parts(4).second);
}

TEST_CASE("study of Ackley: small steps stay, large ones reach the foot and swing") {
  const Study study = study_ackley({});
  for (const Steps& walk : layers_of<Steps>(figure_of(study, "F5a").panels.at(0))) {
    CHECK(std::abs(walk.x.back() + 3.983) < 0.02);
    CHECK(walk.x.back() == walk.y.back());
  }
  CHECK(layers_of<Steps>(figure_of(study, "F5b").panels.at(0)).at(1).x.back() == doctest::Approx(0.02544463));
  double adam = 0, gd = 0;
  CHECK(std::sscanf(study.lines.at(2).c_str(),
                    "over the last 1000 iterations its x still swings by %lf, that of GD with lr 0.1 by %lf", &adam,
                    &gd) == 2);
  CHECK(adam > 0.05);
  CHECK(gd > 0.5);
}

TEST_CASE("landscape: a walk that goes on past its limit is drawn up to there") {
  const optim::Problem problem = optim::problems::paraboloid(2);
  const Walk gd = walk(problem, {-5, -7.5}, optim::GradientDescentOptions{.lr = 0.1});
  const View view{-8, 6, -9, 5, 1, 100, 5, 4, 3};
  CHECK(iterations_inside(gd, view) == 3);
  const Steps steps = layers_of<Steps>(landscape("", problem, view, {gd})).at(0);
  CHECK(steps.x.size() == 4);
  CHECK(steps.x.back() == gd.report.trajectory[3].x[0]);
  CHECK(!steps.leaves);
  CHECK(nearest_iteration(gd, gd.report.trajectory[2].x) == 2);
}

}  // namespace
}  // namespace thalweg
