// Edit distances and the names nearest by them.
#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <thalweg/optim/closest_names.hpp>

namespace thalweg::optim {

using Names = std::vector<std::string>;

TEST_CASE("edit_distance: insertions, deletions, replacements and exchanges of neighbours count one each") {
  CHECK(edit_distance("adam", "adam") == 0);
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("", "adam") == 4);
  CHECK(edit_distance("adam", "") == 4);
  CHECK(edit_distance("adam", "adamw") == 1);
  CHECK(edit_distance("addam", "adam") == 1);
  CHECK(edit_distance("adam", "atom") == 2);
  CHECK(edit_distance("daam", "adam") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("ca", "abc") == 3);  // 2 if the exchanged letters could be edited again
}

TEST_CASE("edit_distance: capitals, hyphens and spaces do not count") {
  CHECK(edit_distance("Nelder-Mead", "nelder_mead") == 0);
  CHECK(edit_distance("helical valley", "helical_valley") == 0);
}

TEST_CASE("closest_names: nearest first, equals in the order of the list, nothing far beside something near") {
  const Names names = {"adagrad", "adam", "adamw", "adamax", "bfgs", "l-bfgs"};
  CHECK(closest_names("adm", names) == Names{"adam", "adamw"});
  CHECK(closest_names("adan", names) == Names{"adam", "adamw"});
  CHECK(closest_names("adamm", names) == Names{"adam", "adamw", "adamax"});
  CHECK(closest_names("lbfgs", names) == Names{"bfgs", "l-bfgs"});
  CHECK(closest_names("adamm", names, 1) == Names{"adam"});
  CHECK(closest_names("adam", Names{}).empty());
  CHECK(closest_names("adam", names, 0).empty());
}

TEST_CASE("closest_names: part of a name stands for the whole, whatever its length") {
  const Names names = {"powell_badly_scaled", "powell_singular", "wood"};
  CHECK(closest_names("powell", names) == Names{"powell_badly_scaled", "powell_singular"});
  CHECK(closest_names("Badly-Scaled", names) == Names{"powell_badly_scaled"});
  CHECK(closest_names("gd", Names{"gd_momentum", "ga"}) == Names{"gd_momentum", "ga"});
  CHECK(closest_names("a", Names{"adamax", "sgd"}) == Names{"sgd"});  // a letter is part of too many
}

TEST_CASE("either_of: commas, and an or before the last") {
  CHECK(either_of(Names{}).empty());
  CHECK(either_of(Names{"a"}) == "a");
  CHECK(either_of(Names{"a", "b"}) == "a or b");
  CHECK(either_of(Names{"a", "b", "c"}) == "a, b or c");
}

}  // namespace thalweg::optim
