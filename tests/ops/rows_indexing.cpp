// Rows of the table of operations: indexing by tensors, joining, padding, flipping.
#include <thalweg/autograd/indexing.hpp>
#include <thalweg/autograd/joins.hpp>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

namespace {

Input places(const Shape& shape, double below) { return {.shape = shape, .low = 0, .high = below, .dtype = int64}; }

std::int64_t whole(double v) { return static_cast<std::int64_t>(v); }

void add_gathering(Table& table) {
  const auto place = [](const Arrays& x, Shape index) {
    index[1] = whole(x[1][index]);
    return index;
  };
  const std::vector<Inputs> cases = {{{.shape = {3, 4}}, places({3, 6}, 4)},
                                     {{.shape = {5, 4}}, places({3, 1}, 4)},
                                     {{.shape = {2, 3, 4}}, places({2, 5, 3}, 3)},
                                     {{.shape = {0, 3}}, places({0, 2}, 3)}};
  table.add({.name = "gather",
             .f = [](const Tensors& x) { return gather(x[0], 1, x[1]); },
             .reference =
                 [place](const Arrays& x) {
                   return generate(x[1].shape, [&](const Shape& index) { return x[0][place(x, index)]; });
                 },
             .cases = cases,
             .no_rank0 = "the axis must exist",
             .integers = Integers::kept,
             .covers = {"scatter_add"}});
  std::vector<Inputs> with_source = cases;
  for (Inputs& inputs : with_source) inputs.push_back({.shape = inputs[1].shape});
  table.add({.name = "scatter_add",
             .f = [](const Tensors& x) { return scatter_add(x[0], -x[0].rank() + 1, x[1], x[2]); },
             .reference =
                 [place](const Arrays& x) {
                   Array y = x[0];
                   for_each_index(x[1].shape, [&](const Shape& index) { y[place(x, index)] += x[2][index]; });
                   return y;
                 },
             .cases = with_source,
             .no_rank0 = "the axis must exist",
             .integers = Integers::kept,
             .covers = {"gather"}});
}

void add_selecting(Table& table) {
  const auto place = [](const Arrays& x, Shape index) {
    index[1] = whole(x[1].values[static_cast<std::size_t>(index[1])]);
    return index;
  };
  const std::vector<Inputs> cases = {{{.shape = {3, 4}}, places({6}, 4)},
                                     {{.shape = {2, 3, 5}}, places({2}, 3)},
                                     {{.shape = {2, 3}}, places({0}, 3)},
                                     {{.shape = {0, 3}}, places({4}, 3)}};
  const auto selected = [](const Shape& shape, const Shape& index) {
    Shape result = shape;
    result[1] = index[0];
    return result;
  };
  table.add({.name = "index_select",
             .f = [](const Tensors& x) { return index_select(x[0], 1, x[1]); },
             .reference =
                 [=](const Arrays& x) {
                   return generate(selected(x[0].shape, x[1].shape),
                                   [&](const Shape& index) { return x[0][place(x, index)]; });
                 },
             .cases = cases,
             .no_rank0 = "the axis must exist",
             .integers = Integers::kept,
             .covers = {"index_add"}});
  std::vector<Inputs> with_source = cases;
  for (Inputs& inputs : with_source) inputs.push_back({.shape = selected(inputs[0].shape, inputs[1].shape)});
  table.add({.name = "index_add",
             .f = [](const Tensors& x) { return index_add(x[0], 1, x[1], x[2]); },
             .reference =
                 [=](const Arrays& x) {
                   Array y = x[0];
                   for_each_index(x[2].shape, [&](const Shape& index) { y[place(x, index)] += x[2][index]; });
                   return y;
                 },
             .cases = with_source,
             .no_rank0 = "the axis must exist",
             .integers = Integers::kept,
             .covers = {"index_select"}});
  table.add({.name = "one_hot",
             .f = [](const Tensors& x) { return one_hot(x[0], 5); },
             .reference =
                 [](const Arrays& x) {
                   return generate(x[0].shape.inserted(x[0].rank(), 5), [&](const Shape& index) {
                     return whole(x[0][index.erased(x[0].rank())]) == index.back() ? 1.0 : 0.0;
                   });
                 },
             .cases = {{places({4}, 5)}, {places({2, 3}, 5)}, {places({}, 5)}, {places({0}, 5)}},
             .differentiable = false});
}

Array joined(const Arrays& x, std::int64_t axis) {
  Array result = x[0];
  for (std::size_t i = 1; i < x.size(); ++i) {
    Shape shape = result.shape;
    shape[axis] += x[i].shape[axis];
    const std::int64_t before = result.shape[axis];
    result = generate(shape, [&](Shape index) {
      if (index[axis] < before) return result[index];
      index[axis] -= before;
      return x[i][index];
    });
  }
  return result;
}

}  // namespace

