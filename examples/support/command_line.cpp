// Parsing of numbers and the two ways a program ends early.
#include <examples/support/command_line.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <exception>
#include <new>

#include <thalweg/tensor/errors.hpp>

namespace thalweg::examples {
namespace {

/// Whether all of `text` is a number of type T.
template <class T>
bool read_all(const std::string& text, T& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size();
}

/// The pieces between commas; an empty text is one empty piece.
std::vector<std::string> split(const std::string& text) {
  std::vector<std::string> pieces;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    pieces.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return pieces;
}

std::string joined(const std::vector<std::int64_t>& sizes) {
  return sizes.empty() ? "none" : fmt::format("{}", fmt::join(sizes, ","));
}

}  // namespace

double parse_number(const std::string& option, const std::string& text, double lo, double hi, bool open) {
  double value = 0;
  const bool good = read_all(text, value) && (open ? value > lo : value >= lo) && value <= hi;
  check(good, option.c_str(), "expects a number ", open ? "above " : "from ", lo, open ? " up to " : " to ", hi,
        " such as 1e-3, got '", text, "'; see --help");
  return value;
}

std::int64_t parse_integer(const std::string& option, const std::string& text, std::int64_t lo, std::int64_t hi) {
  std::int64_t value = 0;
  check(read_all(text, value) && value >= lo && value <= hi, option.c_str(), "expects a whole number from ", lo, " to ",
        hi, ", got '", text, "'; see --help");
  return value;
}

std::vector<std::int64_t> parse_sizes(const std::string& option, const std::string& text, std::int64_t largest) {
  std::vector<std::int64_t> sizes;
  if (text == "none") return sizes;
  for (const std::string& piece : split(text)) {
    std::int64_t size = 0;
    const bool good = read_all(piece, size) && size >= 1 && size <= largest;
    check(good, option.c_str(), "expects widths from 1 to ", largest,
          " with commas between them such as 300,100, or none, got '", text, "'; see --help");
    sizes.push_back(size);
  }
  return sizes;
}

std::vector<double> parse_numbers(const std::string& option, const std::string& text) {
  std::vector<double> numbers;
  for (const std::string& piece : split(text)) {
    double number = 0;
    check(read_all(piece, number) && std::isfinite(number), option.c_str(),
          "expects finite numbers with commas between them such as 5,0, got '", text, "'; see --help");
    numbers.push_back(number);
  }
  return numbers;
}

std::vector<std::string> parse_words(const std::string& option, const std::string& text) {
  std::vector<std::string> words = split(text);
  for (const std::string& word : words)
    check(!word.empty(), option.c_str(), "expects names with commas between them, got '", text, "'; see --help");
  return words;
}

void add_parsed(CLI::App& app, const std::string& option, const std::string& type, const std::string& shown,
                const std::string& help, const std::function<void(const std::string&)>& parse) {
  app.add_option_function<std::string>(
         option,
         [parse](const std::string& text) {
           try {
             parse(text);
           } catch (const std::invalid_argument& fault) {
             throw CLI::ParseError(fault.what(), 1);
           }
         },
         help)
      ->type_name(type)
      ->default_str(shown);
}

void add_number(CLI::App& app, const std::string& option, double& value, double lo, double hi, bool open,
                const std::string& help) {
  add_parsed(app, option, "NUMBER", fmt::format("{}", value), help,
             [=, &value](const std::string& text) { value = parse_number(option, text, lo, hi, open); });
}

void add_integer(CLI::App& app, const std::string& option, std::int64_t& value, std::int64_t lo, std::int64_t hi,
                 const std::string& help) {
  add_parsed(app, option, "N", fmt::format("{}", value), help,
             [=, &value](const std::string& text) { value = parse_integer(option, text, lo, hi); });
}

void add_sizes(CLI::App& app, const std::string& option, std::vector<std::int64_t>& value, std::int64_t largest,
               const std::string& help) {
  add_parsed(app, option, "N,N,...", joined(value), help,
             [=, &value](const std::string& text) { value = parse_sizes(option, text, largest); });
}

void add_optional(CLI::App& app, const std::string& option, std::optional<double>& value, const std::string& help) {
  add_parsed(app, option, "NUMBER", "the method's own", help, [=, &value](const std::string& text) {
    double number = 0;
    check(read_all(text, number) && std::isfinite(number), option.c_str(),
          "expects a finite number such as 1e-3, got '", text, "'; see --help");
    value = number;
  });
}

void add_words(CLI::App& app, const std::string& option, std::vector<std::string>& value, const std::string& help) {
  add_parsed(app, option, "NAME,NAME,...", fmt::format("{}", fmt::join(value, ",")), help,
             [=, &value](const std::string& text) { value = parse_words(option, text); });
}

void add_choice(CLI::App& app, const std::string& option, std::string& value, const std::vector<std::string>& choices,
                const std::string& help) {
  const std::string all = fmt::format("{}", fmt::join(choices, "|"));
  add_parsed(app, option, all, value, help, [=, &value](const std::string& text) {
    check(std::find(choices.begin(), choices.end(), text) != choices.end(), option.c_str(), "expects one of ", all,
          ", got '", text, "'; see --help");
    value = text;
  });
}

std::optional<int> parse_command_line(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
    return std::nullopt;
  } catch (const CLI::CallForHelp&) {
    fmt::print("{}", app.help());
    return 0;
  } catch (const CLI::ParseError& fault) {
    const std::string sentence = fault.what();
    const bool complete = sentence.find("--help") != std::string::npos;
    fmt::print(stderr, "{}: {}{}\n", app.get_name(), sentence, complete ? "" : "; see --help");
    return 1;
  }
}

int run_program(const std::string& name, const std::function<int()>& body) {
  try {
    const int status = body();
    check_outside(std::fflush(stdout) == 0 && std::ferror(stdout) == 0, "standard output",
                  "what was printed could not be written (", std::strerror(errno), ")");
    return status;
  } catch (const std::bad_alloc&) {
    fmt::print(stderr, "{}: there is not enough memory; ask for something smaller, see --help\n", name);
  } catch (const std::exception& fault) {
    fmt::print(stderr, "{}: {}\n", name, fault.what());
  }
  return 1;
}

}  // namespace thalweg::examples
