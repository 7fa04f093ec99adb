// The later studies, from the tiny network to sampling: the numbers they claim and the data of their figures.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include <examples/studies/start_counts.hpp>
#include <examples/studies/studies.hpp>
#include <support/study_figures.hpp>
#include <support/study_tables.hpp>
#include <thalweg/optim/problems/separable.hpp>

namespace thalweg {
namespace {

using examples::Figure;
using examples::Panel;
using examples::Study;

TEST_CASE("study of the tiny CNN: hand-written gradients and modules walk the same path") {
  const Study study = examples::study_tiny_cnn({});
  CHECK(number_after(line_of(study, "arrays and modules"), "at most ") < 1e-12);
}

TEST_CASE("study of the tiny CNN: each method ends on the curve of best products, the start decides on which one") {
  const Study study = examples::study_tiny_cnn({});
  for (const char* method : {"GD", "Adam"}) {
    CAPTURE(method);
    const std::string good = line_of(study, std::string(method) + " from (-0.6, -1.2)");
    CHECK(number_after(good, "w1 w2 = ") == doctest::Approx(-1.2).epsilon(1e-3));
    CHECK(number_after(good, "f = ") < 1e-6);
    const std::string worse = line_of(study, std::string(method) + " from (1.5, 2)");
    CHECK(number_after(worse, "w1 w2 = ") == doctest::Approx(-0.2993).epsilon(1e-2));
    CHECK(number_after(worse, "f = ") == doctest::Approx(0.735).epsilon(1e-2));
  }
}

TEST_CASE("study of the tiny CNN: the paths of F7 lie on the surface and end where the runs end") {
  const Study study = examples::study_tiny_cnn({});
  const Panel &plane = figure_of(study, "F7a").panels.at(0), &space = figure_of(study, "F7b").panels.at(0);
  const auto flat = layers_of<examples::Steps>(plane);
  const auto steep = layers_of<examples::SpaceSteps>(space);
  REQUIRE(flat.size() == 4);
  REQUIRE(steep.size() == 4);
  CHECK(layers_of<examples::Arrows>(plane).size() == 1);
  CHECK(layers_of<examples::LevelCurves>(plane).size() == 1);
  CHECK(layers_of<examples::Surface>(space).size() == 1);
  for (std::size_t k = 0; k < 4; ++k) {
    CHECK(flat[k].name == (k % 2 == 0 ? "GD" : "Adam"));
    CHECK(flat[k].style.colour == (k % 2 == 0 ? "#D55E00" : "#0072B2"));
    CHECK(flat[k].x.back() == steep[k].x.back());
    CHECK(flat[k].y.back() == steep[k].y.back());
    REQUIRE(steep[k].x.size() == 201);
    CHECK(steep[k].z.back() < steep[k].z.front());
  }
  // The surface over the end of GD's good run: the product decides where w1 > 0.
  CHECK(steep[2].x.back() * steep[2].y.back() == doctest::Approx(-1.2));
  CHECK(steep[2].z.back() < 1e-20);
}

TEST_CASE("study of natural gradient: the direction is the gradient's on the spherical function alone") {
  const Study study = examples::study_natural_gradient({});
  const examples::Table& angles = study.tables.at(0);
  for (const auto& row : angles.rows) {
    CAPTURE(row.at(0));
    CAPTURE(row.at(1));
    if (row.at(0) == "spherical") {
      CHECK(row.at(2) == "0.0000 degrees");
      CHECK(row.at(3) == "0.5000");  // G = 2 I
    } else {
      CHECK(number_in(row.at(2)) > 5);
      CHECK(number_in(row.at(3)) < 0.5);
    }
  }
  // By hand at (-1.2, 1): g = (-215.6, -88), H = [1330 480; 480 200], both eigenvalues positive.
  const double det = 1330. * 200 - 480. * 480, dx = (200 * -215.6 - 480 * -88) / det,
               dy = (1330 * -88 - 480 * -215.6) / det;
  const double turn = std::abs(std::atan2(-215.6 * dy - -88 * dx, -215.6 * dx + -88 * dy)) * 180 / std::acos(-1);
  const auto& rosenbrock = row_of(angles, "rosenbrock");
  CHECK(number_in(rosenbrock.at(2)) == doctest::Approx(turn).epsilon(1e-4));
  CHECK(number_in(rosenbrock.at(3)) == doctest::Approx(std::hypot(dx, dy) / std::hypot(215.6, 88)).epsilon(0.05));
}

TEST_CASE("study of natural gradient: on Rosenbrock's function it alone comes to the end of the valley") {
  const Study study = examples::study_natural_gradient({});
  CHECK(line_of(study, "rosenbrock: GD") == "rosenbrock: GD from (-1.2, 1) is not finite at iteration 6");
  CHECK(number_after(line_of(study, "rosenbrock: NGD"), "f = ") < 0.05);
  CHECK(number_after(line_of(study, "rosenbrock: Adam"), "f = ") > 1);
  // A hundred steps of GD leave 0.8^100 of the way on the spherical function, natural gradient 0.9^100.
  CHECK(number_after(line_of(study, "spherical: GD"), "f = ") ==
        doctest::Approx(25 * std::pow(0.8, 200)).epsilon(0.05));
  CHECK(number_after(line_of(study, "spherical: NGD"), "f = ") ==
        doctest::Approx(25 * std::pow(0.9, 200)).epsilon(0.05));
}

TEST_CASE("study of natural gradient: F9 has the report's colours, and every caption metric, lr and count") {
  const Study study = examples::study_natural_gradient({});
  for (const examples::StudyFigure& figure : study.figures)
    for (const Figure& picture : figure.pictures) {
      CAPTURE(picture.name);
      CHECK(picture.caption.find("metric |Hessian| + 1e-9 I, lr 0.1") == 0);
      CHECK(picture.caption.find(" iterations") != std::string::npos);
    }
  // What leaves the picture has no mark where it is cut.
  const auto on_ackley = layers_of<examples::Steps>(figure_of(study, "F8").panels.at(1));
  CHECK(on_ackley.at(0).leaves);
  CHECK(!on_ackley.at(1).leaves);
  for (const char* name : {"F9a", "F9b", "F9c"}) {
    const auto paths = layers_of<examples::Steps>(figure_of(study, name).panels.at(0));
    REQUIRE(paths.size() == 3);
    CHECK((paths[0].name == "GD" && paths[0].style.colour == "#009E73"));
    CHECK((paths[1].name == "Adam" && paths[1].style.colour == "#D55E00"));
    CHECK((paths[2].name == "NGD" && paths[2].style.colour == "#0072B2"));
  }
}

TEST_CASE("study of second order: Newton and L-BFGS need tens of iterations, the others thousands") {
  const Study study = examples::study_second_order({});
  const examples::Table& table = study.tables.at(0);
  const auto count = [&](const char* method, std::size_t column) {
    return number_in(row_of(table, method).at(column));
  };
  CHECK(count("Newton", 1) < count("L-BFGS", 1));
  CHECK(count("L-BFGS", 1) < 50);
  CHECK(count("Newton", 3) == count("Newton", 1));
  CHECK(count("Adam", 1) > 1000);
  for (const char* method : {"Newton", "L-BFGS", "Adam"}) CHECK(row_of(table, method).at(5) == "converged");
  CHECK(row_of(table, "GD").at(5) == "max_iterations");
  CHECK(count("GD", 4) > 1e-6);

  const Figure& figure = figure_of(study, "F10a");
  REQUIRE(figure.panels.size() == 2);
  for (std::size_t panel = 0; panel < 2; ++panel) {
    const auto lines = layers_of<examples::Line>(figure.panels[panel]);
    REQUIRE(lines.size() == 4);
    CHECK((figure.panels[panel].x.log && figure.panels[panel].y.log));
    for (const examples::Line& line : lines) {
      CAPTURE(line.name);
      CHECK(line.x.back() == count(line.name.c_str(), 1 + panel) + (panel == 1 ? 2 * count(line.name.c_str(), 3) : 0));
      CHECK(line.y.front() == doctest::Approx(24.2));
      CHECK(line.y.back() == doctest::Approx(count(line.name.c_str(), 4)).epsilon(0.05));
    }
  }
}

TEST_CASE("study of second order: the saddle point attracts Newton's formula and not that of absolute eigenvalues") {
  const Study study = examples::study_second_order({});
  CHECK(line_of(study, "Newton from") ==
        "Newton from (0.4, 0.9) ends at (0.0000, 0.0000), f = 2.5e-01, the saddle point");
  CHECK(line_of(study, "Newton, |H|") == "Newton, |H| from (0.4, 0.9) ends at (1.0000, 0.0000), f = 0.0e+00");
  const auto paths = layers_of<examples::Steps>(figure_of(study, "F10b").panels.at(0));
  REQUIRE(paths.size() == 2);
  CHECK(std::hypot(paths[0].x.back(), paths[0].y.back()) < 1e-6);
  CHECK(paths[1].x.back() == doctest::Approx(1));
  // The first step by hand: -g / f_xx is (0.336 / -0.52), its absolute value the other way.
  CHECK(paths[0].x.at(1) == doctest::Approx(0.4 - 0.336 / 0.52));
  CHECK(paths[1].x.at(1) == doctest::Approx(0.4 + 0.336 / 0.52));
  CHECK(paths[0].style.dash != paths[1].style.dash);
}

TEST_CASE("study of second order: from (5, 0) a line search converges where a fixed learning rate overflows") {
  const Study study = examples::study_second_order({});
  CHECK(line_of(study, "GD") == "GD from (5, 0) is not finite at iteration 6");
  const std::string lbfgs = line_of(study, "L-BFGS");
  CHECK(lbfgs.find("L-BFGS from (5, 0) ends at (1.0000, 1.0000)") == 0);
  CHECK(number_after(lbfgs, "after ") < 60);
}

TEST_CASE("study of sampling: each stratum of a Latin hypercube has one sample, independent samples leave some empty") {
  const Study study = examples::study_sampling({});
  const std::string strata = line_of(study, "strata");
  CHECK(strata.find("strata with a sample: 20 of x and 20 of y from the Latin hypercube, ") == 0);
  CHECK(number_after(strata, "hypercube, ") < 18);

  const Panel& panel = figure_of(study, "F11a").panels.at(0);
  const auto marks = layers_of<examples::Markers>(panel);
  const auto samples = std::find_if(marks.begin(), marks.end(), [](const auto& m) { return m.name == "samples"; });
  REQUIRE(samples != marks.end());
  REQUIRE(samples->x.size() == 20);
  // The strata are drawn: 21 edges along each axis, and between two of them one sample.
  std::vector<double> edges;
  for (const examples::Line& line : layers_of<examples::Line>(panel))
    if (line.x[0] == line.x[1]) edges.push_back(line.x[0]);
  REQUIRE(edges.size() == 21);
  for (std::size_t k = 0; k + 1 < edges.size(); ++k)
    for (const std::vector<double>& axis : {samples->x, samples->y})
      CHECK(std::count_if(axis.begin(), axis.end(), [&](double v) { return edges[k] <= v && v < edges[k + 1]; }) == 1);

  // Adam starts at the best of them.
  const optim::Problem problem = optim::problems::rastrigin(2);
  const auto path = layers_of<examples::Steps>(panel).at(0);
  const double start = problem.arrays.value(std::array{path.x[0], path.y[0]});
  bool among = false;
  for (std::size_t i = 0; i < 20; ++i) {
    const double f = problem.arrays.value(std::array{samples->x[i], samples->y[i]});
    CHECK(start <= f);
    among = among || start == f;
  }
  CHECK(among);
}

TEST_CASE("study of sampling: the report's start and the best sample lead to the global minimum, most seeds do not") {
  const Study study = examples::study_sampling({});
  CHECK(number_after(line_of(study, "from the report's start"), "f = ") < 2);  // 0.1 from the minimum
  CHECK(number_after(line_of(study, "from the best sample"), "f = ") < 2);
  const double lucky = number_after(line_of(study, "luck"), "seeds, ");
  CHECK(lucky >= 1);
  CHECK(lucky < 30);
}

TEST_CASE("study of sampling: success grows with the number of starts, and a grid is found or not") {
  const std::vector<examples::StartCount> counts =
      examples::count_starts({.seeds = 40, .most = 256, .iterations = 60}, [](const std::string&) {});
  REQUIRE(counts.size() == 9);
  CHECK(counts.front().hypercube < 0.1);
  CHECK(counts.back().hypercube > 0.8);
  CHECK(counts.back().uniform > 0.7);
  CHECK(counts.front().grid == 1);  // its one point is the middle
  CHECK(std::isnan(counts[1].grid));
  const Figure figure = examples::start_figure("F11b", counts, {});
  const auto lines = layers_of<examples::Line>(figure.panels.at(0));
  const auto grid = layers_of<examples::Markers>(figure.panels.at(0)).at(0);
  REQUIRE(lines.size() == 2);
  CHECK(lines[0].x == std::vector<double>{1, 2, 4, 8, 16, 32, 64, 128, 256});
  CHECK(lines[0].y.back() == 100 * counts.back().hypercube);
  CHECK(lines[1].y.front() == 100 * counts.front().uniform);
  CHECK(grid.x == std::vector<double>{1, 4, 16, 64, 256});
  for (const double y : grid.y) CHECK((y == 0 || y == 100));
  CHECK(examples::start_table(counts).rows.at(1).at(3) == "-");
}

}  // namespace
}  // namespace thalweg
