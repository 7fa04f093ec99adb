// Rows of the table of operations: views, copies and casts.
#include <thalweg/autograd/views.hpp>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

namespace {

/// x's values in their order under another shape.
Array reshaped(const Array& x, const Shape& shape) {
  Array result(shape);
  result.values = x.values;
  return result;
}

void add_parts(Table& table) {
  table.add({.name = "select",
             .f = [](const Tensors& x) { return select(x[0], 1, -2); },
             .reference =
                 [](const Arrays& x) {
                   return generate(x[0].shape.erased(1),
                                   [&](const Shape& index) { return x[0][index.inserted(1, x[0].size(1) - 2)]; });
                 },
             .cases = {{{.shape = {3, 4}}}, {{.shape = {2, 3, 4}}}, {{.shape = {0, 2}}}},
             .no_rank0 = "the axis must exist",
             .integers = Integers::kept,
             .covers = {"select_put"}});
  table.add({.name = "slice",
             .f = [](const Tensors& x) { return slice(x[0], 1, 1, -1, 2); },
             .reference =
                 [](const Arrays& x) {
                   Shape shape = x[0].shape;
                   shape[1] = shape[1] <= 2 ? 0 : (shape[1] - 1) / 2;
                   return generate(shape, [&](Shape index) {
                     index[1] = 1 + 2 * index[1];
                     return x[0][index];
                   });
                 },
             .cases = {{{.shape = {3, 6}}}, {{.shape = {2, 7, 3}}}, {{.shape = {2, 2}}}, {{.shape = {0, 3}}}},
             .no_rank0 = "the axis must exist",
             .integers = Integers::kept,
             .covers = {"slice_put"}});
  table.add({.name = "diagonal",
             .f = [](const Tensors& x) { return diagonal(x[0], 1); },
             .reference =
                 [](const Arrays& x) {
                   const std::int64_t r = x[0].rank();
                   Shape shape = x[0].shape.erased(r - 1);
                   shape[r - 2] = std::max<std::int64_t>(std::min(x[0].size(-2), x[0].size(-1) - 1), 0);
                   return generate(shape,
                                   [&](const Shape& index) { return x[0][index.inserted(r - 1, index.back() + 1)]; });
                 },
             .cases = {{{.shape = {3, 3}}}, {{.shape = {2, 4, 3}}}, {{.shape = {2, 5}}}, {{.shape = {3, 0}}}},
             .no_rank0 = "needs two axes",
             .integers = Integers::kept,
             .covers = {"diagonal_put"}});
}

void add_reorderings(Table& table) {
  table.add({.name = "transpose",
             .f = [](const Tensors& x) { return transpose(x[0], 0, -1); },
             .reference =
                 [](const Arrays& x) {
                   const std::int64_t last = x[0].rank() - 1;
                   Shape shape = x[0].shape;
                   std::swap(shape[0], shape[last]);
                   return generate(shape, [&](Shape index) {
                     std::swap(index[0], index[last]);
                     return x[0][index];
                   });
                 },
             .cases = {{{.shape = {3, 4}}}, {{.shape = {2, 3, 4}}}, {{.shape = {0, 2}}}},
             .no_rank0 = "the axes must exist",
             .integers = Integers::kept});
  table.add({.name = "permute",
             .f =
                 [](const Tensors& x) {
                   return permute(x[0], {2, 0, -2});
                 },
             .reference =
                 [](const Arrays& x) {
                   return generate({x[0].size(2), x[0].size(0), x[0].size(1)}, [&](const Shape& index) {
                     return x[0][{index[1], index[2], index[0]}];
                   });
                 },
             .cases = {{{.shape = {2, 3, 4}}}, {{.shape = {2, 0, 3}}}},
             .no_rank0 = "see the row of its own",
             .integers = Integers::kept});
  table.add({.name = "permute",
             .variant = "no axes",
             .f = [](const Tensors& x) { return permute(x[0], {}); },
             .reference = [](const Arrays& x) { return x[0]; },
             .cases = {{{.shape = {}}}},
             .no_empty = "rank 0 has one element",
             .integers = Integers::kept});
}

void add_shapes(Table& table) {
  const std::vector<Inputs> any_shape = {
      {{.shape = {3, 4}}}, {{.shape = {2, 3, 4}}}, {{.shape = {}}}, {{.shape = {0, 3}}}};
  table.add({.name = "reshape",
             .f =
                 [](const Tensors& x) {
                   return reshape(x[0], {x[0].numel(), 1});
                 },
             .reference =
                 [](const Arrays& x) {
                   return reshaped(x[0], {static_cast<std::int64_t>(x[0].values.size()), 1});
                 },
             .cases = any_shape,
             .integers = Integers::kept});
  table.add({.name = "reshape",
             .variant = "with -1",
             .f =
                 [](const Tensors& x) {
                   return reshape(x[0], {2, -1, 3});
                 },
             .reference =
                 [](const Arrays& x) {
                   return reshaped(x[0], {2, static_cast<std::int64_t>(x[0].values.size()) / 6, 3});
                 },
             .cases = {{{.shape = {6, 4}}}, {{.shape = {4, 2, 3}}}, {{.shape = {0, 5}}}},
             .no_rank0 = "needs a multiple of six elements",
             .integers = Integers::kept});
  table.add({.name = "reshape",
             .variant = "flatten",
             .f = [](const Tensors& x) { return flatten(x[0], 1, 2); },
             .reference =
                 [](const Arrays& x) {
                   return reshaped(x[0], {x[0].size(0), x[0].size(1) * x[0].size(2)});
                 },
             .cases = {{{.shape = {2, 3, 4}}}, {{.shape = {0, 3, 4}}}},
             .no_rank0 = "the axes must exist",
             .integers = Integers::kept});
  table.add({.name = "squeeze",
             .f = [](const Tensors& x) { return squeeze(x[0]); },
             .reference =
                 [](const Arrays& x) {
                   Shape shape;
                   for (std::int64_t size : x[0].shape)
                     if (size != 1) shape = shape.inserted(shape.rank(), size);
                   return reshaped(x[0], shape);
                 },
             .cases = {{{.shape = {1, 3, 1, 4}}}, {{.shape = {1, 1}}}, {{.shape = {}}}, {{.shape = {0, 1}}}},
             .integers = Integers::kept});
  table.add({.name = "squeeze",
             .variant = "a named axis",
             .f = [](const Tensors& x) { return squeeze(x[0], {-2}); },
             .reference = [](const Arrays& x) { return reshaped(x[0], x[0].shape.erased(x[0].rank() - 2)); },
             .cases = {{{.shape = {1, 3, 1, 4}}}, {{.shape = {1, 1}}}, {{.shape = {1, 0}}}},
             .no_rank0 = "the axis must exist",
             .integers = Integers::kept});
  table.add({.name = "unsqueeze",
             .f = [](const Tensors& x) { return unsqueeze(x[0], -1); },
             .reference = [](const Arrays& x) { return reshaped(x[0], x[0].shape.inserted(x[0].rank(), 1)); },
             .cases = any_shape,
             .integers = Integers::kept});
  table.add({.name = "expand",
             .f =
                 [](const Tensors& x) {
                   return expand(x[0], {2, 3, 4});
                 },
             .reference =
                 [](const Arrays& x) {
                   return generate({2, 3, 4}, [&](const Shape& index) { return x[0].stretched(index); });
                 },
             .cases = {{{.shape = {3, 4}}}, {{.shape = {2, 1, 4}}}, {{.shape = {1}}}, {{.shape = {}}}},
             .no_empty = "see the row of its own",
             .integers = Integers::kept});
  table.add({.name = "expand",
             .variant = "to nothing",
             .f =
                 [](const Tensors& x) {
                   return expand(x[0], {2, 0, 3});
                 },
             .reference =
                 [](const Arrays&) {
                   return Array({2, 0, 3});
                 },
             .cases = {{{.shape = {0, 3}}}, {{.shape = {2, 1, 3}}}, {{.shape = {}}}},
             .integers = Integers::kept});
}

}  // namespace

