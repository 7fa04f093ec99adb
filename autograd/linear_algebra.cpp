// Linear algebra, each operation with its derivatives (Giles, Collected matrix derivative results, 2008).
#include <thalweg/autograd/arithmetic.hpp>
#include <thalweg/autograd/linear_algebra.hpp>
#include <thalweg/autograd/matmul.hpp>
#include <thalweg/autograd/record.hpp>
#include <thalweg/autograd/views.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/stacks.hpp>

namespace thalweg {

namespace {

Tensor transposed(const Tensor& x) { return transpose(x, -2, -1); }

/// An n x n constant with one value each below, on and above the diagonal: a factor that cuts out triangles.
Tensor triangles(const Tensor& like, double below, double on, double above) {
  const std::int64_t n = like.size(-1);
  const Tensor result = Tensor::uninitialized("triangles", {n, n}, like.dtype());
  dispatch_floating(like.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (std::int64_t i = 0; i < n; ++i)
      for (std::int64_t j = 0; j < n; ++j)
        result.data<T>()[i * n + j] = static_cast<T>(j < i ? below : j == i ? on : above);
  });
  return raw::constant(result);
}

/// A vector on the right is one column, gone again from the result.
template <class F>
Tensor with_columns(const Tensor& b, F f) {
  return b.rank() == 1 ? squeeze(f(unsqueeze(b, 1)), {-1}) : f(b);
}

/// g for each determinant of a batch as a factor of its matrix.
Tensor per_matrix(const Tensor& g) { return unsqueeze(unsqueeze(g, -1), -1); }

}  // namespace

/// A X = B:  dB = A^-T G,  dA = -dB X^T
Tensor solve(const Tensor& a, const Tensor& b) {
  return with_columns(b, [&](const Tensor& columns) {
    return record(
        "solve", raw::solve(a, columns), inputs(a, columns),
        [](const Tensor& g, First a, Output x, Sharing& pass) {
          return -matmul(pass.shared([&] { return solve(transposed(a), g); }), transposed(x));
        },
        [](const Tensor& g, First a, Sharing& pass) { return pass.shared([&] { return solve(transposed(a), g); }); });
  });
}

/// op(T) X = B, T a triangle of A:  dB = op(T)^-T G,  d op(T) = -dB X^T, of which only the triangle is kept
Tensor solve_triangular(const Tensor& a, const Tensor& b, const linalg::TriangularOptions& options) {
  const auto adjoint = [options](const Tensor& a, const Tensor& g) {
    linalg::TriangularOptions other = options;
    other.transposed = !options.transposed;
    return solve_triangular(a, g, other);
  };
  return with_columns(b, [&](const Tensor& columns) {
    return record(
        "solve_triangular", raw::solve_triangular(a, columns, options), inputs(a, columns),
        [options, adjoint](const Tensor& g, First a, Output x, Sharing& pass) {
          const Tensor& db = pass.shared([&] { return adjoint(a, g); });
          const Tensor da = options.transposed ? matmul(x, transposed(db)) : matmul(db, transposed(x));
          const double diagonal = options.unit_diagonal ? 0 : -1;
          return da * triangles(a, options.upper ? 0 : -1, diagonal, options.upper ? -1 : 0);
        },
        [adjoint](const Tensor& g, First a, Sharing& pass) { return pass.shared([&] { return adjoint(a, g); }); });
  });
}

/// Y = A^-1,  dA = -Y^T G Y^T
Tensor inverse(const Tensor& a) {
  return record("inverse", raw::inverse(a), inputs(a), [](const Tensor& g, Output y) {
    const Tensor yt = transposed(y);
    return -matmul(matmul(yt, g), yt);
  });
}

/// A = L L^T,  dA = sym(L^-T Phi(L^T G) L^-1), Phi: the lower triangle with half the diagonal
Tensor cholesky(const Tensor& a) {
  return record("cholesky", raw::cholesky(a), inputs(a), [](const Tensor& g, Output l) {
    const linalg::TriangularOptions transpose_of_l{.transposed = true};
    const Tensor phi = matmul(transposed(l), g) * triangles(l, 1, 0.5, 0);
    const Tensor left = solve_triangular(l, phi, transpose_of_l);
    const Tensor both = solve_triangular(l, transposed(left), transpose_of_l);
    return (both + transposed(both)) * 0.5;
  });
}

/// y = log |det A|,  dA = g A^-T
SignLogDet slogdet(const Tensor& a) {
  const SignLogDet value = raw::slogdet(a);
  return {value.sign, record("slogdet", value.log_abs, inputs(a),
                             [](const Tensor& g, First a) { return per_matrix(g) * transposed(inverse(a)); })};
}

Tensor logdet(const Tensor& a) {
  raw::check_floating("logdet", a.dtype());
  raw::check_square("logdet", a);
  if (raw::tape != nullptr) [[unlikely]]
    raw::tape->refuse("logdet", "looks at the sign of the determinant (slogdet leaves that to its caller)");
  const SignLogDet result = slogdet(a);
  for (std::int64_t i = 0; i < result.sign.numel(); ++i) {
    const double sign = dispatch_floating(
        a.dtype(), [&](auto zero) { return static_cast<double>(result.sign.data<decltype(zero)>()[i]); });
    if (sign > 0) continue;
    if (sign != -1) raw::check_regular("logdet", a);
    fail("logdet", raw::name_matrix(a.shape(), i), " has a negative determinant; slogdet gives its sign and log |det|");
  }
  return result.log_abs;
}

/// y = det A,  dA = g y A^-T
Tensor det(const Tensor& a) {
  return record("det", raw::det(a), inputs(a),
                [](const Tensor& g, First a, Output y) { return per_matrix(g * y) * transposed(inverse(a)); });
}

}  // namespace thalweg
