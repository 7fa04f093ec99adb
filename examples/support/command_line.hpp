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

/// Options that are read by the functions above. What `value` holds is shown as the default.
void add_number(CLI::App& app, const std::string& option, double& value, double lo, double hi, bool open,
                const std::string& help);
void add_integer(CLI::App& app, const std::string& option, std::int64_t& value, std::int64_t lo, std::int64_t hi,
                 const std::string& help);
void add_sizes(CLI::App& app, const std::string& option, std::vector<std::int64_t>& value, std::int64_t largest,
               const std::string& help);
/// One word of `choices`.
void add_choice(CLI::App& app, const std::string& option, std::string& value, const std::vector<std::string>& choices,
                const std::string& help);

/// Parses the arguments; the exit status when the program shall end now: 0 after --help, 1 after a fault, whose
/// sentence goes to standard error.
std::optional<int> parse_command_line(CLI::App& app, int argc, char** argv);

/// Runs a program's body; an exception becomes "name: sentence" on standard error and the exit status 1.
int run_program(const std::string& name, const std::function<int()>& body);

}  // namespace thalweg::examples
