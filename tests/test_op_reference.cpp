// Values, gradients and second derivatives of every operation, compared with PyTorch's.
#include <doctest/doctest.h>

#include <cmath>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <source_root.hpp>
#include <tests/op_reference/operations.hpp>
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::reference {

namespace {

constexpr double tolerance = 1e-10;

/// One entry of the file; gradients and seconds by the number of the input.
struct Entry {
  std::string name;
  Inputs inputs;
  Tensor value;
  std::map<std::size_t, Tensor> gradients, seconds;
};

/// The rest of a line: shape and values.
Tensor read_tensor(std::istringstream& words, const std::string& dtype) {
  std::string word;
  words >> word;
  Shape shape;
  std::istringstream sizes(word == "-" ? "" : word);
  for (std::string size; std::getline(sizes, size, ',');) shape = shape.inserted(shape.rank(), std::stoll(size));
  std::vector<double> values;
  while (words >> word) values.push_back(std::strtod(word.c_str(), nullptr));
  return from_span(values, shape).to(dtype == "int64" ? int64 : float64);
}

std::vector<Entry> read_entries(const std::string& path) {
  std::ifstream file(path);
  REQUIRE_MESSAGE(file.good(), path);
  std::vector<Entry> entries;
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string kind, what;
    words >> kind;
    if (kind == "#") continue;
    if (kind == "op") {
      entries.emplace_back().name = line.substr(3);
      continue;
    }
    words >> what;
    Entry& entry = entries.back();
    if (kind == "input") entry.inputs.push_back(read_tensor(words, what));
    if (kind == "value") entry.value = read_tensor(words, what);
    if (kind == "gradient") entry.gradients[std::stoul(what)] = read_tensor(words, "float64");
    if (kind == "second") entry.seconds[std::stoul(what)] = read_tensor(words, "float64");
  }
  return entries;
}

/// The tool's weights.
Tensor weights(const Shape& shape, std::int64_t j) {
  std::vector<double> values;
  for (std::int64_t k = 0; k < numel("weights", shape); ++k)
    values.push_back(static_cast<double>((5 * k + 3 * j) % 17 - 8) / 8 + 1.0 / 16);
  return from_span(values, shape);
}

/// Entries near zero are compared on the scale of the largest.
void compare(const std::string& what, const Tensor& ours, const Tensor& expected) {
  CAPTURE(what);
  REQUIRE(ours.shape() == expected.shape());
  REQUIRE(ours.dtype() == expected.dtype());
  const Tensor a = raw::contiguous(ours.detach().to(float64)), b = expected.to(float64);
  double largest = 0;
  for (const double value : b.span<double>()) largest = std::max(largest, std::abs(value));
  for (std::size_t i = 0; i < a.span<double>().size(); ++i) {
    const double found = a.span<double>()[i], wanted = b.span<double>()[i];
    CAPTURE(i);
    CAPTURE(found);
    CAPTURE(wanted);
    CHECK(std::abs(found - wanted) <= tolerance * std::max(std::abs(wanted), 1e-2 * largest));
  }
}

/// The tensors a map holds, and the inputs they belong to.
Inputs pick(const Inputs& inputs, const std::map<std::size_t, Tensor>& by_input) {
  Inputs chosen;
  for (const auto& [k, unused] : by_input) chosen.push_back(inputs[k]);
  return chosen;
}

void check_entry(const Entry& entry, const Operation& operation) {
  CAPTURE(entry.name);
  Inputs inputs = entry.inputs;
  for (const auto& [k, unused] : entry.gradients) inputs[k].requires_grad_();
  const Tensor y = operation.f(inputs);
  compare("value", y, entry.value);
  CHECK(y.requires_grad() == !entry.gradients.empty());
  if (entry.gradients.empty()) return;

  const Inputs xs = pick(inputs, entry.gradients);
  const Tensor v = weights(y.shape(), 0);
  const Inputs first = grad(std::span(&y, 1), xs, std::span(&v, 1), {.create_graph = true});
  Inputs recorded, seeds;
  std::size_t i = 0;
  for (const auto& [k, expected] : entry.gradients) {
    compare(sentence("gradient", k), first[i], expected);
    if (first[i].requires_grad()) {
      recorded.push_back(first[i]);
      seeds.push_back(weights(first[i].shape(), static_cast<std::int64_t>(k) + 1));
    }
    ++i;
  }
  if (entry.seconds.empty()) return;
  REQUIRE_FALSE(recorded.empty());
  const Inputs second = grad(recorded, xs, seeds, {.allow_unused = true});
  i = 0;
  for (const auto& [k, expected] : entry.seconds) compare(sentence("second", k), second[i++], expected);
}

}  // namespace

TEST_CASE("op_reference: every recorded value, gradient and second derivative is PyTorch's to 1e-10") {
  std::map<std::string, Operation> known;
  for (const Operation& operation : operations()) CHECK(known.emplace(operation.name, operation).second);
  const std::vector<Entry> entries = read_entries(std::string(source_root) + "/tests/data/op_reference.txt");
  CHECK(entries.size() > 40);
  for (const Entry& entry : entries) {
    const auto found = known.find(entry.name);
    REQUIRE_MESSAGE(found != known.end(), "recorded, but not in the table or twice in the file: ", entry.name);
    check_entry(entry, found->second);
    known.erase(found);
  }
  for (const auto& [name, unused] : known) FAIL_CHECK("in the table, but not recorded: ", name);
}

}  // namespace thalweg::reference
