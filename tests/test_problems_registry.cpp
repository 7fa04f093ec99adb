// Finding test problems by name and size.
#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <thalweg/optim/problems/registry.hpp>

namespace thalweg::optim {

TEST_CASE("problem: the names there are, in alphabetical order") {
  const std::vector<std::string> names = {"ackley",
                                          "beale",
                                          "booth",
                                          "brown_dennis",
                                          "freudenstein_roth",
                                          "goldstein_price",
                                          "griewank",
                                          "helical_valley",
                                          "himmelblau",
                                          "kowalik_osborne",
                                          "levy",
                                          "matyas",
                                          "paraboloid",
                                          "powell_badly_scaled",
                                          "powell_singular",
                                          "rastrigin",
                                          "rosenbrock",
                                          "spherical",
                                          "styblinski_tang",
                                          "wood"};
  CHECK(problem_names() == names);
}

TEST_CASE("problem: by name, with the size it has by itself or the one asked for") {
  CHECK(problem("rosenbrock").n == 2);
  CHECK(problem("rosenbrock", 5).n == 5);
  CHECK(problem("booth").n == 2);
  CHECK(problem("booth", 2).n == 2);
  for (const std::string& name : problem_names()) CHECK(problem(name).name == name);
}

TEST_CASE("problem: the box and the number of residuals of each") {
  struct Row {
    const char* name;
    double lower, upper;
    std::int64_t residuals;
  };
  const std::vector<Row> rows = {{"ackley", -32.768, 32.768, 0},
                                 {"beale", -4.5, 4.5, 3},
                                 {"booth", -10, 10, 2},
                                 {"brown_dennis", -30, 30, 20},
                                 {"freudenstein_roth", -20, 20, 2},
                                 {"goldstein_price", -2, 2, 0},
                                 {"griewank", -600, 600, 0},
                                 {"helical_valley", -10, 10, 3},
                                 {"himmelblau", -5, 5, 2},
                                 {"kowalik_osborne", 0, 0.42, 11},
                                 {"levy", -10, 10, 0},
                                 {"matyas", -10, 10, 2},
                                 {"paraboloid", -10, 10, 2},
                                 {"powell_badly_scaled", -10, 10, 2},
                                 {"powell_singular", -4, 5, 4},
                                 {"rastrigin", -5.12, 5.12, 0},
                                 {"rosenbrock", -5, 10, 2},
                                 {"spherical", -5.12, 5.12, 2},
                                 {"styblinski_tang", -5, 5, 0},
                                 {"wood", -10, 10, 6}};
  REQUIRE(rows.size() == problem_names().size());
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Problem p = problem(row.name);
    const std::vector<double> lower(p.start.size(), row.lower), upper(p.start.size(), row.upper);
    CHECK(p.lower == lower);
    CHECK(p.upper == upper);
    CHECK(p.arrays.residual_count == row.residuals);
  }
}

TEST_CASE("problem: an unknown name is answered with the closest known ones") {
  CHECK_THROWS_WITH_AS(problem("rosenbruck"), "problem: none is named \"rosenbruck\"; did you mean rosenbrock?",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(problem("Ackley"), "problem: none is named \"Ackley\"; did you mean ackley?",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(has_size("both", 2), "problem: none is named \"both\"; did you mean booth?",
                       std::invalid_argument);
}

TEST_CASE("problem: the beginning of several names is answered with all of them") {
  CHECK_THROWS_WITH_AS(problem("powell"),
                       "problem: none is named \"powell\"; did you mean powell_badly_scaled or powell_singular?",
                       std::invalid_argument);
}

TEST_CASE("problem: a number of parameters that a function cannot have is an error") {
  CHECK_THROWS_WITH_AS(problem("booth", 3), "booth: has 2 parameters and no other number, got 3",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(problem("rosenbrock", 1),
                       "rosenbrock: the number of parameters must lie in [2, 100000000], got 1", std::invalid_argument);
  CHECK_THROWS_WITH_AS(problem("rastrigin", -1),
                       "rastrigin: the number of parameters must lie in [1, 100000000], got -1", std::invalid_argument);
  CHECK_FALSE(has_size("booth", 3));
  CHECK_FALSE(has_size("rosenbrock", 1));
  CHECK(has_size("ackley", 1));
  CHECK_FALSE(has_size("ackley", 100'000'001));
  CHECK_THROWS_WITH_AS(problem("ackley", 100'000'001),
                       "ackley: the number of parameters must lie in [1, 100000000], got 100000001",
                       std::invalid_argument);
}

}  // namespace thalweg::optim
