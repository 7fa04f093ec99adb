// Linear algebra on tensors: values against the definition, derivatives, batches, errors.
#include <doctest/doctest.h>

#include <cmath>

#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/engine.hpp>
#include <thalweg/autograd/gradcheck.hpp>
#include <thalweg/autograd/linear_algebra.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/reduce.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/create.hpp>
#include <thalweg/tensor/linear_algebra.hpp>
#include <thalweg/tensor/random.hpp>

namespace thalweg {

namespace {

Tensor random_tensor(const Shape& shape, std::uint64_t seed, Dtype dtype = float64) {
  const Tensor x = empty(shape);
  Random(seed).fill_normal(x.span<double>());
  return x.to(dtype);
}

/// Random with a diagonal that keeps it well away from singular.
Tensor regular(const Shape& shape, std::uint64_t seed, Dtype dtype = float64) {
  return random_tensor(shape, seed, dtype) + 4 * eye(shape.back(), -1, {.dtype = dtype});
}

Tensor positive_definite(const Shape& shape, std::uint64_t seed, Dtype dtype = float64) {
  const Tensor b = random_tensor(shape, seed, dtype);
  return matmul(b, transpose(b, -1, -2)) + eye(shape.back(), -1, {.dtype = dtype});
}

double largest(const Tensor& x) {
  const Tensor plain = raw::contiguous(raw::cast(x, float64));
  double result = 0;
  for (const double v : plain.span<double>())
    if (!(std::abs(v) <= result)) result = std::abs(v);
  return result;
}
double distance(const Tensor& a, const Tensor& b) {
  REQUIRE(a.shape() == b.shape());
  return largest(a - b);
}

void check_derivatives(const TensorsFunction& f, const std::vector<Tensor>& inputs) {
  const GradcheckReport first = gradcheck(f, inputs);
  CHECK_MESSAGE(first.ok, first.message);
  const GradcheckReport second = gradgradcheck(f, inputs, {.rtol = 1e-5, .atol = 1e-6});
  CHECK_MESSAGE(second.ok, second.message);
}

double precision(Dtype dtype) { return dtype == float64 ? 1e-12 : 2e-4; }

}  // namespace

TEST_CASE("solve: a x = b holds for vectors, matrices and batches, in float64 and float32") {
  for (const Dtype dtype : {float64, float32}) {
    for (const auto& pair : {std::pair<Shape, Shape>{{3, 3}, {3}},
                             {{3, 3}, {3, 2}},
                             {{4, 3, 3}, {4, 3, 2}},
                             {{4, 3, 3}, {3, 2}},
                             {{3, 3}, {4, 3, 2}},
                             {{2, 1, 3, 3}, {5, 3, 1}},
                             {{4, 3, 3}, {3}},
                             {{0, 0}, {0, 2}},
                             {{3, 3}, {3, 0}},
                             {{0, 3, 3}, {3, 2}},
                             {{40, 40}, {40, 7}}}) {
      const Shape& a_shape = pair.first;
      const Shape& b_shape = pair.second;
      CAPTURE(a_shape);
      CAPTURE(b_shape);
      const Tensor a = transpose(regular(a_shape, 1, dtype), -1, -2);
      const Tensor b = random_tensor(b_shape, 2, dtype);
      const Tensor x = solve(a, b);
      const Tensor product = matmul(a, b_shape.rank() == 1 ? unsqueeze(x, -1) : x);
      const Tensor b_column = b_shape.rank() == 1 ? unsqueeze(b, -1) : b;
      CHECK(distance(product, expand(b_column, product.shape())) <= precision(dtype));
    }
  }
}

TEST_CASE("solve: derivatives of both orders, also through broadcast batches") {
  const auto f = [](const auto& x) { return solve(x[0], x[1]); };
  check_derivatives(f, {regular({3, 3}, 1), random_tensor({3}, 2)});
  check_derivatives(f, {transpose(regular({3, 3}, 1), 0, 1), random_tensor({3, 2}, 2)});
  check_derivatives(f, {regular({2, 3, 3}, 1), random_tensor({3, 2}, 2)});
  check_derivatives(f, {regular({3, 3}, 1), random_tensor({2, 3, 2}, 2)});
}

TEST_CASE("inverse: a a^-1 = 1, and derivatives of both orders") {
  for (const Dtype dtype : {float64, float32})
    for (const Shape& shape : {Shape{3, 3}, Shape{2, 5, 4, 4}, Shape{0, 0}, Shape{0, 2, 2}}) {
      const Tensor a = regular(shape, 3, dtype);
      CHECK(distance(matmul(a, inverse(a)), expand(eye(shape.back(), -1, {.dtype = dtype}), shape)) <=
            precision(dtype));
    }
  check_derivatives([](const auto& x) { return inverse(x[0]); }, {regular({2, 3, 3}, 4)});
}

TEST_CASE("cholesky: l l^T = a with l lower triangular, and derivatives of both orders") {
  for (const Dtype dtype : {float64, float32})
    for (const Shape& shape : {Shape{1, 1}, Shape{5, 5}, Shape{2, 3, 4, 4}, Shape{0, 0}, Shape{0, 2, 2}}) {
      const Tensor a = positive_definite(shape, 5, dtype);
      const Tensor l = cholesky(a);
      CHECK(distance(matmul(l, transpose(l, -1, -2)), a) <= 10 * precision(dtype));
      if (shape.back() > 1 && l.numel() > 0) CHECK(largest(diagonal(l, 1)) == 0);
    }
  check_derivatives([](const auto& x) { return cholesky(x[0]); }, {positive_definite({2, 3, 3}, 6)});
  const Tensor skewed = tensor({{4.0, 1.0}, {3.0, 5.0}});
  CHECK(distance(cholesky(skewed), tensor({{2, 0}, {1, 2}})) <= 1e-15);
}

TEST_CASE("solve_triangular: every triangle, transposed or not, with its derivatives") {
  const Tensor a = regular({3, 3}, 7);
  const Tensor b = random_tensor({3, 2}, 8);
  for (const bool upper : {false, true})
    for (const bool transposed : {false, true})
      for (const bool unit : {false, true}) {
        CAPTURE(upper);
        CAPTURE(transposed);
        CAPTURE(unit);
        Tensor full = raw::clone(a);
        for (std::int64_t i = 0; i < 3; ++i)
          for (std::int64_t j = 0; j < 3; ++j) {
            if (i == j && unit) full.set({i, j}, 1);
            if (upper ? j < i : j > i) full.set({i, j}, 0);
          }
        const linalg::TriangularOptions options{upper, transposed, unit};
        const Tensor x = solve_triangular(a, b, options);
        CHECK(distance(matmul(transposed ? transpose(full, 0, 1) : full, x), b) <= 1e-13);
        check_derivatives([&](const auto& v) { return solve_triangular(v[0], v[1], options); }, {a, b});
      }
  const Tensor stack = regular({2, 3, 3}, 9);
  check_derivatives([](const auto& v) { return solve_triangular(v[0], v[1]); }, {stack, random_tensor({3}, 10)});
}

TEST_CASE("logdet, slogdet, det: agree with the determinant of a 2 x 2 matrix, and derivatives of both orders") {
  const Tensor a = tensor({{{3, 1}, {2, 4}}, {{0, 2}, {1, 5}}, {{1, 2}, {2, 4}}});
  CHECK(distance(det(a), tensor({10, -2, 0})) <= 1e-14);
  const SignLogDet both = slogdet(a);
  CHECK(distance(both.sign, tensor({1, -1, 0})) == 0);
  CHECK(both.log_abs.at({1}) == doctest::Approx(std::log(2)));
  CHECK(both.log_abs.at({2}) == -INFINITY);
  CHECK(logdet(a[0]).item() == doctest::Approx(std::log(10)));
  CHECK(logdet(a[0].to(float32)).item<float>() == doctest::Approx(std::log(10.0)));
  CHECK(logdet(zeros({0, 0})).item() == 0);
  CHECK(det(zeros({0, 0})).item() == 1);
  CHECK(logdet(zeros({0, 3, 3})).shape() == Shape{0});
  check_derivatives([](const auto& x) { return logdet(x[0]); }, {positive_definite({2, 3, 3}, 11)});
  check_derivatives([](const auto& x) { return slogdet(x[0]).log_abs; }, {slice(a, 0, 0, 2)});
  check_derivatives([](const auto& x) { return det(x[0]); }, {slice(a, 0, 0, 2)});
}

TEST_CASE("cholesky: the log-determinant through the factor has the gradient a^-1") {
  Tensor a = positive_definite({4, 4}, 12);
  a = a.detach().requires_grad_();
  const Tensor l = cholesky(a);
  const Tensor g = grad(det(l), a);
  CHECK(distance(g, 0.5 * det(l).detach() * inverse(a.detach())) <= 1e-9);
}

TEST_CASE("qr: q r = a with orthonormal columns, for tall, wide and stacked matrices") {
  for (const Shape& shape : {Shape{5, 3}, Shape{3, 5}, Shape{2, 4, 4}, Shape{0, 3}, Shape{3, 0}}) {
    const Tensor a = random_tensor(shape, 13);
    const raw::QR qr = raw::qr(a);
    CHECK(distance(matmul(qr.q, qr.r), a) <= 1e-13);
    const Tensor gram = matmul(transpose(qr.q, -1, -2), qr.q);
    CHECK(distance(gram, expand(eye(gram.size(-1)), gram.shape())) <= 1e-13);
  }
}

TEST_CASE("lu: p l u = a, singular matrices included") {
  for (const Tensor& a : {random_tensor({5, 5}, 14), random_tensor({2, 3, 3}, 15), tensor({{1, 2}, {2, 4}})}) {
    const raw::LU lu = raw::lu(a);
    CHECK(distance(matmul(lu.p, matmul(lu.l, lu.u)), a) <= 1e-14);
  }
}

TEST_CASE("eigh: a v = v diag(values) with ascending values, and eigvalsh gives the same values") {
  const Tensor b = random_tensor({2, 5, 5}, 16);
  const Tensor a = b + transpose(b, -1, -2);
  const raw::Eigh eigen = raw::eigh(a);
  CHECK(distance(matmul(a, eigen.vectors), eigen.vectors * unsqueeze(eigen.values, -2)) <= 1e-13);
  CHECK(distance(raw::eigvalsh(a), eigen.values) <= 1e-13);
  for (std::int64_t i = 0; i < 4; ++i) CHECK(eigen.values.at({0, i}) <= eigen.values.at({0, i + 1}));
  CHECK(distance(raw::eigvalsh(tensor({{2, 1}, {1, 2}}, {.dtype = float32})).to(float64), tensor({1, 3})) <= 1e-6);
}

TEST_CASE("linear algebra: a matrix that does not fit is refused by operation, pivot and place") {
  const Tensor singular = tensor({{1, 2}, {2, 4}});
  Tensor stack = expand(eye(2), {2, 3, 2, 2});
  stack = clone(stack);
  stack.set({1, 2, 1, 1}, 0);
  CHECK_THROWS_WITH_AS(solve(singular, ones({2})), "solve: the matrix is singular: pivot 1 is 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(solve(stack, ones({2})), "solve: matrix (1, 2) of the batch is singular: pivot 1 is 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(inverse(stack), "inverse: matrix (1, 2) of the batch is singular: pivot 1 is 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(inverse(full({2, 2}, NAN)), "inverse: the matrix is not finite: pivot 0 is nan",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(cholesky(tensor({{1, 2}, {2, 1}})),
                       "cholesky: the matrix is not positive definite: pivot 1 is -3", std::invalid_argument);
  CHECK_THROWS_WITH_AS(cholesky(stack), "cholesky: matrix (1, 2) of the batch is not positive definite: pivot 1 is 0",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(solve_triangular(stack, ones({2})),
                       "solve_triangular: matrix (1, 2) of the batch is singular: pivot 1 is 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(logdet(singular), "logdet: the matrix is singular: pivot 1 is 0", std::invalid_argument);
  CHECK_THROWS_WITH_AS(logdet(tensor({{0, 1}, {1, 0}})),
                       "logdet: the matrix has a negative determinant; slogdet gives its sign and log |det|",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(inverse(ones({2, 3})), "inverse: the matrix must be square, got shape (2, 3)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(det(ones({3})), "det: needs a matrix or a stack of matrices, got shape (3,)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(solve(eye(3), ones({4, 1})),
                       "solve: the right-hand side of shape (4, 1) does not have the 3 rows of the matrix, (3, 3)",
                       std::invalid_argument);
  CHECK_THROWS_WITH_AS(solve(zeros({2, 3, 3}), ones({4, 3, 1})),
                       "solve: batch axes do not broadcast: (2, 3, 3) x (4, 3, 1)", std::invalid_argument);
  CHECK_THROWS_WITH_AS(inverse(eye(2, 2, {.dtype = int64})),
                       "inverse: needs a floating tensor, got int64; convert it with .to(float64)",
                       std::invalid_argument);
  CHECK(distance(singular, tensor({{1, 2}, {2, 4}})) == 0);
}

}  // namespace thalweg
