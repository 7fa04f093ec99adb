// The command line, the table and the JSON of a bench.
#include <bench/support/program.hpp>

#include <fmt/core.h>

#include <exception>
#include <optional>

#include <bench/support/sides.hpp>

namespace thalweg::bench {

std::string quoted(const std::string& text) { return '"' + text + '"'; }

namespace {

std::string or_null(const std::optional<double>& value) { return value ? fmt::format("{:.6g}", *value) : "null"; }
std::string or_blank(const std::optional<double>& value, int digits) {
  return value ? fmt::format("{:.{}f}", *value, digits) : "";
}

void print_json(const std::string& name, const Fields& fields, const std::vector<Comparison>& comparisons) {
  fmt::print("{{\"bench\": {}, \"peak_bytes\": {:.0f},\n", quoted(name), peak_memory());
  for (const auto& [key, value] : fields) fmt::print("\"{}\": {},\n", key, value);
  fmt::print("\"comparisons\": [");
  const char* separator = "";
  for (const Comparison& each : comparisons) {
    const bool alone = each.peer.empty();
    fmt::print(
        "{}\n  {{\"workload\": {}, \"peer\": {}, \"rounds\": {}, \"own_seconds\": {:.9g}, \"own_spread\": {:.4g}, "
        "\"peer_seconds\": {}, \"ratio\": {}, \"spread\": {}, \"gflops\": {}, \"share_of_peak\": {}, \"bytes\": {}}}",
        separator, quoted(each.workload), alone ? "null" : quoted(each.peer), each.own_seconds.size(),
        median(each.own_seconds), spread(each.own_seconds), alone ? "null" : or_null(median(each.peer_seconds)),
        or_null(each.ratio()), or_null(each.ratio_spread()), or_null(each.gflops()), or_null(each.share_of_peak()),
        or_null(each.bytes));
    separator = ",";
  }
  fmt::print("\n]}}\n");
}

void print_table(const Fields& fields, const std::vector<Comparison>& comparisons) {
  for (const auto& [key, value] : fields)
    if (value != "\"\"" && value.front() != '[' && value.front() != '{') fmt::print("{}: {}\n", key, value);
  fmt::print("{:<46} {:<46} {:>11} {:>11} {:>17} {:>8} {:>6} {:>8}\n", "workload", "peer", "own us", "peer us",
             "peer / own", "GFLOP/s", "peak", "MB");
  for (const Comparison& each : comparisons) {
    const std::optional<double> ratio = each.ratio(), share = each.share_of_peak();
    fmt::print("{:<46} {:<46} {:>11.3f} {:>11} {:>17} {:>8} {:>6} {:>8}\n", each.workload, each.peer,
               median(each.own_seconds) * 1e6, ratio ? fmt::format("{:.3f}", median(each.peer_seconds) * 1e6) : "",
               ratio ? fmt::format("{:.2f} +- {:.2f}", *ratio, *each.ratio_spread()) : "", or_blank(each.gflops(), 1),
               share ? fmt::format("{:.0f} %", 100 * *share) : "",
               each.bytes ? fmt::format("{:.3f}", *each.bytes / 1e6) : "");
  }
  fmt::print("peak memory {:.0f} MB\n", peak_memory() / 1e6);
}

}  // namespace

int run_program(int argc, char** argv, const std::string& name, const std::string& about, int default_rounds,
                const std::function<int(const Asked&)>& body, const std::function<void(CLI::App&)>& add_options) {
  CLI::App app{about};
  Asked asked{default_rounds, false};
  app.add_option("--rounds", asked.rounds, "rounds of each side")->capture_default_str()->check(CLI::Range(1, 1000));
  app.add_flag("--json", asked.json, "print one JSON object instead of tables");
  if (add_options) add_options(app);
  CLI11_PARSE(app, argc, argv);
  try {
    return body(asked);
  } catch (const std::exception& error) {
    fmt::print(stderr, "bench_{}: {}\n", name, error.what());
    return 1;
  }
}

void print_results(const Asked& asked, const std::string& name, const Fields& fields,
                   const std::vector<Comparison>& comparisons) {
  asked.json ? print_json(name, fields, comparisons) : print_table(fields, comparisons);
}

}  // namespace thalweg::bench
