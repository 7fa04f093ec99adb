// What all benches have in common: their command line, and their results as a table or as one JSON object.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <bench/support/rounds.hpp>

namespace thalweg::bench {

/// What every bench is asked for.
struct Asked {
  int rounds;  ///< of each side
  bool json;   ///< one object in place of tables
};

/// Parses the arguments (`add_options` adds a bench's own), runs body and returns its exit status. What body throws
/// becomes "bench_name: sentence" on standard error and the exit status 1.
int run_program(int argc, char** argv, const std::string& name, const std::string& about, int default_rounds,
                const std::function<int(const Asked&)>& body, const std::function<void(CLI::App&)>& add_options = {});

/// Further parts of the JSON object: a key, and its value as JSON.
using Fields = std::vector<std::pair<std::string, std::string>>;

/// The JSON of a text without quotes and backslashes.
std::string quoted(const std::string& text);

/// The end of a bench. As JSON one object: "bench", "peak_bytes" (of this process), the further fields, and
/// "comparisons"; what a comparison does not know is null. As text the fields that are texts or numbers, a line for
/// each comparison, and the peak memory.
void print_results(const Asked& asked, const std::string& name, const Fields& fields,
                   const std::vector<Comparison>& comparisons);

}  // namespace thalweg::bench