void add_views(Table& table) {
  add_parts(table);
  add_reorderings(table);
  add_shapes(table);
  table.add({.name = "clone",
             .f = [](const Tensors& x) { return clone(x[0]); },
             .reference = [](const Arrays& x) { return x[0]; },
             .cases = {{{.shape = {3, 4}}}, {{.shape = {}}}, {{.shape = {0, 3}}}},
             .integers = Integers::kept});
  // Through float32 and back: the values drawn survive that, and so does a step of a power of two. The gradient does
  // not, hence the tolerance.
  const auto short_numbers = [](Random& random, const Shape& shape) {
    return generate(shape, [&](const Shape&) { return static_cast<double>(random.integer(-64, 64)) / 64; });
  };
  table.add(
      {.name = "to",
       .f = [](const Tensors& x) { return x[0].to(x[0].dtype() == float32 ? float64 : float32).to(x[0].dtype()); },
       .reference = [](const Arrays& x) { return x[0]; },
       .cases = {{{.shape = {3, 4}, .draw = short_numbers}},
                 {{.shape = {}, .draw = short_numbers}},
                 {{.shape = {0, 3}, .draw = short_numbers}}},
       .integers = Integers::kept,
       .gradcheck = {.atol = 1e-5, .step = 0x1p-7}});
}

}  // namespace thalweg::ops
