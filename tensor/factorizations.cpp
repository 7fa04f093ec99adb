// Factors of matrices on values: QR, LU, symmetric eigenvalues; one matrix of a stack after the other.
#include <numeric>
#include <utility>
#include <vector>

#include <thalweg/tensor/linalg.hpp>
#include <thalweg/tensor/linear_algebra.hpp>
#include <thalweg/tensor/pointwise.hpp>
#include <thalweg/tensor/stacks.hpp>
#include <thalweg/tensor/views.hpp>

namespace thalweg::raw {

QR qr(const Tensor& a) {
  check_floating("qr", a.dtype());
  check_matrices("qr", a);
  const std::int64_t k = std::min(a.size(-2), a.size(-1));
  const Shape batch = leading(a.shape());
  const QR result{Tensor::uninitialized("qr", stack_shape(batch, a.size(-2), k), a.dtype()),
                  Tensor::uninitialized("qr", stack_shape(batch, k, a.size(-1)), a.dtype())};
  const Tensor factors = clone(a);
  dispatch_floating(a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    std::vector<T> beta(static_cast<std::size_t>(k));
    for (std::int64_t i = 0; i < stack_size(a); ++i) {
      const linalg::MatrixView<T> matrix = matrix_at<T>(factors, i);
      linalg::qr<T>(matrix, beta);
      linalg::form_q<T>(matrix, beta, matrix_at<T>(result.q, i));
      linalg::form_r<T>(matrix, matrix_at<T>(result.r, i));
    }
  });
  return result;
}

namespace {

/// Takes the factors of one matrix apart; step k of the elimination swapped rows k and pivots[k].
template <class T>
void spread_lu(linalg::MatrixView<T> factors, std::span<const std::int64_t> pivots, linalg::MatrixView<T> p,
               linalg::MatrixView<T> l, linalg::MatrixView<T> u) {
  const std::int64_t n = factors.rows;
  std::vector<std::int64_t> rows(static_cast<std::size_t>(n));
  std::iota(rows.begin(), rows.end(), 0);
  for (std::size_t k = 0; k < rows.size(); ++k) std::swap(rows[k], rows[static_cast<std::size_t>(pivots[k])]);
  for (std::int64_t i = 0; i < n; ++i)
    for (std::int64_t j = 0; j < n; ++j) {
      p(i, j) = T(rows[static_cast<std::size_t>(j)] == i);
      l(i, j) = j < i ? factors(i, j) : T(i == j);
      u(i, j) = j < i ? T(0) : factors(i, j);
    }
}

}  // namespace

LU lu(const Tensor& a) {
  check_floating("lu", a.dtype());
  check_square("lu", a);
  const auto fresh = [&] { return Tensor::uninitialized("lu", a.shape(), a.dtype()); };
  const LU result{fresh(), fresh(), fresh()};
  const Tensor factors = clone(a);
  std::vector<std::int64_t> pivots(static_cast<std::size_t>(a.size(-1)));
  dispatch_floating(a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (std::int64_t i = 0; i < stack_size(a); ++i) {
      const linalg::MatrixView<T> matrix = matrix_at<T>(factors, i);
      if (const std::int64_t k = linalg::try_lu(matrix, pivots); k >= 0)
        check_finite_pivot("lu", a, i, k, matrix(k, k));
      spread_lu<T>(matrix, pivots, matrix_at<T>(result.p, i), matrix_at<T>(result.l, i), matrix_at<T>(result.u, i));
    }
  });
  return result;
}

namespace {

/// f(matrix, values) for every matrix of a stack, which f may overwrite.
template <class F>
Eigh each_symmetric(const char* op, const Tensor& a, F f) {
  check_floating(op, a.dtype());
  check_square(op, a);
  const std::int64_t n = a.size(-1);
  const Shape batch = leading(a.shape());
  const Eigh result{Tensor::uninitialized(op, batch.inserted(batch.rank(), n), a.dtype()), clone(a)};
  dispatch_floating(a.dtype(), [&](auto zero) {
    using T = decltype(zero);
    for (std::int64_t i = 0; i < stack_size(a); ++i)
      f(matrix_at<T>(result.vectors, i), std::span<T>(result.values.data<T>() + i * n, static_cast<std::size_t>(n)));
  });
  return result;
}

}  // namespace

Eigh eigh(const Tensor& a) {
  return each_symmetric("eigh", a, [](auto matrix, auto values) { linalg::symmetric_eigen(matrix, values); });
}

Tensor eigvalsh(const Tensor& a) {
  return each_symmetric("eigvalsh", a, [](auto matrix, auto values) { linalg::symmetric_eigenvalues(matrix, values); })
      .values;
}

}  // namespace thalweg::raw