void add_indexing(Table& table) {
  add_gathering(table);
  add_selecting(table);
  table.add({.name = "cat",
             .f = [](const Tensors& x) { return cat(x, -1); },
             .reference = [](const Arrays& x) { return joined(x, x[0].rank() - 1); },
             .cases = {{{.shape = {2, 3}}, {.shape = {2, 1}}, {.shape = {2, 4}}},
                       {{.shape = {3}}},
                       {{.shape = {2, 0}}, {.shape = {2, 3}}},
                       {{.shape = {2, 1, 3}}, {.shape = {2, 1, 3}}}},
             .no_rank0 = "there is no axis to join",
             .integers = Integers::kept});
  table.add({.name = "stack",
             .f = [](const Tensors& x) { return stack(x, 0); },
             .reference =
                 [](Arrays x) {
                   for (Array& a : x) a.shape = a.shape.inserted(0, 1);
                   return joined(x, 0);
                 },
             .cases = {{{.shape = {2, 3}}, {.shape = {2, 3}}, {.shape = {2, 3}}},
                       {{.shape = {}}, {.shape = {}}},
                       {{.shape = {0, 3}}, {.shape = {0, 3}}}},
             .integers = Integers::kept});
  table.add({.name = "flip",
             .f = [](const Tensors& x) { return flip(x[0], {-1}); },
             .reference =
                 [](const Arrays& x) {
                   return generate(x[0].shape, [&](Shape index) {
                     std::int64_t& last = index[index.rank() - 1];
                     last = x[0].size(-1) - 1 - last;
                     return x[0][index];
                   });
                 },
             .cases = {{{.shape = {3, 4}}}, {{.shape = {2, 3, 5}}}, {{.shape = {0, 3}}}},
             .no_rank0 = "the axis must exist",
             .integers = Integers::kept});
  table.add({.name = "flip",
             .variant = "all axes",
             .f = [](const Tensors& x) { return flip(x[0]); },
             .reference =
                 [](const Arrays& x) {
                   Array y = x[0];
                   std::reverse(y.values.begin(), y.values.end());
                   return y;
                 },
             .cases = {{{.shape = {3, 4}}}, {{.shape = {}}}, {{.shape = {2, 0}}}},
             .integers = Integers::kept});
  table.add({.name = "pad",
             .f =
                 [](const Tensors& x) {
                   return pad(x[0], {1, 0}, {2, 3}, -7);
                 },
             .reference =
                 [](const Arrays& x) {
                   Array y({x[0].size(0) + 3, x[0].size(1) + 3}, -7);
                   for_each_index(x[0].shape, [&](const Shape& index) { y[{index[0] + 1, index[1]}] = x[0][index]; });
                   return y;
                 },
             .cases = {{{.shape = {3, 4}}}, {{.shape = {1, 1}}}, {{.shape = {0, 3}}}},
             .no_rank0 = "see the row of its own",
             .integers = Integers::kept});
  table.add({.name = "pad",
             .variant = "no axes",
             .f = [](const Tensors& x) { return pad(x[0], {}, {}, 5); },
             .reference = [](const Arrays& x) { return x[0]; },
             .cases = {{{.shape = {}}}},
             .no_empty = "rank 0 has one element",
             .integers = Integers::kept});
}

}  // namespace thalweg::ops
