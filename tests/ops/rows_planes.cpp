// Rows of the table of operations: convolution and pooling.
#include <limits>

#include <thalweg/autograd/conv.hpp>
#include <thalweg/autograd/pool.hpp>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

namespace {

/// What stands at (h, w) of a plane, or `outside` in the padding.
double padded_at(const Array& x, std::int64_t b, std::int64_t c, std::int64_t h, std::int64_t w, double outside = 0) {
  return h >= 0 && h < x.size(2) && w >= 0 && w < x.size(3) ? x[{b, c, h, w}] : outside;
}

std::int64_t places(std::int64_t in, std::int64_t kernel, std::int64_t stride, std::int64_t padding) {
  return (in + 2 * padding - kernel) / stride + 1;
}

/// Stride (2, 1), padding (1, 2).
Array convolution(const Array& x, const Array& weight) {
  const Shape shape{x.size(0), weight.size(0), places(x.size(2), weight.size(2), 2, 1),
                    places(x.size(3), weight.size(3), 1, 2)};
  return generate(shape, [&](const Shape& at) {
    double total = 0;
    for_each_index(weight.shape.erased(0), [&](const Shape& k) {
      total += weight[{at[1], k[0], k[1], k[2]}] * padded_at(x, at[0], k[0], 2 * at[2] + k[1] - 1, at[3] + k[2] - 2);
    });
    return total;
  });
}

Array with_bias(const Array& y, const Array& bias) {
  return generate(y.shape, [&](const Shape& at) { return y[at] + bias[{at[1]}]; });
}

void add_convolution(Table& table) {
  const std::string no_rank0 = "needs planes";
  const Conv2dOptions options{.stride = {2, 1}, .padding = {1, 2}};
  table.add({.name = "unfold",
             .variant = "in conv2d",
             .f = [=](const Tensors& x) { return conv2d(x[0], x[1], x[2], options); },
             .reference = [](const Arrays& x) { return with_bias(convolution(x[0], x[1]), x[2]); },
             .cases = {{{.shape = {2, 2, 4, 3}}, {.shape = {3, 2, 3, 2}}, {.shape = {3}}},
                       {{.shape = {1, 1, 3, 3}}, {.shape = {1, 1, 1, 1}}, {.shape = {1}}},
                       {{.shape = {0, 2, 4, 3}}, {.shape = {3, 2, 3, 2}}, {.shape = {3}}},
                       {{.shape = {2, 0, 4, 3}}, {.shape = {3, 0, 3, 2}}, {.shape = {3}}}},
             .no_rank0 = no_rank0,
             .integers = Integers::kept,
             .covers = {"fold"},
             .same_bits = false,
             .float32_tolerance = 2e-5});
  table.add({.name = "matmul",
             .variant = "in conv2d of 1 x 1",
             .f = [](const Tensors& x) { return conv2d(x[0], x[1]); },
             .reference =
                 [](const Arrays& x) {
                   return generate({x[0].size(0), x[1].size(0), x[0].size(2), x[0].size(3)}, [&](const Shape& at) {
                     double total = 0;
                     for (std::int64_t c = 0; c < x[0].size(1); ++c)
                       total += x[1][{at[1], c, 0, 0}] * x[0][{at[0], c, at[2], at[3]}];
                     return total;
                   });
                 },
             .cases = {{{.shape = {2, 3, 2, 2}}, {.shape = {4, 3, 1, 1}}},
                       {{.shape = {0, 3, 2, 2}}, {.shape = {4, 3, 1, 1}}}},
             .no_rank0 = no_rank0,
             .integers = Integers::kept,
             .same_bits = false,
             .float32_tolerance = 2e-5});
  table.add({.name = "unfold",
             .f =
                 [=](const Tensors& x) {
                   return unfold(x[0], {3, 2}, options);
                 },
             .reference =
                 [](const Arrays& x) {
                   const std::int64_t oh = places(x[0].size(2), 3, 2, 1);
                   const std::int64_t ow = places(x[0].size(3), 2, 1, 2);
                   return generate({x[0].size(0), x[0].size(1) * 6, oh * ow}, [&](const Shape& at) {
                     return padded_at(x[0], at[0], at[1] / 6, at[2] / ow * 2 + at[1] % 6 / 2 - 1,
                                      at[2] % ow + at[1] % 2 - 2);
                   });
                 },
             .cases = {{{.shape = {2, 2, 4, 3}}}, {{.shape = {1, 1, 1, 1}}}, {{.shape = {0, 2, 4, 3}}}},
             .no_rank0 = no_rank0,
             .integers = Integers::kept});
  table.add({.name = "fold",
             .f =
                 [=](const Tensors& x) {
                   return fold(x[0], {4, 3}, {3, 2}, options);
                 },
             .reference =
                 [](const Arrays& x) {
                   Array y({x[0].size(0), x[0].size(1) / 6, 4, 3});
                   for_each_index(x[0].shape, [&](const Shape& at) {
                     const std::int64_t h = at[2] / 6 * 2 + at[1] % 6 / 2 - 1;
                     const std::int64_t w = at[2] % 6 + at[1] % 2 - 2;
                     if (h >= 0 && h < 4 && w >= 0 && w < 3) y[{at[0], at[1] / 6, h, w}] += x[0][at];
                   });
                   return y;
                 },
             .cases = {{{.shape = {2, 12, 12}}}, {{.shape = {0, 6, 12}}}},
             .no_rank0 = no_rank0,
             .integers = Integers::kept});
}

/// Kernel (3, 2), stride (2, 1), padding (1, 0); start and join make the value of a window.
template <class Join>
Array pooled(const Array& x, double start, double outside, Join join) {
  const Shape shape{x.size(0), x.size(1), places(x.size(2), 3, 2, 1), places(x.size(3), 2, 1, 0)};
  return generate(shape, [&](const Shape& at) {
    double value = start;
    for_each_index({3, 2}, [&](const Shape& k) {
      value = join(value, padded_at(x, at[0], at[1], 2 * at[2] + k[0] - 1, at[3] + k[1], outside));
    });
    return value;
  });
}

void add_pooling(Table& table) {
  const Pool2dOptions options{.stride = {2, 1}, .padding = {1, 0}};
  const std::vector<Inputs> cases = {{{.shape = {2, 2, 4, 3}, .distinct = true}},
                                     {{.shape = {1, 1, 1, 2}, .distinct = true}},
                                     {{.shape = {0, 2, 4, 3}, .distinct = true}}};
  table.add({.name = "max_pool2d",
             .f =
                 [=](const Tensors& x) {
                   return max_pool2d(x[0], {3, 2}, options);
                 },
             .reference =
                 [](const Arrays& x) {
                   const double least = -std::numeric_limits<double>::infinity();
                   return pooled(x[0], least, least, [](double v, double w) { return std::max(v, w); });
                 },
             .cases = cases,
             .no_rank0 = "needs planes",
             .covers = {"max_pool2d_put"}});
  table.add(
      {.name = "avg_pool2d",
       .f =
           [=](const Tensors& x) {
             return avg_pool2d(x[0], {3, 2}, options);
           },
       .reference = [](const Arrays& x) { return pooled(x[0], 0, 0, [](double v, double w) { return v + w / 6; }); },
       .cases = cases,
       .no_rank0 = "needs planes",
       .covers = {"avg_pool2d_put"}});
}

}  // namespace

void add_planes(Table& table) {
  add_convolution(table);
  add_pooling(table);
}

}  // namespace thalweg::ops
