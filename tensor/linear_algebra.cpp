// Linear algebra on values: systems and what is made of them; one matrix of a stack after the other.
#include <cmath>
#include <vector>

#include <thalweg/tensor/linalg.hpp>
#include <thalweg/tensor/linear_algebra.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/stacks.hpp>
#include <thalweg/tensor/tape.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

namespace {

void check_system(const char* op, const Tensor& a, const Tensor& b) {
  check_floating(op, common_dtype(op, a, b));
  check_square(op, a);
  check_matrices(op, b);
  check(b.size(-2) == a.size(-1), op, "the right-hand side of shape ", b.shape(), " does not have the ", a.size(-1),
        " rows of the matrix, ", a.shape());
}

/// A copy of b, its batch axes broadcast with those of a.
Tensor right_sides(const char* op, const Tensor& a, const Tensor& b) {
  Tensor x = Tensor::uninitialized(op, stack_shape(broadcast_leading(op, a, b), b.size(-2), b.size(-1)), b.dtype());
  copy(x, b);
  return x;
}

/// f(i, j) for every right-hand side i of x and its matrix j of a.
template <class F>
void each_system(const Tensor& a, const Tensor& x, F f) {
  if (x.numel() == 0) return;
  const Shape batch = leading(x.shape());
  const Shape of_a = leading(a.shape());
  const Loops<2> loops(batch, {contiguous_strides(batch), broadcast_strides(of_a, contiguous_strides(of_a), batch)});
  loops.run([&](const auto& offset, std::int64_t n, const auto& step) {
    for (std::int64_t i = 0; i < n; ++i) f(offset[0] + i * step[0], offset[1] + i * step[1]);
  });
}

template <class T>
void factor(const char* op, const Tensor& stack, std::int64_t index, std::span<std::int64_t> pivots) {
  const linalg::MatrixView<T> a = matrix_at<T>(stack, index);
  const std::int64_t k = linalg::try_lu(a, pivots);
  if (k < 0) return;
  check_finite_pivot(op, stack, index, k, a(k, k));
  fail(op, name_matrix(stack.shape(), index), " is singular: pivot ", k, " is 0");
}

/// (a + a^T) / 2
Tensor symmetrized(const Tensor& a) {
  return map(
      "cholesky", [](auto v, auto w) { return (v + w) * 0.5; }, a, transpose(a, -2, -1));
}

}  // namespace

Tensor solve(const Tensor& a, const Tensor& b) {
  if (tape != nullptr) [[unlikely]]
    return taped("solve", solve, a, b);
  check_system("solve", a, b);
  const Tensor x = right_sides("solve", a, b);
  const Tensor factors = clone(a);
  const std::int64_t n = a.size(-1);
  const std::int64_t count = stack_size(a);
  std::vector<std::int64_t> pivots(static_cast<std::size_t>(count * n));
  const auto pivots_of = [&](std::int64_t i) {
    return std::span(pivots).subspan(static_cast<std::size_t>(i * n), static_cast<std::size_t>(n));
  };
  dispatch_floating(a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (std::int64_t i = 0; i < count; ++i) factor<T>("solve", factors, i, pivots_of(i));
    each_system(a, x, [&](std::int64_t i, std::int64_t j) {
      linalg::lu_solve<T>(matrix_at<T>(factors, j), pivots_of(j), matrix_at<T>(x, i));
    });
  });
  return x;
}

Tensor solve_triangular(const Tensor& a, const Tensor& b, const linalg::TriangularOptions& options) {
  if (tape != nullptr) [[unlikely]]
    return taped("solve_triangular", solve_triangular, a, b, options);
  check_system("solve_triangular", a, b);
  const Tensor x = right_sides("solve_triangular", a, b);
  const Tensor plain = contiguous(a);
  dispatch_floating(a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (std::int64_t s = 0; s < stack_size(a) && !options.unit_diagonal; ++s)
      for (std::int64_t i = 0; i < a.size(-1); ++i)
        if (matrix_at<T>(plain, s)(i, i) == 0)
          fail("solve_triangular", name_matrix(a.shape(), s), " is singular: pivot ", i, " is 0");
    each_system(a, x, [&](std::int64_t i, std::int64_t j) {
      linalg::solve_triangular<T>(matrix_at<T>(plain, j), matrix_at<T>(x, i), options);
    });
  });
  return x;
}

