// The first studies, on arrays, tensors, gradients, Hessians and moments (F1): the numbers they claim.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>

#include <examples/studies/studies.hpp>
#include <support/report_numbers.hpp>
#include <support/study_figures.hpp>
#include <support/study_tables.hpp>

namespace thalweg {
namespace {

using examples::Figure;
using examples::Line;
using examples::Study;
using examples::Table;

TEST_CASE("study of arrays: first steps are worked out by hand") {
  const Study study = examples::study_arrays({});
  const Table& first = study.tables.at(0);
  const auto moves = [&](const char* name) {
    const auto& row = row_of(first, name);
    return std::vector<double>{number_in(row.at(1)), number_in(row.at(2))};
  };
  // The gradient at (-5, -7.5) is (-12, -19).
  CHECK(moves("GD, lr 1e-3") == std::vector<double>{0.012, 0.019});
  CHECK(moves("momentum, lr 1e-3, alpha 0.9") == std::vector<double>{0.0012, 0.0019});
  CHECK(moves("Adam, lr 0.1, betas 0.99 0.9999") == std::vector<double>{0.1, 0.1});
  CHECK(moves("AdaMax, lr 0.1, betas 0.9 0.999") == std::vector<double>{0.1, 0.1});
}

TEST_CASE("study of arrays: all four methods come down, gradient descent to the report's digits") {
  const Study study = examples::study_arrays({});
  const Table& way = study.tables.at(1);
  CHECK(way.rows.size() == 4);
  for (const auto& row : way.rows) {
    CAPTURE(row.at(0));
    for (std::size_t k = 2; k < row.size(); ++k) CHECK(number_in(row[k]) < number_in(row[k - 1]));
    CHECK(number_in(row.back()) < 1e-7);
  }
  // After k steps of gradient descent (1 - 2 lr)^k of the distance is left.
  const double distance = std::hypot(6, 9.5);
  CHECK(number_in(row_of(way, "GD, lr 1e-3").at(3)) == doctest::Approx(distance * std::pow(0.998, 1000)).epsilon(1e-2));

  const PrintedResult printed = printed_results().front();
  CHECK(printed.text() == "paraboloid gd (-5, -7.5) lr 0.001");
  const std::string digits = fmt::format("[{:.8f}, {:.8f}]", printed.printed[0], printed.printed[1]);
  CHECK(line_of(study, "GD ends at") == "GD ends at " + digits + "; the report prints " + digits);
}

TEST_CASE("study of tensors: shapes, strides and offsets of views") {
  const Study study = examples::study_tensors({});
  const Table& views = study.tables.at(0);
  using Row = std::vector<std::string>;
  CHECK(row_of(views, "a") == Row{"a", "(2, 3)", "(3, 1)", "0"});
  CHECK(row_of(views, "transpose(a, 0, 1)") == Row{"transpose(a, 0, 1)", "(3, 2)", "(1, 3)", "0"});
  CHECK(row_of(views, "a[1]") == Row{"a[1]", "(3,)", "(1,)", "3"});
  CHECK(row_of(views, "slice(a, 1, 0, 3, 2)") == Row{"slice(a, 1, 0, 3, 2)", "(2, 2)", "(3, 2)", "0"});
  CHECK(row_of(views, "expand(a[0], {4, 3})") == Row{"expand(a[0], {4, 3})", "(4, 3)", "(0, 1)", "0"});
}

TEST_CASE("study of tensors: copies share, clones do not, and what is not meant is refused") {
  const Study study = examples::study_tensors({});
  CHECK(line_of(study, "after a.set") ==
        "after a.set({0, 0}, 10): a copy has 10, its first column [10.  4.], an earlier clone still has 1");
  CHECK(line_of(study, "a + (10") == "a + (10, 20, 30) =\n[[11. 22. 33.]\n [14. 25. 36.]]");
  CHECK(line_of(study, "a - mean") == "a - mean of each row =\n[[-1.  0.  1.]\n [-1.  0.  1.]]");
  CHECK(line_of(study, "a times") == "a times its transpose =\n[[14. 32.]\n [32. 77.]]");
  CHECK(line_of(study, "1/3") == "1/3 in float64: 0.33333333333333331, in float32: 0.33333334326744080");
  CHECK(line_of(study, "  add: dtypes") == "  add: dtypes differ: float64 and float32; convert one with .to(float64)");
  CHECK(line_of(study, "  add: shapes") ==
        "  add: shapes (2, 3) and (2,) do not broadcast: axis -1 has sizes 3 and 2, which must be equal or 1");
  CHECK(line_of(study, "  matmul") == "  matmul: inner sizes differ: (2, 3) x (2, 3)");
}

TEST_CASE("study of gradients: autograd agrees with the derivative by hand to the last bit") {
  const Study study = examples::study_gradients({});
  CHECK(line_of(study, "f ") == "f           8104");
  CHECK(line_of(study, "by hand") == "by hand     [10804, -1800]");
  CHECK(line_of(study, "grad ") == "grad        [10804. -1800.]  largest error 0.0e+00");
  CHECK(line_of(study, "backward") == "backward    [10804. -1800.]");
  CHECK(line_of(study, "twice") == "twice       [21608. -3600.]");
  const std::string dot = line_of(study, "digraph");
  std::size_t arrows = 0;
  for (std::size_t at = dot.find("->"); at != std::string::npos; at = dot.find("->", at + 1)) ++arrows;
  CHECK(line_of(study, "the graph has") == fmt::format("the graph has {} arrows; draw it with dot -Tsvg:", arrows));
}

TEST_CASE("study of gradients: differences are worst where the step is large or tiny, and freeze far out") {
  const Study study = examples::study_gradients({});
  const auto error = [&](const char* step) { return number_in(row_of(study.tables.at(0), step).at(3)); };
  CHECK(error("1.0e-01") == 12);  // h^2 / 6 times the third derivative 7200
  CHECK(error("1.0e-05") < 1e-6);
  CHECK(error("1.5e-08") > 1e-5);
  CHECK(error("1.5e-08") < 1e-3);
  CHECK(error("1.0e-14") > 10);
  CHECK(line_of(study, "at x = -1.9e13") ==
        "at x = -1.9e13 the derivative is -2.744e+42; with the report's step 1.5e-08 it is 0: x + h == x is true");
}

TEST_CASE("study of Hessians: double backward gives the Hessian by hand") {
  const Study study = examples::study_hessians({});
  const Table& table = study.tables.at(0);
  CHECK(table.rows.size() == 3);
  for (const auto& row : table.rows) {
    CHECK(number_in(row.at(4)) < 1e-10);
    CHECK(number_in(row.at(5)) < 1e-10);
  }
  using Row = std::vector<std::string>;
  const Row start = row_of(table, "(-1.2, 1)");
  CHECK(Row(start.begin(), start.begin() + 4) == Row{"(-1.2, 1)", "1330", "480", "200"});
  // [10802 -1200; -1200 200] times (1, 1).
  CHECK(line_of(study, "hvp") == "hvp at (3, 0) along (1, 1)          [ 9602. -1000.]");
}

TEST_CASE("study of Hessians: the report's listing holds third derivatives") {
  const Study study = examples::study_hessians({});
  CHECK(line_of(study, "its entry") ==
        "its entry (x, x) is the third derivative 2400 x = 7200 (found: 7200.000000001), the Hessian has 10802");
  CHECK(line_of(study, "it is not symmetric") == "it is not symmetric: 1e-09 and -400; the Hessian is, with -1200");
}

TEST_CASE("study of moments: m and v are the weighted averages of the gradients") {
  const Study study = examples::study_moments({});
  const double betas[] = {0.7, 0.9, 0.99, 0.999};
  const Figure &m = figure_of(study, "F1-m"), &v = figure_of(study, "F1-v");
  CHECK(m.panels.size() == 4);
  CHECK(v.panels.size() == 4);
  // The gradient at (3, 0) is (10804, -1800); the first step of Adam is lr along both axes, to (2.9, 0.1).
  const double first[] = {10804, -1800};
  const double second[] = {400 * 2.9 * (2.9 * 2.9 - 0.1) - 2 * (1 - 2.9), 200 * (0.1 - 2.9 * 2.9)};
  for (std::size_t k = 0; k < 4; ++k) {
    const auto ms = layers_of<Line>(m.panels[k]), vs = layers_of<Line>(v.panels[k]);
    CHECK(m.panels[k].title == fmt::format("beta1 = {}", betas[k]));
    for (std::size_t i = 0; i < 2; ++i) {
      CHECK(ms.at(i).name == (i == 0 ? "x" : "y"));
      CHECK(ms[i].y.size() == 1000);
      CHECK(ms[i].y[0] == doctest::Approx((1 - betas[k]) * first[i]));
      CHECK(ms[i].y[1] == doctest::Approx((1 - betas[k]) * (betas[k] * first[i] + second[i])).epsilon(1e-6));
      CHECK(vs.at(i).y[0] == doctest::Approx(1e-3 * first[i] * first[i]));
    }
  }
  CHECK(study.lines.at(0) == "beta1 0.7: m of x changes its sign 0 times; after 1000 iterations at (1.3615, 1.8543)");
}

}  // namespace
}  // namespace thalweg
