// Rows of the table of operations: matrix products and linear algebra.
#include <algorithm>

#include <thalweg/autograd/linear_algebra.hpp>
#include <thalweg/autograd/matmul.hpp>

#include <tests/ops/table.hpp>

namespace thalweg::ops {

namespace {

/// sum_p a(i, p) b(p, j) for matrices and stacks of them.
Array product(const Array& a, const Array& b) {
  const std::int64_t k = a.size(-1);
  Shape left = a.shape;
  Shape right = b.shape;
  left[left.rank() - 1] = 1;
  right[right.rank() - 2] = 1;
  const Shape shape = stretched_shape(left, right);
  const std::int64_t rank = shape.rank();
  return generate(shape, [&](const Shape& index) {
    double total = 0;
    for (std::int64_t p = 0; p < k; ++p) {
      Shape from_a = index;
      Shape from_b = index;
      from_a[rank - 1] = p;
      from_b[rank - 2] = p;
      total += a.stretched(from_a) * b.stretched(from_b);
    }
    return total;
  });
}

Array with_shape(Array x, const Shape& shape) {
  x.shape = shape;
  return x;
}
Array as_row(const Array& x) { return with_shape(x, {1, x.size(0)}); }
Array as_column(const Array& x) { return with_shape(x, {x.size(0), 1}); }

Array exchanged(const Array& x) {
  Shape shape = x.shape;
  std::swap(shape[shape.rank() - 1], shape[shape.rank() - 2]);
  return generate(shape, [&](Shape index) {
    std::swap(index[shape.rank() - 1], index[shape.rank() - 2]);
    return x[index];
  });
}

void add_products(Table& table) {
  table.add({.name = "matmul",
             .f = [](const Tensors& x) { return matmul(x[0], x[1]); },
             .reference = [](const Arrays& x) { return product(x[0], x[1]); },
             .cases = {{{.shape = {3, 4}}, {.shape = {4, 2}}},
                       {{.shape = {2, 3, 4}}, {.shape = {4, 2}}},
                       {{.shape = {3, 4}}, {.shape = {2, 4, 2}}},
                       {{.shape = {2, 1, 2, 3}}, {.shape = {3, 3, 2}}},
                       {{.shape = {17, 19}}, {.shape = {19, 9}}},
                       {{.shape = {0, 4}}, {.shape = {4, 2}}},
                       {{.shape = {2, 0}}, {.shape = {0, 2}}}},
             .no_rank0 = "needs an axis to sum over",
             .integers = Integers::kept,
             .same_bits = false,
             .tolerance = 1e-13,
             .float32_tolerance = 2e-5});
  table.add({.name = "matmul",
             .variant = "vector on the left",
             .f = [](const Tensors& x) { return matmul(x[0], x[1]); },
             .reference =
                 [](const Arrays& x) {
                   const Array y = product(as_row(x[0]), x[1]);
                   return with_shape(y, y.shape.erased(y.rank() - 2));
                 },
             .cases = {{{.shape = {4}}, {.shape = {4, 2}}},
                       {{.shape = {4}}, {.shape = {3, 4, 2}}},
                       {{.shape = {0}}, {.shape = {0, 2}}}},
             .no_rank0 = "needs an axis to sum over",
             .integers = Integers::kept,
             .same_bits = false,
             .float32_tolerance = 2e-5});
  table.add({.name = "matmul",
             .variant = "vector on the right",
             .f = [](const Tensors& x) { return matmul(x[0], x[1]); },
             .reference =
                 [](const Arrays& x) {
                   const Array y = product(x[0], as_column(x[1]));
                   return with_shape(y, y.shape.erased(y.rank() - 1));
                 },
             .cases = {{{.shape = {3, 4}}, {.shape = {4}}},
                       {{.shape = {2, 3, 4}}, {.shape = {4}}},
                       {{.shape = {3, 0}}, {.shape = {0}}}},
             .no_rank0 = "needs an axis to sum over",
             .integers = Integers::kept,
             .same_bits = false,
             .float32_tolerance = 2e-5});
  table.add({.name = "matmul",
             .variant = "dot",
             .f = [](const Tensors& x) { return dot(x[0], x[1]); },
             .reference = [](const Arrays& x) { return with_shape(product(as_row(x[0]), as_column(x[1])), {}); },
             .cases = {{{.shape = {5}}, {.shape = {5}}}, {{.shape = {0}}, {.shape = {0}}}},
             .no_rank0 = "needs an axis to sum over",
             .integers = Integers::kept,
             .same_bits = false,
             .float32_tolerance = 2e-5});
  table.add({.name = "matmul",
             .variant = "a matrix with a stack",
             .f = [](const Tensors& x) { return matmul(x[0], x[1]); },
             .reference = [](const Arrays& x) { return product(x[0], x[1]); },
             .cases = {{{.shape = {3, 4}}, {.shape = {2, 4, 2}}}, {{.shape = {3, 4}}, {.shape = {0, 4, 2}}}},
             .no_rank0 = "needs an axis to sum over",
             .integers = Integers::kept,
             .covers = {"matmul_sum"},
             .same_bits = false,
             .float32_tolerance = 2e-5});
  const auto add_bias = [](const Array& y, const Array& bias) {
    return map([](double v, double w) { return v + w; }, y, bias);
  };
  table.add({.name = "linear",
             .f = [](const Tensors& x) { return linear(x[0], x[1], x[2]); },
             .reference = [=](const Arrays& x) { return add_bias(product(x[0], exchanged(x[1])), x[2]); },
             .cases = {{{.shape = {5, 3}}, {.shape = {4, 3}}, {.shape = {4}}},
                       {{.shape = {2, 5, 3}}, {.shape = {4, 3}}, {.shape = {4}}},
                       {{.shape = {2, 0}}, {.shape = {4, 0}}, {.shape = {4}}},
                       {{.shape = {0, 3}}, {.shape = {4, 3}}, {.shape = {4}}}},
             .no_rank0 = "needs an axis to sum over",
             .integers = Integers::kept,
             .same_bits = false,
             .float32_tolerance = 2e-5});
  table.add({.name = "linear",
             .variant = "no bias",
             .f = [](const Tensors& x) { return linear(x[0], x[1]); },
             .reference = [](const Arrays& x) { return product(x[0], exchanged(x[1])); },
             .cases = {{{.shape = {5, 3}}, {.shape = {4, 3}}}, {{.shape = {0, 3}}, {.shape = {4, 3}}}},
             .no_rank0 = "needs an axis to sum over",
             .integers = Integers::kept,
             .same_bits = false,
             .float32_tolerance = 2e-5});
}

/// Calls f(part) for each matrix of a stack and puts the results, of shape `result`, together again.
template <class F>
Array each_matrix(const Array& x, const Shape& result, F f) {
  const std::int64_t n = x.size(-1);
  const std::int64_t rows = x.size(-2);
  Shape shape = x.shape.erased(x.rank() - 1).erased(x.rank() - 2);
  const std::int64_t count = numel("each_matrix", shape);
  for (std::int64_t size : result) shape = shape.inserted(shape.rank(), size);
  Array y(shape);
  y.values.clear();
  for (std::int64_t i = 0; i < count; ++i) {
    Array part({rows, n});
    std::copy_n(x.values.begin() + i * rows * n, rows * n, part.values.begin());
    const Array value = f(part);
    y.values.insert(y.values.end(), value.values.begin(), value.values.end());
  }
  return y;
}

/// Gauss-Jordan with row exchanges: a is used up, b becomes the solution; returns the determinant.
double eliminate(Array a, Array& b) {
  const std::int64_t n = a.size(0);
  double det = 1;
  for (std::int64_t k = 0; k < n; ++k) {
    std::int64_t p = k;
    for (std::int64_t i = k + 1; i < n; ++i)
      if (std::abs(a[{i, k}]) > std::abs(a[{p, k}])) p = i;
    for (std::int64_t j = 0; j < n; ++j) std::swap(a[{k, j}], a[{p, j}]);
    for (std::int64_t j = 0; j < b.size(1); ++j) std::swap(b[{k, j}], b[{p, j}]);
    det *= p == k ? a[{k, k}] : -a[{k, k}];
    for (std::int64_t i = 0; i < n; ++i) {
      if (i == k) continue;
      const double factor = a[{i, k}] / a[{k, k}];
      for (std::int64_t j = 0; j < n; ++j) a[{i, j}] -= factor * a[{k, j}];
      for (std::int64_t j = 0; j < b.size(1); ++j) b[{i, j}] -= factor * b[{k, j}];
    }
  }
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < b.size(1); ++j) b[{i, j}] /= a[{i, i}];
  return det;
}

Array solution(const Array& a, Array b) {
  eliminate(a, b);
  return b;
}
Array inverted(const Array& a) {
  return each_matrix(a, {a.size(-1), a.size(-1)}, [](const Array& part) {
    return solution(part, generate(part.shape, [](const Shape& i) { return i[0] == i[1] ? 1.0 : 0.0; }));
  });
}
Array determinants(const Array& a) {
  return each_matrix(a, {}, [](const Array& part) {
    Array none({part.size(0), 0});
    return Array(Shape{}, eliminate(part, none));
  });
}

Array lower_factor(const Array& a) {
  return each_matrix(a, {a.size(-1), a.size(-1)}, [](const Array& part) {
    Array l(part.shape);
    for (std::int64_t i = 0; i < part.size(0); ++i)
      for (std::int64_t j = 0; j <= i; ++j) {
        double rest = (part[{i, j}] + part[{j, i}]) / 2;
        for (std::int64_t k = 0; k < j; ++k) rest -= l[{i, k}] * l[{j, k}];
        l[{i, j}] = i == j ? std::sqrt(rest) : rest / l[{j, j}];
      }
    return l;
  });
}

/// Uniform in [-1, 1] with 3 more on the diagonal: regular, positive definite, of positive determinant.
Array draw_regular(Random& random, const Shape& shape) {
  return generate(shape, [&](const Shape& index) {
    const double diagonal = index[index.rank() - 1] == index[index.rank() - 2] ? 3 : 0;
    return diagonal + random.uniform(-1, 1);
  });
}
Input regular(const Shape& shape) { return {.shape = shape, .draw = draw_regular}; }

void add_systems(Table& table) {
  const std::string no_rank0 = "needs a matrix";
  table.add({.name = "solve",
             .f = [](const Tensors& x) { return solve(x[0], x[1]); },
             .reference = [](const Arrays& x) { return solution(x[0], x[1]); },
             .cases = {{regular({3, 3}), {.shape = {3, 2}}},
                       {regular({1, 1}), {.shape = {1, 1}}},
                       {regular({0, 0}), {.shape = {0, 2}}}},
             .no_rank0 = no_rank0,
             .tolerance = 1e-13,
             .float32_tolerance = 1e-4});
  table.add({.name = "solve",
             .variant = "vector",
             .f = [](const Tensors& x) { return solve(x[0], x[1]); },
             .reference = [](const Arrays& x) { return with_shape(solution(x[0], as_column(x[1])), x[1].shape); },
             .cases = {{regular({3, 3}), {.shape = {3}}}, {regular({0, 0}), {.shape = {0}}}},
             .no_rank0 = no_rank0,
             .tolerance = 1e-13,
             .float32_tolerance = 1e-4});
  table.add({.name = "solve",
             .variant = "one right-hand side for a stack",
             .f = [](const Tensors& x) { return solve(x[0], x[1]); },
             .reference = [](const Arrays& x) { return product(inverted(x[0]), x[1]); },
             .cases = {{regular({2, 3, 3}), {.shape = {3, 2}}}, {regular({0, 2, 2}), {.shape = {2, 1}}}},
             .no_rank0 = no_rank0,
             .tolerance = 1e-13,
             .float32_tolerance = 1e-4});
  for (const bool upper : {false, true}) {
    const linalg::TriangularOptions options{.upper = upper};
    table.add({.name = "solve_triangular",
               .variant = upper ? "upper" : "lower",
               .f = [=](const Tensors& x) { return solve_triangular(x[0], x[1], options); },
               .reference =
                   [=](const Arrays& x) {
                     const auto in_triangle = [=](const Shape& i) { return upper ? i[0] <= i[1] : i[0] >= i[1]; };
                     const auto entry = [&](const Shape& i) { return in_triangle(i) ? x[0][i] : 0; };
                     return solution(generate(x[0].shape, entry), x[1]);
                   },
               .cases = {{regular({3, 3}), {.shape = {3, 2}}}, {regular({0, 0}), {.shape = {0, 2}}}},
               .no_rank0 = no_rank0,
               .tolerance = 1e-13,
               .float32_tolerance = 1e-4});
  }
}

void add_functions_of_matrices(Table& table) {
  const std::vector<Inputs> cases = {{regular({3, 3})}, {regular({2, 2, 2})}, {regular({0, 0})}, {regular({0, 2, 2})}};
  const auto add = [&](Row row) {
    row.cases = cases;
    row.no_rank0 = "needs a matrix";
    row.tolerance = 1e-13;
    row.float32_tolerance = 1e-4;
    table.add(row);
  };
  add({.name = "inverse",
       .f = [](const Tensors& x) { return inverse(x[0]); },
       .reference = [](const Arrays& x) { return inverted(x[0]); }});
  add({.name = "cholesky",
       .f = [](const Tensors& x) { return cholesky(x[0]); },
       .reference = [](const Arrays& x) { return lower_factor(x[0]); }});
  add({.name = "det",
       .f = [](const Tensors& x) { return det(x[0]); },
       .reference = [](const Arrays& x) { return determinants(x[0]); }});
  const auto logarithms = [](const Arrays& x) { return map([](double d) { return std::log(d); }, determinants(x[0])); };
  add({.name = "slogdet", .f = [](const Tensors& x) { return slogdet(x[0]).log_abs; }, .reference = logarithms});
  add({.name = "slogdet",
       .variant = "logdet",
       .f = [](const Tensors& x) { return logdet(x[0]); },
       .reference = logarithms});
}

}  // namespace

void add_matrices(Table& table) {
  add_products(table);
  add_systems(table);
  add_functions_of_matrices(table);
}

}  // namespace thalweg::ops
