// Rows of the table of operations: reductions.
#include <algorithm>
#include <limits>
#include <numeric>

#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/softmax.hpp>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

namespace {

using Line = std::vector<double>;
using Operation = std::function<Tensor(const Tensor&, const Axes&, bool)>;

/// Each line of x along the axes (all when none is named) made one number.
Array reduced(const Array& x, const Axes& axes, bool keepdim, const std::function<double(const Line&)>& of_line) {
  const auto is_reduced = [&](std::int64_t axis) {
    return axes.empty() || std::find(axes.begin(), axes.end(), axis) != axes.end() ||
           std::find(axes.begin(), axes.end(), axis - x.rank()) != axes.end();
  };
  Shape kept = x.shape, dropped;
  for (std::int64_t axis = 0; axis < x.rank(); ++axis) {
    if (!is_reduced(axis)) dropped = dropped.inserted(dropped.rank(), x.size(axis));
    if (is_reduced(axis)) kept[axis] = 1;
  }
  Array result = generate(kept, [&](const Shape& place) {
    Line line;
    for_each_index(x.shape, [&](const Shape& index) {
      bool here = true;
      for (std::int64_t axis = 0; axis < x.rank(); ++axis)
        here = here && (is_reduced(axis) || index[axis] == place[axis]);
      if (here) line.push_back(x[index]);
    });
    return of_line(line);
  });
  if (!keepdim) result.shape = dropped;
  return result;
}

struct Reduction {
  std::string name;
  Operation f;
  std::function<double(const Line&)> reference;
  Input x = {};
  Integers integers = Integers::refused;
  bool differentiable = true;
  std::vector<std::string> covers = {};
  /// What is added to the name in `variant`.
  std::string variant = {};
  std::string no_empty_lines = {};
  std::string no_lines_of_one = {};
};

/// Rows over all axes, over one, and over several that stay.
void add_reduction(Table& table, const Reduction& reduction) {
  const auto with = [&](std::initializer_list<Shape> shapes) {
    std::vector<Inputs> cases;
    for (const Shape& shape : shapes) {
      Input input = reduction.x;
      input.shape = shape;
      cases.push_back({input});
    }
    return cases;
  };
  const auto add = [&](const std::string& variant, const Axes& axes, bool keepdim, std::vector<Inputs> cases) -> Row& {
    std::string joined = reduction.variant;
    if (!joined.empty() && !variant.empty()) joined += ", ";
    return table.add(
        {.name = reduction.name,
         .variant = joined + variant,
         .f = [=, f = reduction.f](const Tensors& x) { return f(x[0], axes, keepdim); },
         .reference = [=, f = reduction.reference](const Arrays& x) { return reduced(x[0], axes, keepdim, f); },
         .cases = std::move(cases),
         .integers = reduction.integers,
         .differentiable = reduction.differentiable,
         .covers = reduction.covers});
  };
  const bool empty_lines = reduction.no_empty_lines.empty();
  Row& all = add("", {}, false, with({{3, 37}, {2, 3, 4}}));
  if (empty_lines) all.cases.push_back(with({{0, 3}})[0]);
  all.no_empty = reduction.no_empty_lines;
  if (reduction.no_lines_of_one.empty()) all.cases.push_back(with({{}})[0]);
  all.no_rank0 = reduction.no_lines_of_one;
  Row& one = add("over one axis", {1}, false, with({{3, 37}, {2, 3, 4}, {0, 3}}));
  if (empty_lines) one.cases.push_back(with({{2, 0, 3}})[0]);
  one.no_rank0 = "the axis must exist";
  add("keepdim", {0, -1}, true, with({{2, 3, 4}, {1, 5, 33}, {2, 0, 3}})).no_rank0 = "the axes must exist";
}

double sum_of(const Line& line) { return std::accumulate(line.begin(), line.end(), 0.0); }

double variance(const Line& line, double correction) {
  const double mean = sum_of(line) / static_cast<double>(line.size());
  double squares = 0;
  for (double v : line) squares += (v - mean) * (v - mean);
  return squares / std::max(0.0, static_cast<double>(line.size()) - correction);
}

void add_moments(Table& table) {
  for (const double correction : {0.0, 1.0, 2.0}) {
    const std::string variant = correction == 1 ? "" : correction == 0 ? "correction 0" : "correction 2";
    const std::string no_rank0 = correction == 0 ? "" : "NaN for so few values";
    add_reduction(
        table, {.name = "var",
                .f = [=](const Tensor& x, const Axes& axes, bool keepdim) { return var(x, axes, keepdim, correction); },
                .reference = [=](const Line& line) { return variance(line, correction); },
                .variant = variant,
                .no_lines_of_one = no_rank0});
    add_reduction(table, {.name = "std",
                          .f = [=](const Tensor& x, const Axes& axes,
                                   bool keepdim) { return thalweg::std(x, axes, keepdim, correction); },
                          .reference = [=](const Line& line) { return std::sqrt(variance(line, correction)); },
                          .covers = {"reciprocal_or_zero"},
                          .variant = variant,
                          .no_lines_of_one = no_rank0});
  }
}

void add_norms(Table& table) {
  for (const double p : {1.0, 2.0, 2.5, 3.0}) {
    std::ostringstream variant;
    if (p != 2) variant << "p = " << p;
    std::vector<std::string> covers;
    if (p != 1) covers.push_back("reciprocal_or_zero");
    if (p != 2) covers.push_back("signed_power");
    if (p > 2) covers.push_back("magnitude_power");
    add_reduction(table,
                  {.name = "norm",
                   .f = [p](const Tensor& x, const Axes& axes, bool keepdim) { return norm(x, p, axes, keepdim); },
                   .reference =
                       [p](const Line& line) {
                         double total = 0;
                         for (double v : line) total += std::pow(std::abs(v), p);
                         return std::pow(total, 1 / p);
                       },
                   .x = {.avoid = {0}},
                   .covers = covers,
                   .variant = variant.str()});
  }
  add_reduction(table,
                {.name = "max",
                 .f = [](const Tensor& x, const Axes& axes,
                         bool keepdim) { return norm(x, std::numeric_limits<double>::infinity(), axes, keepdim); },
                 .reference =
                     [](const Line& line) {
                       double largest = 0;
                       for (double v : line) largest = std::max(largest, std::abs(v));
                       return largest;
                     },
                 .x = {.low = 0.5, .high = 4, .distinct = true},
                 .covers = {"magnitude_power"},
                 .variant = "norm with p = infinity",
                 .no_empty_lines = "nothing is recorded: the norm is 0"});
}

}  // namespace

