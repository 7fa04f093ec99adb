// The table of operations is complete: no operation without a row, no row without its cases.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include <source_root.hpp>
#include <tests/ops/run.hpp>

namespace thalweg::ops {

namespace {

std::string contents(const std::filesystem::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// The first groups of all matches.
std::set<std::string> matches(const std::string& text, const std::string& pattern) {
  std::set<std::string> found;
  const std::regex expression(pattern);
  for (std::sregex_iterator i(text.begin(), text.end(), expression), end; i != end; ++i) found.insert((*i)[1]);
  return found;
}

constexpr const char* recorders = "record|record_list|unary|binary";

/// The functions that hand a name on: they return a Tensor, take `const char* op` first, and record under it.
std::string wrappers(const std::string& source) {
  std::string names;
  const std::regex signature(R"(\bTensor (\w+)\(const char\* (\w+))");
  for (std::sregex_iterator i(source.begin(), source.end(), signature), end; i != end; ++i) {
    const auto from = static_cast<std::size_t>(i->position());
    const std::string body = source.substr(from, source.find("\n}", from) - from);
    if (!matches(body, "\\b(" + std::string(recorders) + ")(?:<[^()]*>)?\\(\\s*" + (*i)[2].str() + "\\b").empty())
      names += '|' + (*i)[1].str();
  }
  return names;
}

/// The names handed to record and its kin, or to a function of the same file that hands them on.
std::set<std::string> recorded_names(const std::string& source) {
  return matches(source, "(?:^|[^:\\w])(?:" + (recorders + wrappers(source)) + ")(?:<[^()]*>)?\\(\\s*\"(\\w+)\"");
}

/// All recorded names below autograd/ and nn/, with a file each.
std::map<std::string, std::string> names_in_sources() {
  std::map<std::string, std::string> names;
  for (const char* layer : {"autograd", "nn"}) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(std::filesystem::path(source_root) / layer)) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".cpp" && extension != ".hpp") continue;
      for (const std::string& name : recorded_names(contents(entry.path())))
        names.emplace(name, entry.path().filename().string());
    }
  }
  return names;
}

bool has_case(const Row& row, bool (*fits)(const Shape&)) {
  return std::any_of(row.cases.begin(), row.cases.end(), [&](const Inputs& inputs) {
    return std::any_of(inputs.begin(), inputs.end(), [&](const Input& input) { return fits(input.shape); });
  });
}

}  // namespace

TEST_CASE("table of operations: names are read off the sources") {
  const std::string source = R"(
Tensor put(const char* op, const Tensor& a) {
  return record(op, a);
}
Tensor checked(const char* op, const Tensor& a) {
  return check(op, a);
}
    return record("sum", x); return unary<Accept::any>(
        "neg", x); return raw::map("raw", x); return put("select_put", x); checked("no", x); unrecord("no", x);)";
  CHECK(recorded_names(source) == std::set<std::string>{"neg", "select_put", "sum"});
  CHECK(names_in_sources().count("add") == 1);
  CHECK(names_in_sources().count("select_put") == 1);
}

TEST_CASE("table of operations: every recorded operation has a row, or is covered by one") {
  if (std::getenv("THALWEG_ROWS") != nullptr) return;
  std::set<std::string> covered;
  for (const Row& row : rows()) {
    covered.insert(row.name);
    covered.insert(row.covers.begin(), row.covers.end());
  }
  for (const auto& [name, file] : names_in_sources()) {
    const std::string reason = name + " of " + file + " has no row: see tests/ops/table.hpp";
    CHECK_MESSAGE(covered.count(name) == 1, reason);
  }
}

TEST_CASE("table of operations: every row has an empty case and one of rank 0, or says why not") {
  for (const Row& row : rows()) {
    INFO("operation ", row.label());
    const bool empty = has_case(row, [](const Shape& shape) { return numel("table", shape) == 0; });
    const bool rank0 = has_case(row, [](const Shape& shape) { return shape.empty(); });
    CHECK(empty == row.no_empty.empty());
    CHECK(rank0 == row.no_rank0.empty());
  }
}

TEST_CASE("table of operations: a row that repeats a name, or lacks a function, is refused") {
  Table table;
  const Row row = unary_row(
      "same", [](const Tensor& x) { return x; }, [](double v) { return v; });
  table.add(row);
  table.add(row);
  CHECK_THROWS_WITH_AS(table.rows(), "table: two rows are called same; tell them apart by .variant",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(table.add({.name = "empty"}),
                       "table: the row empty needs a name, a function, a reference and a case", std::invalid_argument);
  CHECK(difference(Array(Shape{2}, 1.0), Array(Shape{2}, 1.0 + 1e-9), 1e-12) ==
        "1 instead of 1.0000000010000001 at (0,) of shape (2,)");
  CHECK(difference(Array(Shape{2}), Array(Shape{3}), 1) == "shape (2,) instead of (3,)");
}

}  // namespace thalweg::ops
