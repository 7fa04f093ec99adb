// Rows of the table of operations: reductions.
#include <thalweg/autograd/reduce.hpp>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

void add_reductions(Table& table) {
  table.add({.name = "sum",
             .f = [](const Tensors& x) { return sum(x[0]); },
             .reference =
                 [](const Arrays& x) {
                   Array total(Shape{});
                   for (double v : x[0].values) total.values[0] += v;
                   return total;
                 },
             .cases = {{{.shape = {3, 37}}}, {{.shape = {2, 3, 4}}}, {{.shape = {}}}, {{.shape = {0, 3}}}},
             .integers = Integers::kept,
             .same_bits = false});
  table.add({.name = "sum",
             .variant = "over one axis",
             .f = [](const Tensors& x) { return sum(x[0], {1}); },
             .reference =
                 [](const Arrays& x) {
                   Array total(x[0].shape.erased(1));
                   for_each_index(x[0].shape, [&](const Shape& index) { total[index.erased(1)] += x[0][index]; });
                   return total;
                 },
             .cases = {{{.shape = {3, 37}}}, {{.shape = {2, 3, 4}}}, {{.shape = {2, 0, 3}}}, {{.shape = {0, 3}}}},
             .no_rank0 = "the axis must exist",
             .integers = Integers::kept,
             .same_bits = false});
  table.add({.name = "sum",
             .variant = "keepdim",
             .f =
                 [](const Tensors& x) {
                   return sum(x[0], {0, -1}, true);
                 },
             .reference =
                 [](const Arrays& x) {
                   Array total({1, x[0].size(1), 1});
                   for_each_index(x[0].shape, [&](const Shape& index) { total[{0, index[1], 0}] += x[0][index]; });
                   return total;
                 },
             .cases = {{{.shape = {2, 3, 4}}}, {{.shape = {1, 5, 33}}}, {{.shape = {0, 2, 3}}}},
             .no_rank0 = "the axes must exist",
             .integers = Integers::kept,
             .same_bits = false});
}

}  // namespace thalweg::ops
