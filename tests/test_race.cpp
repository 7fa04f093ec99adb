// Natural gradient against Adam on digits: steps to given losses, and the program's tables.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <limits>

#include <examples/classifier/race.hpp>
#include <examples/support/digits.hpp>

namespace thalweg::examples {

namespace {

RaceSettings small_race() {
  RaceSettings settings;
  settings.network.hidden = {32};
  settings.network.batch = 100;
  settings.images = 300;
  settings.steps = 120;
  return settings;
}

RaceResult run(const Runner& runner, const RaceSettings& settings, const Digits& digits) {
  Progress quiet(stdout, true);
  return race(runner, digits, settings, quiet);
}

}  // namespace

TEST_CASE("race: natural gradient and k-fac need at most half of the steps of Adam with its best learning rate") {
  const Digits digits = draw_digits(1, 300);
  const RaceSettings settings = small_race();
  constexpr std::int64_t never = std::numeric_limits<std::int64_t>::max();
  std::array<std::int64_t, race_marks.size()> adam;
  adam.fill(never);
  for (const double lr : {1e-3, 3e-3, 1e-2, 2e-2}) {
    const RaceResult result = run({"adam", lr, false}, settings, digits);
    for (std::size_t k = 0; k < adam.size(); ++k)
      if (result.finishes[k]) adam[k] = std::min(adam[k], result.finishes[k]->steps);
    CHECK(result.evaluations == static_cast<std::int64_t>(result.losses.size()) - 1);
    CHECK(result.products == 0);
  }
  for (const char* method : {"natural-gradient", "k-fac"}) {
    const RaceResult result = run({method, 1, false}, settings, digits);
    for (std::size_t k = 0; k < adam.size(); ++k) {
      INFO(method << " to loss " << race_marks[k] << ", Adam needs " << adam[k]);
      REQUIRE(adam[k] != never);
      REQUIRE(result.finishes[k].has_value());
      CHECK(2 * result.finishes[k]->steps <= adam[k]);
    }
    CHECK(result.products > 0);
    CHECK(result.peak_bytes > 300 * 784 * 4);
    CHECK(std::is_sorted(result.losses.rbegin(), result.losses.rend()));
  }
}

TEST_CASE("race: all methods start from the same weights, and a run is the same every time") {
  const Digits digits = draw_digits(1, 300);
  RaceSettings settings = small_race();
  settings.steps = 3;
  const RaceResult first = run({"natural-gradient", 1, true}, settings, digits);
  CHECK(run({"natural-gradient", 1, true}, settings, digits).losses == first.losses);
  CHECK(run({"adam", 1e-3, false}, settings, digits).losses[0] == first.losses[0]);
  CHECK(run({"k-fac", 1, true}, settings, digits).losses[0] == first.losses[0]);
  CHECK(first.losses.size() == 4);
}

TEST_CASE("race: too few images and unknown methods are refused") {
  const Digits digits = draw_digits(1, 10);
  CHECK_THROWS_WITH_AS(run({"adam", 1, false}, small_race(), digits),
                       "--images: there are 10 training images, fewer than 300", std::invalid_argument);
  RaceSettings settings = small_race();
  settings.images = 10;
  CHECK_THROWS_WITH_AS(run({"newton", 1, false}, settings, digits),
                       "race: the methods are adam, natural-gradient and k-fac, got newton", std::invalid_argument);
}

TEST_CASE("race: tables, JSON and CSV say the same, with null for what was not reached") {
  RaceResult result;
  result.runner = {"adam", 0.01, true};
  result.losses = {2.25, 0.25, std::numeric_limits<double>::quiet_NaN()};
  result.seconds = {0, 0.5, 1};
  result.finishes[0] = Finish{1, 0.5};
  result.evaluations = 2;
  result.products = 7;
  result.peak_bytes = 1.5e6;
  CHECK(race_json({result}) ==
        "[\n {\"method\": \"adam\", \"batch\": \"fresh\", \"lr\": 0.01, \"steps_0.3\": 1, \"seconds_0.3\": 0.5000, "
        "\"steps_0.2\": null, \"seconds_0.2\": null, \"steps_0.1\": null, \"seconds_0.1\": null, \"steps\": 2, "
        "\"seconds\": 1.0000, \"loss\": null, \"evaluations\": 2, \"products\": 7, \"peak_bytes\": 1500000}\n]\n");
  CHECK(race_csv({result}) ==
        "method,batch,lr,step,seconds,loss\nadam,fresh,0.01,0,0.0000,2.25\nadam,fresh,0.01,1,0.5000,0.25\n"
        "adam,fresh,0.01,2,1.0000,nan\n");
  const std::string table = race_table({result});
  CHECK(table.find("adam              fresh   0.01     1     -     -    0.50       -       -        2         7") !=
        std::string::npos);
}

}  // namespace thalweg::examples
