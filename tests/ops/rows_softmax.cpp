// Rows of the table of operations: softmax and its kin.
#include <thalweg/autograd/softmax.hpp>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

namespace {

/// x - log(sum(exp(x))) along `axis`.
Array log_softmax_of(const Array& x, std::int64_t axis) {
  if (x.rank() == 0) return Array(Shape{});
  if (axis < 0) axis += x.rank();
  Array total(x.shape.erased(axis));
  for_each_index(x.shape, [&](const Shape& index) { total[index.erased(axis)] += std::exp(x[index]); });
  return generate(x.shape, [&](const Shape& index) { return x[index] - std::log(total[index.erased(axis)]); });
}

Array exponential(Array x) {
  for (double& v : x.values) v = std::exp(v);
  return x;
}

}  // namespace

void add_softmax(Table& table) {
  for (const std::int64_t axis : {-1, 0}) {
    const std::string variant = axis == 0 ? "over the first axis" : "";
    const std::vector<Inputs> cases = {
        {{.shape = {3, 5}}}, {{.shape = {2, 3, 37}}}, {{.shape = {}}}, {{.shape = {0, 3}}}, {{.shape = {3, 0}}}};
    table.add({.name = "softmax",
               .variant = variant,
               .f = [axis](const Tensors& x) { return softmax(x[0], axis); },
               .reference = [axis](const Arrays& x) { return exponential(log_softmax_of(x[0], axis)); },
               .cases = cases});
    table.add({.name = "log_softmax",
               .variant = variant,
               .f = [axis](const Tensors& x) { return log_softmax(x[0], axis); },
               .reference = [axis](const Arrays& x) { return log_softmax_of(x[0], axis); },
               .cases = cases,
               .covers = {"softmax"}});
  }
  const Input labels = {.low = 0, .high = 3, .dtype = int64};
  const auto label = [&](const Shape& shape) {
    Input input = labels;
    input.shape = shape;
    return input;
  };
  table.add({.name = "softmax_cross_entropy",
             .f = [](const Tensors& x) { return softmax_cross_entropy(x[0], x[1]); },
             .reference =
                 [](const Arrays& x) {
                   const Array all = log_softmax_of(x[0], -1);
                   return generate(x[1].shape, [&](const Shape& index) {
                     return -all[index.inserted(index.rank(), static_cast<std::int64_t>(x[1][index]))];
                   });
                 },
             .cases = {{{.shape = {4, 3}}, label({4})},
                       {{.shape = {2, 3, 10}}, label({2, 3})},
                       {{.shape = {19, 4}}, label({19})},
                       {{.shape = {2, 40}}, label({2})},
                       {{.shape = {3}}, label({})},
                       {{.shape = {0, 3}}, label({0})}},
             .covers = {"softmax_cross_entropy_gradient"}});
}

}  // namespace thalweg::ops