void add_reductions(Table& table) {
  add_reduction(table, {.name = "sum",
                        .f = [](const Tensor& x, const Axes& axes, bool keepdim) { return sum(x, axes, keepdim); },
                        .reference = sum_of,
                        .integers = Integers::kept});
  add_reduction(table, {.name = "mean",
                        .f = [](const Tensor& x, const Axes& axes, bool keepdim) { return mean(x, axes, keepdim); },
                        .reference = [](const Line& line) { return sum_of(line) / static_cast<double>(line.size()); }});
  add_reduction(
      table, {.name = "prod",
              .f = [](const Tensor& x, const Axes& axes, bool keepdim) { return prod(x, axes, keepdim); },
              .reference =
                  [](const Line& line) { return std::accumulate(line.begin(), line.end(), 1.0, std::multiplies<>()); },
              .x = {.low = 0.8, .high = 1.3},
              .integers = Integers::kept});
  const std::string nothing = "nothing to choose from";
  const auto largest = [](const Line& line) { return std::max_element(line.begin(), line.end()); };
  const auto smallest = [](const Line& line) { return std::min_element(line.begin(), line.end()); };
  add_reduction(table, {.name = "max",
                        .f = [](const Tensor& x, const Axes& axes, bool keepdim) { return max(x, axes, keepdim); },
                        .reference = [=](const Line& line) { return *largest(line); },
                        .x = {.distinct = true},
                        .integers = Integers::kept,
                        .no_empty_lines = nothing});
  add_reduction(table, {.name = "min",
                        .f = [](const Tensor& x, const Axes& axes, bool keepdim) { return min(x, axes, keepdim); },
                        .reference = [=](const Line& line) { return *smallest(line); },
                        .x = {.distinct = true},
                        .integers = Integers::kept,
                        .no_empty_lines = nothing});
  // Over one axis or over all, which the two axes of the third row are not.
  const auto place = [](Tensor (*all)(const Tensor&), Tensor (*one)(const Tensor&, std::int64_t, bool)) {
    return [=](const Tensor& x, const Axes& axes, bool keepdim) {
      if (axes.empty()) return all(x);
      return one(x, axes[axes.rank() - 1], keepdim);
    };
  };
  for (const bool is_max : {true, false}) {
    const Operation f = is_max ? place(argmax, argmax) : place(argmin, argmin);
    const auto where = [=](const Line& line) {
      return static_cast<double>((is_max ? largest(line) : smallest(line)) - line.begin());
    };
    const std::string name = is_max ? "argmax" : "argmin";
    table.add({.name = name,
               .f = [f](const Tensors& x) { return f(x[0], {}, false); },
               .reference = [where](const Arrays& x) { return reduced(x[0], {}, false, where); },
               .cases = {{{.shape = {3, 37}}}, {{.shape = {2, 3, 4}}}, {{.shape = {}}}},
               .no_empty = nothing,
               .integers = Integers::kept,
               .differentiable = false});
    for (const bool keepdim : {false, true})
      table.add({.name = name,
                 .variant = keepdim ? "keepdim" : "over one axis",
                 .f = [=](const Tensors& x) { return f(x[0], {1}, keepdim); },
                 .reference = [=](const Arrays& x) { return reduced(x[0], {1}, keepdim, where); },
                 .cases = {{{.shape = {3, 37}}}, {{.shape = {2, 5, 4}}}, {{.shape = {0, 3}}}},
                 .no_rank0 = "the axis must exist",
                 .integers = Integers::kept,
                 .differentiable = false});
  }
  add_moments(table);
  add_norms(table);
  table.add({.name = "cumsum",
             .f = [](const Tensors& x) { return cumsum(x[0], 1); },
             .reference =
                 [](const Arrays& x) {
                   Array total = x[0];
                   for_each_index(x[0].shape, [&](Shape index) {
                     const Shape here = index;
                     if (index[1]-- > 0) total[here] += total[index];
                   });
                   return total;
                 },
             .cases = {{{.shape = {3, 37}}}, {{.shape = {2, 3, 70}}}, {{.shape = {2, 0}}}},
             .no_rank0 = "the axis must exist",
             .integers = Integers::kept});
  add_reduction(table,
                {.name = "logsumexp",
                 .f = [](const Tensor& x, const Axes& axes, bool keepdim) { return logsumexp(x, axes, keepdim); },
                 .reference =
                     [](const Line& line) {
                       double total = 0;
                       for (double v : line) total += std::exp(v);
                       return std::log(total);
                     },
                 .covers = {"softmax"}});
}

}  // namespace thalweg::ops
