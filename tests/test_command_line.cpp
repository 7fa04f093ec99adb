// Command lines: numbers, lists and choices, and the sentence for each fault.
#include <doctest/doctest.h>

#include <cstdint>
#include <stdexcept>
#include <string>
#include <vector>

#include <examples/support/command_line.hpp>

namespace thalweg::examples {

TEST_CASE("command line: numbers are read whole and inside their bounds") {
  CHECK(parse_number("--lr", "1e-3", 0, 10, true) == 1e-3);
  CHECK(parse_number("--lr", "10", 0, 10, true) == 10);
  CHECK(parse_number("--momentum", "0", 0, 1, false) == 0);
  CHECK_THROWS_WITH_AS(parse_number("--lr", "abc", 0, 10, true),
                       "--lr: expects a number above 0 up to 10 such as 1e-3, got 'abc'; see --help",
                       std::invalid_argument);
  for (const char* text : {"", " 1", "1 ", "1e-3x", "0", "-1", "10.1", "nan", "inf", "1e999", "0x1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_number("--lr", text, 0, 10, true), std::invalid_argument);
  }
  CHECK_THROWS_WITH_AS(parse_number("--p", "2", 0, 1, false),
                       "--p: expects a number from 0 to 1 such as 1e-3, got '2'; see --help", std::invalid_argument);
}

TEST_CASE("command line: whole numbers are read whole and inside their bounds") {
  CHECK(parse_integer("--seed", "-5", -10, 10) == -5);
  CHECK(parse_integer("--seed", "9223372036854775807", 0, INT64_MAX) == INT64_MAX);
  CHECK_THROWS_WITH_AS(parse_integer("--epochs", "1.5", 1, 1000),
                       "--epochs: expects a whole number from 1 to 1000, got '1.5'; see --help", std::invalid_argument);
  for (const char* text : {"", "abc", "0", "1001", "9223372036854775808", "1e2", "+1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_integer("--epochs", text, 1, 1000), std::invalid_argument);
  }
}

TEST_CASE("command line: a list of widths has a comma between two and may be none") {
  CHECK(parse_sizes("--hidden", "300,100", 65536) == std::vector<std::int64_t>{300, 100});
  CHECK(parse_sizes("--hidden", "7", 65536) == std::vector<std::int64_t>{7});
  CHECK(parse_sizes("--hidden", "none", 65536).empty());
  CHECK_THROWS_WITH_AS(parse_sizes("--hidden", "300,,100", 65536),
                       "--hidden: expects widths from 1 to 65536 with commas between them such as 300,100, or none, "
                       "got '300,,100'; see --help",
                       std::invalid_argument);
  for (const char* text : {"", ",", "300,", ",300", "300 100", "0", "-1", "65537", "300;100", "1e2"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(parse_sizes("--hidden", text, 65536), std::invalid_argument);
  }
}

TEST_CASE("command line: options set their values and show their defaults") {
  double lr = 1e-3;
  std::int64_t epochs = 5;
  std::vector<std::int64_t> hidden{300, 100};
  std::string optimizer = "adam";
  CLI::App app("", "mnist");
  add_number(app, "--lr", lr, 0, 10, true, "learning rate");
  add_integer(app, "--epochs", epochs, 1, 1000, "passes");
  add_sizes(app, "--hidden", hidden, 65536, "widths");
  add_choice(app, "--optimizer", optimizer, {"adam", "gd"}, "method");
  const std::string help = app.help();
  for (const char* shown : {"0.001", "300,100", "adam|gd", "learning rate"})
    CHECK_MESSAGE(help.find(shown) != std::string::npos, shown, " in ", help);

  std::string words[] = {"mnist", "--lr", "0.5", "--epochs=3", "--hidden", "7,8", "--optimizer", "gd"};
  char* arguments[8];
  for (int i = 0; i < 8; ++i) arguments[i] = words[i].data();
  CHECK(!parse_command_line(app, 8, arguments).has_value());
  CHECK(lr == 0.5);
  CHECK(epochs == 3);
  CHECK(hidden == std::vector<std::int64_t>{7, 8});
  CHECK(optimizer == "gd");
}

TEST_CASE("command line: a fault ends the program with status 1 and leaves the values alone") {
  double lr = 1e-3;
  std::string optimizer = "adam";
  CLI::App app("", "mnist");
  add_number(app, "--lr", lr, 0, 10, true, "learning rate");
  add_choice(app, "--optimizer", optimizer, {"adam", "gd"}, "method");
  const auto status = [&](std::vector<std::string> words) {
    words.insert(words.begin(), "mnist");
    std::vector<char*> arguments;
    for (std::string& word : words) arguments.push_back(word.data());
    return parse_command_line(app, static_cast<int>(arguments.size()), arguments.data());
  };
  CHECK(status({"--lr", "abc"}) == 1);
  CHECK(status({"--lr"}) == 1);
  CHECK(status({"--nonsense"}) == 1);
  CHECK(status({"stray"}) == 1);
  CHECK(status({"--optimizer", "lion"}) == 1);
  CHECK(status({"--lr", "1e-3"}) == std::nullopt);
  CHECK(lr == 1e-3);
  CHECK(optimizer == "adam");
}

TEST_CASE("command line: an exception of a program becomes status 1") {
  CHECK(run_program("mnist", [] { return 7; }) == 7);
  CHECK(run_program("mnist", []() -> int { throw std::runtime_error("a sentence"); }) == 1);
  CHECK(run_program("mnist", []() -> int { throw std::bad_alloc(); }) == 1);
}

}  // namespace thalweg::examples