Tensor inverse(const Tensor& a) {
  if (tape != nullptr) [[unlikely]]
    return taped("inverse", inverse, a);
  check_floating("inverse", a.dtype());
  check_square("inverse", a);
  const Tensor factors = clone(a);
  const Tensor result = Tensor::uninitialized("inverse", a.shape(), a.dtype());
  std::vector<std::int64_t> pivots(static_cast<std::size_t>(a.size(-1)));
  dispatch_floating(a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (std::int64_t i = 0; i < stack_size(a); ++i) {
      factor<T>("inverse", factors, i, pivots);
      linalg::set_identity(matrix_at<T>(result, i));
      linalg::lu_solve<T>(matrix_at<T>(factors, i), pivots, matrix_at<T>(result, i));
    }
  });
  return result;
}

Tensor cholesky(const Tensor& a) {
  if (tape != nullptr) [[unlikely]]
    return taped("cholesky", cholesky, a);
  check_floating("cholesky", a.dtype());
  check_square("cholesky", a);
  const Tensor l = symmetrized(a);
  dispatch_floating(a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (std::int64_t i = 0; i < stack_size(a); ++i) {
      const linalg::MatrixView<T> matrix = matrix_at<T>(l, i);
      const std::int64_t k = linalg::try_cholesky(matrix);
      if (k < 0) continue;
      check_finite_pivot("cholesky", a, i, k, matrix(k, k));
      fail("cholesky", name_matrix(a.shape(), i), " is not positive definite: pivot ", k, " is ", matrix(k, k));
    }
  });
  return l;
}

Tensor det(const Tensor& a) {
  if (tape != nullptr) [[unlikely]]
    return taped("det", det, a);
  check_floating("det", a.dtype());
  check_square("det", a);
  const Tensor plain = contiguous(a);
  const Tensor result = Tensor::uninitialized("det", leading(a.shape()), a.dtype());
  dispatch_floating(a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (std::int64_t i = 0; i < result.numel(); ++i)
      result.data<T>()[i] = linalg::determinant<T>(matrix_at<T>(plain, i));
  });
  return result;
}

SignLogDet slogdet(const Tensor& a) {
  if (tape != nullptr) [[unlikely]]
    return {taped(
                "slogdet", [](const Tensor& x) { return slogdet(x).sign; }, a),
            taped(
                "slogdet", [](const Tensor& x) { return slogdet(x).log_abs; }, a)};
  check_floating("slogdet", a.dtype());
  check_square("slogdet", a);
  const Tensor plain = contiguous(a);
  const SignLogDet result{Tensor::uninitialized("slogdet", leading(a.shape()), a.dtype()),
                          Tensor::uninitialized("slogdet", leading(a.shape()), a.dtype())};
  dispatch_floating(a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (std::int64_t i = 0; i < result.sign.numel(); ++i) {
      const auto [sign, log_abs] = linalg::slogdet<T>(matrix_at<T>(plain, i));
      result.sign.data<T>()[i] = sign;
      result.log_abs.data<T>()[i] = log_abs;
    }
  });
  return result;
}

void check_regular(const char* op, const Tensor& a) {
  const Tensor factors = clone(a);
  std::vector<std::int64_t> pivots(static_cast<std::size_t>(a.size(-1)));
  dispatch_floating(a.dtype(), [&](auto zero) {
    for (std::int64_t i = 0; i < stack_size(a); ++i) factor<decltype(zero)>(op, factors, i, pivots);
  });
}

}  // namespace thalweg::raw
