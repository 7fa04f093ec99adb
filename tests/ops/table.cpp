// The table of operations: its groups, and how rows and inputs are made.
#include <algorithm>
#include <cstdlib>
#include <set>
#include <sstream>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

namespace {

Table all_groups() {
  Table table;
  add_activations(table);
  add_arithmetic(table);
  add_elementwise(table);
  add_indexing(table);
  add_matrices(table);
  add_piecewise(table);
  add_planes(table);
  add_reductions(table);
  add_softmax(table);
  add_views(table);
  return table;
}

std::vector<std::string> chosen_names() {
  std::vector<std::string> names;
  const char* list = std::getenv("THALWEG_ROWS");
  std::istringstream in(list == nullptr ? "" : list);
  for (std::string name; std::getline(in, name, ',');) names.push_back(name);
  return names;
}

Array draw_uniform(const Input& input, Random& random) {
  const auto is_near = [&](double v) {
    return std::any_of(input.avoid.begin(), input.avoid.end(), [&](double kink) { return std::abs(v - kink) < 0.1; });
  };
  return generate(input.shape, [&](const Shape&) {
    double v = random.uniform(input.low, input.high);
    while (is_near(v)) v = random.uniform(input.low, input.high);
    return v;
  });
}

Array draw_distinct(const Input& input, Random& random) {
  Array result(input.shape);
  const std::size_t count = result.values.size();
  const double gap = (input.high - input.low) / static_cast<double>(std::max<std::size_t>(count, 1));
  const std::vector<std::int64_t> order = random.permutation(static_cast<std::int64_t>(count));
  for (std::size_t i = 0; i < count; ++i)
    result.values[i] = input.low + gap * (static_cast<double>(order[i]) + random.uniform(0.25, 0.75));
  return result;
}

Array draw_integers(const Input& input, Random& random) {
  return generate(input.shape, [&](const Shape&) {
    return static_cast<double>(
        random.integer(static_cast<std::int64_t>(input.low), static_cast<std::int64_t>(input.high)));
  });
}

Array draw_one(const Input& input, Random& random) {
  if (input.draw) return input.draw(random, input.shape);
  if (input.dtype == int64) return draw_integers(input, random);
  return input.distinct ? draw_distinct(input, random) : draw_uniform(input, random);
}

Inputs shaped(Inputs inputs, const std::vector<Shape>& shapes) {
  for (std::size_t i = 0; i < inputs.size(); ++i) inputs[i].shape = shapes[i];
  return inputs;
}

}  // namespace

Row& Table::add(Row row) {
  check(!row.name.empty() && row.f && row.reference && !row.cases.empty(), "table", "the row ", row.label(),
        " needs a name, a function, a reference and a case");
  return rows_.emplace_back(std::move(row));
}

const std::deque<Row>& Table::rows() const {
  std::set<std::string> labels;
  for (const Row& row : rows_)
    check(labels.insert(row.label()).second, "table", "two rows are called ", row.label(),
          "; tell them apart by .variant");
  return rows_;
}

Row unary_row(std::string name, std::function<Tensor(const Tensor&)> f, std::function<double(double)> reference,
              Input x) {
  Row row;
  row.name = std::move(name);
  row.f = [f](const Tensors& in) { return f(in[0]); };
  row.reference = [reference](const Arrays& in) { return map(reference, in[0]); };
  for (const Shape& shape : {Shape{3, 37}, Shape{2, 1, 3}, Shape{}, Shape{0, 3}})
    row.cases.push_back(shaped({x}, {shape}));
  return row;
}

Row binary_row(std::string name, std::function<Tensor(const Tensor&, const Tensor&)> f,
               std::function<double(double, double)> reference, Input a, Input b) {
  Row row;
  row.name = std::move(name);
  row.f = [f](const Tensors& in) { return f(in[0], in[1]); };
  row.reference = [reference](const Arrays& in) { return map(reference, in[0], in[1]); };
  const std::vector<std::vector<Shape>> cases = {{{3, 19}, {3, 19}}, {{3, 4}, {4}}, {{2, 1, 3}, {4, 1}},
                                                 {{}, {3}},          {{}, {}},      {{0, 3}, {1, 3}}};
  for (const std::vector<Shape>& shapes : cases) row.cases.push_back(shaped({a, b}, shapes));
  return row;
}

Row ternary_row(std::string name, std::function<Tensor(const Tensor&, const Tensor&, const Tensor&)> f,
                std::function<double(double, double, double)> reference, Input a, Input b, Input c) {
  Row row;
  row.name = std::move(name);
  row.f = [f](const Tensors& in) { return f(in[0], in[1], in[2]); };
  row.reference = [reference](const Arrays& in) { return map(reference, in[0], in[1], in[2]); };
  const std::vector<std::vector<Shape>> cases = {
      {{3, 19}, {3, 19}, {3, 19}}, {{3, 1}, {4}, {3, 4}}, {{2, 3}, {}, {1, 3}}, {{}, {}, {}}, {{0, 3}, {}, {1, 3}}};
  for (const std::vector<Shape>& shapes : cases) row.cases.push_back(shaped({a, b, c}, shapes));
  return row;
}

Tensors draw(const Inputs& inputs, std::uint64_t seed) {
  Random random(seed);
  Tensors result;
  for (const Input& input : inputs) result.push_back(draw_one(input, random).tensor(input.dtype));
  return result;
}

const std::vector<Row>& rows() {
  static const std::vector<Row> chosen = [] {
    const Table table = all_groups();
    const std::vector<std::string> names = chosen_names();
    std::vector<Row> result;
    for (const Row& row : table.rows())
      if (names.empty() || std::find(names.begin(), names.end(), row.name) != names.end()) result.push_back(row);
    return result;
  }();
  return chosen;
}

std::string difference(const Array& got, const Array& expected, double tolerance) {
  if (!(got.shape == expected.shape)) return sentence("", "shape ", got.shape, " instead of ", expected.shape);
  std::string problem;
  for_each_index(expected.shape, [&](const Shape& index) {
    const double v = got[index];
    const double w = expected[index];
    const bool same = v == w || (std::isnan(v) && std::isnan(w)) || std::abs(v - w) <= tolerance * (1 + std::abs(w));
    if (same || !problem.empty()) return;
    std::ostringstream out;
    out.precision(17);
    out << v << " instead of " << w << " at " << index << " of shape " << expected.shape;
    problem = out.str();
  });
  return problem;
}

}  // namespace thalweg::ops
