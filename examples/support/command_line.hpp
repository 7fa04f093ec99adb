// Command lines: options whose faults are one sentence each.
#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace thalweg::examples {

/// A finite number, all of `text`. Throws std::invalid_argument "--lr: ... , got 'abc'" unless it lies in [lo, hi], or
/// in (lo, hi] where `open`.
double parse_number(const std::string& option, const std::string& text, double lo, double hi, bool open);

/// A whole number in [lo, hi], all of `text`. Throws std::invalid_argument.
std::int64_t parse_integer(const std::string& option, const std::string& text, std::int64_t lo, std::int64_t hi);

/// "300,100" as {300, 100}, each from 1 to `largest`; "none" as {}. Throws std::invalid_argument.
std::vector<std::int64_t> parse_sizes(const std::string& option, const std::string& text, std::int64_t largest);

/// "5,0" as {5, 0}: finite numbers, at least one. Throws std::invalid_argument.
std::vector<double> parse_numbers(const std::string& option, const std::string& text);

/// "adam,gd" as {"adam", "gd"}. Throws std::invalid_argument for an empty word.
std::vector<std::string> parse_words(const std::string& option, const std::string& text);

/// An option whose text goes through `parse`; its std::invalid_argument becomes an error of the command line. `type`
/// and `shown`, the default, are for --help.
void add_parsed(CLI::App& app, const std::string& option, const std::string& type, const std::string& shown,
                const std::string& help, const std::function<void(const std::string&)>& parse);

/// Options that are read by the functions above. What `value` holds is shown as the default.
void add_number(CLI::App& app, const std::string& option, double& value, double lo, double hi, bool open,
                const std::string& help);
void add_integer(CLI::App& app, const std::string& option, std::int64_t& value, std::int64_t lo, std::int64_t hi,
                 const std::string& help);
void add_sizes(CLI::App& app, const std::string& option, std::vector<std::int64_t>& value, std::int64_t largest,
               const std::string& help);
/// A finite number that may be left out.
void add_optional(CLI::App& app, const std::string& option, std::optional<double>& value, const std::string& help);
/// Words with commas between them.
void add_words(CLI::App& app, const std::string& option, std::vector<std::string>& value, const std::string& help);
/// One word of `choices`.
void add_choice(CLI::App& app, const std::string& option, std::string& value, const std::vector<std::string>& choices,
                const std::string& help);

/// Parses the arguments; the exit status when the program shall end now: 0 after --help, 1 after a fault, whose
/// sentence goes to standard error.
std::optional<int> parse_command_line(CLI::App& app, int argc, char** argv);

/// Runs a program's body; an exception becomes "name: sentence" on standard error and the exit status 1.
int run_program(const std::string& name, const std::function<int()>& body);

}  // namespace thalweg::examples
